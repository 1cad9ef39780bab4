"""A stack of the stage dev at the API's own address: every function answers there, every address made leads back."""

import json
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from functions.bulk_import import entry as bulk_import
from functions.delegated_logon import entry as delegated_logon
from functions.directory_sync import entry as directory_sync
from functions.hl7_intake import entry as hl7_intake
from functions.rest_api import entry as rest_api
from functions.saml_logon import entry as saml_logon
from functions.session import entry as session
from tests.functions.session.conftest import log_on, signing_keys
from tests.harness.gateway import OWN_ADDRESS, gateway_event
from tests.harness.home import PROJECT
from tests.harness.world import World, world

ENTRIES: dict[str, ModuleType] = {
    "bulk_import": bulk_import,
    "delegated_logon": delegated_logon,
    "directory_sync": directory_sync,
    "hl7_intake": hl7_intake,
    "rest_api": rest_api,
    "saml_logon": saml_logon,
    "session": session,
}
HOME = f"https://{OWN_ADDRESS}/live"
CONNECTION = {"name": "Entra ID", "on": True, "provider": {"entity_id": "x"}}
ADDRESS = re.compile(r' (?:href|src|action)="([^"]*)"')


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world() as made:
        for name, each in ENTRIES.items():
            monkeypatch.setattr(each, "process_runtime", lambda: made.runtime)
            made.set_tile("demo", name)
        made.set_tile("demo", "saml_logon", json.dumps({"connections": {"c1": CONNECTION}}))
        monkeypatch.setenv("SIGNING_KEYS", signing_keys())
        monkeypatch.setenv("HL7_QUEUE_URL", "https://queue.example")
        yield made


def ask(function: str, method: str, path: str, **headers: str) -> dict[str, Any]:
    """What a function answers at the API's own address."""
    entry = ENTRIES[function]
    handle = entry.receive if function == "hl7_intake" else entry.handle
    event = gateway_event(method, path, host=OWN_ADDRESS, stage="live", headers=headers)
    answer: dict[str, Any] = handle(event, None)
    return answer


def logged_on(hub: World) -> str:
    """The cookie of a new session."""
    return f"__Host-session={log_on(hub, hub.professional('P1')).identifier}"


@pytest.mark.usefixtures("hub")
def test_the_first_page_leads_to_the_logon_page_below_the_stage() -> None:
    assert ask("delegated_logon", "GET", "/")["headers"]["Location"] == "/live/logon"
    page = ask("session", "GET", "/logon")
    assert page["statusCode"] == 200
    assert "/live/saml/c1/login" in ADDRESS.findall(page["body"])


@pytest.mark.parametrize(
    ("function", "path"),
    [
        ("rest_api", "/docs"),
        ("rest_api", "/docs/api"),
        ("hl7_intake", "/docs/hl7"),
        ("directory_sync", "/docs/scim"),
        ("saml_logon", "/docs/saml"),
        ("delegated_logon", "/docs/delegated-logon"),
        ("bulk_import", "/docs/import"),
        ("bulk_import", "/securetransfer"),
        ("session", "/logon"),
    ],
)
def test_no_page_leads_out_of_the_stage(hub: World, function: str, path: str) -> None:
    page = ask(function, "GET", path, cookie=logged_on(hub))
    assert page["statusCode"] == 200
    found = ADDRESS.findall(page["body"])
    assert [each for each in found if each.startswith("/") and not each.startswith("/live/")] == []


def test_the_landing_page_logs_out_below_the_stage(hub: World) -> None:
    cookie = logged_on(hub)
    page = ask("delegated_logon", "GET", "/", cookie=cookie)
    assert (page["statusCode"], ADDRESS.findall(page["body"])) == (200, ["/live/session/logout"])
    out = ask("session", "POST", "/session/logout", cookie=cookie, origin=f"https://{OWN_ADDRESS}")
    assert "Max-Age=0" in out["headers"]["Set-Cookie"]


def test_another_site_cannot_log_out_there(hub: World) -> None:
    cookie = logged_on(hub)
    for origin in ("https://elsewhere.example", HOME):  # a browser sends no path in Origin
        assert "Set-Cookie" not in ask("session", "POST", "/session/logout", cookie=cookie, origin=origin)["headers"]


@pytest.mark.usefixtures("hub")
def test_addresses_for_programs_hold_the_stage() -> None:
    described = json.loads(ask("session", "GET", "/.well-known/openid-configuration")["body"])
    assert described["issuer"] == HOME
    assert described["token_endpoint"] == f"{HOME}/session/token"
    application = json.loads(ask("rest_api", "GET", "/api/2")["body"])
    assert application["@url"].startswith(f"{HOME}/api/2")
    document = json.loads(ask("rest_api", "GET", "/api/2/openapi.json")["body"])
    assert document["servers"] == [{"url": "/live/api/2"}]


def test_a_recorded_event_of_the_gateway_is_answered(hub: World) -> None:
    event = json.loads((PROJECT / "events" / "session.own_address.json").read_text())
    answer = session.handle(event, None)
    assert answer["statusCode"] == 200
    assert hub.organisation.name in answer["body"]
