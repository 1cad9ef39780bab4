"""Starts the parts of a local stack in their order, and stops them in the other."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.harness import certificates, demo, processes
from tests.harness.deploy import deploy, outputs
from tests.harness.emulator import Emulator
from tests.harness.home import PROJECT, Home, Occupied, in_use
from tests.harness.stack import Stack


@dataclass
class Supervisor:
    """The parts of one stack while they run."""

    home: Home
    port: int
    emulator: Emulator
    stack: Stack
    directory: subprocess.Popen[bytes]
    forwarder: subprocess.Popen[bytes]

    def kill_forwarder(self) -> None:
        """Ends the forwarder without warning, whatever it had in hand, and starts another. To be called by the thread
        that lasts longest: the kernel ends the new one with it."""
        self.forwarder.kill()
        self.stop_forwarder()
        self.forwarder = _start_forwarder(self.home, self.port, self.emulator)

    def stop_forwarder(self) -> None:
        """Ends whichever forwarder serves now."""
        processes.stop(self.forwarder)

    def wait(self) -> None:
        """Waits for a part to end that should not. Raises `processes.Failed` then."""
        while True:
            parts = {"emulator": self.emulator.process, "directory": self.directory, "forwarder": self.forwarder}
            for name, process in parts.items():
                if process.poll() is not None:
                    raise processes.Failed(f"the {name} ended:\n{processes.tail(self.home.logs / f'{name}.log')}")
            time.sleep(0.5)


@contextmanager
def running(home: Home, port: int) -> Iterator[Supervisor]:
    """A stack that is ready within the block and gone after it. Raises `Occupied` or `processes.Failed`."""
    with home.occupied(), ExitStack() as parts:
        for each in (port, tls_port(port)):
            if in_use(each):
                raise Occupied(f"another program listens on port {each}: choose another one with PORT=")
        home.card.unlink(missing_ok=True)  # of a stack that was killed
        started = time.monotonic()
        certificates.make(home.certificates)
        directory = _start_directory(home)
        parts.callback(processes.stop, directory)
        emulator = Emulator(home)
        parts.callback(emulator.stop)
        _tell("the emulator runs; building and deploying", started)
        _tell("deployed" if deploy(emulator) else "nothing changed since the last deployment", started)
        _wait_for_directory(home, directory)
        supervisor = Supervisor(
            home, port, emulator, Stack(f"http://localhost:{port}", emulator.endpoint_url), directory,
            _start_forwarder(home, port, emulator),
        )  # fmt: skip
        parts.callback(supervisor.stop_forwarder)
        tls = {
            "tls_url": f"https://localhost:{tls_port(port)}",
            "graph_url": f"https://127.0.0.1:{home.directory_port()}",
            "authority": str(home.certificates / "authority.pem"),
        }
        stack = supervisor.stack
        stack.demo = demo.prepare(stack) | tls
        stack.demo["console_url"] = demo.console_link(stack)
        parts.callback(home.card.unlink, missing_ok=True)
        stack.write_card(home.card)
        _tell("ready", started)
        yield supervisor


def _start_directory(home: Home) -> subprocess.Popen[bytes]:
    """Starts the stand-in for Microsoft Graph, which has its card when it answers. Raises `Occupied`."""
    if in_use(port := home.directory_port()):
        raise Occupied(f"another program listens on port {port}, where this stack's functions look for a directory")
    log = home.logs / "directory.log"
    for each in (home.directory / "graph.json", log):
        each.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.harness.graph", home.directory, port, home.certificates]
    return processes.start([str(each) for each in command], {"PYTHONPATH": str(PROJECT)}, log)


def _wait_for_directory(home: Home, process: subprocess.Popen[bytes]) -> None:
    """Waits until the stand-in answers. Raises `processes.Failed`."""
    while not (home.directory / "graph.json").exists():
        if process.poll() is not None:
            raise processes.Failed(f"the directory did not start:\n{processes.tail(home.logs / 'directory.log')}")
        time.sleep(0.02)


def _start_forwarder(home: Home, port: int, emulator: Emulator) -> subprocess.Popen[bytes]:
    stage = f"{emulator.endpoint_url}/_aws/execute-api/{outputs(emulator.connection)['ApiId']}/live"
    log = home.logs / "forwarder.log"
    command = [
        sys.executable,
        "-m",
        "tests.harness.forwarder",
        stage,
        port,
        tls_port(port),
        home.certificates / "server.pem",
    ]
    process = processes.start([str(each) for each in command], {"PYTHONPATH": str(PROJECT)}, log)
    while process.poll() is None and not (in_use(port) and in_use(tls_port(port))):
        time.sleep(0.02)
    return process


def tls_port(port: int) -> int:
    """Where the same answers over TLS: 8443 for 8000."""
    return port + 443


def _tell(text: str, started: float) -> None:
    print(f"{time.monotonic() - started:5.1f} s  {text}", flush=True)
