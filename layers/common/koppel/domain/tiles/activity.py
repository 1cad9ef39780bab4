"""Activity: how many messages, calls and logons an integration had in each hour, by outcome, and their sums.

One row has the counts of a day. The name of a count is two letters, for the hour (UTC) and the outcome, so that a row
with every count stays below 1 KB, which is one write unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from koppel.domain import zones


class Counted(StrEnum):
    """What an integration has that is counted."""

    MESSAGES = "messages"
    CALLS = "calls"
    LOGONS = "logons"


class Outcome(StrEnum):
    """How one of them ended. The set is closed: nothing from outside is a word here."""

    DONE = "done"
    """Answered, taken in, or logged on."""
    REFUSED = "refused"
    """By the rules; the sender or the user has to change something."""
    BROKEN = "broken"
    """A failure of ours."""
    APPLIED = "applied"
    """Of a message that was taken in: it changed something."""
    UNCHANGED = "unchanged"
    """Of a message that was taken in: there was nothing to change."""
    FAILED = "failed"
    """Of a message that was taken in: it could not be processed."""
    UNCOUNTED = "uncounted"
    """Of a request that is none of those that are counted. It is in no row."""


RECEIVED = (Outcome.DONE, Outcome.REFUSED, Outcome.BROKEN)
PROCESSED = (Outcome.APPLIED, Outcome.UNCHANGED, Outcome.FAILED)
OUTCOMES: Mapping[Counted, tuple[Outcome, ...]] = {
    Counted.MESSAGES: (*RECEIVED, *PROCESSED),
    Counted.CALLS: RECEIVED,
    Counted.LOGONS: RECEIVED,
}
SUCCESSES = frozenset({Outcome.DONE, Outcome.APPLIED, Outcome.UNCHANGED})
FAILURES = frozenset({Outcome.REFUSED, Outcome.BROKEN, Outcome.FAILED})

HOUR = timedelta(hours=1)
_HOURS = "abcdefghijklmnopqrstuvwx"
_CODES: Mapping[Outcome, str] = {each: each[0] for each in (*RECEIVED, *PROCESSED)}
_OF_CODE: Mapping[str, Outcome] = {code: outcome for outcome, code in _CODES.items()}

type Counts = Mapping[Outcome, int]
NOTHING: Counts = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Activity:
    """Counts by the start of their hour (UTC), and the time of the last success, None where none is known."""

    hours: Mapping[datetime, Counts] = field(default_factory=dict)
    last_success: datetime | None = None


def is_counted(outcome: Outcome) -> bool:
    """Whether it is in the rows."""
    return outcome in _CODES


def attribute(hour: int, outcome: Outcome) -> str:
    """Name of the attribute that has this count of a day."""
    return _HOURS[hour] + _CODES[outcome]


def from_rows(rows: Iterable[tuple[date, Mapping[str, Any]]]) -> Activity:
    """The activity in the rows of these days."""
    hours: dict[datetime, dict[Outcome, int]] = defaultdict(dict)
    last = 0
    for day, row in rows:
        last = max(last, row.get("succeeded", 0))
        for name, count in row.items():
            if len(name) == 2 and name[0] in _HOURS and name[1] in _OF_CODE:
                start = datetime.combine(day, time(_HOURS.index(name[0])), UTC)
                hours[start][_OF_CODE[name[1]]] = count
    return Activity(hours, datetime.fromtimestamp(last, UTC) if last else None)


def series(activity: Activity, hours: int, now: datetime) -> Iterator[tuple[datetime, Counts]]:
    """The last so many hours, the one that runs included, oldest first; those without anything too."""
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for number in range(hours - 1, -1, -1):
        start = last - number * HOUR
        yield start, activity.hours.get(start, NOTHING)


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    summed: dict[Outcome, int] = defaultdict(int)
    for each in counts:
        for outcome, count in each.items():
            summed[outcome] += count
    return summed


def of(counts: Counts, outcomes: Iterable[Outcome]) -> int:
    """How many ended in one of these outcomes."""
    return sum(counts.get(each, 0) for each in outcomes)


def by_month(activity: Activity, zone: str) -> Mapping[str, Counts]:
    """Sums by month (`YYYY-MM`) in this zone. An hour belongs to the month in which it begins there."""
    months: dict[str, list[Counts]] = defaultdict(list)
    for start, counts in activity.hours.items():
        months[zones.day(start, zone).isoformat()[:7]].append(counts)
    return {month: total(counts) for month, counts in months.items()}


def months_until(now: datetime, zone: str, count: int) -> list[str]:
    """The last so many months (`YYYY-MM`) in this zone, the one that runs included, oldest first."""
    today = zones.day(now, zone)
    numbers = range(today.year * 12 + today.month - count, today.year * 12 + today.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
