"""Where one local stack keeps what is its own; two stacks never share a home."""

import fcntl
import random
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
VENVS = PROJECT / ".local" / "venv"
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class Occupied(Exception):
    """Another stack lives in this home, or another program on its port."""


@dataclass(frozen=True)
class Home:
    """The folders and files of one stack, all below `root`."""

    root: Path

    @property
    def state(self) -> Path:
        """What the emulator keeps over a clean stop."""
        return self.root / "state"

    @property
    def temporary(self) -> Path:
        """Unpacked functions and layers, worthless after a stop."""
        return self.root / "tmp"

    @property
    def logs(self) -> Path:
        """Output of the emulator, the forwarder and SAM."""
        return self.root / "logs"

    @property
    def certificates(self) -> Path:
        """What the stack shows over TLS, and the authority that vouches for it."""
        return self.root / "certificates"

    @property
    def directory(self) -> Path:
        """What the stand-in for Microsoft Graph keeps: its card, and how its directories were changed."""
        return self.root / "directory"

    @property
    def card(self) -> Path:
        """Addresses and tokens of the stack while it runs."""
        return self.root / "stack.json"

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """Keeps others out until the block ends or the process dies."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Occupied(f"a stack already runs in {self.root}") from None
            yield

    def emulator_port(self) -> int:
        """The emulator's port, chosen once: queue addresses in the state hold it, so it must not change afterwards."""
        return self._kept_port("port")

    def directory_port(self) -> int:
        """The port of the stand-in for Microsoft Graph, chosen once: the deployed functions have it."""
        return self._kept_port("directory-port")

    def forget(self) -> None:
        """Removes the state and what belongs to it."""
        for folder in (self.state, self.temporary, self.directory):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (self.root / "port", self.root / "directory-port", self.card):
            file.unlink(missing_ok=True)

    def _kept_port(self, name: str) -> int:
        kept = self.root / name
        if not kept.exists():
            kept.write_text(str(free_port()))
        return int(kept.read_text())


def free_port() -> int:
    """A port that nobody listens on, below those that outgoing connections are given."""
    while True:
        port = random.randint(20000, 30000)
        if not in_use(port):
            return port


def in_use(port: int) -> bool:
    """Whether somebody listens on the port at a loopback address."""
    return any(_answers(family, address, port) for family, address in LOOPBACK)


def _answers(family: socket.AddressFamily, address: str, port: int) -> bool:
    with socket.socket(family) as probe:
        return probe.connect_ex((address, port)) == 0
