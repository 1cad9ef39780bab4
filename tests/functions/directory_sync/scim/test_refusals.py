"""Every kind of refusal has an entry in the error log, one for each API user, endpoint and reason."""

from typing import Any

import pytest

from functions.directory_sync.scim.wire.requests import MOST_BYTES
from koppel.aws.errors import Contended
from tests.functions.directory_sync.conftest import Scim, anna

CALLS: list[tuple[str, str, Any, dict[str, str], int, str]] = [
    ("POST", "/Users", b"{", {}, 400, "scim-unreadable"),
    ("GET", "/Users?filter=x", None, {}, 400, "scim-filter-refused"),
    ("GET", "/Users?count=x", None, {}, 400, "scim-person-invalid"),
    ("GET", "/nothing", None, {}, 404, "scim-not-found"),
    ("DELETE", "/Users", None, {}, 405, "scim-not-possible"),
    ("POST", "/Users", b" " * (MOST_BYTES + 1), {}, 413, "scim-too-large"),
    ("POST", "/Users", {}, {"Content-Type": "text/xml"}, 415, "scim-wrong-type"),
    ("GET", "/Me", None, {}, 501, "scim-not-possible"),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]} {call[1]} {call[4]}")
def test_a_refusal_is_counted_in_one_entry(scim: Scim, call: tuple[str, str, Any, dict[str, str], int, str]) -> None:
    method, target, body, headers, status, slug = call
    for _ in range(2):
        assert scim.send(method, target, body, headers=headers).status == status
    entry = scim.entries()[slug]
    assert (entry.count, "Entra ID" in entry.explanation.en) == (2, True)


def test_a_stale_change_has_one_too(scim: Scim) -> None:
    key = scim.push()["id"]
    assert scim.send("DELETE", f"/Users/{key}", headers={"If-Match": 'W/"0"'}).status == 412
    assert "DELETE /scim/v2/Users/<key>" in scim.entries()["scim-stale"].explanation.en


def test_a_busy_table_is_a_reason_to_try_again(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Contended("busy")

    with monkeypatch.context() as patch:
        patch.setattr("functions.directory_sync.scim.creation.users.holders", busy)
        answer = scim.send("POST", "/Users", anna())
    assert (answer.status, answer.keyword, answer.headers["Retry-After"]) == (503, "", "1")
    assert "scim-busy" in scim.entries()


def test_a_failure_of_ours_names_nothing(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("functions.directory_sync.scim.creation.users.holders", broken)
    answer = scim.send("POST", "/Users", anna())
    assert (answer.status, answer.keyword, "canary" in answer.text) == (500, "", False)
