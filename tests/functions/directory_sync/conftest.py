"""SCIM in a small world: an organisation that has it on, and an identity provider that speaks to it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.directory_sync import entry
from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import State
from koppel.organisation import api_users, error_log
from koppel.organisation.entry import Entry
from tests.functions.directory_sync.site import Site, site
from tests.harness.gateway import gateway_event
from tests.harness.output import Output, printed
from tests.harness.world import World, world

ROOT = "https://demo.koppel.example/scim/v2"
ANNA_ID = "1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0ff"
KOPPEL = "urn:ietf:params:scim:schemas:extension:koppel:2.0:User"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@dataclass(frozen=True)
class Answer:
    """What an identity provider sees."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        """The JSON in it."""
        return json.loads(self.text)

    @property
    def keyword(self) -> str:
        """The `scimType` of an error, whose form is checked."""
        body = self.body
        assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert body["status"] == str(self.status)
        assert body["detail"]
        return str(body.get("scimType", ""))


@dataclass
class Scim:
    """SCIM as an identity provider and the administrator see it."""

    world: World
    token: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/scim+json"})

    def user(self, *scopes: Scope, name: str = "Entra ID", per_minute: int = 0, burst: int = 0) -> str:
        """The token of a new API user."""
        user, token = api_users.create(self.world.tenant, name, scopes or (Scope.SCIM,))
        api_users.change_limit(self.world.tenant, user.id, per_minute, burst)
        return token.text

    def send(self, method: str, target: str, body: Any = None, *, token: str | None = None, **given: Any) -> Answer:
        """The answer to a request below `/scim/v2`, with the token as `Bearer`."""
        sent = self.token if token is None else token
        headers = {**self.headers, **given.pop("headers", {})}
        if sent:
            headers["Authorization"] = f"Bearer {sent}"
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        path = target if target.startswith(("/scim", "/docs")) else f"/scim/v2{target}"
        return self.handle(
            gateway_event(method, path, headers=headers, body=raw, resource="/scim/v2/{proxy+}", **given)
        )

    def handle(self, event: dict[str, Any]) -> Answer:
        """The answer to an event."""
        answer = entry.handle(event, None)
        assert answer["isBase64Encoded"] is False
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def get(self, target: str, **given: Any) -> Answer:
        """The answer to a GET."""
        return self.send("GET", target, **given)

    def push(self, **values: Any) -> Any:
        """A user that was created, as the answer shows it."""
        answer = self.send("POST", "/Users", anna(**values))
        assert answer.status == 201, answer
        return answer.body

    def patch(self, target: str, *operations: dict[str, Any], **given: Any) -> Answer:
        """The answer to a PATCH with these operations."""
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}
        return self.send("PATCH", target, body, **given)

    def group(self, name: str, *members: str, **values: Any) -> Any:
        """A group that was created, as the answer shows it."""
        body = {"displayName": name, "members": [{"value": each} for each in members], **values}
        answer = self.send("POST", "/Groups", body)
        assert answer.status == 201, answer
        return answer.body

    def account(self, key: str) -> Account:
        """The account of a user."""
        found = store.account(self.world.tenant, Kind.PROFESSIONAL, key)
        assert found
        return found

    def set(self, **settings: Any) -> None:
        """Settings of the tile."""
        self.world.set_tile("demo", "directory_sync", json.dumps({"scim": settings}))

    def entries(self, state: State = State.OPEN) -> dict[str, Entry]:
        """The entries by slug; of several with one slug the newest."""
        page, _ = error_log.entries(self.world.tenant, "directory_sync", state)
        return {each.slug: each for each in reversed(page)}


def anna(**values: Any) -> dict[str, Any]:
    """A user as an identity provider sends one; None leaves a name out."""
    number = values.pop("number", "")
    user: Mapping[str, Any] = {
        "schemas": [USER, KOPPEL],
        "externalId": ANNA_ID if not number else f"1f2e3d4c-5b6a-4978-8695-{int(number):012d}",
        "userName": f"anna{number}@praktijk.example",
        "name": {"givenName": "Anna", "familyName": "Smit"},
        "emails": [{"value": f"anna{number}@praktijk.example", "type": "work", "primary": True}],
        "active": True,
        **values,
    }
    return {name: value for name, value in user.items() if value is not None}


@contextmanager
def running_scim() -> Iterator[Scim]:
    """SCIM in a world of its own."""
    with world() as made, pytest.MonkeyPatch.context() as patch:
        made.set_tile("demo", "directory_sync")
        patch.setattr(entry, "process_runtime", lambda: made.runtime)
        scim = Scim(made)
        scim.token = scim.user()
        yield scim


@pytest.fixture
def scim() -> Iterator[Scim]:
    with running_scim() as made:
        yield made


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Iterator[Output]:
    with printed(capsys) as kept:
        yield kept


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as made:
        yield made
