"""The table of effects: what each event does to a client, seen from outside."""

import pytest

from functions.hl7_intake.effects import EFFECTS, KNOWN_EVENTS
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake

CREATING = ("A01", "A04", "A05", "A08", "A13", "A14", "A28", "A31", "A54")
LATER = "20260301110000"
LAST = "20260301120000"


def test_every_effect_is_of_a_known_event_and_explains_itself() -> None:
    for event, effect in EFFECTS.items():
        assert {("ADT", event), ("MFN", event)} & KNOWN_EVENTS
        for text in (effect.title, effect.explanation):
            assert text.nl
            assert text.en


@pytest.mark.parametrize("event", CREATING)
def test_these_create_an_unknown_client(intake: Intake, event: str) -> None:
    intake.send(adt(event))
    client = intake.client("C1")
    assert client is not None
    assert client.active
    assert client.external_source == "HL7"
    assert dict(client.values) == {
        "id": "C1",
        "first_name": "Johanna",
        "last_name": "Berg",
        "gender": "f",
        "date_of_birth": "1980-01-02",
        "email": "johanna@post.example",
        "phone_number": "0612345678",
    }
    assert intake.outcomes() == ["applied"]


def test_a_discharge_does_not_create_a_client(intake: Intake) -> None:
    intake.send(adt("A03"))
    assert intake.client("C1") is None
    assert intake.outcomes() == ["waiting"]
    assert intake.entries()["unknown-account"].count == 1


@pytest.mark.parametrize("event", CREATING)
def test_these_update_what_they_name(intake: Intake, event: str) -> None:
    intake.send(adt("A01"), adt(event, LATER, pid={5: "Berg^Hanna", 13: ""}))
    client = intake.client("C1")
    assert client is not None
    assert (client.text("first_name"), client.text("phone_number")) == ("Hanna", "0612345678")


@pytest.mark.parametrize(("event", "reactivates"), [(each, each in {"A01", "A04", "A13"}) for each in CREATING])
def test_who_comes_back_after_a_discharge(intake: Intake, event: str, reactivates: bool) -> None:
    intake.send(adt("A01"), adt("A03", LATER))
    client = intake.client("C1")
    assert client is not None
    assert (client.active, client.deactivated_by) == (False, "hl7_intake")
    intake.send(adt(event, LAST))
    client = intake.client("C1")
    assert client is not None
    assert client.active is reactivates


def test_what_a_person_deactivated_stays_inactive(intake: Intake) -> None:
    intake.send(adt("A01"))
    found = intake.client("C1")
    assert found is not None
    intake.world.make(Desired(kind=Kind.CLIENT, key=found.key, active=False))
    intake.send(adt("A01", LATER, pid={5: "Berg^Hanna"}))
    client = intake.client("C1")
    assert client is not None
    assert (client.active, client.text("first_name")) == (False, "Hanna")
    assert "stays-inactive" in intake.entries()


def test_only_a_change_of_doctor_ends_relations_and_only_those_of_hl7(intake: Intake) -> None:
    for each in ("P1", "P2", "P3"):
        intake.world.professional(each)
    intake.send(adt("A01", pv1={7: "P1^Smit"}))
    intake.send(adt("A08", LATER, pv1={7: "P2^Smit"}))
    assert intake.therapists("C1") == (["P1", "P2"], [])
    intake.send(adt("A54", LAST, pv1={7: "P3^Smit"}))
    assert intake.therapists("C1") == (["P3"], [])


@pytest.mark.parametrize("kind", ["ADT^A02", "ADT^A22", "ADT^A45", "MFN^M01"])
def test_a_known_event_without_effect_is_accepted_with_one_grouped_notice(intake: Intake, kind: str) -> None:
    for minute in range(3):
        raw = adt("A02", f"2026030110{minute:02d}00").replace(b"ADT^A02", kind.encode())
        assert intake.code(raw) == "AA"
    assert intake.work() == []
    assert intake.client("C1") is None
    assert intake.outcomes() == ["no-effect"] * 3
    entry = intake.entries()["no-effect"]
    assert (entry.count, entry.level, kind in entry.explanation.en) == (3, "notice", True)


def test_an_event_that_the_feed_switches_off_has_no_effect(intake: Intake) -> None:
    intake.configure(events=["A04"])
    assert intake.code(adt("A01")) == "AA"
    assert intake.outcomes() == ["no-effect"]
    intake.send(adt("A04", LATER))
    assert intake.client("C1") is not None
