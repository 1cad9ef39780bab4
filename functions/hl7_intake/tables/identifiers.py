"""Identifiers: which number in a PID segment is the client's id, and which is the BSN."""

from collections.abc import Iterable
from enum import Enum
from typing import Final

from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.message import Message, Repetition, Segment, choose

BSN_PATHS: Final = ("PID-3", "PID-2", "PID-4", "PID-19")
"""Where the BSN may be: in one of the lists of identifiers, or alone in PID-19."""

_BSN_TYPE = "NNNLD"
_BSN_AUTHORITIES = frozenset({"NLMINBIZA", "2.16.840.1.113883.2.4.6.3"})
_BSN_ALONE_TYPES = frozenset({"", "NI", _BSN_TYPE})  # the same authority gives numbers of passports (PPN) too
_NATIONAL_AUTHORITIES = _BSN_AUTHORITIES | {
    "NHSNBR",
    "2.16.840.1.113883.2.1.4.1",  # NHS number
    "USSSA",
    "2.16.840.1.113883.4.1",  # social security number of the USA
}
_USUAL_TYPES = (frozenset({"PI"}), frozenset({"MR", "MRN"}), frozenset({"PT", "PN", ""}))
"""Types of HL7 table 0203 that name a patient, the preferred first; others name a visit, an account, a document."""

_ELSEWHERE = {"PID-3": ("PID-2", "PID-4"), "MRG-1": ("MRG-2",)}
"""Where older senders put an identifier that is not in the list. In an alternate list it needs a type."""

_ALTERNATE = frozenset({"PID-4", "MRG-2"})


class NoClientId(Enum):
    """Why a message names no client."""

    NONE = "none of the identifiers can be the client id"
    SEVERAL = "several identifiers can be the client id"


def client_id(message: Message | Segment, feed: Feed, path: str = "PID-3") -> str | NoClientId:
    """The client's id in PID-3 (or in another CX field), as the feed says where it says so.

    Otherwise the one of type PI (HL7 table 0203), else MR or MRN, else the only one of type PT, PN or no type that is
    not a national number. PID-2 and PID-4 are read only when there is none. A BSN is never used as a client id.
    """
    for place in (path, *_ELSEWHERE.get(path, ())):
        found = [each for each in message.repetitions(place) if each.known() and not _is_bsn(each)]
        if chosen := _candidates(found, feed, place):
            values = list(dict.fromkeys(each.known() or "" for each in chosen))
            return values[0] if len(values) == 1 else NoClientId.SEVERAL
    return NoClientId.NONE


def _candidates(found: list[Repetition], feed: Feed, place: str) -> list[Repetition]:
    """The identifiers among these that may be the client's id."""
    if feed.client_id_type or feed.client_id_authority:
        return [each for each in found if _is_chosen(each, feed)]
    own = [each for each in found if not authorities(each, 4) & _NATIONAL_AUTHORITIES]
    if place in _ALTERNATE:
        own = [each for each in own if type_code(each, 5)]
    typed = ([each for each in own if type_code(each, 5) in types] for types in _USUAL_TYPES)
    return next(filter(None, typed), [])


def bsn(part: Message | Segment, paths: Iterable[str] = BSN_PATHS) -> str | None:
    """The BSN: the identifier of type NNNLD, else the one of its authority with type NI or no type, else the number in
    PID-19 without type and authority. None when there is none, DELETED when it is null."""
    listed = [each for path in paths for each in part.repetitions(path)]
    typed = (each.value() for each in listed if type_code(each, 5) == _BSN_TYPE)
    issued = (
        each.value()
        for each in listed
        if authorities(each, 4) & _BSN_AUTHORITIES and type_code(each, 5) in _BSN_ALONE_TYPES
    )
    alone = (each.value() for each in part.repetitions("PID-19") if not type_code(each, 5) and not authorities(each, 4))
    return choose((*typed, *issued, *alone))


def type_code(each: Repetition, component: int) -> str:
    """The type of an identifier (HL7 table 0203) in capitals, "" where it has none."""
    return (each.known(component) or "").upper()


def authorities(each: Repetition, component: int) -> frozenset[str]:
    """Name and universal id of the assigning authority, a HD (HL7 2.5 section 2.A.33)."""
    found = (each.known(component, 1), each.known(component, 2))
    return frozenset(value.upper().removeprefix("URN:OID:") for value in found if value)


def _is_bsn(each: Repetition) -> bool:
    """Whether its type or its authority says that it may be a BSN."""
    return type_code(each, 5) == _BSN_TYPE or bool(authorities(each, 4) & _BSN_AUTHORITIES)


def _is_chosen(each: Repetition, feed: Feed) -> bool:
    typed = not feed.client_id_type or type_code(each, 5) == feed.client_id_type.upper()
    return typed and (not feed.client_id_authority or feed.client_id_authority.upper() in authorities(each, 4))
