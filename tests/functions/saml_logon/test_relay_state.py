"""Where a logon leads that the identity provider began: to an address of ours, or to the start page with a notice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.saml_logon.sending.addresses import own_page
from koppel.domain.problems.problem import Level
from tests.functions.saml_logon.conftest import Answer, Saml

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "/saml/x/login",
    "/session/logout",
    "/aux/frameredirect?redirect=https://evil.example",
    "/c/../session/logout",
    "/c/%2e%2E/session/logout",
    "/c/.%2e/session/logout",
    "/%2e%2e/evil",
    "/c/\r\nSet-Cookie: x=y",
    "/c/é",
    "c/",
    "/c/" + "x" * 600,
]


def test_a_provider_cannot_send_people_anywhere(saml: Saml) -> None:
    saml.configure(idp_initiated=True)
    for number, relay_state in enumerate((*ELSEWHERE, *(f"https://demo.koppel.example{each}" for each in ELSEWHERE))):
        assert unasked(saml, f"_{number}", relay_state).location == "/", relay_state
        assert saml.session() is not None
    entry = saml.entries()["relay-state"]
    assert (entry.level, entry.count) == (Level.NOTICE, 2 * len(ELSEWHERE))
    assert "evil" not in repr(entry)


def unasked(saml: Saml, assertion: str, relay_state: str) -> Answer:
    """The answer to a logon that the identity provider began."""
    saml.cookies.clear()
    response = saml.provider.respond(now=saml.world.clock(), in_response_to=None, assertion_id=assertion)
    return saml.post(response, RelayState=relay_state)


@pytest.mark.parametrize(
    ("relay_state", "page"),
    [
        ("", "/"),
        ("/c/?a=b", "/c/?a=b"),
        ("https://demo.koppel.example", "/"),
        ("https://demo.koppel.example/", "/"),
        ("https://demo.koppel.example/tasks", "/tasks"),
        ("HTTPS://Demo.Koppel.Example/aux/client/id/7", "/aux/client/id/7"),
    ],
)
def test_a_provider_can_send_people_to_an_address_of_ours(saml: Saml, relay_state: str, page: str) -> None:
    saml.configure(idp_initiated=True)
    assert unasked(saml, "_unasked", relay_state).location == page
    assert saml.entries() == {}


@pytest.mark.parametrize(
    "relay_state",
    [
        "ss:mem:0f1e",
        "http://demo.koppel.example/tasks",
        "https://demo.koppel.example.evil.example/tasks",
        "https://demo.koppel.example@evil.example/tasks",
        "https://demo.koppel.example:8443/tasks",
        "https://demo.koppel.example//evil.example",
        "https://demo.koppel.example\\evil.example",
        "https://other.koppel.example/tasks",
    ],
)
def test_any_other_relay_state_leads_to_the_start_page_with_a_notice(saml: Saml, relay_state: str) -> None:
    saml.configure(idp_initiated=True)
    assert unasked(saml, "_unasked", relay_state).location == "/"
    assert list(saml.entries()) == ["relay-state"]


@given(st.text(max_size=60))
def test_no_relay_state_leads_to_another_site(text: str) -> None:
    for relay_state in (text, f"https://demo.koppel.example{text}"):
        found = own_page(relay_state, "https://demo.koppel.example")
        assert found is None or (found.startswith("/") and not found.startswith(("//", "/\\")))
