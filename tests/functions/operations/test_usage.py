"""What comes in, by hour and by month, as commands show it."""

from typing import Any

import pytest

from koppel.accounts import headcount
from koppel.aws import patience
from koppel.domain.tiles.activity import Outcome
from koppel.organisation import activity
from tests.harness.office import Office


def count(office: Office, integration: str, org: str = "demo", **counts: int) -> None:
    """Count these outcomes now."""
    given = {Outcome(name): number for name, number in counts.items()}
    activity.count(office.world.runtime, org, integration, given)


def shown(office: Office, integration: str, **arguments: Any) -> dict[str, Any]:
    """What show-activity answers."""
    return office.done("show-activity", integration=integration, **arguments)


def test_hours_of_an_integration(office: Office) -> None:
    count(office, "hl7_intake", done=3, refused=1)
    count(office, "hl7_intake", applied=2, failed=1)
    office.world.clock.move(hours=2)
    found = shown(office, "hl7_intake", hours=3)
    assert {name: found[name] for name in ("integration", "zone", "counted", "last_success")} == {
        "integration": "hl7_intake",
        "zone": "Europe/Amsterdam",
        "counted": "messages",
        "last_success": "2026-03-02T09:00:00",
    }
    assert found["outcomes"] == ["done", "refused", "broken", "applied", "unchanged", "failed"]
    first = {"done": 3, "refused": 1, "broken": 0, "applied": 2, "unchanged": 0, "failed": 1}
    nothing = dict.fromkeys(first, 0)
    assert found["hours"] == [
        {"hour": "2026-03-02T09:00:00", **first},
        {"hour": "2026-03-02T10:00:00", **nothing},
        {"hour": "2026-03-02T11:00:00", **nothing},
    ]
    assert found["totals"] == first


def test_a_week_is_shown_unless_something_else_is_asked(office: Office) -> None:
    assert len(shown(office, "rest_api")["hours"]) == 7 * 24
    assert len(shown(office, "rest_api", days=31)["hours"]) == 31 * 24
    assert shown(office, "saml_logon")["outcomes"] == ["done", "refused", "broken"]


def test_a_tile_of_which_nothing_is_counted(office: Office) -> None:
    found = shown(office, "client_details")
    assert (found["counted"], found["outcomes"], found["hours"]) == (None, [], [])


def test_usage_is_by_month_in_the_zone_of_the_organisation(office: Office) -> None:
    office.world.clock.move(days=29, hours=13, minutes=30)  # 31 March 22:30 UTC: April in Amsterdam
    count(office, "rest_api", done=5)
    office.world.clock.move(hours=-1)
    count(office, "rest_api", done=2, refused=1)
    office.world.clock.move(hours=1)
    found = office.done("show-usage", months=2)
    rows = {(each["month"], each["integration"]): each for each in found["usage"]}
    assert list(dict.fromkeys(month for month, _ in rows)) == ["2026-04", "2026-03"]
    assert rows["2026-04", "rest_api"] == {
        "organisation": "demo",
        "month": "2026-04",
        "integration": "rest_api",
        "counted": "calls",
        "total": 5,
        "done": 5,
        "refused": 0,
        "broken": 0,
        "applied": 0,
        "unchanged": 0,
        "failed": 0,
    }
    assert (rows["2026-03", "rest_api"]["total"], rows["2026-03", "rest_api"]["refused"]) == (3, 1)
    assert {integration for _, integration in rows} == {
        "rest_api",
        "hl7_intake",
        "directory_sync",
        "bulk_import",
        "delegated_logon",
        "saml_logon",
    }
    assert found["accounts"] == []


def test_accounts_are_those_of_the_last_count_of_a_month(office: Office) -> None:
    office.world.client("C1")
    headcount.take(office.world.tenant)
    office.world.clock.move(days=10)
    office.world.professional("P1")
    assert office.ask("sweep")["result"]["headcount"] == 2
    (found,) = office.done("show-usage")["accounts"]
    assert found == {
        "organisation": "demo",
        "month": "2026-03",
        "counted_on": "2026-03-12",
        "total": 2,
        "clients": 1,
        "professionals": 1,
        "friends": 0,
    }


def test_a_month_of_all_organisations(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for slug in ("noord", "zuid"):
        office.world.add_organisation(slug)
        count(office, "rest_api", org=slug, done=len(slug))
    office.ask("sweep")
    first = office.ask("list-usage", month="2026-03", limit=2)["result"]
    calls = [(each["organisation"], each["total"]) for each in first["usage"] if each["integration"] == "rest_api"]
    assert (calls, first["next"], first["month"]) == ([("demo", 0), ("noord", 5)], "noord", "2026-03")
    assert [each["organisation"] for each in first["accounts"]] == ["demo", "noord"]
    last = office.ask("list-usage", month="2026-03", after="noord")["result"]
    assert ({each["organisation"] for each in last["usage"]}, last["next"]) == ({"zuid"}, "")
    monkeypatch.setattr(patience, "left", lambda: 5.0)
    assert office.ask("list-usage", month="2026-03")["result"]["next"] == "demo"


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-3", "March"])
def test_what_is_no_month(office: Office, month: str) -> None:
    assert set(office.ask("list-usage", month=month)["problem"]["fields"]) == {"month"}


def test_overview_tells_of_the_last_day(office: Office) -> None:
    office.done("make-available", integration="hl7_intake")
    count(office, "hl7_intake", done=9, refused=4)
    office.world.clock.move(hours=24)
    count(office, "hl7_intake", done=3, refused=1)
    count(office, "hl7_intake", failed=2)
    (tile,) = [each for each in office.done("show-overview")["tiles"] if each["integration"] == "hl7_intake"]
    assert {name: tile[name] for name in ("counted", "last_success", "total_24_hours", "failed_24_hours")} == {
        "counted": "messages",
        "last_success": "2026-03-03T09:00:00",
        "total_24_hours": 4,
        "failed_24_hours": 3,
    }
