"""Times as they are stored: UTC, as texts that sort in the order of the times."""

from datetime import UTC, datetime

SECONDS = "%Y-%m-%dT%H:%M:%S"
"""Format of times that people and other systems see."""

MICROSECONDS = "%Y-%m-%dT%H:%M:%S.%f"
"""Format of times that must sort in the order of the events."""


def from_text(text: str) -> datetime:
    """The moment in a text of the format SECONDS or MICROSECONDS."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def to_seconds(moment: datetime) -> str:
    """A moment with a time zone as SECONDS writes it in UTC; fractions of a second are cut off.

    A year before 1000 gets four digits, so that texts sort as the moments do: `strftime` writes the year 999 in three,
    and a text that begins with a nine sorts after every other."""
    return _utc(moment).isoformat(timespec="seconds")


def to_microseconds(moment: datetime) -> str:
    """A moment with a time zone as MICROSECONDS writes it in UTC, years with four digits."""
    return _utc(moment).isoformat(timespec="microseconds")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
