"""Forms: only one of a page of the same session changes something, and not for ever."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.console import csrf
from tests.functions.console.conftest import Console

FORM = {"zone": "Europe/Brussels"}
PATH = "/console/demo/do/set-zone"


def zone(console: Console) -> str:
    found: str = console.office.done("show-organisation")["zone"]
    return found


def test_a_form_of_the_same_session_has_its_effect(console: Console) -> None:
    assert console.manager.post(PATH, FORM).status == 200
    assert zone(console) == "Europe/Brussels"


@pytest.mark.parametrize("token", [None, "", "x", "1.0", "1772442000." + "0" * 64])
def test_a_form_without_a_valid_token_changes_nothing(console: Console, token: str | None) -> None:
    assert console.manager.post(PATH, {**FORM, "csrf": token}).status == 403
    assert zone(console) == "Europe/Amsterdam"


def test_the_token_of_another_session_changes_nothing(console: Console) -> None:
    other = console.by_link("operator").get(PATH).csrf
    assert console.manager.post(PATH, {**FORM, "csrf": other}).status == 403
    assert zone(console) == "Europe/Amsterdam"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_from_another_site_changes_nothing(console: Console, headers: dict[str, str]) -> None:
    assert console.manager.post(PATH, FORM, **headers).status == 403
    assert zone(console) == "Europe/Amsterdam"


def test_an_old_form_changes_nothing(console: Console) -> None:
    browser = console.manager
    token = browser.get(PATH).csrf
    for _ in range(25):
        console.world.clock.move(minutes=20)
        browser.get("/console/demo")
    assert browser.post(PATH, {**FORM, "csrf": token}).status == 403
    assert zone(console) == "Europe/Amsterdam"


@pytest.mark.parametrize("body", [b"\xff", b"a=1&" * 3000, b"%", b"csrf=1&csrf=2", b"=&=&="])
def test_a_body_that_is_no_form_is_refused(console: Console, body: bytes) -> None:
    assert console.manager.ask("POST", PATH, body.decode("latin-1")).status == 403


@given(st.text(min_size=1), st.integers(0, 10**11), st.integers(0, 10**6))
def test_a_token_tells_its_age_to_its_own_session(secret: str, shown: int, later: int) -> None:
    token = csrf.token(secret, shown)
    assert csrf.age(secret, token, shown + later) == later
    assert csrf.age(f"{secret}x", token, shown + later) is None


@given(st.text())
def test_any_text_is_a_token_of_nobody(text: str) -> None:
    assert csrf.age("secret", text, 0) is None


def test_the_form_of_a_command_begins_with_its_defaults_and_takes_those_of_the_link(console: Console) -> None:
    body = console.manager.get("/console/demo/do/create-logon-key?name=EPD&groups=clients").body
    assert 'value="EPD"' in body
    assert re.findall(r'name="groups" value="(\w+)" checked', body) == ["clients"]
    body = console.manager.get("/console/demo/do/create-logon-key").body
    assert re.findall(r'name="groups" value="(\w+)" checked', body) == ["clients", "professionals"]
