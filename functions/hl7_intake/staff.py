"""Staff: what each record of a staff master file (MFN^M02, HL7 2.5 section 8.4) means for a professional."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from functions.hl7_intake.effects import STAFF_EFFECTS
from functions.hl7_intake.tables.field_map import STAFF_SOURCES, read_fields
from functions.hl7_intake.tables.professional_ids import staff_id
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2 import times
from functions.hl7_intake.v2.acknowledgement import Location
from functions.hl7_intake.v2.message import NULL, Message, Segment
from functions.hl7_intake.v2.times import Interval
from koppel.domain import characters
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind, Role, Value
from koppel.domain.accounts.fields import LONGEST_TEXT, REASONS
from koppel.domain.characters import Unfit
from koppel.domain.plan.desired import DELETED, Desired, Manner
from koppel.domain.problems.refusal import Refusal
from koppel.domain.times import to_seconds

_ACTIVE = {"A": True, "I": False}


class StaffRefused(Refusal):
    """A record cannot be used. `code` is one of HL7 table 0357, `text` holds no personal data."""

    def __init__(self, code: str, text: str, location: Location) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.location = location


def professionals(
    message: Message, feed: Feed, event_time: str, zone: tzinfo, received: datetime
) -> tuple[Desired, ...]:
    """What the professional of each record should become, in the order of the records.

    `event_time` is UTC as `to_microseconds` writes it, `zone` that of times without an offset. Raises StaffRefused.
    """
    found = tuple(
        replace(_professional(number, each, feed), event_time=event_time, **_activity(each, zone, received))
        for number, each in enumerate(_records(message), 1)
    )
    if not found:
        raise StaffRefused("101", "The message holds no MFE segment.", Location("MFE"))
    return found


@dataclass(frozen=True, slots=True)
class _Record:
    mfe: Segment
    stf: Segment | None
    pra: Segment | None

    @property
    def code(self) -> str:
        """MFE-1 in capitals, a code of HL7 table 0180; "" when it is empty."""
        return (self.mfe.known("MFE-1") or "").upper()


def _records(message: Message) -> Iterator[_Record]:
    """Each MFE, with the first STF and PRA between it and the next MFE."""
    parts: dict[str, Segment] = {}
    for each in message.in_order("MFE", "STF", "PRA"):
        if each.name == "MFE" and parts:
            yield _Record(parts["MFE"], parts.get("STF"), parts.get("PRA"))
            parts = {}
        if each.name == "MFE" or parts:
            parts.setdefault(each.name, each)
    if parts:
        yield _Record(parts["MFE"], parts.get("STF"), parts.get("PRA"))


def _professional(number: int, record: _Record, feed: Feed) -> Desired:
    stf = record.stf
    effect = STAFF_EFFECTS.get(record.code)
    if effect is None:
        raise StaffRefused("103", "MFE-1 is none of MAD, MUP, MDC, MAC, MDL.", Location("MFE", 1, sequence=number))
    found = staff_id(record.mfe, stf, feed)
    if not found:
        raise StaffRefused("101", "The record holds no usable id.", Location("STF", 1, sequence=number))
    try:
        identity = external_ids.normalise(found)
    except Unfit as unfit:
        text = f"The id in the record {REASONS[unfit.reason]}."
        raise StaffRefused("101", text, Location("STF", 1, sequence=number)) from None
    values = _values(stf, feed) if stf else {}
    if effect.creates:
        _check_last_name(values, Location("STF", 3, sequence=number))
    return Desired(
        kind=Kind.PROFESSIONAL,
        id=identity,
        values=values,
        roles=_roles(stf, record.pra, feed),
        roles_among=frozenset(feed.roles.values()),
        default_roles=(feed.default_role,) if feed.default_role else (),
        creates=effect.creates,
        manner=Manner.LENIENT,
    )


def _check_last_name(values: Mapping[str, Value], location: Location) -> None:
    last_name = values.get("last_name")
    if not last_name:
        raise StaffRefused("101", "STF-3 holds no last name.", location)
    try:
        characters.line(str(last_name), LONGEST_TEXT)
    except Unfit as unfit:
        raise StaffRefused("102", f"The last name in STF-3 {REASONS[unfit.reason]}.", location) from None


def _activity(record: _Record, zone: tzinfo, received: datetime) -> dict[str, Any]:
    """Whether the professional is active, as fields of `Desired`.

    When MFE-1 deactivates: not active from the date in MFE-3 on (HL7 2.5 section 8.5.2.3). Else as STF-7 says. Else not
    active when the person has left (STF-13), unless MFE-1 reactivates (MAC).
    """
    active = STAFF_EFFECTS[record.code].active
    if active is False:
        effective = times.interval(record.mfe.value("MFE-3"), zone, record.mfe.value("MFE-3.2"))
        is_later = effective is not None and effective.start > received
        return {"active": False, "active_from": to_seconds(effective.start) if effective and is_later else ""}
    stated = _ACTIVE.get((record.stf.known("STF-7") or "").upper()) if record.stf else None
    if stated is None and record.stf and record.code != "MAC" and _has_left(record.stf, zone, received):
        stated = False
    return {"active": active if stated is None else stated}


def _has_left(stf: Segment, zone: tzinfo, received: datetime) -> bool:
    """Whether the person has been inactive since a date in STF-13 and is active at no institution by STF-12 (HL7 2.5
    sections 15.4.8.12 and 15.4.8.13; DIN: a date and its institution)."""
    begun = {place: day for place, day in _dates(stf, 12, zone).items() if day.start <= received}
    over = {place: day for place, day in _dates(stf, 13, zone).items() if day.end <= received}
    left = {place for place, day in over.items() if place not in begun or begun[place].start < day.end}
    return bool(left) and not begun.keys() - left


def _dates(stf: Segment, field: int, zone: tzinfo) -> dict[str, Interval]:
    """The newest date of each institution in STF-field."""
    found: dict[str, Interval] = {}
    for each in stf.repetitions(f"STF-{field}"):
        day, place = times.interval(each.value(), zone, each.value(1, 2)), each.known(2) or ""
        if day and (place not in found or day.start > found[place].start):
            found[place] = day
    return found


def _values(stf: Segment, feed: Feed) -> dict[str, Value]:
    found = read_fields(stf, STAFF_SOURCES, feed)
    return {name: DELETED if value == NULL else value for name, value in found.items() if value is not None}


def _roles(stf: Segment | None, pra: Segment | None, feed: Feed) -> tuple[Role, ...] | None:
    """The roles of the job codes in the record, None when the feed's table has none of these codes."""
    codes = [code for path in feed.role_sources for segment in (stf, pra) if segment for code in segment.values(path)]
    return tuple(dict.fromkeys(feed.roles[each] for each in codes if each in feed.roles)) or None
