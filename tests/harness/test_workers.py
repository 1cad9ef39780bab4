"""Which environment of a function may be killed: one that has begun a request, not one that still starts."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.harness import workers

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]

ARN = "arn:aws:lambda:eu-west-1:000000000000:function:intake-of-a-test:live"
ENVIRONMENT = """
import socket, sys
sys.stdin.readline()
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print("connected", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def emulator() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def environment(emulator: socket.socket) -> Iterator[subprocess.Popen[str]]:
    """A process as the emulator starts one. It connects after it has read a line."""
    port = emulator.getsockname()[1]
    variables = {"AWS_LAMBDA_FUNCTION_NAME": "intake-of-a-test", "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-c", ENVIRONMENT, str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=variables, text=True, stdin=pipe, stdout=pipe) as process:
        ends = time.monotonic() + 10
        while not workers.workers(ARN, port) and time.monotonic() < ends:
            time.sleep(0.01)  # the kernel shows a new process before its variables
        yield process
        process.kill()


def test_only_an_environment_that_has_spoken_to_the_emulator_is_killed(
    emulator: socket.socket, environment: subprocess.Popen[str]
) -> None:
    port = emulator.getsockname()[1]
    assert workers.workers(ARN, port) == [environment.pid]
    assert not workers.kill(ARN, port)
    _go_on(environment)
    assert workers.kill(ARN, port)
    assert environment.wait(10) == -9


def test_it_counts_as_such_after_the_emulator_has_closed_the_connection(
    emulator: socket.socket, environment: subprocess.Popen[str]
) -> None:
    _go_on(environment)
    emulator.accept()[0].close()
    assert workers.kill(ARN, emulator.getsockname()[1])


def _go_on(environment: subprocess.Popen[str]) -> None:
    assert environment.stdin
    assert environment.stdout
    environment.stdin.write("\n")
    environment.stdin.flush()
    assert environment.stdout.readline() == "connected\n"
