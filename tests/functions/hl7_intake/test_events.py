"""The sample messages in events/: one patient's story, as an EHR would send it."""

from datetime import date
from pathlib import Path as File
from zoneinfo import ZoneInfo

import pytest

from functions.hl7_intake.v2.message import NULL, Message
from functions.hl7_intake.v2.reading import read
from functions.hl7_intake.v2.times import timestamp
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import normalise

EVENTS = File(__file__).parents[3] / "events"
STORY = ("a04", "a01", "a08", "a54", "a03")


def event(name: str) -> Message:
    return read((EVENTS / f"hl7_intake.{name}.hl7").read_bytes(), "ASCII")


def test_every_sample_reads_and_has_a_control_id_of_its_own() -> None:
    found = [read(each.read_bytes(), "ASCII") for each in sorted(EVENTS.glob("*.hl7"))]
    assert len({each.control_id for each in found}) == len(found) >= len(STORY)


@pytest.mark.parametrize("name", STORY)
def test_each_is_what_its_name_says_about_the_same_patient(name: str) -> None:
    found = event(name)
    assert (found.type, found.trigger.lower()) == ("ADT", name)
    assert found.value("EVN-1") == found.trigger
    assert found.value("PID-3[5=PI].1") == "26010042"
    assert found.value("PID-5.2") == "Zoë"
    assert found.value("PID-5.1.3") == "Meulen"


def test_they_follow_each_other_in_2026() -> None:
    found = [event(name) for name in STORY]
    times = [timestamp(each.value("EVN-2"), ZoneInfo("Europe/Amsterdam")) for each in found]
    assert all(each and each.year == 2026 for each in times)
    assert sorted(times, key=str) == times
    assert all(each.control_id.startswith("2026-") for each in found)


def test_their_values_are_valid_on_the_platform() -> None:
    found, today = event("a04"), date(2026, 2, 2)
    for name, path in {"bsn": "PID-3[5=NNNLD].1", "email": "PID-13[2=NET].4", "phone_number": "PID-13[3=CP].1"}.items():
        assert normalise(Kind.CLIENT, name, found.value(path), today) == found.value(path)


def test_three_character_sets() -> None:
    assert [event(name).charset.name for name in STORY] == [
        "8859/1",
        "UNICODE UTF-8",
        "8859/15",
        "UNICODE UTF-8",
        "8859/1",
    ]
    assert event("a08").values("PV1-7.2") == ["Brouwer", "Šimek"]


def test_one_empties_fields() -> None:
    found = event("a08")
    assert found.value("PID-13[3=CP].1") == NULL
    assert found.value("PID-5.1.2") == NULL
    assert found.value("PID-13[2=NET].4") == "zoe.meulen@post.example"
