"""How all tiles are: of one organisation, of all; what expires; with whom to talk."""

from typing import Any

import pytest

from functions.operations.registry import HEALTH, TILES
from koppel.aws import patience
from koppel.domain.problems.problem import Finding, Level, Problem
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import Purpose
from koppel.organisation import audit_log, error_log, unread
from tests.harness.office import Office

NO = {"count": 0, "or_more": False}
NONE = dict.fromkeys(("notices", "warnings", "errors", "unread"), NO)


def tile(office: Office, integration: str) -> dict[str, Any]:
    """One tile of the overview."""
    (found,) = [each for each in office.done("show-overview")["tiles"] if each["integration"] == integration]
    return dict(found)


def in_use(office: Office, *integrations: str) -> None:
    """Make these available and switch them on."""
    for each in integrations:
        office.done("make-available", integration=each)
        office.done("switch-on", integration=each)


def note(office: Office, integration: str, level: Level, cause: str = "") -> None:
    """An open entry of this level."""
    text = Text(nl="x.", en="x.")
    finding = Finding(problem=Problem(f"of-{level}", level, text, text), cause=cause)
    error_log.record(office.world.tenant, integration, finding)


def test_every_integration_tells_its_health() -> None:
    assert set(HEALTH) == {name for name, each in TILES.items() if each.purpose is not Purpose.ACCOUNTS}


def test_organisation_without_anything(office: Office) -> None:
    found = office.done("show-overview")
    assert {name: found[name] for name in ("organisation", "name", "mode", "zone")} == {
        "organisation": "demo",
        "name": "Praktijk demo",
        "mode": "production",
        "zone": "Europe/Amsterdam",
    }
    states = {each["integration"]: each["state"] for each in found["tiles"]}
    assert states == {
        name: "on" if each.purpose is Purpose.ACCOUNTS else "not-available" for name, each in TILES.items()
    }
    shown = tile(office, "hl7_intake")
    assert shown["title"] == {"nl": "HL7", "en": "HL7"}
    assert (shown["purpose"], shown["entries"], shown["waiting"]) == ("synchronisation", NONE, None)


@pytest.mark.parametrize(
    ("integration", "command", "arguments"),
    [
        ("rest_api", "create-api-user", {"name": "EPD", "scopes": ["accounts:read"]}),
        ("hl7_intake", "create-api-user", {"name": "EPD", "scopes": ["hl7"]}),
        ("delegated_logon", "create-logon-key", {"name": "EPD"}),
    ],
)
def test_a_tile_on_its_way_into_use(office: Office, integration: str, command: str, arguments: dict[str, Any]) -> None:
    office.done("make-available", integration=integration)
    shown = tile(office, integration)
    assert shown["state"] == "not-configured"
    assert [each["cause"] for each in shown["reasons"]] == ["lacks"]
    assert shown["reasons"][0]["nl"] != shown["reasons"][0]["en"]
    office.done("switch-on", integration=integration)
    assert tile(office, integration)["state"] == "needs-attention"
    office.done(command, **arguments)
    shown = tile(office, integration)
    assert (shown["state"], shown["reasons"]) == ("on", [])
    office.done("switch-off", integration=integration)
    assert tile(office, integration)["state"] == "off"


def test_hl7_needs_the_client_id(office: Office) -> None:
    office.done("change-settings", integration="client_details", settings={"id": "off"})
    office.done("make-available", integration="hl7_intake")
    office.done("create-api-user", name="EPD", scopes=["hl7"])
    (reason,) = tile(office, "hl7_intake")["reasons"]
    assert "client id" in reason["en"]


def test_an_api_user_that_has_expired_is_none(office: Office) -> None:
    in_use(office, "rest_api")
    office.done("create-api-user", name="EPD", scopes=["accounts:read"], expires="2026-03-20")
    shown = tile(office, "rest_api")
    assert [each["cause"] for each in shown["reasons"]] == ["expires-soon"]
    assert shown["next_expiry"]["expires"] == "2026-03-20T00:00:00"
    office.world.clock.move(days=30)
    shown = tile(office, "rest_api")
    assert [each["cause"] for each in shown["reasons"]] == ["lacks", "expired"]
    assert shown["next_expiry"] is None


def test_open_entries_are_counted_by_level(office: Office) -> None:
    in_use(office, "rest_api")
    office.done("create-api-user", name="EPD", scopes=["accounts:read"])
    note(office, "rest_api", Level.NOTICE)
    assert tile(office, "rest_api")["state"] == "on"
    note(office, "rest_api", Level.ERROR)
    shown = tile(office, "rest_api")
    assert shown["state"] == "needs-attention"
    one, two = NO | {"count": 1}, NO | {"count": 2}
    assert shown["entries"] == {"notices": one, "warnings": NO, "errors": one, "unread": two}
    office.world.clock.move(seconds=1)
    office.done("mark-seen", integration="rest_api")
    assert tile(office, "rest_api")["entries"]["unread"] == NO


def test_a_silent_feed_is_said_once(office: Office) -> None:
    office.done("create-api-user", name="EPD", scopes=["hl7"])
    in_use(office, "hl7_intake")
    office.done("change-settings", integration="hl7_intake", settings={"feeds": [{"name": "EPD", "silent_hours": 4}]})
    office.ask("sweep")
    shown = tile(office, "hl7_intake")
    assert (shown["state"], [each["cause"] for each in shown["reasons"]]) == ("needs-attention", ["silent"])
    note(office, "hl7_intake", Level.WARNING)
    assert [each["cause"] for each in tile(office, "hl7_intake")["reasons"]] == ["warnings", "silent"]


def test_of_many_entries_it_is_said_that_there_are_more(office: Office) -> None:
    in_use(office, "rest_api")
    for number in range(unread.MOST_COUNTED + 5):
        note(office, "rest_api", Level.NOTICE, cause=str(number))
    assert tile(office, "rest_api")["entries"]["notices"] == {"count": unread.MOST_COUNTED, "or_more": True}


def test_everything_that_expires_is_in_one_calendar(office: Office) -> None:
    office.done("create-logon-key", name="Portal", expires="2026-03-10")
    office.done("create-logon-key", name="EPD", expires="2027-01-01")
    user = office.done("create-api-user", name="BI", scopes=["bsn:read"], expires="2026-06-01")["id"]
    office.done("create-api-user", name="EPD", scopes=["hl7"])
    office.done("rotate-api-user", user=user, until="2026-03-05")
    office.world.clock.move(days=5)
    found = office.done("list-expiries")
    assert found["zone"] == "Europe/Amsterdam"
    shown = [
        (each["integration"], each["name"], each["expires"][:10], each["nearness"], each["planned"])
        for each in found["expiries"]
    ]
    assert shown == [
        ("delegated_logon", "Portal", "2026-03-10", "soon", True),
        ("rest_api", "BI", "2026-06-01", "later", False),
        ("delegated_logon", "EPD", "2027-01-01", "later", False),
    ]
    assert found["expiries"][1]["what"] == {"nl": "Token van API-gebruiker", "en": "Token of API user"}
    assert found["expiries"][1]["id"] == user


def test_previous_token_is_in_the_calendar_while_it_is_valid(office: Office) -> None:
    user = office.done("create-api-user", name="BI", scopes=["bsn:read"])["id"]
    office.done("rotate-api-user", user=user, until="2026-03-05")
    (found,) = office.done("list-expiries")["expiries"]
    assert (found["what"]["en"], found["planned"]) == ("Previous token of API user", True)


def test_contact_of_all_and_of_one(office: Office) -> None:
    none = {"contact": "", "costs": {"nl": "", "en": ""}, "own": False}
    assert office.done("show-overview")["contact"] == none
    given = {"contact": "hub@example.nl", "costs_nl": "€ 10", "costs_en": "10 euros"}
    usual = {"contact": "hub@example.nl", "costs": {"nl": "€ 10", "en": "10 euros"}, "own": False}
    assert office.ask("set-contact", **given)["result"] == {"organisation": "", **usual}
    assert office.done("show-overview")["contact"] == usual
    office.done("set-contact", contact="Anna, 030-1234567")
    assert office.done("show-overview")["contact"] == {**none, "contact": "Anna, 030-1234567", "own": True}
    office.done("set-contact", contact="")
    assert office.done("show-overview")["contact"] == usual
    verbs = [each.verb for each in audit_log.every(office.world.runtime, "demo")]
    assert verbs == ["set-contact", "set-contact"]
    assert [each["verb"] for each in office.ask("list-operator-acts")["result"]["acts"]] == ["set-contact"]
    assert office.declined("set-contact", organisation="nowhere", contact="x")["slug"] == "unknown-organisation"


def test_all_organisations_page_by_page(office: Office) -> None:
    for slug in ("noord", "zuid"):
        office.world.add_organisation(slug)
    first = office.ask("list-overviews", limit=2)["result"]
    assert ([each["organisation"] for each in first["organisations"]], first["next"]) == (["demo", "noord"], "noord")
    last = office.ask("list-overviews", limit=2, after="noord")["result"]
    assert ([each["organisation"] for each in last["organisations"]], last["next"]) == (["zuid"], "")
    assert last["organisations"][0] == office.done("show-overview", organisation="zuid")
    assert last["contact"]["contact"] == ""


def test_a_page_is_short_when_the_time_is_over(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.world.add_organisation("noord")
    monkeypatch.setattr(patience, "left", lambda: 5.0)
    found = office.ask("list-overviews")["result"]
    assert ([each["organisation"] for each in found["organisations"]], found["next"]) == (["demo"], "demo")
