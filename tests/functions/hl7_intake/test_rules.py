"""The rules by themselves: verdict, time of the event, discharge, who is a therapist."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.hl7_intake.rules import Verdict, event_time, judge
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.acknowledgement import Location
from functions.hl7_intake.v2.reading import read
from koppel.domain.organisation import Mode
from koppel.domain.plan.desired import Desired
from tests.functions.hl7_intake.adt import TIME, adt
from tests.harness.hl7_messages import message, segment

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def verdict(raw: bytes, mode: Mode = Mode.PRODUCTION, **feed: Any) -> Verdict:
    return judge(read(raw, "ASCII"), Feed.model_validate(feed), mode, NOW)


def desired(raw: bytes, **feed: Any) -> Desired:
    (found,) = verdict(raw, **feed).orders
    assert isinstance(found, Desired)
    return found


def problem(found: Verdict) -> str:
    return found.finding.problem.slug if found.finding else ""


@pytest.mark.parametrize(
    ("raw", "letter", "code", "location", "slug"),
    [
        (adt("A01"), "A", "", None, ""),
        (message("ORU^R01", "PID|1"), "R", "200", Location("MSH", 9), "unsupported-type"),
        (message("SIU^S12", "PID|1"), "R", "200", Location("MSH", 9), "unsupported-type"),
        (message("ADT^Z99", "PID|1"), "R", "201", Location("MSH", 9), "unsupported-type"),
        (message("MFN^M99", "MFI|1"), "R", "201", Location("MSH", 9), "unsupported-type"),
        (message("", "PID|1"), "R", "200", Location("MSH", 9), "unsupported-type"),
        (adt("A01", pid={3: ""}), "E", "101", Location("PID", 3), "no-client-id"),
        (adt("A01", pid={3: "1" * 201}), "E", "101", Location("PID", 3), "no-client-id"),
        (adt("A01", pid={3: "1^^^A^PI~2^^^B^PI"}), "E", "204", Location("PID", 3), "ambiguous-client-id"),
        (adt("A01", pid={5: ""}), "E", "101", Location("PID", 5), "no-last-name"),
        (adt("A01", pid={5: '""'}), "E", "101", Location("PID", 5), "no-last-name"),
        (adt("A01", pid={5: "^Johanna"}), "E", "101", Location("PID", 5), "no-last-name"),
    ],
)
def test_the_verdict_names_code_and_place(
    raw: bytes, letter: str, code: str, location: Location | None, slug: str
) -> None:
    found = verdict(raw)
    assert found.letter == letter
    assert (found.fault.code if found.fault else "", found.fault.location if found.fault else None) == (code, location)
    assert problem(found) == slug
    assert bool(found.orders) == (letter == "A")


def test_a_feed_may_ignore_other_types() -> None:
    found = verdict(message("ORU^R01", "PID|1"), ignore_other_types=True)
    assert (found.letter, found.finding, found.orders) == ("A", None, ())


@pytest.mark.parametrize("sign", ["T", "D"])
def test_test_messages_are_applied_in_training_only(sign: str) -> None:
    raw = adt("A01", processing=sign)
    assert verdict(raw, Mode.TRAINING).orders
    found = verdict(raw)
    assert (found.letter, found.orders, found.is_test, problem(found)) == ("A", (), True, "test-message")


@pytest.mark.parametrize("sign", ["P", ""])
def test_other_messages_are_applied_everywhere(sign: str) -> None:
    for mode in Mode:
        assert verdict(adt("A01", processing=sign), mode).orders


@pytest.mark.parametrize(
    ("evn", "msh", "expected"),
    [
        ("20260301100000", "20260301110000", "09:00:00"),
        ("20260301100000.25", "20260301110000", "09:00:00.250000"),
        ("", "20260301110000", "10:00:00"),
        ("yesterday", "20260301110000", "10:00:00"),
        ("20260301100000-0500", "", "15:00:00"),
    ],
)
def test_the_time_of_an_event(evn: str, msh: str, expected: str) -> None:
    raw = message("ADT^A08", f"EVN|A08|{evn}", time=msh)
    assert event_time(read(raw, "ASCII"), Feed(), NOW) == (datetime.fromisoformat(f"2026-03-01T{expected}Z"), None)


def test_without_any_time_receipt_counts() -> None:
    assert event_time(read(message("ADT^A08", "EVN|A08", time=""), "ASCII"), Feed(), NOW) == (NOW, None)


@pytest.mark.parametrize(("minutes", "is_future"), [(10, False), (11, True)])
def test_a_time_in_the_future_gives_way_to_receipt(minutes: int, is_future: bool) -> None:
    raw = message("ADT^A08", f"EVN|A08|2026030209{minutes}00+0000", time="")
    moment, finding = event_time(read(raw, "ASCII"), Feed(), NOW)
    assert (moment == NOW, finding is not None) == (is_future, is_future)


@pytest.mark.parametrize(
    ("feed", "patient_class", "active", "active_from"),
    [
        ({}, "I", False, ""),
        ({}, "", False, ""),
        ({}, "O", None, ""),
        ({}, "E", None, ""),
        ({"discharge": "nothing"}, "I", None, ""),
        ({"discharge": "deactivate_later", "discharge_days": 10}, "I", False, "2026-03-11T09:00:00"),
        ({"discharge": "deactivate_later", "discharge_days": 10}, "O", None, ""),
    ],
)
def test_a_discharge(feed: dict[str, object], patient_class: str, active: bool | None, active_from: str) -> None:
    found = desired(adt("A03", pv1={2: patient_class}), **feed)
    assert (found.active, found.active_from, found.creates) == (active, active_from, False)


PV1 = {7: "P1^Smit~P2^Smit", 8: "R1^Verwijzer", 9: "K1^Consulent", 17: "O1^Opnemer"}
ROLES = (segment("ROL", {1: "1", 3: "AT", 4: "P3^Smit"}), segment("ROL", {1: "2", 3: "PP", 4: "H1^Huisarts"}))


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (None, ("P1", "P2", "P3")),
        (["PV1-7"], ("P1", "P2")),
        (["PV1-8"], ("R1",)),
        (["PV1-9", "PV1-17"], ("K1", "O1")),
        (["ROL AT"], ("P3",)),
    ],
)
def test_who_is_a_therapist(sources: list[str] | None, expected: tuple[str, ...]) -> None:
    feed = {"relation_sources": sources} if sources else {}
    found = desired(adt("A01", TIME, *ROLES, pv1=PV1), **feed).relations
    assert found is not None
    assert (found.professional_ids, found.replace) == (expected, False)


@pytest.mark.parametrize(
    ("event", "pv1_7", "expected"),
    [
        ("A01", "", None),
        ("A01", '""', None),
        ("A54", "", None),
        ("A54", '""', ()),
        ("A54", "P1~P1~P2", ("P1", "P2")),
        ("A03", "P1", None),
    ],
)
def test_nobody_is_named_in_two_ways(event: str, pv1_7: str, expected: tuple[str, ...] | None) -> None:
    found = desired(adt(event, pv1={7: pv1_7})).relations
    assert (found.professional_ids if found else None) == expected
