"""Hosts: the name and port by which a sender reached us, from the header `Host` (RFC 9110 section 7.2), and which names
are this machine."""

import re
from dataclasses import dataclass
from typing import Self

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""This machine, as a `Host` names it."""

_HOST = re.compile(r"(\[::1\]|[a-z0-9.-]{1,253})(?::([0-9]{0,5}))?")
_HIGHEST_PORT = 65535
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_loopback(name: str) -> bool:
    """Whether the host with this name, in lower case, is always this machine (RFC 6761 section 6.3). An IPv6 address
    may have its brackets, as in `Host`, or have lost them, as in `SplitResult.hostname`."""
    return name in LOOPBACK or name == "::1" or name.endswith(".localhost")


@dataclass(frozen=True, slots=True)
class Host:
    """A name in lower case, and a port, None for the default one of the scheme."""

    name: str
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The host in this header, None when it is malformed, such as with a port over 65535. The loopback is the only
        IPv6 address that is read: no organisation has another one."""
        found = _HOST.fullmatch(text.lower())
        if found is None:
            return None
        port = int(found[2]) if found[2] else None
        return cls(found[1], port) if port is None or 1 <= port <= _HIGHEST_PORT else None

    @property
    def scheme(self) -> str:
        """`http` on this machine, `https` anywhere else."""
        return "http" if is_loopback(self.name) else "https"

    @property
    def base_url(self) -> str:
        """Scheme, name and port, normalised: the default port is left out (RFC 9110 section 4.2.3)."""
        is_default = self.port is None or self.port == _DEFAULT_PORTS[self.scheme]
        return f"{self.scheme}://{self.name}" + ("" if is_default else f":{self.port}")
