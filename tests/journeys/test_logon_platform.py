"""The platform takes a logon over: a relying party that is not ours, in a real browser, against the local stack."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx2
import pytest
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import Page

from tests.harness.neighbour import Answer, Neighbour, neighbour
from tests.harness.site import Site, ToLoopback, fresh, open_site
from tests.harness.stack import Stack


class _ToLoopback(httpx2.HTTPTransport):
    """ToLoopback for authlib, which speaks by httpx2 where that is there."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)


@dataclass
class Platform:
    """A relying party made of Authlib and joserfc. It knows of the hub what discovery says."""

    site: Site
    here: Neighbour | None = None
    client_id: str = ""
    client_secret: str = ""
    algorithm: str = "ES256"
    pending: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    def register(self, algorithm: str = "ES256") -> None:
        """Have the operator register it, with tokens that are signed so."""
        assert self.here
        base_url = self.here.base_url
        made = self.site.operator(
            "register-platform",
            home=base_url,
            initiate_login=f"{base_url}/start",
            redirects=[f"{base_url}/back"],
            after_logout=[f"{base_url}/bye"],
            id_token_signed_response_alg=algorithm,
        )
        self.client_id, self.client_secret, self.algorithm = made["client_id"], made["client_secret"], algorithm

    def respond(self, path: str, given: Mapping[str, str]) -> Answer:
        """Its pages."""
        if path == "/start":
            return self.start(given)
        if path == "/back":
            return self.back(given)
        return 200, {}, f"<!DOCTYPE html><title>Platform</title><h1>{path}</h1>"

    def start(self, given: Mapping[str, str]) -> Answer:
        """Somebody else asks it to start a logon (OpenID Connect Core 1.0 section 4)."""
        assert given["iss"] == self.site.base_url
        assert self.here
        assert given["target_link_uri"].startswith(f"{self.here.base_url}/")
        verifier, nonce = generate_token(64), generate_token(20)
        with self.client() as client:
            address, state = client.create_authorization_url(
                self.metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
        self.pending[state] = {"verifier": verifier, "nonce": nonce, "target": given["target_link_uri"]}
        return 303, {"Location": address}, ""

    def back(self, given: Mapping[str, str]) -> Answer:
        """The answer to what it asked."""
        asked = self.pending.pop(given["state"])
        assert given["iss"] == self.site.base_url
        with self.client() as client:
            token = client.fetch_token(
                self.metadata["token_endpoint"], code=given["code"], code_verifier=asked["verifier"]
            )
        claims = self.verified(token["id_token"], asked["nonce"])
        self.tokens.append(token["id_token"])
        return (
            200,
            {},
            (
                f"<!DOCTYPE html><title>Platform</title><h1>Welcome</h1><pre>{json.dumps(dict(claims))}</pre>"
                f"<p>{asked['target']}</p>"
            ),
        )

    def verified(self, token: str, nonce: str | None = None) -> dict[str, Any]:
        """The claims of an ID token, checked as OpenID Connect Core 1.0 section 3.1.3.7 says."""
        assert self.algorithm in self.metadata["id_token_signing_alg_values_supported"]
        found = jwt.decode(token, KeySet.import_key_set(self.fetched("jwks_uri")), algorithms=[self.algorithm])
        options = {
            "iss": {"essential": True, "value": self.site.base_url},
            "aud": {"essential": True, "value": self.client_id},
        }
        params = {"client_id": self.client_id, **({"nonce": nonce} if nonce else {})}
        claims = CodeIDToken(found.claims, found.header, options, params)
        claims.validate(leeway=5)
        return dict(claims)

    def client(self) -> OAuth2Client:
        """Authlib's client, which finds `.localhost` here."""
        assert self.here
        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid",
            redirect_uri=f"{self.here.base_url}/back",
            code_challenge_method="S256",
            transport=_ToLoopback(),
            trust_env=False,
        )

    @property
    def metadata(self) -> dict[str, Any]:
        """What discovery says."""
        with self.site.client() as client:
            found: dict[str, Any] = client.get("/.well-known/openid-configuration").json()
        assert found["issuer"] == self.site.base_url
        return found

    def fetched(self, name: str) -> Any:
        """The document at one of the addresses that discovery names."""
        with httpx.Client(transport=ToLoopback(), trust_env=False) as client:
            return client.get(self.metadata[name]).json()


@pytest.fixture(scope="module")
def site(stack: Stack) -> Site:
    return open_site(stack, fresh("linde"))


@pytest.fixture(scope="module")
def platform(site: Site) -> Iterator[Platform]:
    found = Platform(site)
    with neighbour(found.respond) as here:
        found.here = here
        found.register()
        yield found
        site.operator("remove-platform")


def welcome(page: Page) -> dict[str, Any]:
    """What the platform has read in the ID token."""
    assert page.locator("h1").inner_text() == "Welcome"
    claims: dict[str, Any] = json.loads(page.locator("pre").inner_text())
    return claims


def sign_with(site: Site, key: str) -> None:
    answer = site.stack.invoke("Operator", {"command": "sign-with", "arguments": {"key": key}, "actor": "journey"})
    assert answer == {"result": {"key": key}}


def test_a_link_ends_on_the_platform_before_and_after_a_rotation_of_keys(
    site: Site, platform: Platform, page: Page
) -> None:
    subjects = set()
    for key in ("first", "second"):
        sign_with(site, key)
        page.goto(site.link("P1", path="/c/@@all"))
        claims = welcome(page)
        assert (claims["account_type"], claims["roles"]) == ("professional", ["ith.Therapist"])
        assert (claims["amr"], claims["organisation"]) == (["delegated"], site.organisation)
        assert platform.here
        assert f"{platform.here.base_url}/c/@@all" in page.inner_text("p")
        subjects.add(claims["sub"])
    sign_with(site, "first")
    assert len(subjects) == 1
    headers = [json.loads(jwt_header(token)) for token in platform.tokens[-2:]]
    assert headers[0]["kid"] != headers[1]["kid"]
    assert {platform.verified(token)["sub"] for token in platform.tokens[-2:]} == subjects


def test_a_platform_that_knows_rs256_only(site: Site, platform: Platform, page: Page) -> None:
    platform.register("RS256")
    try:
        page.goto(site.link("P1"))
        assert welcome(page)["account_type"] == "professional"
        assert json.loads(jwt_header(platform.tokens[-1]))["alg"] == "RS256"
    finally:
        platform.register()


def jwt_header(token: str) -> bytes:
    part = token.partition(".")[0]
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_link_that_asks_first_leads_to_the_platform_too(site: Site, platform: Platform, page: Page) -> None:
    assert platform.here
    made = site.operator("create-logon-key", name="Mail", asks=True)
    try:
        address = site.link("P1", path="/tasks", secret=made["secret"])
        for _ in range(2):
            page.goto(address)
        page.get_by_role("button").click()
        page.wait_for_url("**/back?*")
        assert welcome(page)["account_type"] == "professional"
    finally:
        site.operator("end-logon-key", key=made["id"])


def test_the_platform_gets_a_code_only_after_it_has_asked(site: Site, platform: Platform, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    page.goto(site.link("C1", "client", "/conversations"))
    claims = welcome(page)
    assert (claims["account_type"], claims["aud"]) == ("client", platform.client_id)
    paths = [urlsplit(each).path for each in asked]
    assert paths == ["/conversations", "/conversations", "/start", "/session/authorize", "/back"]
    with_code = [each for each in asked if "code" in parse_qs(urlsplit(each).query)]
    assert [urlsplit(each).path for each in with_code] == ["/back"]
    assert all("token=" not in each for each in asked[1:])


def test_without_a_session_the_platform_learns_nothing(site: Site, platform: Platform, page: Page) -> None:
    assert platform.here
    page.goto(f"{site.base_url}/tasks")
    assert page.url == f"{platform.here.base_url}/tasks"
    page.goto(f"{platform.here.base_url}/start?iss={site.base_url}&target_link_uri={platform.here.base_url}/tasks")
    assert page.url == f"{site.base_url}/logon"


def test_the_platform_logs_out_with_its_token(site: Site, platform: Platform, page: Page) -> None:
    assert platform.here
    page.goto(site.link("P1"))
    welcome(page)
    bye = f"{platform.here.base_url}/bye"
    page.goto(
        f"{platform.metadata['end_session_endpoint']}?id_token_hint={platform.tokens[-1]}"
        f"&post_logout_redirect_uri={bye}&state=s1"
    )
    assert page.url == f"{bye}?state=s1"
    page.goto(f"{platform.here.base_url}/start?iss={site.base_url}&target_link_uri={platform.here.base_url}/")
    assert page.url == f"{site.base_url}/logon"
