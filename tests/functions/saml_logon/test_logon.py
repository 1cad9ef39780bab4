"""Logons as browsers see them: asked for, answered, refused; and what the administrator finds of each."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from lxml import etree

from functions.saml_logon import entry
from functions.saml_logon.memory import logon_requests
from functions.saml_logon.xml import toolkit
from koppel.aws import row_keys
from koppel.domain.problems.refusal import Declined
from tests.functions.saml_logon.conftest import Saml
from tests.functions.saml_logon.test_relay_state import ELSEWHERE
from tests.harness.gateway import gateway_event
from tests.harness.saml import ENTITY_ID, LOGON_URL, Signer, encrypted, key_pair, metadata
from tests.harness.saml_attacks import Attack
from tests.harness.saml_attacks.content import CONTENT
from tests.harness.saml_attacks.signatures import SIGNATURES
from tests.harness.saml_attacks.wrapping import WRAPPING
from tests.harness.saml_attacks.xml import XML

EMAIL = {"match_on": "email", "attribute": "mail", "email_verified": True}
SOME = [each for each in (*WRAPPING, *SIGNATURES, *XML, *CONTENT) if each.slug][::6]


def test_a_professional_logs_on(saml: Saml) -> None:
    answer = saml.log_on(to="/c/")
    assert (answer.status, answer.location) == (303, "/c/")
    session = saml.session()
    assert session is not None
    assert session.logon.account == saml.professional.key
    assert session.logon.integration == "saml_logon"
    assert session.logon.methods == ("saml",)
    assert "SameSite=Lax" in answer.cookies[0]
    assert saml.last()["outcome"] == "logged on"
    assert saml.entries() == {}


def test_the_request_says_who_asks_and_is_signed(saml: Saml) -> None:
    answer = saml.get(saml.at("login"))
    assert answer.location.startswith(f"{LOGON_URL}?SAMLRequest=")
    query = urlsplit(answer.location).query
    signed, _, signature = query.partition("&Signature=")
    certificate = key_of(saml)
    fields = parse_qs(query)
    raw = toolkit.decoded(fields["Signature"][0]) or b""
    assert toolkit.is_signed_text(signed.encode(), raw, fields["SigAlg"][0], certificate)
    assert not toolkit.is_signed_text(signed.encode() + b"x", raw, fields["SigAlg"][0], certificate)
    assert signature
    request, _ = saml.start()
    assert request.get("AssertionConsumerServiceURL") == saml.provider.story.acs
    assert request.get("Destination") == LOGON_URL
    assert request.findtext("{*}Issuer") == saml.provider.story.audience
    assert toolkit.follows_schema(request)


def key_of(saml: Saml) -> str:
    """The certificate with which our requests can be checked, from our metadata."""
    root = etree.fromstring(saml.get(saml.at("metadata")).body.encode())
    found = root.findtext(".//{*}KeyDescriptor[@use='signing']//{*}X509Certificate")
    return f"-----BEGIN CERTIFICATE-----\n{found}\n-----END CERTIFICATE-----\n"


def test_requests_can_go_unsigned_and_can_force_a_logon(saml: Saml) -> None:
    saml.configure(sign_requests=False, force_authentication=True)
    request, _ = saml.start()
    assert request.get("ForceAuthn") == "true"
    assert "Signature" not in saml.get(saml.at("login")).location


def test_the_request_is_bound_to_the_browser_by_a_cookie_that_comes_back_from_another_site(saml: Saml) -> None:
    answer = saml.get(saml.at("login"))
    (cookie,) = answer.cookies
    assert cookie.startswith("__Host-saml-_")
    for part in ("Path=/", "Secure", "HttpOnly", "SameSite=None", "Max-Age=600"):
        assert f"; {part}" in cookie


def test_another_browser_cannot_use_the_response(saml: Saml) -> None:
    _, provider = saml.start()
    mine, saml.cookies = saml.cookies, {}
    assert saml.reason(saml.post(provider.respond())) == "other-browser"
    saml.cookies = mine
    assert saml.post(provider.respond()).location == "/"


def test_a_response_is_good_once(saml: Saml) -> None:
    _, provider = saml.start()
    response = provider.respond()
    assert saml.post(response).status == 303
    assert saml.reason(saml.post(response)) == "replayed"


def test_a_request_is_good_once(saml: Saml) -> None:
    _, provider = saml.start()
    assert saml.post(provider.respond()).location == "/"
    assert saml.reason(saml.post(provider.respond(assertion_id="_other"))) == "request-unknown"


def test_a_replay_to_another_request_is_refused(saml: Saml) -> None:
    saml.configure(idp_initiated=True)
    response = saml.provider.respond(now=saml.world.clock(), in_response_to=None)
    assert saml.post(response).location == "/"
    assert saml.reason(saml.post(response)) == "replayed"


def test_a_replay_is_known_as_long_as_the_assertion_could_hold(saml: Saml) -> None:
    saml.configure(idp_initiated=True)
    response = saml.provider.respond(
        now=saml.world.clock(),
        in_response_to=None,
        not_on_or_after=9 * 86_400,
        confirmed_until=9 * 86_400,
        session_ends=None,
    )
    assert saml.post(response).location == "/"
    saml.world.clock.move(days=8)
    assert saml.reason(saml.post(response)) == "replayed"


def test_that_an_assertion_was_used_is_kept_past_the_last_moment_at_which_it_could_hold(saml: Saml) -> None:
    saml.configure(skew=180)
    saml.log_on(assertion_id="_known", not_on_or_after=300, confirmed_until=500)
    seen = saml.world.organisation.pseudonyms.of("saml-assertion", ENTITY_ID, "_known")
    row = saml.world.runtime.table.get(row_keys.saml.assertion("demo", seen))
    assert row is not None
    assert row["expires"] > saml.world.clock().timestamp() + 500 + 2 * 180


def test_an_assertion_without_end_in_practice_logs_on_once(saml: Saml) -> None:
    saml.configure(idp_initiated=True)
    far = int((datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - saml.world.clock()).total_seconds())
    told: dict[str, Any] = {"now": saml.world.clock(), "in_response_to": None, "not_on_or_after": far}
    response = saml.provider.respond(**told, confirmed_until=far, session_ends=far)
    assert saml.post(response).location == "/"
    assert saml.reason(saml.post(response)) == "replayed"


def test_a_logon_starts_a_new_session_whatever_cookie_the_browser_had(saml: Saml) -> None:
    saml.log_on()
    first, cookie = saml.session(), saml.cookies["__Host-session"]
    saml.log_on()
    assert saml.cookies["__Host-session"] != cookie
    saml.cookies["__Host-session"] = cookie
    before = saml.session()
    assert first is not None
    assert before is not None
    assert (first.ended, before.ended) == (False, True)
    saml.cookies["__Host-session"] = "A" * 43
    saml.log_on()
    assert saml.cookies["__Host-session"] != "A" * 43


def test_a_request_waits_ten_minutes(saml: Saml) -> None:
    _, provider = saml.start()
    saml.world.clock.move(minutes=9, seconds=59)
    assert saml.post(provider.respond(now=saml.world.clock())).location == "/"
    _, provider = saml.start()
    saml.world.clock.move(minutes=10)
    assert saml.reason(saml.post(provider.respond(now=saml.world.clock(), assertion_id="_2"))) == "request-unknown"


def test_a_request_of_another_connection_is_refused(saml: Saml) -> None:
    other = saml.operate("saml-create-connection", name="Other")
    request, _ = saml.start()
    saml.operate("saml-load-metadata", connection=other["connection"], metadata=metadata_of(saml))
    saml.connection = other["connection"]
    ours = other["ours"]
    story = replace(saml.provider.story, acs=ours["acs"], audience=ours["entity_id"], in_response_to=request.get("ID"))
    response = replace(saml.provider, story=replace(story, now=saml.world.clock())).respond()
    assert saml.reason(saml.post(response)) == "request-unknown"


def metadata_of(saml: Saml) -> str:
    return metadata(saml.provider.signer.pair).decode()


def test_a_provider_may_start_only_where_that_is_allowed(saml: Saml) -> None:
    unasked: dict[str, Any] = {"now": saml.world.clock(), "in_response_to": None}
    assert saml.reason(saml.post(saml.provider.respond(**unasked))) == "unsolicited"
    saml.configure(idp_initiated=True)
    assert saml.post(saml.provider.respond(**unasked), RelayState="/p/").location == "/p/"


def test_a_logon_leads_to_a_page_of_ours(saml: Saml) -> None:
    for to in ELSEWHERE:
        assert saml.log_on(to=to).location == "/", to


def test_what_the_provider_relays_does_not_change_where_a_logon_leads(saml: Saml) -> None:
    _, provider = saml.start(to="/tasks")
    assert saml.post(provider.respond(), RelayState="/configuration").location == "/tasks"


@pytest.mark.parametrize(("skew", "early", "verdict"), [(60, 59, ""), (60, 61, "not-yet-valid"), (180, 179, "")])
def test_clocks_may_differ_as_the_connection_says(saml: Saml, skew: int, early: int, verdict: str) -> None:
    saml.configure(skew=skew)
    answer = saml.log_on(not_before=early)
    if verdict:
        assert saml.reason(answer) == verdict
    else:
        assert answer.location == "/"


def test_clocks_may_not_differ_by_more_than_three_minutes(saml: Saml) -> None:
    with pytest.raises(Declined):
        saml.configure(skew=181)


def test_an_encrypted_assertion_is_decrypted_with_our_key(saml: Saml) -> None:
    saml.configure(must_encrypt=True)
    certificate = encryption_certificate(saml)
    _, provider = saml.start()
    assert saml.reason(saml.post(provider.respond())) == "not-encrypted"
    assert saml.post(provider.respond(encrypt_for=certificate)).location == "/"


def encryption_certificate(saml: Saml) -> str:
    """The certificate in our metadata that assertions are encrypted for."""
    root = etree.fromstring(saml.get(saml.at("metadata")).body.encode())
    found = root.findtext(".//{*}KeyDescriptor[@use='encryption']//{*}X509Certificate")
    return f"-----BEGIN CERTIFICATE-----\n{found}\n-----END CERTIFICATE-----\n"


def test_whatever_is_wrong_with_an_encrypted_assertion_looks_the_same_outside(saml: Saml) -> None:
    certificate = encryption_certificate(saml)
    _, provider = saml.start()
    plain = provider.story.assertion()
    answers = [
        saml.post(provider.story.response(encrypted(content, certificate)).encode())
        for content in (b"", b"x", plain.encode(), b"<!DOCTYPE x>" + plain.encode())
    ]
    answers.append(saml.post(provider.respond(encrypt_for=key_pair("other").certificate)))
    assert {answer.status for answer in answers} == {303}
    assert {answer.location.partition("=")[0] for answer in answers} == {"/logon?reference"}
    assert {answer.body for answer in answers} == {""}
    assert len({saml.reason(answer) for answer in answers}) == 4


@pytest.mark.parametrize("attack", SOME, ids=lambda attack: attack.name)
def test_an_attack_leaves_an_entry_and_a_report_and_no_session(saml: Saml, attack: Attack) -> None:
    _, provider = saml.start()
    answer = saml.post(attack.make(provider))
    assert saml.reason(answer) == attack.slug
    assert saml.last()["outcome"] in saml.entries()
    assert saml.session() is None
    assert saml.post(provider.respond()).location == "/"


def test_an_expired_certificate_warns_and_does_not_fail(saml: Saml) -> None:
    old = key_pair("idp-old", expires=30)
    saml.provider = replace(saml.provider, signer=Signer(pair=old))
    saml.operate("saml-load-metadata", connection=saml.connection, metadata=metadata_of(saml))
    assert saml.log_on().location == "/"
    assert "certificate-expired" in saml.entries()


def test_a_certificate_that_will_expire_warns_a_month_before(saml: Saml) -> None:
    soon = key_pair("idp-soon", expires=75)
    saml.provider = replace(saml.provider, signer=Signer(pair=soon))
    saml.operate("saml-load-metadata", connection=saml.connection, metadata=metadata_of(saml))
    assert saml.log_on().location == "/"
    assert "2026-03-17" in saml.entries()["certificate-expires"].explanation.en


def test_the_report_shows_the_steps_passed_and_masked_attributes(saml: Saml) -> None:
    saml.log_on(audience="https://other.example/", attributes={"mail": ["anna.smit@praktijk.example"], "n": ["12345"]})
    last = saml.last()
    assert last["outcome"] == "wrong-audience"
    assert last["passed"][-2:] == ["content", "destination"]
    assert last["attributes"] == {"NameID": ["•••"], "mail": ["a•••@•••"], "n": ["•••45"]}
    assert "anna" not in repr(last)


def test_a_connection_that_is_off_or_unknown_or_without_metadata_logs_nobody_on(saml: Saml) -> None:
    _, provider = saml.start()
    saml.configure(on=False)
    assert saml.reason(saml.post(provider.respond())) == "connection-unknown"
    assert saml.reason(saml.get(saml.at("login"))) == "connection-unknown"
    assert saml.reason(saml.get("/saml/nothing/login")) == "connection-unknown"
    empty = saml.operate("saml-create-connection", name="Empty")["connection"]
    assert saml.reason(saml.get(f"/saml/{empty}/login")) == "connection-unknown"


def test_a_tile_that_is_off_logs_nobody_on(saml: Saml) -> None:
    _, provider = saml.start()
    saml.world.set_tile("demo", "saml_logon", on=False)
    assert saml.reason(saml.post(provider.respond())) == "switched-off"
    assert saml.reason(saml.get(saml.at("metadata"))) == "connection-unknown"


def test_only_a_form_that_is_posted_is_looked_at(saml: Saml) -> None:
    assert saml.reason(saml.get(saml.at("acs"))) == "not-post"
    assert saml.reason(saml.get(saml.at("acs"), "POST", b"SAMLResponse=x", Content_Type="text/plain")) == "no-response"
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert saml.reason(saml.get(saml.at("acs"), "POST", b"\xff=\xff", **form)) == "no-response"
    assert saml.reason(saml.get(saml.at("acs"), "POST", b"a=b&" * 30, **form)) == "no-response"
    assert saml.reason(saml.get(saml.at("acs"), "POST", b"a" * 600_000, **form)) == "too-large"
    assert saml.get(saml.at("login"), "POST").status == 405
    assert saml.get("/saml/x/y/z").status == 404
    assert saml.get(saml.at("nothing")).status == 404


def test_a_browser_that_looks_ahead_uses_nothing_up(saml: Saml) -> None:
    assert saml.get(saml.at("login"), Sec_Purpose="prefetch").status == 204
    assert saml.get(saml.at("login"), "HEAD").status == 204
    assert saml.cookies == {}


def test_another_organisation_knows_nothing_of_it(saml: Saml) -> None:
    _, provider = saml.start()
    saml.world.add_organisation("other")
    saml.world.set_tile("other", "saml_logon")
    form = urlencode({"SAMLResponse": base64.b64encode(provider.respond()).decode()}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    event = gateway_event("POST", saml.at("acs"), host="other.koppel.example", headers=headers, body=form)
    assert entry.handle(event, None)["headers"]["Location"].startswith("/logon?reference=")
    assert saml.post(provider.respond()).location == "/"


def test_the_providers_reason_is_shown_to_the_administrator_only(saml: Saml) -> None:
    denied = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
    answer = saml.log_on(status=denied)
    assert "RequestDenied" not in answer.body + answer.location
    assert saml.reason(answer) == "status"
    assert "RequestDenied" in saml.entries()["status"].explanation.en


def test_nothing_of_a_person_is_logged(saml: Saml, caplog: pytest.LogCaptureFixture) -> None:
    caplog.clear()
    attributes = {"mail": ["canary@praktijk.example"], "name": ["Canary Bird"]}
    saml.configure(attribute="mail")
    saml.reason(saml.log_on(name_id="canary-id", attributes=attributes))
    saml.configure(**EMAIL)
    saml.reason(saml.log_on(name_id="canary-id", attributes=attributes))
    logged = repr([vars(each) for each in caplog.records])
    assert "person-unknown" in logged
    assert "anary" not in logged


def test_many_at_once_use_a_response_once(saml: Saml) -> None:
    """Each of many that post the same response sees the request unused before any of them has used it."""
    _, provider = saml.start()
    response = provider.respond()
    real = logon_requests._waiting
    answers: list[str] = []

    def posting(*given: Any) -> Any:
        row = real(*given)
        if not answers:
            answers.append("")
            answers.append(saml.post(response).location)
        return row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logon_requests, "_waiting", posting)
        last = saml.post(response)
    assert answers[1] == "/"
    assert saml.reason(last) == "replayed"


def test_a_reference_is_passed_on_as_a_value(saml: Saml) -> None:
    event = gateway_event("GET", saml.at("acs"))
    event["requestContext"]["requestId"] = "<b>&x=y"
    assert entry.handle(event, None)["headers"]["Location"] == "/logon?reference=%3Cb%3E%26x%3Dy"
