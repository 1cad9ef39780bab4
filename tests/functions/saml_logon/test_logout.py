"""Single logout, begun here and begun by the identity provider."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from functions.saml_logon.reading.assertions import NameId
from functions.saml_logon.sending import messages, redirects
from functions.saml_logon.sending.messages import Envelope
from functions.saml_logon.xml import toolkit
from koppel.logon import single_logout
from koppel.runtime import Tenant
from tests.functions.saml_logon.conftest import Answer, Saml, inflated
from tests.harness.saml import ENTITY_ID, LOGOUT_URL, PERSISTENT, KeyPair, key_pair, metadata

SAME: dict[str, Any] = {"Sec_Fetch_Site": "same-origin"}


def request_of(saml: Saml, *, pair: KeyPair | None = None, **told: Any) -> str:
    """The path and query with which the provider asks to log P1 out."""
    slo = f"https://demo.koppel.example{saml.at('slo')}"
    envelope = Envelope(
        id="_logout",
        now=told.get("now", saml.world.clock()),
        issuer=told.get("issuer", ENTITY_ID) or ENTITY_ID,
        destination=told.get("destination", slo) or slo,
    )
    xml = messages.logout_request(envelope, NameId(told.get("name_id", "P1"), PERSISTENT), told.get("index", ""))
    if told.get("destination", slo) is None:
        xml = re.sub(rb' Destination="[^"]*"', b"", xml)
    if told.get("issuer", ENTITY_ID) is None:
        xml = re.sub(rb"<saml:Issuer>.*</saml:Issuer>", b"", xml)
    if "until" in told:
        xml = xml.replace(b' Version="2.0"', f' Version="2.0" NotOnOrAfter="{told["until"]}"'.encode(), 1)
    key = (pair or key_pair("idp")).pem
    parts = urlsplit(redirects.address(slo, "SAMLRequest", told.get("xml", xml), relay_state="state", private_key=key))
    return f"{parts.path}?{parts.query}"


def log_on(saml: Saml, **told: Any) -> Any:
    """A logon, and the function that says whether its session is still open."""
    assert saml.log_on(**told).location == "/"
    cookie = saml.cookies["__Host-session"]

    def is_open() -> bool:
        saml.cookies["__Host-session"] = cookie
        session = saml.session()
        return session is not None and not session.ended

    assert is_open()
    return is_open


def test_logging_out_here_logs_out_at_the_provider(saml: Saml) -> None:
    is_open = log_on(saml)
    answer = saml.get(saml.at("slo"), "POST", **SAME)
    assert answer.location.startswith(f"{LOGOUT_URL}?SAMLRequest=")
    request = etree.fromstring(inflated(answer.location, "SAMLRequest"))
    assert request.findtext("{*}NameID") == "P1"
    assert request.findtext("{*}SessionIndex") == "_session"
    assert toolkit.follows_schema(request)
    assert "Signature" in parse_qs(urlsplit(answer.location).query)
    assert "Max-Age=0" in answer.cookies[0]
    assert not is_open()


def test_the_providers_answer_ends_on_a_page(saml: Saml) -> None:
    slo = f"https://demo.koppel.example{saml.at('slo')}"
    envelope = Envelope(id="_r", now=saml.world.clock(), issuer=ENTITY_ID, destination=slo)
    for status, more in (
        ("urn:oasis:names:tc:SAML:2.0:status:Success", False),
        ("urn:oasis:names:tc:SAML:2.0:status:Responder", True),
    ):
        xml = messages.logout_response(envelope, "_q", status)
        parts = urlsplit(redirects.address(slo, "SAMLResponse", xml, private_key=key_pair("idp").pem))
        answer = saml.get(f"{parts.path}?{parts.query}")
        assert answer.status == 200
        assert ("Close the browser" in answer.body) is more


@pytest.mark.parametrize(
    ("method", "headers"),
    [("GET", SAME), ("POST", {"Sec_Fetch_Site": "cross-site"}), ("POST", {"Origin": "https://evil.example"})],
)
def test_no_other_site_can_log_somebody_out(saml: Saml, method: str, headers: dict[str, Any]) -> None:
    is_open = log_on(saml)
    answer = saml.get(saml.at("slo"), method, **headers)
    assert answer.status == 200
    assert "<form" in answer.body
    assert is_open()


def test_somebody_without_a_session_is_logged_out_all_the_same(saml: Saml) -> None:
    answer = saml.get(saml.at("slo"), "POST", Origin="https://demo.koppel.example")
    assert (answer.status, answer.location) == (200, "")


def test_where_the_provider_has_no_logout_only_the_session_here_ends(saml: Saml) -> None:
    without = metadata(key_pair("idp"), logout=False).decode()
    saml.operate("saml-load-metadata", connection=saml.connection, metadata=without)
    is_open = log_on(saml)
    answer = saml.get(saml.at("slo"), "POST", **SAME)
    assert answer.status == 200
    assert not is_open()


def test_a_provider_that_cannot_be_answered_logs_out_all_the_same(saml: Saml) -> None:
    without = metadata(key_pair("idp"), logout=False).decode()
    saml.operate("saml-load-metadata", connection=saml.connection, metadata=without)
    is_open = log_on(saml)
    saml.cookies.clear()
    assert saml.reason(saml.get(request_of(saml))) == "no-logout-address"
    assert not is_open()


def test_the_provider_logs_out_all_sessions_of_a_person(saml: Saml) -> None:
    saml.world.professional("P2")
    first, second = log_on(saml), log_on(saml, session_index="_two")
    other = log_on(saml, name_id="P2")
    saml.cookies.clear()
    answer = saml.get(request_of(saml))
    assert answered(answer)
    assert (first(), second(), other()) == (False, False, True)


@pytest.mark.parametrize(
    "told", [{"until": "9999-12-31T23:59:59Z"}, {"now": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)}]
)
def test_a_request_may_hold_until_the_last_moment_that_can_be_written(saml: Saml, told: dict[str, Any]) -> None:
    is_open = log_on(saml)
    assert answered(saml.get(request_of(saml, **told)))
    assert not is_open()


def test_the_provider_can_name_the_session(saml: Saml) -> None:
    first = log_on(saml)
    saml.cookies.clear()  # another browser
    second = log_on(saml, session_index="_two")
    assert answered(saml.get(request_of(saml, index="_two")))
    assert (first(), second()) == (True, False)


def answered(answer: Answer) -> bool:
    """Whether the provider is told that it is done."""
    response = etree.fromstring(inflated(answer.location, "SAMLResponse"))
    query = parse_qs(urlsplit(answer.location).query)
    assert toolkit.follows_schema(response)
    assert response.get("InResponseTo") == "_logout"
    assert query["RelayState"] == ["state"]
    assert "Signature" in query
    return bool(response.find(".//{*}StatusCode").get("Value").endswith(":Success"))


@pytest.mark.parametrize(
    ("told", "slug"),
    [
        ({"pair": key_pair("attacker")}, "signature-invalid"),
        ({"issuer": "https://other.example/"}, "wrong-issuer"),
        ({"destination": "https://other.example/"}, "wrong-destination"),
        ({"destination": None}, "wrong-destination"),
        ({"issuer": None}, "wrong-issuer"),
        ({"until": "2026-03-02T08:58:00Z"}, "logout-over"),
        ({"now": datetime(2026, 3, 2, 8, 48, tzinfo=UTC)}, "logout-over"),
        ({"xml": b"<x/>"}, "logout-unreadable"),
        ({"xml": b"<!DOCTYPE x><x/>"}, "doctype"),
        ({"xml": b"x"}, "not-xml"),
        ({"name_id": ""}, "logout-unreadable"),
    ],
)
def test_a_false_request_logs_nobody_out(saml: Saml, told: dict[str, Any], slug: str) -> None:
    is_open = log_on(saml)
    assert saml.reason(saml.get(request_of(saml, **told))) == slug
    assert is_open()


def test_logging_out_on_any_page_goes_on_at_the_provider_and_comes_back(saml: Saml) -> None:
    runtime, organisation = saml.world.runtime, saml.world.organisation
    log_on(saml)
    session = saml.session()
    assert session is not None
    onward = single_logout.begin(Tenant(runtime, organisation), session.digest, "https://platform.example/bye")
    saml.cookies.clear()
    answer = saml.get(onward)
    assert answer.location.startswith(f"{LOGOUT_URL}?SAMLRequest=")
    request = etree.fromstring(inflated(answer.location, "SAMLRequest"))
    assert saml.get(onward).location == ""
    slo = f"https://demo.koppel.example{saml.at('slo')}"
    envelope = Envelope(id="_r", now=saml.world.clock(), issuer=ENTITY_ID, destination=slo)
    xml = messages.logout_response(envelope, request.get("ID"))
    parts = urlsplit(redirects.address(slo, "SAMLResponse", xml, private_key=key_pair("idp").pem))
    assert saml.get(f"{parts.path}?{parts.query}").location == "https://platform.example/bye"
    assert saml.get(f"{parts.path}?{parts.query}").location == ""


def test_a_way_out_is_open_for_a_minute_and_only_for_sessions_by_saml(saml: Saml) -> None:
    runtime, organisation = saml.world.runtime, saml.world.organisation
    assert single_logout.begin(Tenant(runtime, organisation), "0" * 64) == ""
    log_on(saml)
    session = saml.session()
    assert session is not None
    onward = single_logout.begin(Tenant(runtime, organisation), session.digest)
    saml.world.clock.move(seconds=60)
    assert saml.get(onward).location == ""


def test_a_request_for_a_logon_is_no_way_out(saml: Saml) -> None:
    request, _ = saml.start()
    assert saml.get(f"{saml.at('slo')}?go={request.get('ID')}").location == ""
    assert saml.get(f"{saml.at('slo')}?go=x&go=y").location == ""
