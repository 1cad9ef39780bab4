"""Feeds: which settings belong to whose messages, and which settings cannot be."""

import json

import pytest
from pydantic import ValidationError

from functions.hl7_intake.choices import FIELD_LABELS, MAPPABLE, Acknowledgement, Discharge, RelationSource
from functions.hl7_intake.effects import EFFECTS
from functions.hl7_intake.tile import Feed, HL7Settings
from functions.hl7_intake.v2.reading import peek
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake

LATER = "20260301110000"


def test_the_defaults_are_those_of_a_usual_sender() -> None:
    feed = Feed()
    assert (feed.zone, feed.charset) == ("Europe/Amsterdam", "UNICODE UTF-8")
    assert feed.acknowledgement is Acknowledgement.ORIGINAL
    assert feed.discharge is Discharge.DEACTIVATE
    assert feed.events == set(EFFECTS)
    assert not feed.ignore_other_types
    assert RelationSource.REFERRING not in feed.relation_sources


def test_every_setting_explains_itself_in_both_languages() -> None:
    for model in (Feed, HL7Settings):
        for name, field in model.model_fields.items():
            extra = field.json_schema_extra
            assert isinstance(extra, dict), name
            dutch = extra["nl"]
            assert isinstance(dutch, dict)
            assert all((field.title, field.description, dutch["title"], dutch["description"])), name


def test_every_field_that_can_be_mapped_has_a_label() -> None:
    assert set(FIELD_LABELS) == MAPPABLE


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"zone": "Europe/Atlantis"}, "time zone"),
        ({"zone": "../../etc/passwd"}, "time zone"),
        ({"charset": "EBCDIC"}, "character set"),
        ({"events": ["A01", "A99"]}, "can only be these: A01"),
        ({"field_map": {"id": ["PID-2"]}}, "can only be of these fields"),
        ({"field_map": {"email": ["13 PID"]}}, "a path is"),
        ({"discharge_days": 0}, "greater than"),
        ({"relation_sources": ["PV1-99"]}, "PV1-7"),
        ({"acknowledgement": "maybe"}, "original"),
        ({"name": " "}, "at least 1"),
        ({"colour": "blue"}, "Extra inputs"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(setting: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        HL7Settings.model_validate_json(json.dumps({"feeds": [setting]}))


def test_the_first_feed_that_fits_counts() -> None:
    settings = HL7Settings.model_validate(
        {
            "feeds": [
                {"name": "both", "sending_application": "EPD", "sending_facility": "ZORG"},
                {"name": "application", "sending_application": "EPD"},
                {"name": "user", "api_user": "u1"},
            ]
        }
    )

    def name(application: str, facility: str, user: str = "u2") -> str | None:
        feed = settings.feed(user, peek(adt("A01", sender=(application, facility))))
        return feed.name if feed else None

    assert name("EPD", "ZORG") == "both"
    assert name("EPD", "ELDERS") == "application"
    assert name("EPD^1.2.3^ISO", "ELDERS") == "application"
    assert name("ZIS", "ZORG", "u1") == "user"
    assert name("ZIS", "ZORG") is None


def test_each_sender_has_its_own_rules(intake: Intake) -> None:
    intake.configure(
        {"name": "EPD", "sending_application": "EPD"},
        {"name": "ZIS", "sending_application": "ZIS", "client_id_type": "MR", "acknowledgement": "enhanced"},
    )
    pid = {3: "C1^^^X^PI~C2^^^X^MR"}
    assert intake.code(adt("A01", pid=pid)) == "AA"
    assert intake.code(adt("A01", pid=pid, sender=("ZIS", ""))) == "CA"
    intake.work()
    found = [client.external_source for each in ("C1", "C2") if (client := intake.client(each))]
    assert found == ["EPD", "ZIS"]


def test_an_unknown_sender_is_rejected_with_an_entry(intake: Intake) -> None:
    intake.configure(name="EPD", sending_application="EPD")
    answer = intake.post(adt("A01", sender=("ZIS", "ZORG")))
    assert answer["statusCode"] == 200
    assert "MSA|AR|" in answer["body"]
    assert "ERR||MSH^1^3|207^" in answer["body"]
    assert intake.entries()["unknown-sender"].count == 1
    assert intake.stored() == []


def test_a_feed_belongs_to_its_api_user(intake: Intake) -> None:
    intake.configure(name="EPD", api_user="somebody-else")
    assert intake.code(adt("A01")) == "AR"


def test_times_without_an_offset_are_of_the_feeds_zone(intake: Intake) -> None:
    intake.configure(zone="America/New_York")
    intake.send(adt("A01", "20260301100000"))
    client = intake.client("C1")
    assert client is not None
    assert client.watermarks["details"] == "2026-03-01T15:00:00.000000"


@pytest.mark.parametrize(("charset", "codec"), [("8859/1", "iso8859-1"), ("8859/15", "iso8859-15")])
def test_the_feeds_character_set_is_for_messages_that_name_none(intake: Intake, charset: str, codec: str) -> None:
    intake.configure(charset=charset)
    intake.send(adt("A01", pid={5: "Brûlée^Zoë"}, charset="", codec=codec))
    client = intake.client("C1")
    assert client is not None
    assert client.name == "Zoë Brûlée"
