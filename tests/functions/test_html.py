"""Every page of documentation and of logging on is valid HTML, in both languages."""

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
from koppel.entrance.documentation import LANGUAGES
from koppel.entrance.documents import ALL, DOCUMENTS
from tests.functions.session.conftest import log_on, signing_keys
from tests.harness.gateway import gateway_event
from tests.harness.html import faults
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
PAGES = (
    ("rest_api", "/docs"),
    ("rest_api", "/docs/api"),
    ("hl7_intake", "/docs/hl7"),
    ("directory_sync", "/docs/scim"),
    ("directory_sync", "/docs/active-directory"),
    ("delegated_logon", "/docs/delegated-logon"),
    ("saml_logon", "/docs/saml"),
    ("bulk_import", "/docs/import"),
    ("bulk_import", "/securetransfer"),
    ("bulk_import", "/securetransfer/nothing"),
    ("session", "/logon"),
    ("session", "/logon?reference=00000000-0000-4000-8000-000000000001"),
    ("session", "/session/logout"),
    ("session", "/session/link?token=nobodys"),
    ("session", "/nothing/here"),
    ("session", "/session/authorize?client_id=x"),
    ("delegated_logon", "/"),
    ("delegated_logon", "/docs/delegated-logon/nothing"),
    ("delegated_logon", "/c/"),
    ("saml_logon", "/saml/nothing/else"),
)
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def hub() -> Iterator[World]:
    with world() as made, pytest.MonkeyPatch.context() as patch:
        for name, each in ENTRIES.items():
            patch.setattr(each, "process_runtime", lambda: made.runtime)
            made.set_tile("demo", name)
        made.set_tile(
            "demo",
            "saml_logon",
            '{"connections": {"c1": {"name": "<Entra> & \\"ID\\"", "on": true, "provider": {"entity_id": "x"}}}}',
        )
        patch.setenv("SIGNING_KEYS", signing_keys())
        patch.setenv("HL7_QUEUE_URL", "https://queue.example")
        yield made


@pytest.fixture(scope="module")
def cookie(hub: World) -> str:
    """That of a session."""
    return f"__Host-session={log_on(hub, hub.professional('P1')).identifier}"


def test_every_document_is_looked_at() -> None:
    assert {each.address for each in (ALL, *DOCUMENTS)} <= {path for _, path in PAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("function", "path"), PAGES)
def test_a_page_is_valid_and_small(cookie: str, function: str, path: str, language: str) -> None:
    for headers in ({}, {"Cookie": cookie}):
        entry = ENTRIES[function]
        handle = entry.receive if function == "hl7_intake" else entry.handle
        event = gateway_event("GET", path, headers={"Accept-Language": language, **headers})
        answer: dict[str, Any] = handle(event, None)
        if answer["statusCode"] == 303:
            continue
        assert f'<html lang="{language}">' in answer["body"]
        assert faults(answer["body"]) == []
        assert len(answer["body"].encode()) < MOST_BYTES


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("<p><em>x</p>", "unexpected-end-tag"),
        ('<p id="a"></p><p id="a"></p>', "the id a stands 2 times"),
        ('<a href="#b">x</a>', "a names #b, which is not there"),
        ("<table><tbody><tr><td>x</td></tr></tbody></table>", "a cell does not name its column: x"),
        ("<p>a &nothing; b</p>", "named-entity"),
    ],
)
def test_what_is_wrong_is_found(wrong: str, fault: str) -> None:
    page = f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{wrong}</body></html>"
    assert any(fault in each for each in faults(page)), faults(page)
    assert faults(page.replace(wrong, "")) == []
