"""`make run` itself: it comes back with what it had, and leaves nothing running, however it ends (Linux)."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import httpx
import pytest

from tests.harness import demo, demo_directory
from tests.harness.home import PROJECT, Home, free_port
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

COMMAND = [sys.executable, "-m", "tests.harness"]
ROW = {"pk": {"S": "kept"}, "sk": {"S": "kept"}}


class Run:
    """One `make run` in a home of its own; a second one in the same home meets what the first one stored."""

    def __init__(self, home: Home, port: int) -> None:
        self.home = home
        self.environment = os.environ | {"KOPPEL_HOME": str(home.root), "PORT": str(port)}
        home.card.unlink(missing_ok=True)  # one that was killed leaves its card behind
        started = time.monotonic()
        self.process = subprocess.Popen(
            [*COMMAND, "run"],
            env=self.environment,
            cwd=PROJECT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        while not home.card.exists():
            assert self.process.poll() is None, self.output()
            time.sleep(0.05)
        self.seconds = time.monotonic() - started
        self.stack = Stack.from_card(home.card)

    def refused(self, name: str) -> bool:
        """Whether the command line says that this home is in use."""
        ended = subprocess.run(
            [*COMMAND, name], env=self.environment, cwd=PROJECT, text=True, capture_output=True, check=False
        )
        return ended.returncode == 1 and "already runs" in ended.stderr

    def reset(self) -> None:
        """Forgets what was stored."""
        subprocess.run([*COMMAND, "reset"], env=self.environment, cwd=PROJECT, check=True)

    def output(self) -> str:
        """What the ended process printed."""
        return self.process.communicate(timeout=60)[0]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Sends a signal to the supervisor and waits until nothing is left. Fails where something is."""
        processes = self.left()
        assert len(processes) >= 4, "supervisor, directory, emulator and forwarder"
        self.process.send_signal(number)
        self.output()
        deadline = time.monotonic() + 20
        while (left := self.left()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not left

    def left(self) -> list[str]:
        """Command lines of all processes that belong to this home, by what they were started with."""
        marks = [str(self.home.root).encode(), f"127.0.0.1:{self.home.emulator_port()}".encode()]
        return [words for words, everything in _processes() if any(mark in everything for mark in marks)]

    @property
    def secrets(self) -> dict[str, str]:
        """The demo's tokens and keys, which are shown once."""
        return {name: value for name, value in self.stack.demo.items() if name.endswith(("_token", "_key", "_secret"))}

    @property
    def rows(self) -> int:
        """How many rows of ours the table holds."""
        client = boto3.client("dynamodb", **self.stack.connection)
        return len(client.get_item(TableName=self.stack.outputs["TableName"], Key=ROW).get("Item", {})) // len(ROW)

    @property
    def reads_its_directory(self) -> bool:
        """Whether the functions of this stack reach the directory that runs beside it."""
        tested = Tenant(self.stack, demo.ORGANISATION).operate("test-directory", source=demo_directory.SOURCE)
        return bool(tested["passed"]) and len(tested["people"]) == 5

    def add_row(self) -> None:
        """Stores something."""
        client = boto3.client("dynamodb", **self.stack.connection)
        client.put_item(TableName=self.stack.outputs["TableName"], Item=ROW)


def _processes() -> Iterator[tuple[str, bytes]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                words = (folder / "cmdline").read_bytes()
                yield words.replace(b"\0", b" ").decode(), words + (folder / "environ").read_bytes()
            except OSError:
                continue


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Starts stacks in homes by name; whatever still runs at the end is stopped."""
    runs: list[Run] = []

    def started(name: str = "home") -> Run:
        runs.append(Run(Home(tmp_path / name), free_port()))
        return runs[-1]

    yield started
    for run in runs:
        run.process.kill()
        run.process.communicate()


def test_a_stack_keeps_what_it_has_stored_leaves_no_process_and_runs_beside_another(start: Callable[..., Run]) -> None:
    first = start()
    assert stat.S_IMODE(first.home.card.stat().st_mode) == 0o600
    first.add_row()
    assert httpx.get(f"{first.stack.base_url}/api/2", timeout=30).status_code == 200

    assert first.refused("run")
    assert first.refused("reset")

    first.stop(signal.SIGTERM)
    assert not first.home.card.exists()

    second = start()
    assert second.seconds < 30
    assert second.rows == 1
    assert "api_token" in first.secrets
    assert second.secrets == first.secrets
    assert second.reads_its_directory
    assert second.stack.base_url != first.stack.base_url
    second.stop(signal.SIGINT)

    third = start()
    third.stop(signal.SIGKILL)

    third.reset()
    fourth = start()
    assert fourth.rows == 0
    fourth.add_row()
    other = start("other")
    assert (fourth.rows, other.rows) == (1, 0)
    fourth.stop()
    assert httpx.get(f"{other.stack.base_url}/api/2", timeout=30).status_code == 200
    other.stop()
