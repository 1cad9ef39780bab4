"""The gateway hands every method of a path over, so that each function says itself which it does not know."""

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
from tests.harness.gateway import gateway_event
from tests.harness.templates import METHODS
from tests.harness.world import world

ENTRIES: dict[str, ModuleType] = {
    "bulk_import": bulk_import,
    "delegated_logon": delegated_logon,
    "directory_sync": directory_sync,
    "hl7_intake": hl7_intake,
    "rest_api": rest_api,
    "saml_logon": saml_logon,
    "session": session,
}
PATHS = {
    "bulk_import": ("/securetransfer", "/docs/import"),
    "delegated_logon": ("/", "/tasks", "/docs/delegated-logon"),
    "directory_sync": ("/docs/scim",),
    "hl7_intake": ("/hl7", "/hl7/bench", "/docs/hl7"),
    "rest_api": ("/api/2", "/api/2/c/items", "/docs", "/docs/api", "/docs/page.js"),
    "saml_logon": ("/docs/saml",),
    "session": ("/logon", "/session/authorize", "/session/token", "/.well-known/openid-configuration"),
}
KNOWN = {
    "/hl7": {"POST"},
    "/hl7/bench": {"POST"},
    "/session/authorize": {"GET", "HEAD", "POST"},
    "/session/token": {"HEAD", "POST"},
    "/api/2": {"GET", "HEAD", "OPTIONS"},
    "/api/2/c/items": {"GET", "HEAD", "OPTIONS"},
}


@pytest.fixture(scope="module")
def _hub() -> Iterator[None]:
    with world() as made, pytest.MonkeyPatch.context() as patch:
        for name, each in ENTRIES.items():
            patch.setattr(each, "process_runtime", lambda: made.runtime)
            made.set_tile("demo", name)
        patch.setenv("SIGNING_KEYS", "first,second,rsa")
        patch.setenv("HL7_QUEUE_URL", "https://queue.example")
        yield


@pytest.mark.usefixtures("_hub")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("function", "path"), [(name, path) for name, paths in PATHS.items() for path in paths])
def test_a_method_that_a_path_does_not_know_is_answered_405(function: str, path: str, method: str) -> None:
    entry = ENTRIES[function]
    handle = entry.receive if function == "hl7_intake" else entry.handle
    answer: dict[str, Any] = handle(gateway_event(method, path), None)
    is_known = method in KNOWN.get(path, {"GET", "HEAD"})
    assert (answer["statusCode"] != 405) is is_known, answer
    assert answer["statusCode"] < 500
    if not is_known:
        assert method not in answer["headers"]["Allow"].replace(",", " ").split()
