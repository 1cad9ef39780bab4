"""SAML as the session function sees it: offered on the logon page, and ended with a session."""

from typing import Any

import pytest

from functions.session import entry as session_entry
from tests.functions.saml_logon.conftest import Saml
from tests.harness.gateway import gateway_event
from tests.harness.saml import LOGOUT_URL


@pytest.fixture(autouse=True)
def runtime(saml: Saml, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session function in the same world."""
    monkeypatch.setenv("SIGNING_KEYS", "first,second,rsa")
    monkeypatch.setattr(session_entry, "process_runtime", lambda: saml.world.runtime)


def ask(saml: Saml, method: str, target: str, **headers: str) -> dict[str, Any]:
    """The session function's answer to this browser."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in saml.cookies.items())
    return session_entry.handle(gateway_event(method, target, headers=sent), None)


def test_the_logon_page_offers_connections_that_work(saml: Saml) -> None:
    saml.operate("saml-create-connection", name="Not yet")
    body = ask(saml, "GET", "/logon")["body"]
    assert f'href="{saml.at("login")}"' in body
    assert "Log on with Entra ID" in body
    assert "Not yet" not in body
    saml.configure(name="<Praktijk>")
    assert "&lt;Praktijk&gt;" in ask(saml, "GET", "/logon")["body"]
    saml.world.set_tile("demo", "saml_logon", on=False)
    assert "/saml/" not in ask(saml, "GET", "/logon")["body"]


def test_logging_out_of_a_session_by_saml_goes_on_at_the_provider(saml: Saml) -> None:
    saml.log_on()
    answer = ask(saml, "POST", "/session/logout", Sec_Fetch_Site="same-origin")
    session = saml.session()
    assert session is not None
    assert session.ended
    assert answer["headers"]["Location"].startswith(f"{saml.at('slo')}?go=")
    assert "Max-Age=0" in answer["headers"]["Set-Cookie"]
    saml.cookies.clear()
    assert saml.get(answer["headers"]["Location"]).location.startswith(LOGOUT_URL)


def test_another_site_cannot_begin_a_logout(saml: Saml) -> None:
    saml.log_on()
    answer = ask(saml, "POST", "/session/logout", Sec_Fetch_Site="cross-site")
    assert answer["statusCode"] == 200
    session = saml.session()
    assert session is not None
    assert not session.ended
