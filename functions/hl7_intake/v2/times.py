"""Times: times and days as HL7 writes them."""

import datetime as dt
import re
from dataclasses import dataclass

TOLERANCE = dt.timedelta(minutes=10)
"""How far ahead of our clock a time may be, since clocks differ. A later time is replaced by the time of receipt."""

_MOMENT = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:\.([0-9]{1,9}))?)?)?)?)?)?"
    r"(?:([+-])([0-9]{2})([0-9]{2}))?"
)
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DEGREES = {"Y": 1, "L": 2, "D": 3, "H": 4, "M": 5, "S": 6}
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)
_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A time as precisely as it is known: from `start` up to and without `end`. Both are UTC."""

    start: dt.datetime
    end: dt.datetime

    def overlaps(self, other: "Interval") -> bool:
        """Whether both can be the same moment in time."""
        return self.start < other.end and other.start < self.end

    def is_coarser_than(self, other: "Interval") -> bool:
        """Whether it is known less precisely."""
        return self.end - self.start > other.end - other.start


def interval(text: str | None, zone: dt.tzinfo, degree: str | None = None) -> Interval | None:
    """When it was, from `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]` (HL7 2.5 section 2.A.22), None when it is not a time.

    A time is known as precisely as it is written, or as its second component says (`degree`: Y, L, D, H, M or S, of
    older versions): `20260115` is all of that day. Without an offset it is local time in `zone`. An ambiguous local
    time (the end of summer time) is the interval of both; a skipped one is read as if the clock had not been moved.
    """
    found = _MOMENT.fullmatch(text.strip()) if text else None
    if not found:
        return None
    *parts, fraction, sign, hours, minutes = found.groups()
    given = [int(part) for part in parts if part][: _DEGREES.get(degree or "", len(parts))]
    year, month, day, hour, minute, second = (*given, *(0, 1, 1, 0, 0, 0)[len(given) :])
    digits = (fraction or "")[:6] if len(given) == len(parts) else ""
    try:
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes)) if sign else dt.timedelta()
        used = dt.timezone(-offset if sign == "-" else offset) if sign else zone
        local = dt.datetime(year, month, day, hour, minute, second, int(digits.ljust(6, "0")), tzinfo=used)
        return Interval(local.astimezone(dt.UTC), _end(local, len(given), len(digits)))
    except (ValueError, OverflowError):
        return None


def timestamp(text: str | None, zone: dt.tzinfo) -> dt.datetime | None:
    """The first moment of `interval`."""
    found = interval(text, zone)
    return found.start if found else None


def offset(text: str) -> dt.timezone | None:
    """The offset from UTC in a time, None where it has none or is no time."""
    found = _MOMENT.fullmatch(text.strip())
    local = interval(text, dt.UTC)
    if not (found and found[8] and local):
        return None
    shift = dt.timedelta(hours=int(found[9]), minutes=int(found[10]))
    return dt.timezone(-shift if found[8] == "-" else shift)


def date(text: str | None) -> str | None:
    """The day as `YYYY-MM-DD` from a text that begins with its eight digits, None when there is no such day."""
    found = _DAY.match(text.strip()) if text else None
    try:
        return dt.date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _end(local: dt.datetime, parts: int, digits: int) -> dt.datetime:
    """The end of the year, month, day … that begins at `local`, or the end of time where that lies beyond it."""
    try:
        last = _next(local, parts, digits) - _TICK  # the last moment within it, which the clock may show twice
        return max(last.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1)) + _TICK
    except (ValueError, OverflowError):
        return _LAST


def _next(local: dt.datetime, parts: int, digits: int) -> dt.datetime:
    if parts == 1:
        return local.replace(year=local.year + 1)
    if parts == 2:
        year, month = divmod(12 * local.year + local.month, 12)
        return local.replace(year=year, month=month + 1)
    seconds = {3: 86_400, 4: 3_600, 5: 60}
    return local + (
        dt.timedelta(seconds=seconds[parts]) if parts in seconds else dt.timedelta(microseconds=10 ** (6 - digits))
    )
