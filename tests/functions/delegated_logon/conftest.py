"""Delegated logon in a small world: an organisation that has it on, one key, a professional and a client."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from functions.delegated_logon import entry, link_keys
from functions.delegated_logon.link_key import TargetGroup
from koppel.domain.accounts.account import Account
from koppel.domain.problems.problem import State
from koppel.logon import references
from koppel.logon.references import Kept
from koppel.organisation import error_log
from koppel.organisation.entry import Entry
from tests.harness.gateway import gateway_event
from tests.harness.links import link
from tests.harness.world import World, world


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str:
        """Where it is sent."""
        return self.headers.get("Location", "")

    @property
    def cookie(self) -> str:
        """The session identifier that it is handed, "" for none."""
        return self.headers.get("Set-Cookie", "").partition(";")[0].partition("=")[2]


@dataclass
class Logon:
    """Delegated logon as browsers and the administrator see it. `cookie` is the browser's."""

    world: World
    secret: str
    professional: Account
    client: Account
    cookie: str = ""
    requests: int = field(default=0)

    def get(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """The answer to one request; a session that comes with it is kept."""
        self.requests += 1
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            sent["Cookie"] = f"__Host-session={self.cookie}"
        event = gateway_event(method, target, headers=sent, resource="/{proxy+}")
        event["requestContext"]["requestId"] = f"00000000-0000-4000-8000-{self.requests:012d}"
        found = entry.handle(event, None)
        answer = Answer(found["statusCode"], found["headers"], found["body"])
        if "Set-Cookie" in answer.headers:
            self.cookie = answer.cookie
        return answer

    def link(self, user: str = "P1", usertype: str = "careprovider", path: str = "/", **more: Any) -> str:
        """A link of the sender that has the key, made at the world's time."""
        more.setdefault("at", self.world.clock())
        return link(more.pop("secret", self.secret), user, usertype, path, **more)

    def browse(self, target: str, **headers: str) -> Answer:
        """The page at which a browser ends that follows where it is sent, as long as that is this host."""
        answer = self.get(target, **headers)
        while answer.status == 303 and answer.location.startswith("/") and answer.location != "/logon":
            if urlsplit(answer.location).path == "/logon":
                return answer
            answer = self.get(answer.location, **headers)
        return answer

    def refusal(self, target: str) -> Kept:
        """What the reference stands for that somebody is shown whom this link does not log on."""
        answer = self.get(target)
        assert answer.status == 303, answer
        assert "Set-Cookie" not in answer.headers
        start, _, reference = answer.location.partition("?reference=")
        assert start == "/logon"
        kept = references.find(self.world.tenant, reference)
        assert kept is not None
        entries, _ = error_log.entries(self.world.tenant, "delegated_logon", State.OPEN)
        assert kept.entry in {each.id for each in entries}
        return kept

    def entries(self) -> dict[str, Entry]:
        """The error log by slug."""
        page, _ = error_log.entries(self.world.tenant, "delegated_logon", State.OPEN)
        return {each.slug: each for each in page}

    def configure(self, **settings: Any) -> None:
        """Give the tile these settings."""
        self.world.set_tile("demo", "delegated_logon", json.dumps(settings))

    def secure(self, **settings: Any) -> None:
        """Give the Security tile these settings."""
        self.world.set_tile("demo", "security", json.dumps(settings))

    @property
    def now(self) -> datetime:
        """The world's time."""
        return self.world.clock()


@pytest.fixture
def logon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logon]:
    with world() as made:
        made.set_tile("demo", "delegated_logon")
        _, secret = link_keys.create(made.tenant, name="EPD", groups=TargetGroup)
        monkeypatch.setattr(entry, "process_runtime", lambda: made.runtime)
        yield Logon(made, secret, made.professional("P1"), made.client("C1"))
