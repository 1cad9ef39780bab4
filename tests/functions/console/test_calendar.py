"""What expires: the list, and the file for a calendar program, which follows RFC 5545."""

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from functions.console import icalendar
from functions.console.icalendar import Event
from tests.functions.console.conftest import Console
from tests.functions.console.test_tiles import SCRIPT, shown

CALENDAR = "/console/demo/calendar"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def unfolded(file: bytes) -> list[str]:
    """The lines of a calendar as a reader joins them (section 3.1)."""
    return file.decode().replace("\r\n ", "").split("\r\n")


def unescaped(text: str) -> str:
    """A text as a reader takes it (section 3.3.11)."""
    return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], text)


@given(st.text(max_size=300))
def test_any_text_comes_back(text: str) -> None:
    file = icalendar.written(text, [Event(uid="1", day=date(2026, 3, 2), summary=text)], NOW)
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= icalendar.MOST_OCTETS for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")
    (summary,) = (line for line in unfolded(file) if line.startswith("SUMMARY:"))
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    expected = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", expected)
    assert unescaped(summary.removeprefix("SUMMARY:")) == expected


def test_nothing_expires_yet(console: Console) -> None:
    page = console.manager.get(CALENDAR)
    assert "Nothing expires." in page.body
    assert ".ics" not in page.body


def test_the_soonest_is_on_top(console: Console) -> None:
    console.office.done("make-available", integration="rest_api")
    for name, expires in (("Later", "2027-01-01"), (f"Soon {SCRIPT}", "2026-03-09T23:30:00"), ("Over", "2026-03-03")):
        console.office.done("create-api-user", name=name, scopes=["accounts:read"], expires=expires)
    console.world.clock.move(days=2)
    page = console.by_link().get(CALENDAR)
    text = shown(page)
    assert SCRIPT not in page.body
    assert text.index("“Over”") < text.index("“Soon") < text.index("“Later”")
    assert "10 Mar 2026 6 soon" in text  # half past twelve at night in Amsterdam
    assert "3 Mar 2026 – expired" in text
    file = console.by_link().get(f"{CALENDAR}.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    lines = unfolded(file.body.encode())
    assert "DTSTART;VALUE=DATE:20260310" in lines
    assert len({line for line in lines if line.startswith("UID:")}) == 3
    assert "URL:https://demo.koppel.example/console/demo/rest_api" in lines


def test_calendars_of_others_are_not_shown(console: Console) -> None:
    for path in ("/console/other/calendar", "/console/other/calendar.ics", f"{CALENDAR}/x", f"{CALENDAR}.ics/x"):
        assert console.manager.get(path).status == 404
