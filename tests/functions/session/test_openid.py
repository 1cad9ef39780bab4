"""The hand-over to the platform: an ordinary code flow, and every way in which it may go wrong."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from authlib.oidc.core import CodeIDToken
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.errors import ExpiredTokenError
from joserfc.jwk import KeySet

from functions.session import entry
from koppel.aws import row_keys
from koppel.domain.logon.platform import TokenAlgorithm
from koppel.domain.logon.session import digest_of
from koppel.domain.plan.desired import Desired
from koppel.logon import platforms, sessions, signing
from koppel.logon.signing import Which
from tests.functions.session.conftest import BACK, ISSUER, Answer, Hub
from tests.harness.gateway import gateway_event


def unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verified(hub: Hub, token: str) -> dict[str, Any]:
    """The claims of a token, after checking its signature against the published keys by other code than ours."""
    header, payload, signature = token.split(".")
    kid = json.loads(unpacked(header))["kid"]
    (jwk,) = [each for each in hub.ask("GET", "/session/keys").json["keys"] if each["kid"] == kid]
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(unpacked(jwk["x"])), int.from_bytes(unpacked(jwk["y"])), ec.SECP256R1()
    )
    raw = unpacked(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    try:
        numbers.public_key().verify(der, f"{header}.{payload}".encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        pytest.fail("the signature does not fit the published key")
    claims: dict[str, Any] = json.loads(unpacked(payload))
    return claims


def refused(answer: Answer) -> str:
    """The error that the platform is told, at its own address."""
    assert answer.location.startswith(f"{BACK}?")
    assert "code" not in answer.given
    assert answer.given["iss"] == ISSUER
    return answer.given["error"]


def test_discovery_names_what_there_is(hub: Hub) -> None:
    found = hub.ask("GET", "/.well-known/openid-configuration").json
    assert found["issuer"] == ISSUER
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
        path = found[name].removeprefix(ISSUER)
        assert hub.ask("GET", path).status != 404, name


def test_three_keys_are_published(hub: Hub) -> None:
    first, second, rsa = hub.ask("GET", "/session/keys").json["keys"]
    assert len({each["kid"] for each in (first, second, rsa)}) == 3
    assert [each["alg"] for each in (first, second, rsa)] == ["ES256", "ES256", "RS256"]
    public = {"alg", "kid", "kty", "use"}
    assert (first.keys(), second.keys()) == (public | {"crv", "x", "y"},) * 2
    assert rsa.keys() == public | {"e", "n"}


def test_rs256_is_offered_to_everybody(hub: Hub) -> None:
    """OpenID Connect Discovery 1.0 section 3."""
    found = hub.ask("GET", "/.well-known/openid-configuration").json
    assert found["id_token_signing_alg_values_supported"] == ["RS256", "ES256"]


@pytest.mark.parametrize("nonce", ["nonce-2", None])
@pytest.mark.parametrize("algorithm", TokenAlgorithm)
def test_a_relying_party_of_other_makers(hub: Hub, algorithm: TokenAlgorithm, nonce: str | None) -> None:
    """Authlib and joserfc do all of OpenID Connect Core 1.0 section 3.1.3.7."""
    hub.register(algorithm)
    answer = hub.exchange(hub.authorize(nonce=nonce).given["code"]).json
    keys_found = KeySet.import_key_set(hub.ask("GET", "/session/keys").json)
    token = jwt.decode(answer["id_token"], keys_found, algorithms=[algorithm])
    assert token.header == {"alg": algorithm, "kid": token.header["kid"], "typ": "JWT"}
    options = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": hub.platform.client_id}}
    params = {"client_id": hub.platform.client_id} | ({"nonce": nonce} if nonce else {})
    claims = CodeIDToken(token.claims, token.header, options, params)
    now = int(hub.world.clock().timestamp())
    claims.validate(now=now)
    assert ("nonce" in claims) is bool(nonce)
    assert answer["expires_in"] == claims["exp"] - now
    with pytest.raises(ExpiredTokenError):
        claims.validate(now=now + answer["expires_in"])


def test_a_platform_that_is_registered_again_keeps_its_algorithm(hub: Hub) -> None:
    for algorithm in (None, TokenAlgorithm.RS256, None, TokenAlgorithm.ES256):
        before = hub.platform.signed_with
        hub.register(algorithm)
        assert hub.platform.signed_with is (algorithm or before)


def test_a_platform_that_was_registered_before_there_was_a_choice_has_es256(hub: Hub) -> None:
    row = hub.world.runtime.table.get(row_keys.logon.platform("demo"))
    assert row is not None
    del row["id_token_signed_response_alg"]
    found = platforms.from_row(row)
    assert found is not None
    assert found.signed_with is TokenAlgorithm.ES256


def test_the_whole_flow(hub: Hub) -> None:
    answer = hub.authorize()
    assert answer.location.startswith(f"{BACK}?")
    assert (answer.given["state"], answer.given["iss"]) == ("state-1", ISSUER)
    token = hub.exchange(answer.given["code"])
    assert token.status == 200
    assert "no-store" in token.headers["Cache-Control"]
    claims = verified(hub, token.json["id_token"])
    now = int(hub.world.clock().timestamp())
    assert claims == {
        "iss": ISSUER,
        "sub": hub.account.key,
        "aud": hub.platform.client_id,
        "iat": now,
        "exp": now + 300,
        "auth_time": now,
        "nonce": "nonce-1",
        "acr": "urn:koppel:acr:delegated",
        "amr": ["delegated"],
        "sid": hub.started.session.public,
        "organisation": "demo",
        "account_type": "professional",
        "roles": ["ith.Therapist"],
    }


def test_tokens_are_good_before_and_after_a_rotation(hub: Hub) -> None:
    tokens = []
    for which in (Which.FIRST, Which.SECOND):
        signing.sign_with(hub.world.runtime, which, "operator")
        tokens.append(hub.exchange(hub.authorize().given["code"]).json["id_token"])
    kids = {json.loads(unpacked(each.split(".")[0]))["kid"] for each in tokens}
    assert len(kids) == 2
    assert {verified(hub, each)["sub"] for each in tokens} == {hub.account.key}


def test_the_authorization_request_may_be_posted(hub: Hub) -> None:
    assert "code" in hub.ask("POST", "/session/authorize", body=urlencode(hub.request())).given


def test_a_secret_in_the_form_is_accepted(hub: Hub) -> None:
    code = hub.authorize().given["code"]
    answer = hub.exchange(code, client_id=hub.platform.client_id, client_secret=hub.secret)
    assert answer.status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}?x=1"},
        {"redirect_uri": BACK.upper()},
    ],
)
def test_who_may_not_be_the_platform_gets_no_answer_at_all(hub: Hub, changes: dict[str, str | None]) -> None:
    answer = hub.authorize(**changes)
    assert answer.status == 400
    assert not answer.location
    assert hub.entries().keys() & {"platform-unknown", "address-unknown"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"state": None}, "invalid_request"),
        ({"nonce": "n" * 1025}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"request": "x"}, "request_not_supported"),
        ({"request_uri": "https://x.example"}, "request_uri_not_supported"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "²"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"max_age": "300\n"}, "invalid_request"),
        ({"max_age": "9" * 5000}, "invalid_request"),
    ],
)
def test_what_the_platform_must_get_right(hub: Hub, changes: dict[str, str | None], error: str) -> None:
    assert refused(hub.authorize(**changes)) == error
    assert "request-wrong" in hub.entries()


def test_a_repeated_parameter_is_refused(hub: Hub) -> None:
    target = f"/session/authorize?{urlencode([*hub.request().items(), ('state', 'again')])}"
    assert hub.ask("GET", target).status == 400


def test_a_browser_without_a_session_sees_the_logon_page(hub: Hub) -> None:
    assert hub.authorize(cookie="").location == "/logon"
    assert hub.authorize(cookie="x" * 43).location == "/logon"
    assert refused(hub.authorize(cookie="", prompt="none")) == "login_required"


def test_with_a_session_that_is_too_old_for_the_platform(hub: Hub) -> None:
    hub.world.clock.move(minutes=5)
    assert "code" in hub.authorize(max_age="300").given
    assert hub.authorize(max_age="299").location == "/logon"
    assert refused(hub.authorize(max_age="299", prompt="none")) == "login_required"
    assert hub.authorize(prompt="login").location == "/logon"


def test_a_session_does_not_count_at_another_organisation(hub: Hub) -> None:
    hub.world.add_organisation("other")
    answer = hub.ask("GET", "/logon", Host="other.koppel.example")
    assert "You are logged in" not in answer.body
    assert "You are logged in" in hub.ask("GET", "/logon").body


def test_a_code_is_exchanged_once(hub: Hub) -> None:
    code = hub.authorize().given["code"]
    assert hub.exchange(code).status == 200
    again = hub.exchange(code)
    assert (again.status, again.json) == (400, {"error": "invalid_grant"})
    assert "code-refused" in hub.entries()


def test_a_code_lives_for_a_minute(hub: Hub) -> None:
    code = hub.authorize().given["code"]
    hub.world.clock.move(seconds=60)
    assert hub.exchange(code).json == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": None},
        {"code_verifier": "v" * 42},
        {"redirect_uri": "https://platform.example/other?x=1"},
        {"redirect_uri": None},
        {"code": "x" * 43},
        {"code": None},
    ],
)
def test_a_code_is_exchanged_only_by_the_platform_that_requested_it(hub: Hub, changes: dict[str, Any]) -> None:
    code = hub.authorize().given["code"]
    assert hub.exchange(code, **changes).json == {"error": "invalid_grant"}
    assert hub.exchange(code).status == 200


def test_a_wrong_secret_is_refused(hub: Hub) -> None:
    code = hub.authorize().given["code"]
    for basic in ((hub.platform.client_id, "wrong"), ("wrong", hub.secret), ("", "")):
        answer = hub.exchange(code, basic=basic)
        assert (answer.status, answer.json) == (401, {"error": "invalid_client"})
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert "secret-wrong" in hub.entries()
    assert hub.exchange(code).status == 200


def test_secrets_in_two_places_are_refused(hub: Hub) -> None:
    encoded = base64.b64encode(f"{hub.platform.client_id}:{hub.secret}".encode()).decode()
    body = f"grant_type=authorization_code&client_secret={hub.secret}"
    answer = hub.ask("POST", "/session/token", body=body, Authorization=f"Basic {encoded}")
    assert answer.status == 401


@pytest.mark.parametrize("body", ["code=a&code=b", "%FF=1&x=%FE", "é", "x" * 20_000])
def test_a_form_that_cannot_be_read_is_refused(hub: Hub, body: str) -> None:
    assert hub.ask("POST", "/session/token", body=body).status in {400, 401}


def test_another_grant_type_is_refused(hub: Hub) -> None:
    assert hub.exchange("x", grant_type="client_credentials").json == {"error": "unsupported_grant_type"}


def test_a_session_that_ended_meanwhile_gets_no_token(hub: Hub) -> None:
    code = hub.authorize().given["code"]
    sessions.end(hub.world.tenant, hub.started.session.digest)
    assert hub.exchange(code).json == {"error": "invalid_grant"}


def test_an_account_that_was_deactivated_meanwhile_gets_no_token(hub: Hub) -> None:
    code = hub.authorize().given["code"]
    hub.world.make(Desired(kind=hub.account.kind, key=hub.account.key, active=False))
    assert hub.exchange(code).json == {"error": "invalid_grant"}
    assert hub.authorize().location == "/logon"


def test_codes_are_stored_as_digests(hub: Hub) -> None:
    code = hub.authorize().given["code"]
    assert hub.world.runtime.table.get(row_keys.logon.code("demo", code)) is None
    assert hub.world.runtime.table.get(row_keys.logon.code("demo", digest_of(code)))


def test_a_reference_is_shown_as_text(hub: Hub) -> None:
    target = f"/session/authorize?{urlencode(hub.request(redirect_uri='https://evil.example/'))}"
    event = gateway_event("GET", target, headers={"Cookie": f"__Host-session={hub.started.identifier}"})
    event["requestContext"]["requestId"] = "<script>&"
    body = entry.handle(event, None)["body"]
    assert "<code>&lt;script&gt;&amp;</code>" in body
