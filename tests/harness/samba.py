"""A real Active Directory: Samba as a domain controller that answers LDAP, at a loopback address of its own.

Samba's ports are fixed, 389 and 636, so each domain controller has another address in 127.0.0.0/8.
"""

import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness import processes, samba_image
from tests.harness.authority import Authority, Issued

LDAP, LDAPS = 389, 636
NAME, OTHER_NAME = "dc1.ad.hub.test", "dc2.ad.hub.test"
PATIENCE = 20


@dataclass
class DomainController:
    """One that runs, or has stopped. `name` is what its certificate says, `address` where it listens."""

    folder: Path
    name: str
    address: str
    authority: Authority
    process: subprocess.Popen[bytes] | None = None

    def start(self, certificate: Issued | None = None) -> None:
        """Start, with a certificate of its own name unless another is given, and wait until it answers."""
        shown = certificate or self.authority.issue(self.name)
        options = {
            "server services": "ldap",
            "pid directory": self.folder / "run",
            "ncalrpc dir": self.folder / "run" / "ncalrpc",
            "log file": self.folder / "run" / "log",
            "interfaces": f"{self.address}/8",
            "bind interfaces only": "yes",
            "tls cafile": self.authority.file,
            "tls certfile": shown.certificate,
            "tls keyfile": shown.key,
        }
        command = ["samba", "-F", "--no-process-group", "-M", "single", f"--configfile={self.folder}/etc/smb.conf"]
        command += [f"--option={name}={value}" for name, value in options.items()]
        log = self.folder / "run" / "output"
        self.process = processes.start(command, {"PATH": samba_image.PATH}, log)
        until = time.monotonic() + PATIENCE
        while not self.answers:
            if self.process.poll() is not None or time.monotonic() > until:
                raise processes.Failed(f"Samba did not start:\n{processes.tail(log)}")
            time.sleep(0.02)

    @property
    def answers(self) -> bool:
        """Whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex((self.address, LDAPS)) == 0

    def stop(self) -> None:
        """Stop; `start` goes on with the same data."""
        if self.process:
            processes.stop(self.process)
            self.process = None


@contextmanager
def running(folder: Path, authority: Authority, name: str = NAME) -> Iterator[DomainController]:
    """A new domain controller, ended afterwards. One of another name than `NAME` counts its changes by itself."""
    samba_image.copy(folder, other=name != NAME)
    controller = DomainController(folder, name, _free_address(), authority)
    try:
        controller.start()
        yield controller
    finally:
        controller.stop()


def _free_address() -> str:
    """An address of this machine at which nobody answers LDAP."""
    while True:
        address = f"127.{random.randint(1, 254)}.{random.randint(0, 254)}.{random.randint(1, 254)}"
        with socket.socket() as first, socket.socket() as second:
            if first.connect_ex((address, LDAP)) and second.connect_ex((address, LDAPS)):
                return address
