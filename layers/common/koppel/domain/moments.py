"""Moments: reads times as other systems write them (RFC 3339), with any precision and any offset from UTC.

`times` writes them."""

import re
from datetime import UTC, datetime, timedelta, timezone

_DAY = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"[Tt ]([0-9]{2}):([0-9]{2})"
_SECOND = r":([0-9]{2})(?:\.([0-9]+))?"
_OFFSET = r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
_MOMENT = re.compile(_DAY + _TIME + _SECOND + _OFFSET)
_SHORT = re.compile(f"{_DAY}(?:{_TIME}(?:{_SECOND})?{_OFFSET}?)?")


def read(text: str) -> datetime | None:
    """The moment in UTC of a `date-time` of RFC 3339 section 5.6, None for anything else.

    Digits of a second beyond the sixth are cut off. A leap second, which only the last minute of a day in UTC can have
    (section 5.7), is the first second of the next day.
    """
    return _moment(_MOMENT.fullmatch(text))


def read_short(text: str) -> datetime | None:
    """As `read`, for people and for programs without offsets: seconds may be missing, so may the time (it is then the
    start of the day), and without an offset the time is UTC."""
    return _moment(_SHORT.fullmatch(text))


def _moment(found: re.Match[str] | None) -> datetime | None:
    if found is None:
        return None
    *numbers, fraction, sign, hours, minutes = found.groups()
    year, month, day, hour, minute, second = (int(each or 0) for each in numbers)
    try:
        offset = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
        if int(minutes or 0) > 59:
            return None
        zone = timezone(-offset if sign == "-" else offset)
        microsecond = int((fraction or "")[:6].ljust(6, "0"))
        is_leap = second == 60
        read = datetime(year, month, day, hour, minute, 59 if is_leap else second, microsecond, zone).astimezone(UTC)
        if not is_leap:
            return read
        return read + timedelta(seconds=1) if (read.hour, read.minute) == (23, 59) else None
    except (ValueError, OverflowError):
        return None
