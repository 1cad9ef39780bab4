"""Commands about an organisation's tiles."""

import pytest

from functions.operations.registry import TILES
from koppel.domain.accounts.presence import ClientDetails, Presence
from tests.harness.office import Office


def test_an_integration_comes_into_use_and_goes_out_of_it(office: Office) -> None:
    steps = [
        ("make-available", {"available": True, "on": False, "version": 1}),
        ("switch-on", {"available": True, "on": True, "version": 2}),
        ("make-unavailable", {"available": False, "on": True, "version": 3}),
        ("switch-off", {"available": False, "on": False, "version": 4}),
    ]
    for command, state in steps:
        assert office.done(command, integration="rest_api") == {"integration": "rest_api", **state}


def test_switching_on_waits_for_availability(office: Office) -> None:
    problem = office.declined("switch-on", integration="rest_api")
    assert (problem["slug"], problem["message"]) == (
        "not-available",
        "The integration rest_api is not available to this organisation. Ask the platform's operator to make it "
        "available.",
    )


def test_hl7_waits_for_the_client_id(office: Office) -> None:
    office.done("change-settings", integration="client_details", settings={"id": "off"})
    office.done("make-available", integration="hl7_intake")
    assert office.declined("switch-on", integration="hl7_intake")["slug"] == "client-id-off"
    office.done("change-settings", integration="client_details", settings={"id": "optional"})
    assert office.done("switch-on", integration="hl7_intake")["on"]
    problem = office.declined("change-settings", integration="client_details", settings={"id": "off"})
    assert problem["slug"] == "client-id-needed"
    assert "hl7_intake" in problem["message"]


def test_settings_show_themselves_with_their_explanations(office: Office) -> None:
    found = office.done("show-settings", integration="client_details")
    assert set(found["settings"]) == set(ClientDetails.model_fields)
    shown = {name: found["settings"][name] for name in ("id", "phone_number", "manual_updates")}
    assert shown == {"id": "optional", "phone_number": "optional", "manual_updates": "protect_external"}
    assert set(found["explained"]) == set(found["settings"])
    assert found["explained"]["bsn"].startswith("BSN: The Dutch citizen service number")


@pytest.mark.parametrize("integration", TILES)
def test_every_tile_shows_its_defaults_before_it_is_set(office: Office, integration: str) -> None:
    office.done("create-organisation", organisation="noord", name="Praktijk Noord", mode="training")
    found = office.done("show-settings", organisation="noord", integration=integration)
    assert found["settings"] == TILES[integration].settings().model_dump(mode="json")
    assert found["version"] == 0


def test_changed_settings_apply_and_the_others_stay(office: Office) -> None:
    found = office.done("change-settings", integration="client_details", settings={"bsn": "off"})
    assert (found["settings"]["bsn"], found["settings"]["labels"]) == ("off", "optional")
    assert office.world.look_up().clients.bsn is Presence.OFF


def test_a_feed_of_hl7_is_checked_down_to_its_fields(office: Office) -> None:
    feed = {"name": "Ward", "zone": "Europe/Nowhere", "colour": "red"}
    problem = office.declined("change-settings", integration="hl7_intake", settings={"feeds": [feed]})
    assert problem["slug"] == "settings-invalid"
    assert problem["fields"] == {
        "feeds.0.zone": "is not a time zone of the IANA database, such as Europe/Amsterdam",
        "feeds.0.colour": "is not known here",
    }


def test_an_older_version_can_be_looked_at(office: Office) -> None:
    for days in ("off", "required"):
        office.done("change-settings", integration="professional_details", settings={"labels": days})
    for version, labels in ((1, "off"), (2, "required")):
        found = office.done("show-settings", integration="professional_details", version=version)
        assert (found["version"], found["settings"]["labels"]) == (version, labels)
    problem = office.declined("show-settings", integration="professional_details", version=3)
    assert problem["slug"] == "unknown-version"


def test_who_changed_an_older_version_is_told(office: Office) -> None:
    office.done("change-settings", integration="professional_details", settings={"labels": "off"}, version=0)
    problem = office.declined(
        "change-settings", integration="professional_details", settings={"labels": "required"}, version=0
    )
    assert problem["slug"] == "changed-meanwhile"


def test_a_tile_that_is_not_is_answered_with_those_that_are(office: Office) -> None:
    problem = office.declined("show-settings", integration="rest-api")
    assert problem["slug"] == "unknown-integration"
    assert all(integration in problem["message"] for integration in TILES)
