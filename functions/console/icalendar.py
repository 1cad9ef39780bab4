"""Calendars as files (RFC 5545): events of whole days, which a calendar program imports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from unicodedata import category

LINE_END = "\r\n"
MOST_OCTETS = 75
"""Of a line, without its end (section 3.1)."""
CONTENT_TYPE = "text/calendar;charset=UTF-8"
REMINDER = "-P14D"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something on one day. `uid` is the same for the same thing whenever the file is made."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def written(name: str, events: Iterable[Event], now: datetime) -> bytes:
    """The calendar of this name, made at `now`, with a reminder two weeks before each event."""
    return "".join(f"{each}{LINE_END}" for line in _lines(name, events, now) for each in folded(line)).encode()


def text(value: str) -> str:
    """A text as a value (section 3.3.11). Control characters other than line ends and tabs have no place in one."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each for each in plain if each in "\n\t" or category(each) not in {"Cc", "Cs"})
    escaped = kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """The line in parts that are short enough; each but the first begins with a space. No character is split."""
    part, size = "", 0
    for each in line:
        octets = len(each.encode())
        if size + octets > MOST_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + each, size + octets
    yield part


def _lines(name: str, events: Iterable[Event], now: datetime) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Koppel//Console//EN"
    yield "CALSCALE:GREGORIAN"
    yield f"NAME:{text(name)}"
    yield f"X-WR-CALNAME:{text(name)}"
    for each in events:
        yield from _event(each, now)
    yield "END:VCALENDAR"


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(event.uid)}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"SUMMARY:{text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{text(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{REMINDER}", f"DESCRIPTION:{text(event.summary)}")
    yield "END:VALARM"
    yield "END:VEVENT"
