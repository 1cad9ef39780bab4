"""Secrets at the tiles: lists with what can be done, shown once, and metadata that are pasted."""

import html
import re
from urllib.parse import parse_qs, urlsplit

from tests.functions.console.conftest import Answer, Console
from tests.functions.console.test_tiles import SCRIPT, shown

USERS = "/console/demo/rest_api"
KEYS = "/console/demo/delegated_logon"
SAML = "/console/demo/saml_logon"


def links_to(page: Answer, command: str) -> list[dict[str, list[str]]]:
    """The queries of the links on a page to the page of a command."""
    found = re.findall(rf'href="(/console/demo/do/{command}\?[^"]*)"', page.body)
    return [parse_qs(urlsplit(html.unescape(each)).query) for each in found]


def available(console: Console, *integrations: str) -> None:
    """Make these integrations available."""
    for each in integrations:
        console.office.done("make-available", integration=each)


def test_api_users_stand_with_what_can_be_done(console: Console) -> None:
    available(console, "rest_api", "hl7_intake")
    assert "There is no API user yet" in console.manager.get(USERS).body
    made = console.office.done("create-api-user", name=f"EHR {SCRIPT}", scopes=["accounts:read", "bsn:read"])
    soon = "2026-03-10T09:00:00"
    console.office.done("create-api-user", name="Ward", scopes=["hl7"], expires=soon)
    page = console.manager.get(USERS)
    assert SCRIPT not in page.body
    assert f"EHR {SCRIPT}" in html.unescape(page.body)
    assert "10 Mar 2026" in page.body
    assert ">soon</em>" in page.body
    scopes = next(each for each in links_to(page, "scope-api-user") if each["user"] == [made["id"]])
    assert scopes == {"user": [made["id"]], "scopes": ["accounts:read", "bsn:read"], "back": [USERS]}
    expiry = {each["user"][0]: each.get("expires") for each in links_to(page, "expire-api-user")}
    assert (expiry.pop(made["id"]), *expiry.values()) == (None, [soon])
    for command in ("rotate", "limit", "rename", "revoke"):
        assert len(links_to(page, f"{command}-api-user")) == 2
    hl7 = console.manager.get("/console/demo/hl7_intake")
    assert len(links_to(hl7, "rotate-api-user")) == 1
    assert links_to(hl7, "create-api-user")[0]["scopes"] == ["hl7"]


def test_a_secret_is_shown_once(console: Console) -> None:
    available(console, "rest_api")
    path = "/console/demo/do/create-api-user"
    page = console.manager.post(path, {"name": "EHR", "scopes": "hl7", "back": USERS})
    token = re.search(r'id="secret-token">([^<]+)<', page.body)
    assert token
    assert "This is shown once" in page.body
    assert f'href="{USERS}"' in page.body
    assert token[1] not in console.manager.get(USERS).body


def test_keys_stand_with_replace_and_end(console: Console) -> None:
    available(console, "delegated_logon")
    assert "There is no key yet" in console.manager.get(KEYS).body
    made = console.office.done("create-logon-key", name="Portal", groups=["clients"], asks=True)
    page = console.manager.get(KEYS)
    assert made["secret"] not in page.body
    _, replace = links_to(page, "create-logon-key")
    assert replace == {
        "replaces": [made["id"]],
        "name": ["Portal"],
        "groups": ["clients"],
        "asks": ["on"],
        "back": [KEYS],
    }
    form = console.manager.get(f"/console/demo/do/create-logon-key?replaces={made['id']}&name=Portal&asks=on")
    assert 'value="Portal"' in form.body
    assert links_to(page, "end-logon-key")[0]["key"] == [made["id"]]
    console.office.done("end-logon-key", key=made["id"])
    page = console.manager.get(KEYS)
    assert "ended" in shown(page)
    assert not links_to(page, "end-logon-key")


def test_a_connection_shows_its_addresses_and_takes_metadata(console: Console) -> None:
    available(console, "saml_logon")
    assert "There is no connection yet" in console.manager.get(SAML).body
    console.manager.post("/console/demo/do/saml-create-connection", {"name": f"Entra {SCRIPT}"})
    page = console.manager.get(SAML)
    assert SCRIPT not in page.body
    connection = re.search(r'name="connection" value="([a-z0-9]+)"', page.body)
    assert connection
    assert re.search(r"<code id=\"copy-[a-z0-9]+-acs\">https://[^<]+/acs</code>", page.body)
    assert "no metadata yet" in page.body
    assert len(re.findall(r'data-label="Valid until">', page.body)) == 2  # our own keys
    assert links_to(page, "saml-rotate-keys") == [{"connection": [connection[1]], "back": [SAML]}]
    assert "not yet Entra" in shown(page)  # the check of its metadata
    assert "our keys are valid for more than a month" in shown(page)
    wrong = console.manager.post(
        "/console/demo/do/saml-load-metadata", {"connection": connection[1], "metadata": SCRIPT, "back": SAML}
    )
    assert wrong.status == 422
    assert SCRIPT not in wrong.body
    forged = console.manager.post(
        "/console/demo/do/saml-load-metadata", {"connection": connection[1], "metadata": "", "csrf": "1.a"}
    )
    assert forged.status == 403


def test_an_integration_that_is_not_available_shows_no_secrets(console: Console) -> None:
    assert 'id="secrets"' not in console.manager.get(KEYS).body
