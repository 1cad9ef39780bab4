"""The preview of other settings: what they would make of the last messages, without writing anything."""

import json
from typing import Any

from functions.hl7_intake.archive import search
from functions.hl7_intake.preview import compare
from koppel.organisation.preview import Preview
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.hl7_messages import message, segment

PID = segment("PID", {3: "C1^^^EPD^PI", 5: "Jansen^Anna", 7: "19800101", 13: "^^^a@x.example~^^^b@x.example"})
PV1 = segment("PV1", {2: "O", 7: "T1^Vos"})


def preview(intake: Intake, *feeds: dict[str, Any]) -> Preview:
    return compare(intake.world.tenant, "{}", json.dumps({"feeds": list(feeds)}))


def counts(found: Preview) -> dict[str, tuple[int, int]]:
    return {each.title.en: (each.before, each.after) for each in found.counts}


def test_nothing_is_kept_yet(intake: Intake) -> None:
    found = preview(intake, {"name": "Ward"})
    assert found.summary.en.startswith("No message is kept")
    assert (found.counts, found.affected) == ((), ())


def test_what_means_the_same_is_no_difference(intake: Intake) -> None:
    intake.send(message("ADT^A04", PID, PV1))
    found = preview(intake, {"name": "Other", "silent_hours": 3})
    assert "Different: 0." in found.summary.en
    assert counts(found)["applied"] == (1, 1)


def test_a_message_that_would_be_refused_or_have_no_effect(intake: Intake) -> None:
    intake.send(message("ADT^A04", PID, PV1))
    found = preview(intake, {"sending_application": "ELSE"})
    assert (counts(found)["applied"], counts(found)["refused"]) == ((1, 0), (0, 1))
    (one,) = found.affected
    assert (one.before.en, one.after.en) == ("Nothing would change.", "refused")
    found = preview(intake, {"events": ["A01"]})
    assert counts(found)["accepted without effect"] == (0, 1)


def test_fields_that_would_differ_are_named_and_nothing_personal_is(intake: Intake) -> None:
    intake.send(message("ADT^A04", PID, PV1))
    before = intake.kept()
    found = preview(intake, {"relation_sources": [], "field_map": {"phone_number": ["PID-3.1"]}})
    (one,) = found.affected
    assert one.name.startswith("ADT^A04 ")
    assert "phone_number" in one.fields
    text = repr(found)
    for personal in ("Jansen", "Anna", "a@x.example", "1980", "C1"):
        assert personal not in text
    assert intake.kept() == before


def test_messages_whose_content_was_dropped_are_left_out(intake: Intake) -> None:
    intake.send(message("ADT^A04", PID, PV1))
    intake.world.clock.move(days=8)
    search.drop_contents(intake.world.tenant)
    assert preview(intake, {"name": "Ward"}).summary.en.startswith("No message is kept")
