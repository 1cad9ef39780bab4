"""A directory of a stand-in that runs in another process, such as that of a local stack."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import httpx

from tests.harness.graph.changes import LOSE_STATE, PLACE, REFUSALS, REFUSE


@dataclass(frozen=True)
class RemoteTenant:
    """One directory.

    graph      address of the stand-in
    authority  file with the certificate that vouches for it
    id         of the tenant
    """

    graph: str
    authority: str
    id: str

    @classmethod
    def made(cls, graph: str, authority: str, domain: str) -> Self:
        """A new directory with nobody in it; one that has this domain already is gone."""
        nowhere = cls(graph, authority, "")
        return cls(graph, authority, nowhere._asked("POST", "", {"domain": domain})["result"])

    def do(self, change: str, *arguments: str, **values: Any) -> str:
        """Carry out a change: a method of `Tenant`, its arguments and its values. What it answers, such as an id."""
        result: str = self._asked("POST", f"/{change}", {"arguments": arguments, "values": values})["result"]
        return result

    def add_user(self, name: str = "", **properties: Any) -> str:
        """Somebody new; the id."""
        return self.do("add_user", name, **properties)

    def add_group(self, name: str, *members: str) -> str:
        """A new group; its id."""
        return self.do("add_group", name, *members)

    def disable(self, identity: str) -> None:
        """Block the sign-in of a user."""
        self.do("disable", identity)

    def lose_state(self) -> None:
        """All delta tokens end, so that everybody must be read."""
        self._asked("POST", f"/{LOSE_STATE}", {})

    def refuse(self, status: int, **how: Any) -> None:
        """Spoil the next answers, as `Faults.refuse` does."""
        self._asked("POST", f"/{REFUSE}", {"values": {"status": status, **how}})

    @property
    def refusals(self) -> int:
        """How many answers are still to be spoiled."""
        left: int = self._asked("GET", f"/{REFUSALS}")["result"]
        return left

    def find(self, name: str, value: str) -> str:
        """The id of the one thing with this value of a property."""
        (found,) = (each["id"] for each in self._asked("GET", "")["things"] if each["properties"].get(name) == value)
        assert isinstance(found, str)
        return found

    def _asked(self, method: str, rest: str, content: Mapping[str, Any] | None = None) -> Any:
        place = f"{self.graph}/{PLACE}" + (f"/{self.id}" if self.id else "")
        with httpx.Client(verify=self._trust, trust_env=False, timeout=30) as client:
            return client.request(method, place + rest, json=content).raise_for_status().json()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority)
