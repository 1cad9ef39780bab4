"""Time zones: where the calendar days of an organisation begin and end."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from koppel.domain.texts import WrongValue

USUAL = "Europe/Amsterdam"


def zone(name: str) -> ZoneInfo:
    """The zone of this name. Raises WrongValue when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise WrongValue(
            nl="is geen tijdzone uit de IANA-database, zoals Europe/Amsterdam",
            en="is not a time zone of the IANA database, such as Europe/Amsterdam",
        ) from None


def day(at: datetime, name: str) -> date:
    """The calendar day in this zone at this moment (a time with an offset)."""
    return at.astimezone(zone(name)).date()
