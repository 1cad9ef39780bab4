"""Another site beside the hub: a small web server of a test's own, at another address of this machine."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

type Answer = tuple[int, dict[str, str], str]
type Respond = Callable[[str, Mapping[str, str]], Answer]
"""Path and parameters in; status, headers and body out."""


@dataclass
class Neighbour:
    """The other site; `asked` keeps the addresses that it was asked for."""

    server: ThreadingHTTPServer
    asked: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Host and port, as a list of allowed domains has them."""
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def base_url(self) -> str:
        """Where it answers. To a browser this is another site than any `localhost`."""
        return f"http://{self.host}"


@contextmanager
def neighbour(respond: Respond) -> Iterator[Neighbour]:
    """A site that answers so, gone afterwards."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            site.asked.append(self.path)
            given = {name: values[0] for name, values in parse_qs(asked.query).items()}
            status, headers, body = respond(asked.path, given)
            self.send_response(status)
            for name, value in {"Content-Type": "text/html;charset=UTF-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Neighbour(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
