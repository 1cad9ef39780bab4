"""Watermarks: only what is strictly older is late, and no watermark ever goes back."""

from datetime import UTC, datetime
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.plan.watermarks import (
    ACTIVITY,
    DETAILS,
    EARLIEST,
    RELATIONS,
    advance,
    healed,
    is_late,
    relation,
    relation_ended,
)
from koppel.domain.times import from_text, to_microseconds, to_seconds

TIMES = st.datetimes().map(lambda time: time.strftime("%Y-%m-%dT%H:%M:%S.%f").zfill(26))
ASPECTS = st.sampled_from([DETAILS, ACTIVITY, RELATIONS, relation("P1")])
WATERMARKS = st.dictionaries(ASPECTS, TIMES)


@given(watermarks=WATERMARKS, aspect=ASPECTS, time=TIMES)
def test_event_is_late_when_something_newer_was_applied_to_the_same_aspect(
    watermarks: dict[str, str], aspect: str, time: str
) -> None:
    assert is_late(watermarks, aspect, time) == (aspect in watermarks and time < watermarks[aspect])


@given(aspect=ASPECTS, time=TIMES)
def test_event_of_the_same_time_applies(aspect: str, time: str) -> None:
    assert not is_late(advance({}, aspect, time), aspect, time)


@given(watermarks=WATERMARKS, aspect=ASPECTS)
def test_what_has_no_event_time_is_never_late_and_moves_nothing(watermarks: dict[str, str], aspect: str) -> None:
    assert not is_late(watermarks, aspect, "")
    assert advance(watermarks, aspect, "") == watermarks


@given(watermarks=WATERMARKS, aspect=ASPECTS, time=TIMES)
def test_one_aspect_moves_and_only_onwards(watermarks: dict[str, str], aspect: str, time: str) -> None:
    found = advance(watermarks, aspect, time)
    assert found[aspect] == max(watermarks.get(aspect, ""), time)
    assert {name: found[name] for name in found if name != aspect} == {
        name: watermarks[name] for name in watermarks if name != aspect
    }


@given(st.lists(TIMES, min_size=1, max_size=4))
def test_order_of_arrival_does_not_matter(times: list[str]) -> None:
    for order in permutations(times):
        watermarks: dict[str, str] = {}
        for time in order:
            watermarks = advance(watermarks, DETAILS, time)
        assert watermarks == {DETAILS: max(times)}


@given(st.text(), st.text())
def test_every_professional_has_an_aspect_of_its_own(one: str, other: str) -> None:
    assert (relation(one) == relation(other)) == (one == other)
    assert relation(one) not in {DETAILS, ACTIVITY, RELATIONS, relation_ended(other)}


@given(watermarks=WATERMARKS, aspect=ASPECTS, time=TIMES, end=TIMES)
def test_an_interval_is_late_when_all_of_it_lies_before(
    watermarks: dict[str, str], aspect: str, time: str, end: str
) -> None:
    start, end = sorted((time, end))
    assert is_late(watermarks, aspect, start, end) == (aspect in watermarks and end <= watermarks[aspect])


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_of_all_years_sort_as_they_are(moment: datetime) -> None:
    assert (to_microseconds(moment) < EARLIEST) == (moment.year < 1990)
    assert from_text(to_microseconds(moment)) == moment
    assert len(to_microseconds(moment)) == 26
    assert to_microseconds(moment).startswith(to_seconds(moment))


@given(st.datetimes(timezones=st.just(UTC)))
def test_stored_watermarks_that_are_no_times_since_1990_are_dropped(moment: datetime) -> None:
    written = {DETAILS: moment.strftime("%Y-%m-%dT%H:%M:%S.%f"), ACTIVITY: to_microseconds(moment)}
    expected = {} if moment.year < 1990 else written
    assert healed(written) == expected
    assert healed({DETAILS: "", ACTIVITY: "x", RELATIONS: "998-12-31T23:40:28.000000"}) == {}
