"""The versions of a tile: who made which, what changed, and the way back."""

from typing import Any

import pytest

from functions.operations.registry import TILES
from koppel.aws import row_keys
from koppel.aws.writes import Put
from koppel.organisation import audit_log
from tests.harness.office import ACTOR, Office

DETAILS = "professional_details"


def change(office: Office, **settings: Any) -> int:
    """The version that comes of a change of the details of professionals."""
    return int(office.done("change-settings", integration=DETAILS, settings=settings)["version"])


def listed(office: Office, integration: str = DETAILS, **arguments: Any) -> list[dict[str, Any]]:
    """The versions of a tile."""
    return list(office.done("list-versions", integration=integration, **arguments)["versions"])


def test_a_version_says_who_made_it_when_and_what_changed(office: Office) -> None:
    change(office, labels="optional")
    office.world.clock.move(days=1)
    change(office, labels="required")
    newest, oldest = listed(office)
    assert {name: newest[name] for name in ("version", "at", "actor", "verb")} == {
        "version": 2,
        "at": "2026-03-03T09:00:00",
        "actor": ACTOR,
        "verb": "change-settings",
    }
    assert newest["changes"] == [
        {
            "field": "settings.labels",
            "before": "optional",
            "after": "required",
            "title": {"nl": "Labels", "en": "Labels"},
        }
    ]
    assert [each["field"] for each in oldest["changes"]] == ["settings.labels"]


def test_switches_are_changes_too(office: Office) -> None:
    office.done("make-available", integration="rest_api")
    office.done("switch-on", integration="rest_api")
    on, available = listed(office, "rest_api")
    assert on["changes"] == [
        {"field": "on", "before": False, "after": True, "title": {"nl": "Ingeschakeld", "en": "Switched on"}}
    ]
    assert (on["verb"], available["verb"]) == ("switch-on", "make-available")
    assert [each["field"] for each in available["changes"]] == ["available"]


def test_versions_come_in_pages(office: Office) -> None:
    for labels in ("optional", "required", "off"):
        change(office, labels=labels)
    first = office.done("list-versions", integration=DETAILS, limit=2)
    assert ([each["version"] for each in first["versions"]], first["next"], first["current"]) == ([3, 2], 2, 3)
    last = office.done("list-versions", integration=DETAILS, limit=2, before=first["next"])
    assert ([each["version"] for each in last["versions"]], last["next"]) == ([1], 0)
    assert all(each["changes"] for each in (*first["versions"], *last["versions"]))


def test_versions_of_before_say_what_they_know(office: Office) -> None:
    row = {"available": True, "on": True, "version": 4, "settings": '{"labels": "off"}'}
    office.world.runtime.table.write(Put(row_keys.organisation.tile("demo", DETAILS), row))
    office.world.runtime.table.write(Put(row_keys.organisation.tile_version("demo", DETAILS, 4), row))
    (found,) = listed(office)
    assert (found["at"], found["actor"], found["verb"], found["changes"]) == ("", "", "", None)


def test_settings_come_back_as_a_new_version(office: Office) -> None:
    first = change(office, labels="optional", manual_updates="always")
    change(office, labels="required")
    found = office.done("restore-settings", integration=DETAILS, version=first, current=2)
    assert (found["version"], found["settings"]["labels"], found["settings"]["manual_updates"]) == (
        3,
        "optional",
        "always",
    )
    assert listed(office)[0]["verb"] == "restore-settings"
    newest = next(iter(audit_log.every(office.world.runtime, "demo")))
    assert (newest.verb, newest.details["after"]) == ("restore-settings", '{"labels": "optional"}')
    again = office.done("restore-settings", integration=DETAILS, version=first)
    assert again["version"] == 3


def test_what_was_added_since_goes(office: Office) -> None:
    office.done("make-available", integration="hl7_intake")
    feed = {"name": "Ward", "field_map": {"email": ["PID-13.4"]}}
    office.done("change-settings", integration="hl7_intake", settings={"feeds": [{"name": "Ward"}]})
    office.done("change-settings", integration="hl7_intake", settings={"feeds": [feed, {"name": "Other"}]})
    found = office.done("restore-settings", integration="hl7_intake", version=2)
    assert [(each["name"], each["field_map"]) for each in found["settings"]["feeds"]] == [("Ward", {})]


@pytest.mark.parametrize("integration", TILES)
def test_a_version_that_is_not_kept(office: Office, integration: str) -> None:
    assert office.declined("restore-settings", integration=integration, version=7)["slug"] == "unknown-version"


def test_a_version_that_the_model_refuses_by_now(office: Office) -> None:
    row = {"available": True, "on": True, "version": 1, "settings": '{"colour": "red"}'}
    office.world.runtime.table.write(Put(row_keys.organisation.tile_version("demo", DETAILS, 1), row))
    problem = office.declined("restore-settings", integration=DETAILS, version=1)
    assert (problem["slug"], set(problem["fields"])) == ("settings-invalid", {"colour"})


def test_somebody_else_was_first(office: Office) -> None:
    change(office, labels="off")
    change(office, labels="required")
    problem = office.declined("restore-settings", integration=DETAILS, version=1, current=1)
    assert problem["slug"] == "changed-meanwhile"


def test_the_client_id_stays_while_it_is_needed(office: Office) -> None:
    office.done("change-settings", integration="client_details", settings={"id": "off"})
    office.done("change-settings", integration="client_details", settings={"id": "optional"})
    office.done("make-available", integration="hl7_intake")
    office.done("switch-on", integration="hl7_intake")
    problem = office.declined("restore-settings", integration="client_details", version=2)
    assert problem["slug"] == "client-id-needed"
