"""Moments: every way in which RFC 3339 lets a system write a time is read, and nothing else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain import moments, times

OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS)  # noqa: DTZ001


@given(TIMES, st.sampled_from("Tt "), st.integers(0, 12))
def test_every_spelling_of_a_moment_is_read(time: datetime, separator: str, digits: int) -> None:
    """The examples of section 5.8 are among the cases below; here all years, offsets and precisions."""
    fraction = f"{time.microsecond:06d}".ljust(digits, "7")[:digits]
    expected = time.replace(microsecond=int(fraction[:6].ljust(6, "0"))).astimezone(UTC)
    whole = time.replace(microsecond=0).isoformat().replace("T", separator)
    text = whole[:19] + (f".{fraction}" if fraction else "") + whole[19:]
    assert moments.read(text) == expected
    assert moments.read_short(text) == expected
    if text.endswith("+00:00"):
        assert moments.read(f"{text[:-6]}Z") == moments.read(f"{text[:-6]}z") == moments.read_short(text[:-6])


@given(TIMES, TIMES)
def test_what_is_written_sorts_as_the_moments_do(one: datetime, other: datetime) -> None:
    for write, unit in ((times.to_seconds, 1_000_000), (times.to_microseconds, 1)):
        a, b = (each.replace(microsecond=each.microsecond // unit * unit).astimezone(UTC) for each in (one, other))
        assert (write(one) < write(other)) == (a < b)
        assert moments.read_short(write(one)) == a


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520000+00:00"),
        ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57+00:00"),
        ("1990-12-31T23:59:60Z", "1991-01-01T00:00:00+00:00"),
        ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00+00:00"),
        ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870000+00:00"),
        ("2026-03-02T10:00:00.123456789Z", "2026-03-02T10:00:00.123456+00:00"),
        ("2026-03-02T10:00:00-00:00", "2026-03-02T10:00:00+00:00"),
    ],
)
def test_examples_are_read(text: str, expected: str) -> None:
    found = moments.read(text)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02", "2026-03-02T00:00:00"),
        ("2026-03-02T10:00", "2026-03-02T10:00:00"),
        ("2026-03-02T10:00+01:00", "2026-03-02T09:00:00"),
        ("2026-03-02T10:00:00.9", "2026-03-02T10:00:00"),
        ("0999-01-01", "0999-01-01T00:00:00"),
    ],
)
def test_short_forms_are_read(text: str, expected: str) -> None:
    found = moments.read_short(text)
    assert found is not None
    assert times.to_seconds(found) == expected
    assert moments.read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-02-30",
        "2026-03-02T25:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T12:00:60Z",
        "2026-03-02T10:00:00+24:00",
        "2026-03-02T10:00:00+01:60",
        "2026-03-02T10:00:00+0100",
        "2026-03-02T10:00:00.Z",
        "2026-03-02T10:00:00,5Z",
        "2026-03-02Z",
        "20260302T100000Z",
        "2026-W10-1",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-01:00",
        "２026-03-02T10:00:00Z",
        "2026-03-02T10:00:00Z\n",
        " 2026-03-02T10:00:00Z",
    ],
)
def test_other_texts_are_no_moment(text: str) -> None:
    assert moments.read(text) is None
    assert moments.read_short(text) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.+Zz-]*", fullmatch=True))
def test_no_text_breaks_the_reading(text: str) -> None:
    for found in (moments.read(text), moments.read_short(text)):
        assert found is None or found.tzinfo is UTC
