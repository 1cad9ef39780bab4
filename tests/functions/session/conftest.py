"""The session function in a small world: a professional with an open session and a registered platform."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from functions.session import entry
from koppel.aws import clients
from koppel.domain.accounts.account import Account
from koppel.domain.logon.platform import Platform, TokenAlgorithm
from koppel.domain.logon.security import SECURITY, SecuritySettings
from koppel.domain.logon.session import Logon
from koppel.domain.problems.problem import State
from koppel.logon import platforms, sessions
from koppel.logon.sessions import Started
from koppel.organisation import error_log
from koppel.organisation.entry import Entry
from tests.harness.gateway import gateway_event
from tests.harness.world import World, world

if TYPE_CHECKING:
    from mypy_boto3_kms.literals import KeySpecType

ISSUER = "https://demo.koppel.example"
BACK = "https://platform.example/back"
OUT = "https://platform.example/out"
VERIFIER = "v" * 43


def signing_keys() -> str:
    """Ids of new KMS keys, as the variable SIGNING_KEYS lists them."""
    kinds: list[KeySpecType] = ["ECC_NIST_P256", "ECC_NIST_P256", "RSA_2048"]
    kms = clients.kms()
    return ",".join(kms.create_key(KeySpec=kind, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"] for kind in kinds)


@dataclass(frozen=True)
class Answer:
    """What a browser or the platform gets."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str:
        """Where it is sent."""
        return self.headers.get("Location", "")

    @property
    def given(self) -> dict[str, str]:
        """What stands in the query of the address it is sent to."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.location).query).items()}

    @property
    def json(self) -> Any:
        """The JSON in it."""
        return json.loads(self.body)


@dataclass
class Hub:
    """The session function as a browser with a session and the platform see it."""

    world: World
    account: Account
    platform: Platform
    secret: str
    started: Started

    def ask(self, method: str, target: str, *, cookie: str | None = None, **headers: str) -> Answer:
        """The answer to one request of the browser, with its cookie unless another is given."""
        identifier = self.started.identifier if cookie is None else cookie
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        body = sent.pop("body", "").encode()
        if identifier:
            sent["Cookie"] = f"other=1; __Host-session={identifier}"
        if method == "POST":
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        found = entry.handle(gateway_event(method, target, headers=sent, body=body), None)
        return Answer(found["statusCode"], found["headers"], found["body"])

    def request(self, **changes: str | None) -> dict[str, str]:
        """A right authorization request, with changes; None leaves a parameter out."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        right: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.platform.client_id,
            "redirect_uri": BACK,
            "scope": "openid profile",
            "state": "state-1",
            "nonce": "nonce-1",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (right | changes).items() if value is not None}

    def authorize(self, *, cookie: str | None = None, **changes: str | None) -> Answer:
        """The answer to an authorization request."""
        return self.ask("GET", f"/session/authorize?{urlencode(self.request(**changes))}", cookie=cookie)

    def exchange(self, code: str, /, *, basic: tuple[str, str] | None = None, **changes: str | None) -> Answer:
        """The answer to the exchange of a code."""
        right: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        form = {name: value for name, value in (right | changes).items() if value is not None}
        user, secret = basic or (self.platform.client_id, self.secret)
        encoded = base64.b64encode(f"{user}:{secret}".encode()).decode()
        headers = {} if "client_secret" in form else {"Authorization": f"Basic {encoded}"}
        return self.ask("POST", "/session/token", cookie="", body=urlencode(form), **headers)

    def register(self, algorithm: TokenAlgorithm | None) -> None:
        """Register the platform again, for tokens that are signed with this algorithm."""
        self.platform, self.secret = platforms.register(
            self.world.tenant,
            home=self.platform.home,
            initiate_login=self.platform.initiate_login,
            redirects=self.platform.redirects,
            after_logout=self.platform.after_logout,
            signed_with=algorithm,
        )

    def entries(self) -> dict[str, Entry]:
        """The error log by slug."""
        page, _ = error_log.entries(self.world.tenant, SECURITY.integration, State.OPEN)
        return {each.slug: each for each in page}


def log_on(made: World, account: Account) -> Started:
    """A new session for this person."""
    logon = Logon(
        kind=account.kind,
        account=account.key,
        integration="delegated_logon",
        methods=("delegated",),
        context="urn:koppel:acr:delegated",
        at=made.runtime.epoch(),
    )
    return sessions.start(made.tenant, logon, SecuritySettings().lifetime, None)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with world() as made:
        made.set_tile("demo", "delegated_logon", json.dumps({"hint": "Knop <Behandeling> in het EPD"}))
        account = made.professional("P1")
        platform, secret = platforms.register(
            made.tenant,
            home="https://platform.example",
            initiate_login="https://platform.example/start",
            redirects=[BACK, "https://platform.example/other?x=1"],
            after_logout=[OUT],
        )
        monkeypatch.setenv("SIGNING_KEYS", signing_keys())
        monkeypatch.setattr(entry, "process_runtime", lambda: made.runtime)
        yield Hub(made, account, platform, secret, log_on(made, account))
