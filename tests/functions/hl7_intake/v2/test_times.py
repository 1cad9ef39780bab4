"""Times: HL7's moments and days, and what is none."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.v2.times import date, interval, offset, timestamp

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", datetime(2025, 12, 31, 23, tzinfo=UTC)),
        ("202607", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("20260115", datetime(2026, 1, 14, 23, tzinfo=UTC)),
        ("2026011508", datetime(2026, 1, 15, 7, tzinfo=UTC)),
        ("202601150830", datetime(2026, 1, 15, 7, 30, tzinfo=UTC)),
        ("20260715083015", datetime(2026, 7, 15, 6, 30, 15, tzinfo=UTC)),
        ("20260115083015.25", datetime(2026, 1, 15, 7, 30, 15, 250000, tzinfo=UTC)),
        ("20260115083015.0012", datetime(2026, 1, 15, 7, 30, 15, 1200, tzinfo=UTC)),
        ("20260115083015.1234567", datetime(2026, 1, 15, 7, 30, 15, 123456, tzinfo=UTC)),
        ("20260115083015+0530", datetime(2026, 1, 15, 3, 0, 15, tzinfo=UTC)),
        ("20260115083015-0500", datetime(2026, 1, 15, 13, 30, 15, tzinfo=UTC)),
        ("202601150830+0000", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        (" 20260115083015 ", datetime(2026, 1, 15, 7, 30, 15, tzinfo=UTC)),
        # The clock shows 02:30 twice on 25 October 2026: the first of them, summer time.
        ("202610250230", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # The clock never shows 02:30 on 29 March 2026.
        ("202603290230", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_utc(text: str, expected: datetime) -> None:
    assert timestamp(text, AMSTERDAM) == expected


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        '""',
        "202",
        "20261",
        "20261301",
        "20260230",
        "2026011524",
        "202601150860",
        "20260115083060",
        "20260115083015.",
        "202601150830.5",
        "20260115083015+01",
        "20260115083015+2400",
        "20260115T083015",
        "2026-01-15",
        "٢٠٢٦",
        "00000101",
        "00010101000000",
        "99991231235959-0100",
    ],
)
def test_an_invalid_time_is_none(text: str | None) -> None:
    assert timestamp(text, AMSTERDAM) is None


@given(st.integers(-2_000_000_000, 4_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_a_moment_with_an_offset_is_the_same_whatever_the_zone(seconds: int, minutes: int) -> None:
    local = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))
    assert timestamp(local.strftime("%Y%m%d%H%M%S%z"), AMSTERDAM) == local


@given(st.text() | st.from_regex(r"[0-9]{4,20}([+-][0-9]{4})?", fullmatch=True))
def test_any_text_is_a_moment_in_utc_or_none(text: str) -> None:
    found = timestamp(text, AMSTERDAM)
    assert found is None or found.tzinfo is UTC
    assert date(text) is None or len(date(text) or "") == 10


@pytest.mark.parametrize(
    ("text", "degree", "start", "end"),
    [
        ("2026", None, "2025-12-31T23:00Z", "2026-12-31T23:00Z"),
        ("202612", None, "2026-11-30T23:00Z", "2026-12-31T23:00Z"),
        ("20260115", None, "2026-01-14T23:00Z", "2026-01-15T23:00Z"),
        ("2026011508", None, "2026-01-15T07:00Z", "2026-01-15T08:00Z"),
        ("202601150830", None, "2026-01-15T07:30Z", "2026-01-15T07:31Z"),
        ("20260115083015", None, "2026-01-15T07:30:15Z", "2026-01-15T07:30:16Z"),
        ("20260115083015.25", None, "2026-01-15T07:30:15.25Z", "2026-01-15T07:30:15.26Z"),
        ("20260115083015", "D", "2026-01-14T23:00Z", "2026-01-15T23:00Z"),
        ("20260115083015", "?", "2026-01-15T07:30:15Z", "2026-01-15T07:30:16Z"),
        ("20260115+0000", None, "2026-01-15T00:00Z", "2026-01-16T00:00Z"),
        # A day of 23 and one of 25 hours.
        ("20260329", None, "2026-03-28T23:00Z", "2026-03-29T22:00Z"),
        ("20261025", None, "2026-10-24T22:00Z", "2026-10-25T23:00Z"),
        # The clock shows this hour twice: it may be either.
        ("2026102502", None, "2026-10-25T00:00Z", "2026-10-25T02:00Z"),
        ("202610250230", None, "2026-10-25T00:30Z", "2026-10-25T01:31Z"),
        ("9999+0000", None, "9999-01-01T00:00Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_a_time_is_as_long_as_it_is_coarse(text: str, degree: str | None, start: str, end: str) -> None:
    found = interval(text, AMSTERDAM, degree)
    assert found is not None
    assert (found.start, found.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


@given(st.datetimes().filter(lambda moment: 1 < moment.year < 9999), st.integers(1, 14))
def test_every_moment_lies_within_what_is_written_of_it(moment: datetime, length: int) -> None:
    text = f"{moment.year:04d}{moment:%m%d%H%M%S}"[: max(4, length - length % 2)]
    found = interval(text, AMSTERDAM)
    assert found is not None
    assert found.start <= moment.replace(tzinfo=AMSTERDAM).astimezone(UTC) < found.end


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20261129051000+0000", 0),
        ("20261129-0530", -330),
        ("20261129051000", None),
        ("+0100", None),
        ("2026+2500", None),
    ],
)
def test_the_offset_of_a_time(text: str, minutes: int | None) -> None:
    found = offset(text)
    assert (found.utcoffset(None) if found else None) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19870412", "1987-04-12"),
        ("19870412000000", "1987-04-12"),
        ("20240229", "2024-02-29"),
        (" 19870412", "1987-04-12"),
        ("20260229", None),
        ("19871312", None),
        ("198704", None),
        ("1987-04-12", None),
        ("00000000", None),
        ('""', None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_read(text: str | None, expected: str | None) -> None:
    assert date(text) == expected
