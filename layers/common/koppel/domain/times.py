"""Times as they are written: UTC, so that their texts sort as they do."""

from datetime import UTC, datetime

SECONDS = "%Y-%m-%dT%H:%M:%S"
"""For what people and other systems see."""

MICROSECONDS = "%Y-%m-%dT%H:%M:%S.%f"
"""For what must sort in the order in which it happened."""


def from_text(text: str) -> datetime:
    """The moment that SECONDS or MICROSECONDS has written."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def to_seconds(utc: datetime) -> str:
    """The moment as SECONDS has it, whatever its year: `strftime` writes the year 999 in three digits, and a text that
    begins with a nine sorts after every other."""
    return utc.replace(tzinfo=None).isoformat(timespec="seconds")


def to_microseconds(utc: datetime) -> str:
    """The moment as MICROSECONDS has it, whatever its year."""
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds")
