"""The web server: one port, where the sign-in and Graph answer by different names of this machine.

The sign-in is at https://localhost, Graph at https://127.0.0.1, so that a way from one to the other shows.
"""

import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import uuid4

from tests.harness import certificates
from tests.harness.graph.applications import Application, Tokens
from tests.harness.graph.changes import PLACE, Changes
from tests.harness.graph.delta import Delta
from tests.harness.graph.entries import Answer
from tests.harness.graph.faults import Fault, Faults
from tests.harness.graph.service import Service
from tests.harness.graph.sign_in import SignIn
from tests.harness.graph.tenant import Json, Tenant

LOGIN, GRAPH = "https://localhost:{}", "https://127.0.0.1:{}"


def endpoints(port: int, authority: Path) -> str:
    """What leads a function of ours to a stand-in on this port, as it stands in the function's environment."""
    return json.dumps({"login": LOGIN.format(port), "graph": GRAPH.format(port), "authority": str(authority)})


@dataclass(frozen=True)
class Received:
    """A request that came."""

    host: str
    method: str
    target: str


@dataclass(repr=False)
class Graph:
    """The running stand-in, as a test meets it.

    authority  the file with the certificate of the authority that vouches for it
    changes    what carries out the changes of other processes; None where only this process makes any
    """

    port: int
    authority: Path
    clock: Callable[[], datetime]
    tenants: dict[str, Tenant] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    deltas: dict[str, Delta] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    received: list[Received] = field(default_factory=list)
    crashes: list[Exception] = field(default_factory=list)
    changes: Changes | None = None

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.clock)
        self.sign_in = SignIn(self.login, self.graph, self.tenants, self.applications, self.tokens)
        self.service = Service(self.graph, self.tenants, self.deltas, self.tokens, self.faults)

    @property
    def login(self) -> str:
        """The address of the sign-in."""
        return LOGIN.format(self.port)

    @property
    def graph(self) -> str:
        """The address of Graph."""
        return GRAPH.format(self.port)

    @property
    def endpoints(self) -> str:
        """What leads a function of ours here, as it stands in its environment."""
        return endpoints(self.port, self.authority)

    def add_tenant(self, domain: str = "linde.example") -> Tenant:
        """A directory with nobody in it."""
        tenant = Tenant(domain)
        self.tenants[tenant.id] = tenant
        self.deltas[tenant.id] = Delta(tenant, self.clock)
        return tenant

    def add_application(self, *secrets: str, days: float = 180) -> Application:
        """An application with secrets that last so many days."""
        end = self.clock() + timedelta(days=days)
        application = Application(str(uuid4()), dict.fromkeys(secrets, end))
        self.applications[application.id] = application
        return application

    def accept_changes(self, journal: Path) -> None:
        """Let other processes change the directories, from where the journal ended."""
        self.changes = Changes(self.add_tenant, self.tenants, self.deltas, self.faults, journal)
        self.changes.repeat()

    def targets(self, part: str = "") -> list[str]:
        """The targets of the requests that came, those with this part in them."""
        return [each.target for each in self.received if part in each.target]

    def answer(self, received: Received, headers: dict[str, str], body: bytes) -> tuple[int, Json, dict[str, str]]:
        """Status, body and headers of the answer."""
        parts = urlsplit(received.target)
        try:
            if parts.path.startswith("/v1.0/"):
                target = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
                return 200, self.service.answer(received.method, target, headers, body), {}
            if self.changes and parts.path.split("/")[1] == PLACE:
                return 200, self.changes.answer(received.method, parts.path, body), {}
            form = dict(parse_qsl(body.decode())) if received.method == "POST" else {}
            return 200, self.sign_in.answer(received.method, parts.path, form), {}
        except Answer as answer:
            return answer.status, answer.body, answer.headers


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        graph = self.server.graph
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        received = Received(self.headers.get("Host", ""), self.command, self.path)
        graph.received.append(received)
        fault = graph.faults.take(self.path)
        if fault and fault.answer:
            status, found, headers = fault.answer.status, fault.answer.body, fault.answer.headers
        else:
            status, found, headers = graph.answer(received, dict(self.headers), body)
        if fault and fault.tamper:
            found = fault.tamper(found)
        self._send(status, json.dumps(found).encode(), headers, fault)

    def _send(self, status: int, body: bytes, headers: dict[str, str], fault: Fault | None) -> None:
        kept = body[: int(len(body) * fault.keep)] if fault else body
        cut = bool(fault and fault.cut)
        self.send_response(status)
        own = {"Content-Type": "application/json; charset=utf-8", "request-id": str(uuid4())}
        for name, value in (own | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body if cut else kept)))
        self.end_headers()
        self.wfile.write(kept)
        self.close_connection = self.close_connection or cut


class Server(ThreadingHTTPServer):
    """Takes connections over TLS, each in a thread of its own."""

    daemon_threads = True
    graph: Graph
    context: ssl.SSLContext

    def finish_request(self, request: object, client_address: object) -> None:
        """Speak TLS first; in this thread, so that nobody waits for a client that says nothing."""
        assert isinstance(request, ssl.SSLSocket)
        with suppress(OSError):  # a client that does not trust us leaves
            request.do_handshake()
            super().finish_request(request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A mistake of ours, for whoever started us."""
        del request, client_address
        if isinstance(error := sys.exception(), Exception):
            self.graph.crashes.append(error)


@contextmanager
def serving(
    folder: Path,
    *,
    port: int = 0,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    makes_certificates: bool = True,
) -> Iterator[Graph]:
    """The stand-in, with nobody in it. Its certificates are in the folder; they are made unless they are there."""
    authority, served = certificates.make(folder) if makes_certificates else certificates.made(folder)
    server = Server(("127.0.0.1", port), Handler)
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(served)
    server.socket = server.context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.graph = Graph(server.server_address[1], authority, clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.graph
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    if server.graph.crashes:
        raise ExceptionGroup("the stand-in made mistakes", server.graph.crashes)
