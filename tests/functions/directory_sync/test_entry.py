"""The directory from the gateway's event to the whole answer."""

import json
from typing import Any

from tests.functions.directory_sync.conftest import ROOT, Scim
from tests.harness.home import PROJECT
from tests.harness.output import Output


def recorded() -> dict[str, Any]:
    event: dict[str, Any] = json.loads((PROJECT / "events" / "directory_sync.scim.json").read_text())
    return event


def test_a_recorded_request_of_entra_id_deactivates_somebody(scim: Scim) -> None:
    shown = scim.push()
    assert shown["id"] == "0" * 31 + "3"
    event = recorded()
    event["headers"]["Authorization"] = f"Bearer {scim.token}"
    event["multiValueHeaders"]["Authorization"] = [f"Bearer {scim.token}"]
    answer = scim.handle(event)
    assert answer.status == 200
    assert answer.headers == {
        "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate",
        "Content-Type": "application/scim+json;charset=UTF-8",
        "ETag": 'W/"2.2"',
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
    }
    meta = {**shown["meta"], "version": 'W/"2.2"'}
    assert answer.body == {**shown, "active": False, "meta": meta}
    assert meta["location"] == f"{ROOT}/Users/{shown['id']}"


def test_a_recorded_request_with_the_token_of_nobody_is_refused(scim: Scim) -> None:
    answer = scim.handle(recorded())
    assert (answer.status, answer.keyword) == (401, "")


def test_one_line_is_logged(scim: Scim, output: Output) -> None:
    scim.get("/Users?filter=x")
    (line,) = output.lines
    assert (line["route"], line["status"], line["outcome"]) == ("GET /scim/v2/{proxy+}", 400, "scim-filter-refused")


def test_both_pages_of_the_documentation_are_there_and_no_other(scim: Scim) -> None:
    pages = ("scim", "active-directory", "passwords")
    assert [scim.get(f"/docs/{each}").status for each in pages] == [200, 200, 404]
