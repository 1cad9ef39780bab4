"""Roles: whether the person in a ROL segment has the role, by its action code and its period."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from enum import Enum

from functions.hl7_intake.v2 import times
from functions.hl7_intake.v2.message import Message, Segment
from functions.hl7_intake.v2.times import TOLERANCE, Interval

_HAS = frozenset({"AD", "CO", "LI", "UC", "UP", ""})
_HAD = frozenset({"DE", "UN"})


class Holding(Enum):
    """Whether a person has a role at the time of receipt."""

    NOW = "has the role"
    NOW_FOR_A_TIME = "has the role, and the period of it ends later"
    OVER = "has the role no longer"
    LATER = "the period of the role begins later"
    UNKNOWN = "the action code is not in HL7 table 0287"


def attending(message: Message, zone: tzinfo, received: datetime) -> Iterator[tuple[Segment, Holding]]:
    """The ROL segments of the role AT (attending, HL7 table 0443), and whether the person in each has it."""
    for role in message.segments("ROL"):
        if (role.known("ROL-3") or "").upper() == "AT":
            yield role, holding(role, zone, received)


def holding(role: Segment, zone: tzinfo, received: datetime) -> Holding:
    """Whether the person in ROL-4 has the role.

    ROL-2 (HL7 2.5 section 15.4.7.2, table 0287): DE (delete) and UN (unlink) end it; AD (add), LI (link), UP (update),
    CO (correct), UC (unchanged) and an empty code mean that the person has it. It begins at ROL-5 and ends at ROL-6: it
    is over when all of ROL-6 lies before the time of receipt. `zone` is that of times without an offset.
    """
    code = (role.known("ROL-2") or "").upper()
    begin, end = (_time(role, field, zone) for field in (5, 6))
    if code in _HAD or (code in _HAS and end and end.end <= received):
        return Holding.OVER
    if code not in _HAS:
        return Holding.UNKNOWN
    if begin and begin.start > received + TOLERANCE:
        return Holding.LATER
    return Holding.NOW_FOR_A_TIME if end else Holding.NOW


def _time(role: Segment, field: int, zone: tzinfo) -> Interval | None:
    return times.interval(role.value(f"ROL-{field}"), zone, role.value(f"ROL-{field}.2"))
