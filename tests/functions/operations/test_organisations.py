"""Commands about organisations as a whole."""

import pytest

from functions.operations.registry import TILES
from koppel.domain.organisation import RESERVED
from koppel.domain.tiles.tile import Purpose
from tests.harness.office import ACTOR, Office


def test_a_new_organisation_can_be_shown_at_once(office: Office) -> None:
    made = office.done("create-organisation", organisation="noord", name="Praktijk Noord", mode="training")
    assert made == {"organisation": "noord"}
    assert office.done("show-organisation", organisation="noord") == {
        "organisation": "noord",
        "name": "Praktijk Noord",
        "mode": "training",
        "zone": "Europe/Amsterdam",
        "tiles": {
            name: dict.fromkeys(("available", "on"), tile.purpose is Purpose.ACCOUNTS) for name, tile in TILES.items()
        },
    }


def test_all_are_listed(office: Office) -> None:
    office.done("create-organisation", organisation="noord", name="Praktijk Noord", mode="training")
    assert office.ask("list-organisations")["result"]["organisations"] == [
        {"organisation": "demo", "name": "Praktijk demo", "mode": "production", "created": "2026-03-02T09:00:00"},
        {"organisation": "noord", "name": "Praktijk Noord", "mode": "training", "created": "2026-03-02T09:00:00"},
    ]


def test_one_that_exists_is_not_made_again(office: Office) -> None:
    problem = office.declined("create-organisation", name="Again", mode="training")
    assert (problem["slug"], problem["fields"], problem["field_texts"]) == ("organisation-exists", {}, {})
    assert problem["message"] == "The short name demo belongs to an organisation already. Choose another short name."
    assert problem["texts"]["nl"] == "De korte naam demo is al van een organisatie. Kies een andere korte naam."
    assert office.done("show-organisation")["name"] == "Praktijk demo"


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_word_of_the_consoles_addresses_is_no_name(office: Office, name: str) -> None:
    problem = office.declined("create-organisation", organisation=name, name="Praktijk", mode="training")
    assert problem["slug"] == "invalid"
    assert "enter, language, leave, operator, samples" in problem["fields"]["organisation"]
    assert "woord" in problem["field_texts"]["organisation"]["nl"]
    assert [each["organisation"] for each in office.ask("list-organisations")["result"]["organisations"]] == ["demo"]


def test_one_that_does_not_exist_is_named(office: Office) -> None:
    problem = office.declined("show-organisation", organisation="noord")
    assert (problem["slug"], problem["message"]) == (
        "unknown-organisation",
        "There is no organisation noord. The command list-organisations names them all.",
    )


def test_acts_are_listed_newest_first(office: Office) -> None:
    office.done("make-available", integration="rest_api")
    office.world.clock.move(seconds=1)
    office.done("switch-on", integration="rest_api")
    found = office.done("list-acts")["acts"]
    assert [(act["verb"], act["actor"], act["details"]["version"]) for act in found] == [
        ("switch-on", ACTOR, 2),
        ("make-available", ACTOR, 1),
    ]
    assert found[0]["at"] == "2026-03-02T09:00:01.000000"
    assert office.done("list-acts", limit=1)["acts"] == found[:1]


def test_the_zone_of_an_organisation_is_set_and_recorded(office: Office) -> None:
    assert office.done("set-zone", zone="America/Paramaribo")["zone"] == "America/Paramaribo"
    assert office.done("show-organisation")["zone"] == "America/Paramaribo"
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["details"]) == ("set-zone", {"before": "Europe/Amsterdam", "after": "America/Paramaribo"})


@pytest.mark.parametrize("zone", ["", "Amsterdam", "../../etc/passwd", "Europe", "+01:00"])
def test_what_is_no_zone_is_refused(office: Office, zone: str) -> None:
    assert "time zone" in office.declined("set-zone", zone=zone)["fields"]["zone"]
    assert office.done("show-organisation")["zone"] == "Europe/Amsterdam"
