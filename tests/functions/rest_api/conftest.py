"""The REST API in a small world: an organisation that has it on, API users, and accounts to read."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from functions.rest_api import entry
from koppel.accounts.store import to_row
from koppel.aws import row_keys
from koppel.aws.writes import Put
from koppel.domain.accounts.account import Account
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import State
from koppel.organisation import api_users, error_log
from koppel.organisation.entry import Entry
from koppel.runtime import Tenant
from tests.harness.gateway import gateway_event
from tests.harness.output import Output, printed
from tests.harness.world import World, world

ROOT = "https://demo.koppel.example/api/2"
ABSENT = "0" * 32
"""A key that no account has."""
HEADERS = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate",
    "Content-Type": "application/json;charset=UTF-8",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Answer:
    """What a program at the other end sees."""

    status: int
    headers: dict[str, str]
    text: str
    tag: str = ""
    """The entity tag, "" for none; `headers` are without it."""

    @property
    def body(self) -> Any:
        """The JSON in it."""
        return json.loads(self.text)

    @property
    def items(self) -> list[dict[str, Any]]:
        """What the collection holds."""
        found: list[dict[str, Any]] = self.body["@items"]
        return found

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and message of a refusal without fields, of which the body holds nothing else."""
        assert self.body == {"code": self.status, "message": self.body["message"], "extra": []}
        return self.status, self.body["message"]


@dataclass
class Api:
    """The REST API as other systems and the administrator see it."""

    world: World
    token: str
    """Of an API user that may read accounts."""
    _writer: str = ""

    def user(self, *scopes: Scope, name: str = "EPD", per_minute: int = 0, burst: int = 0) -> str:
        """The token of a new API user, who may call as often as it likes: the clock of this world stands still."""
        runtime, organisation = self.world.runtime, self.world.organisation
        user, token = api_users.create(Tenant(runtime, organisation), name, scopes)
        api_users.change_limit(Tenant(runtime, organisation), user.id, per_minute, burst)
        return token.text

    def send(self, method: str, target: str, *, token: str | None = None, **given: Any) -> Answer:
        """The answer to a request below `/api/2`, or to any other path that begins with `/api`."""
        path = target if target.startswith("/api") else f"/api/2{target}"
        event = gateway_event(
            method, path, token=self.token if token is None else token, resource="/api/{proxy+}", **given
        )
        return self.handle(event)

    def get(self, target: str, **given: Any) -> Answer:
        """The answer to a GET."""
        return self.send("GET", target, **given)

    def handle(self, event: dict[str, Any]) -> Answer:
        """The answer to an event."""
        answer = entry.handle(event, None)
        assert set(answer) == {"statusCode", "headers", "body", "isBase64Encoded"}
        assert answer["isBase64Encoded"] is False
        headers = dict(answer["headers"])
        tag = headers.pop("ETag", "")
        return Answer(answer["statusCode"], headers, answer["body"], tag)

    def write(self, method: str, target: str, body: Any, **given: Any) -> Answer:
        """The answer to a request with JSON, of an API user that may do everything with accounts."""
        headers = {"Content-Type": "application/json", **given.pop("headers", {})}
        token = given.pop("token", None) or self.writer
        return self.send(method, target, token=token, headers=headers, body=json.dumps(body).encode(), **given)

    @property
    def writer(self) -> str:
        """The token of an API user that may read and write accounts, BSNs too."""
        if not self._writer:
            self._writer = self.user(Scope.READ_ACCOUNTS, Scope.WRITE_ACCOUNTS, Scope.READ_BSN, name="EPD")
        return self._writer

    def store(self, account: Account) -> Account:
        """Store an account as it is, past all rules."""
        key = row_keys.accounts.account("demo", account.kind, account.key)
        self.world.runtime.table.write(Put(key, to_row(self.world.organisation, account)))
        return account

    def entries(self) -> dict[str, Entry]:
        """The open entries by slug; of several with one slug the newest."""
        page, _ = error_log.entries(self.world.tenant, "rest_api", State.OPEN)
        return {each.slug: each for each in reversed(page)}


@contextmanager
def running_api() -> Iterator[Api]:
    """The REST API in a world of its own."""
    with world() as made, pytest.MonkeyPatch.context() as patch:
        made.set_tile("demo", "rest_api")
        patch.setattr(entry, "process_runtime", lambda: made.runtime)
        api = Api(made, "")
        api.token = api.user(Scope.READ_ACCOUNTS)
        yield api


@pytest.fixture
def api() -> Iterator[Api]:
    with running_api() as made:
        yield made


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Iterator[Output]:
    with printed(capsys) as kept:
        yield kept
