"""SAML logon as tests see it: a provider on paper and the connection that trusts it."""

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from lxml import etree

from functions.saml_logon import command_entry, entry, rules
from functions.saml_logon.connection import key_rotation
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import responses
from functions.saml_logon.reading.responses import Heard
from functions.saml_logon.rules import Accepted, Expected
from functions.saml_logon.tile import TILE
from functions.saml_logon.trust import Trust
from koppel.aws import row_keys
from koppel.domain.accounts.account import Account
from koppel.domain.logon.session import Session, digest_of
from koppel.domain.problems.problem import State
from koppel.logon import references, sessions
from koppel.organisation import error_log, tiles
from koppel.organisation.entry import Entry
from tests.harness.gateway import gateway_event
from tests.harness.saml import ENTITY_ID, Provider, Signer, Story, key_pair, metadata, posted
from tests.harness.world import START, World, world

ACS = "https://demo.koppel.example/saml/connection1/acs"
OUR_ENTITY_ID = "https://demo.koppel.example/saml/connection1/metadata"


@dataclass
class Reading:
    """Reads responses as a connection would, without anything stored."""

    trust: Trust
    expected: Expected
    passed: tuple[str, ...] = ()

    def __call__(self, response: bytes) -> tuple[Heard, Accepted]:
        """What the response says and whether it is for us, now. Raises Rejected. Notes the steps that were passed."""
        self.passed = ()
        try:
            heard = responses.hear(posted(response), self.trust)
            self.passed = heard.passed
            accepted = rules.judge(heard, self.expected)
        except Rejected as rejected:
            self.passed += rejected.passed
            raise
        self.passed += accepted.passed
        return heard, accepted

    def verdict(self, response: bytes) -> str:
        """`accepted`, or the slug of the refusal. Any other exception goes through."""
        try:
            self(response)
        except Rejected as rejected:
            rejected.problem.explanation.fill(rejected.details)  # raises when a detail is missing
            rejected.problem.remedy.fill(rejected.details)
            return rejected.problem.slug
        return "accepted"


@pytest.fixture(scope="session")
def provider() -> Provider:
    """An identity provider that answers the request `_request`."""
    story = Story(now=START, acs=ACS, audience=OUR_ENTITY_ID)
    return Provider(story=story, signer=Signer(pair=key_pair("idp")))


@pytest.fixture
def reading() -> Reading:
    """A connection with the settings it starts with."""
    trust = Trust(
        issuer=ENTITY_ID, certificates=(key_pair("idp").certificate,), private_keys=lambda: (key_pair("ours").pem,)
    )
    expected = Expected(acs=ACS, entity_id=OUR_ENTITY_ID, now=START, skew=timedelta(seconds=60), idp_initiated=False)
    return Reading(trust, expected)


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status: int
    headers: dict[str, str]
    body: str
    cookies: tuple[str, ...] = ()

    @property
    def location(self) -> str:
        """Where it is sent, at once or by a page that says so."""
        return self.headers.get("Location", "") or self.headers.get("Refresh", "").removeprefix("0;url=")


@dataclass
class Saml:
    """SAML logon as a browser, an identity provider and the administrator see it. `cookies` are the browser's."""

    world: World
    connection: str
    provider: Provider
    professional: Account
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0

    def get(self, target: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """The answer to one request; cookies that come with it are kept."""
        self.requests += 1
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        event = gateway_event(method, target, headers=sent, body=body, resource="/saml/{proxy+}")
        event["requestContext"]["requestId"] = f"00000000-0000-4000-8000-{self.requests:012d}"
        found = entry.handle(event, None)
        cookies = [*found.get("multiValueHeaders", {}).get("Set-Cookie", ())]
        cookies += [found["headers"]["Set-Cookie"]] if "Set-Cookie" in found["headers"] else []
        answer = Answer(found["statusCode"], found["headers"], found["body"], tuple(cookies))
        for each in answer.cookies:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in each:
                del self.cookies[name]
        return answer

    def at(self, word: str) -> str:
        """One of the connection's paths."""
        return f"/saml/{self.connection}/{word}"

    def start(self, to: str = "") -> tuple[Any, Provider]:
        """Begin a logon: the request that the identity provider gets, and the provider ready to answer it."""
        answer = self.get(self.at("login") + (f"?to={quote(to, safe='')}" if to else ""))
        assert answer.status == 303, answer
        request = etree.fromstring(inflated(answer.location, "SAMLRequest"))
        story = replace(self.provider.story, now=self.world.clock(), in_response_to=request.get("ID"))
        return request, replace(self.provider, story=story)

    def post(self, response: bytes, **fields: str) -> Answer:
        """The answer to the response of an identity provider."""
        form = {"SAMLResponse": base64.b64encode(response).decode(), **fields}
        return self.get(
            self.at("acs"),
            "POST",
            urlencode(form).encode(),
            Content_Type="application/x-www-form-urlencoded",
            Origin="https://idp.example",
            Sec_Fetch_Site="cross-site",
        )

    def log_on(self, to: str = "", **story: Any) -> Answer:
        """A whole logon of what the provider says."""
        _, provider = self.start(to)
        return self.post(provider.respond(**{"assertion_id": f"_assertion{self.requests}", **story}))

    def reason(self, answer: Answer) -> str:
        """The slug under which the administrator finds why this answer is a refusal."""
        assert "__Host-session" not in repr(answer.cookies)
        if answer.status == 403:
            reference = answer.body.partition("<code>")[2].partition("</code>")[0]
        else:
            assert answer.status == 303, answer
            start, _, reference = answer.location.partition("?reference=")
            assert start == "/logon"
        kept = references.find(self.world.tenant, reference)
        assert kept is not None
        return kept.slug

    def entries(self) -> dict[str, Entry]:
        """The error log by slug."""
        page, _ = error_log.entries(self.world.tenant, "saml_logon", State.OPEN)
        return {each.slug: each for each in page}

    def ordered(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The whole answer to an operator's command."""
        order = {"command": command, "arguments": {"organisation": "demo", **arguments}, "actor": "arn:operator"}
        return command_entry.operate(order, SimpleNamespace(aws_request_id="operator-1"))

    def operate(self, command: str, **arguments: Any) -> Any:
        """The result of an operator's command."""
        answer = self.ordered(command, **arguments)
        assert "result" in answer, answer
        return answer["result"]

    def declined(self, command: str, **arguments: Any) -> str:
        """The slug of what is in the way of an operator's command."""
        slug: str = self.ordered(command, **arguments)["problem"]["slug"]
        return slug

    def configure(self, **settings: Any) -> None:
        """Change settings of the connection."""
        changes: dict[str, Any] = {"connections": {self.connection: settings}}
        tiles.change_settings(self.world.tenant, TILE, changes, "test")

    def session(self) -> Session | None:
        """The session that the browser has, open or not."""
        key = row_keys.logon.session("demo", digest_of(self.cookies.get("__Host-session", "")))
        row = self.world.runtime.table.get(key)
        return sessions.from_row(row) if row else None

    def last(self) -> Any:
        """The trace of the last logon."""
        return self.operate("saml-list-logons", connection=self.connection, limit=1)["logons"][0]


def inflated(address: str, name: str) -> bytes:
    """The message in this address."""
    (value,) = parse_qs(urlsplit(address).query)[name]
    return zlib.decompress(base64.b64decode(value), -zlib.MAX_WBITS)


@pytest.fixture
def saml(monkeypatch: pytest.MonkeyPatch) -> Iterator[Saml]:
    with world() as made:
        for each in (entry, command_entry):
            monkeypatch.setattr(each, "process_runtime", lambda: made.runtime)
        numbers = count()
        monkeypatch.setattr(key_rotation, "new_private_key", lambda: key_pair(f"own {next(numbers)}").key)
        made.set_tile("demo", "saml_logon")
        story = Story(now=START, acs="", audience="")
        found = Saml(made, "", Provider(story=story, signer=Signer(pair=key_pair("idp"))), made.professional("P1"))
        created = found.operate("saml-create-connection", name="Entra ID")
        found.connection = created["connection"]
        ours = created["ours"]
        found.provider = replace(found.provider, story=replace(story, acs=ours["acs"], audience=ours["entity_id"]))
        text = metadata(key_pair("idp")).decode()
        found.operate("saml-load-metadata", connection=found.connection, metadata=text)
        yield found
