"""The bridge for EHRs that speak MLLP only: `mllp2http` of the package mllp-http, as the README shows it."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.harness import processes
from tests.harness.home import VENVS, free_port, in_use

START, END = b"\x0b", b"\x1c\r"
PROGRAM = VENVS / "mllp" / "bin" / "mllp2http"


@contextmanager
def bridge(base_url: str, token: str, log: Path) -> Iterator[int]:
    """A bridge to a stack, in the name of an API user; the port on which it listens. Raises `processes.Failed`."""
    port = free_port()
    options = ("-H", "127.0.0.1", "-p", str(port), "--timeout", "60000", "--content-type", "application/hl7-v2+er7")
    process = processes.start(
        [PROGRAM, *options, f"{base_url}/hl7"], {"HTTP_AUTHORIZATION": f"md-token {token}", "NO_PROXY": "*"}, log
    )
    try:
        deadline = time.monotonic() + 30
        while not in_use(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise processes.Failed(f"the bridge did not start:\n{processes.tail(log)}")
            time.sleep(0.05)
        yield port
    finally:
        processes.stop(process)


def pipelined(port: int, raws: Sequence[bytes]) -> list[bytes]:
    """The answers to these messages, all sent at once over one raw socket, as some engines do."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(b"".join(START + raw + END for raw in raws))
        received = b""
        while received.count(END) < len(raws):
            more = connection.recv(65536)
            if not more:
                raise ConnectionError("the bridge closed the connection")
            received += more
    return [each.removeprefix(START) for each in received.split(END)[:-1]]
