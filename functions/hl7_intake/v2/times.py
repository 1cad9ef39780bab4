"""Times: HL7's own way of writing moments and days."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

_MOMENT = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:\.([0-9]{1,9}))?)?)?)?)?)?"
    r"(?:([+-])([0-9]{2})([0-9]{2}))?"
)
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def timestamp(text: str | None, zone: ZoneInfo) -> dt.datetime | None:
    """The moment in UTC, from `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]` (HL7 2.5 section 2.A.22), None when it is none.

    What is left out is the start of the year, month, day … Without an offset it is local time in `zone`: of an hour
    that the clock shows twice the first, of one that it skips what the clock would have shown.
    """
    found = _MOMENT.fullmatch(text.strip()) if text else None
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    try:
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes)) if sign else dt.timedelta()
        return dt.datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "").ljust(6, "0")[:6]),
            tzinfo=dt.timezone(-offset if sign == "-" else offset) if sign else zone,
        ).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def date(text: str | None) -> str | None:
    """The day as `YYYY-MM-DD` from a text that begins with its eight digits, None when there is no such day."""
    found = _DAY.match(text.strip()) if text else None
    try:
        return dt.date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None
