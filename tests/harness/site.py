"""An organisation of a journey's own on a running stack, as browsers and its administrator meet it."""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.harness.links import link
from tests.harness.stack import Stack

FIELDS = {"id": "optional", "date_of_birth": "optional"}


class Declined(Exception):
    """The operator did not do what it was asked; the text is the problem's slug."""


class ToLoopback(httpx.HTTPTransport):
    """Speaks to this machine whatever the host: only browsers know that `anything.localhost` is here."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)


@dataclass
class Site:
    """The organisation's host, and the secret that its EHR signs links with."""

    stack: Stack
    organisation: str
    secret: str = ""

    @property
    def base_url(self) -> str:
        """Where browsers find it."""
        return f"http://{self.organisation}.localhost:{urlsplit(self.stack.base_url).port}"

    def operator(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of a command about this organisation. Raises Declined."""
        given = {"organisation": self.organisation, **arguments}
        answer = self.stack.invoke("Operator", {"command": command, "arguments": given, "actor": "journey"})
        if "problem" in answer:
            raise Declined(answer["problem"]["slug"])
        result: dict[str, Any] = answer["result"]
        return result

    def set(self, integration: str, **settings: Any) -> None:
        """Change settings of a tile."""
        self.operator("change-settings", integration=integration, settings=settings)

    def person(self, kind: str, external_id: str, *, active: bool = True, **values: str) -> None:
        """Make this person, or bring them up to date."""
        account: dict[str, Any] = {"id": external_id, "active": active}
        if active:
            account["values"] = {"email": f"{external_id.lower()}@{self.organisation}.example", **values}
        if kind == "professional" and active:
            account["roles"] = ["ith.Therapist"]
        done = self.operator("import-accounts", kind=kind, accounts=[account])
        assert not done.get("refused"), done

    def link(self, user: str, usertype: str = "careprovider", path: str = "/", **more: Any) -> str:
        """The whole address of a link made now."""
        return self.base_url + link(more.pop("secret", self.secret), user, usertype, path, **more)

    def client(self, **given: Any) -> httpx.Client:
        """Speaks HTTP to this organisation's host."""
        return httpx.Client(transport=ToLoopback(), base_url=self.base_url, trust_env=False, timeout=60, **given)


def open_site(stack: Stack, organisation: str) -> Site:
    """A new organisation, ready for links: a professional P1, a client C1, one key."""
    site = Site(stack, organisation)
    with suppress(Declined):  # a stack that is used again knows it already
        site.operator("create-organisation", name="Praktijk De Eik", mode="training")
    site.set("client_details", **FIELDS)
    site.operator("make-available", integration="delegated_logon")
    site.operator("switch-on", integration="delegated_logon")
    site.person("professional", "P1", first_name="Anna", last_name="Smit")
    site.person("client", "C1", first_name="Johanna", last_name="Berg", gender="f")
    for key in site.operator("list-logon-keys")["logon_keys"]:
        if key["active"]:
            site.operator("end-logon-key", key=key["id"])
    site.secret = site.operator("create-logon-key", name="EPD")["secret"]
    return site


def fresh(prefix: str) -> str:
    """A short name that no organisation has yet."""
    return f"{prefix}{int(time.time() * 1000) % 10**9}"
