"""The rules by themselves: verdict, time of the event, discharge, who is a therapist."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.rules import Verdict, event_interval, event_time, judge, remarks
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.acknowledgement import Location
from functions.hl7_intake.v2.reading import read
from functions.hl7_intake.v2.times import TOLERANCE
from koppel.domain.organisation import Mode
from koppel.domain.plan.desired import Desired
from koppel.domain.times import MICROSECONDS
from tests.functions.hl7_intake.adt import TIME, adt
from tests.harness.hl7_messages import message, segment

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def verdict(raw: bytes, mode: Mode = Mode.PRODUCTION, **feed: Any) -> Verdict:
    return judge(read(raw, "ASCII"), Feed.model_validate(feed), mode, NOW)


def desired(raw: bytes, **feed: Any) -> Desired:
    (found,) = verdict(raw, **feed).intents
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
    assert bool(found.intents) == (letter == "A")


def test_a_feed_may_ignore_other_types() -> None:
    found = verdict(message("ORU^R01", "PID|1"), ignore_other_types=True)
    assert (found.letter, found.finding, found.intents) == ("A", None, ())


@pytest.mark.parametrize("sign", ["T", "D"])
def test_test_messages_are_applied_in_training_only(sign: str) -> None:
    raw = adt("A01", processing=sign)
    assert verdict(raw, Mode.TRAINING).intents
    found = verdict(raw)
    assert (found.letter, found.intents, found.is_test, problem(found)) == ("A", (), True, "test-message")


@pytest.mark.parametrize("sign", ["P", ""])
def test_other_messages_are_applied_everywhere(sign: str) -> None:
    for mode in Mode:
        assert verdict(adt("A01", processing=sign), mode).intents


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
def test_the_time_of_an_event_is_read(evn: str, msh: str, expected: str) -> None:
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
    ("evn", "msh", "start", "seconds"),
    [
        # An offset in MSH-7 is that of all times that have none (HL7 2.5 section 2.15.9.7).
        ("20260301051000", "20260301051000+0000", "05:10:00", 1),
        ("20260301051000+0100", "20260301051000+0000", "04:10:00", 1),
        ("20260301051000", "20260301051000+9900", "04:10:00", 1),
        # EVN-2 is coarser and both can be the same moment: MSH-7 counts.
        ("20260301", "20260301101500", "09:15:00", 1),
        ("2026030110", "20260301101500", "09:15:00", 1),
        ("202603011015", "20260301101500", "09:15:00", 1),
        ("20260301101500", "20260301", "09:15:00", 1),
        ("20260301000000^D", "20260301101500", "09:15:00", 1),
        # They cannot be the same moment: the event was when it says.
        ("2026030109", "20260301101500", "08:00:00", 3600),
        ("202603011014", "20260301101500", "09:14:00", 60),
        ("20260301101459", "20260301101500", "09:14:59", 1),
        ("202603011015", "", "09:15:00", 60),
    ],
)
def test_a_time_is_an_interval(evn: str, msh: str, start: str, seconds: int) -> None:
    raw = message("ADT^A08", f"EVN|A08|{evn}", time=msh)
    found, finding = event_interval(read(raw, "ASCII"), Feed(), NOW)
    assert (found.start, finding) == (datetime.fromisoformat(f"2026-03-01T{start}Z"), None)
    assert (found.end - found.start).total_seconds() == seconds


@given(st.integers(0, 9999), st.sampled_from(["", "0101", "0615", "12312359", "0301100000.5"]), st.booleans())
def test_whatever_the_year_the_time_is_one_that_sorts(year: int, rest: str, in_evn: bool) -> None:
    text = f"{year:04d}{rest}"
    raw = adt("A08", text if in_evn else "", sent=NOW.strftime("%Y%m%d%H%M%S+0000") if in_evn else text)
    found = desired(raw)
    assert "1990" <= found.event_time <= found.event_end
    assert found.event_time <= "2026-03-02T09:10:00.000000"
    assert datetime.strptime(found.event_time, MICROSECONDS).replace(tzinfo=UTC) <= NOW + TOLERANCE
    assert len(found.event_time) == len(found.event_end) == 26


@pytest.mark.parametrize("text", ["0999", "09990101120000", "19891231", "1989123123", "1000"])
def test_a_time_out_of_bounds_gives_way_to_receipt(text: str) -> None:
    for given_ in ({"evn": text, "msh": "20260301100000"}, {"evn": "", "msh": text}):
        raw = read(message("ADT^A08", f"EVN|A08|{given_['evn']}", time=given_["msh"]), "ASCII")
        assert event_time(raw, Feed(), NOW)[0] == NOW
        assert [each.problem.slug for each in remarks(raw, Feed(), NOW)] == ["time-out-of-bounds"]


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
def test_a_discharge_deactivates_as_the_feed_says(
    feed: dict[str, object], patient_class: str, active: bool | None, active_from: str
) -> None:
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
def test_therapists_are_read_from_the_sources_of_the_feed(sources: list[str] | None, expected: tuple[str, ...]) -> None:
    feed = {"relation_sources": sources} if sources else {}
    found = desired(adt("A01", TIME, *ROLES, pv1=PV1), **feed).relations
    assert found is not None
    assert (found.professional_ids, found.replace) == (expected, False)


@pytest.mark.parametrize(
    ("action", "begin", "end", "named", "ended", "slugs"),
    [
        *((code, "", "", ("M1",), (), []) for code in ("", "AD", "UP", "CO", "LI", "UC", "ad", '""')),
        *((code, "", "", (), ("M1",), []) for code in ("DE", "UN", "de")),
        ("XX", "", "", (), (), ["role-action-unknown"]),
        ("AD", "20250101", "20260228", (), ("M1",), []),
        ("AD", "20250101", "20260302", ("M1",), (), ["role-ends-later"]),  # today has not ended
        ("AD", "", "202603020959", (), ("M1",), []),
        ("AD", "", "202603020959+0000", ("M1",), (), ["role-ends-later"]),
        ("AD", "20260302", "", ("M1",), (), []),
        ("AD", "20260303", "", (), (), ["role-begins-later"]),
        ("DE", "20260303", "", (), ("M1",), []),
        ("AD", "yesterday", '""', ("M1",), (), []),
    ],
)
@pytest.mark.parametrize("event", ["A01", "A08", "A54"])
def test_a_role_says_what_it_means(
    event: str, *, action: str, begin: str, end: str, named: tuple[str, ...], ended: tuple[str, ...], slugs: list[str]
) -> None:
    raw = adt(event, TIME, segment("ROL", {1: "1", 2: action, 3: "AT", 4: "M1^Brouwer", 5: begin, 6: end}))
    found = desired(raw).relations
    assert ((found.professional_ids, found.ended_ids) if found else ((), ())) == (named, ended)
    assert found is None or found.replace == (event == "A54" and bool(named))
    assert [each.problem.slug for each in remarks(read(raw, "ASCII"), Feed(), NOW)] == slugs


def test_who_is_named_as_having_the_role_is_not_ended_by_another_segment() -> None:
    roles = (segment("ROL", {1: "1", 2: code, 3: "AT", 4: doctor}) for code, doctor in (("DE", "P1"), ("DE", "P2")))
    found = desired(adt("A54", TIME, *roles, pv1={7: "P2"})).relations
    assert found is not None
    assert (found.professional_ids, found.ended_ids, found.replace) == (("P2",), ("P1",), True)


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
