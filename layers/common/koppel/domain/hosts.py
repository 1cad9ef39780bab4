"""Hosts: by which name and port a sender reached us, as its `Host` says (RFC 9110 section 7.2)."""

import re
from dataclasses import dataclass
from typing import Self

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_HOST = re.compile(r"(\[::1\]|[a-z0-9.-]{1,253})(?::([0-9]{0,5}))?")
_HIGHEST_PORT = 65535
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Host:
    """A name in lower case and a port, None for that of the scheme."""

    name: str
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The host in this header; None for what is none, such as a port over 65535. An IP address in brackets is
        understood for the loopback only, as no other one is ours."""
        found = _HOST.fullmatch(text.lower())
        if found is None:
            return None
        port = int(found[2]) if found[2] else None
        return cls(found[1], port) if port is None or 1 <= port <= _HIGHEST_PORT else None

    @property
    def scheme(self) -> str:
        """`http` on this machine, `https` anywhere else."""
        return "http" if self.name in LOOPBACK or self.name.endswith(".localhost") else "https"

    @property
    def base_url(self) -> str:
        """Scheme, name and port, normalised: the default port is left out (RFC 9110 section 4.2.3)."""
        is_default = self.port is None or self.port == _DEFAULT_PORTS[self.scheme]
        return f"{self.scheme}://{self.name}" + ("" if is_default else f":{self.port}")
