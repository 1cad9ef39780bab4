"""Sums of activity agree with a list of what happened, over hours, months and changes of the clock."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.tiles import activity
from koppel.domain.tiles.activity import (
    FAILURES,
    OUTCOMES,
    PROCESSED,
    RECEIVED,
    SUCCESSES,
    Outcome,
    by_month,
    from_rows,
    months_until,
    of,
    series,
    total,
)

ZONES = st.sampled_from(["Europe/Amsterdam", "America/New_York", "UTC", "Asia/Kolkata", "Pacific/Auckland"])
COUNTED = st.sampled_from([*RECEIVED, *PROCESSED])
NEAR_CHANGES = st.sampled_from(
    [
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # summer time begins in Amsterdam
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 31, 22, 30, tzinfo=UTC),  # it is April in Amsterdam
        datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
        datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    ]
)
MOMENTS = st.builds(lambda near, minutes: near + timedelta(minutes=minutes), NEAR_CHANGES, st.integers(-3000, 3000))
EVENTS = st.lists(st.tuples(MOMENTS, COUNTED), max_size=60)


def stored(events: list[tuple[datetime, Outcome]]) -> activity.Activity:
    """The activity in the rows that these events make."""
    rows: dict[date, Counter[str]] = {}
    for moment, outcome in events:
        rows.setdefault(moment.date(), Counter())[activity.attribute(moment.hour, outcome)] += 1
    others = {"pk": "a/activity/b", "sk": "2026-01-01", "schema": 1, "expires": 5}
    return from_rows((day, {**others, **row}) for day, row in rows.items())


@given(EVENTS, ZONES)
def test_months_have_what_happened_in_them(events: list[tuple[datetime, Outcome]], zone: str) -> None:
    expected: dict[str, Counter[Outcome]] = {}
    for moment, outcome in events:
        hour = moment.replace(minute=0, second=0)
        expected.setdefault(f"{hour.astimezone(ZoneInfo(zone)):%Y-%m}", Counter())[outcome] += 1
    assert by_month(stored(events), zone) == expected


@given(EVENTS, NEAR_CHANGES, st.integers(1, 744))
def test_a_series_has_each_hour_once_and_what_happened_in_it(
    events: list[tuple[datetime, Outcome]], now: datetime, hours: int
) -> None:
    shown = list(series(stored(events), hours, now))
    starts = [start for start, _ in shown]
    first = now.replace(minute=0) - timedelta(hours=hours - 1)
    assert starts == [first + timedelta(hours=number) for number in range(hours)]
    within = Counter(outcome for moment, outcome in events if first <= moment < first + timedelta(hours=hours))
    assert total(counts for _, counts in shown) == within


@given(EVENTS)
def test_every_event_is_received_or_processed_and_a_success_or_a_failure(
    events: list[tuple[datetime, Outcome]],
) -> None:
    counts = total(stored(events).hours.values())
    assert of(counts, RECEIVED) + of(counts, PROCESSED) == len(events)
    assert of(counts, SUCCESSES) + of(counts, FAILURES) == len(events)


@given(MOMENTS, ZONES, st.integers(1, 13))
def test_months_follow_each_other_until_this_one(now: datetime, zone: str, count: int) -> None:
    found = months_until(now, zone, count)
    assert len(set(found)) == count
    assert found == sorted(found)
    assert found[-1] == f"{now.astimezone(ZoneInfo(zone)):%Y-%m}"


@pytest.mark.parametrize("hour", range(24))
def test_names_of_counts_are_those_of_nothing_else(hour: int) -> None:
    names = {activity.attribute(hour, each) for each in (*RECEIVED, *PROCESSED)}
    assert len(names) == 6
    assert not names & {"pk", "sk"}


def test_last_success_is_the_latest_of_all_rows() -> None:
    rows = [(date(2026, 3, 2), {"succeeded": 2000, "ad": 1}), (date(2026, 3, 1), {"succeeded": 1000})]
    assert from_rows(rows).last_success == datetime.fromtimestamp(2000, UTC)
    assert from_rows([(date(2026, 3, 2), {"ar": 1})]).last_success is None


def test_outcomes_are_known_for_everything_that_is_counted() -> None:
    assert {each for outcomes in OUTCOMES.values() for each in outcomes} == set(Outcome) - {Outcome.UNCOUNTED}
