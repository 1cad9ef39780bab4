"""Professional ids: which of the numbers that name a professional is the id of its account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from functions.hl7_intake.tables.identifiers import authorities, type_code
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.message import Repetition, Segment

_REGISTERS = frozenset(
    {
        *("VEKTIS", "AGB", "AGBZ", "AGB-Z", "2.16.840.1.113883.2.4.6.1"),
        *("BIG", "CIBG", "2.16.528.1.1007.5.1"),
        *("UZI", "2.16.528.1.1007.3.1"),
        *("NLMINBIZA", "2.16.840.1.113883.2.4.6.3"),
    }
)
"""Authorities of national registers of professionals or people: AGB, BIG, UZI, BSN."""

_REGISTER_TYPE = re.compile(r"NN[A-Z]{3}|NI|NPI|UPIN|MD|LN|DEA|TAX|SS|PPN|DL|AGB|BIG|UZI")
"""Types of numbers of national registers: of HL7 table 0203, and Dutch ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which components of a data type hold authority and type of an identifier; 0 for none."""

    authority: int
    type: int


_XCN, _CX, _CE = Place(9, 13), Place(4, 5), Place(3, 0)


@dataclass(frozen=True, slots=True)
class Named:
    """The professionals that a message names.

    ids         of their accounts
    is_nobody   whether the message says that there is none: all places are null or empty, and at least one is null
    is_unclear  whether numbers were left out because their owner is not clear
    """

    ids: tuple[str, ...] = ()
    is_nobody: bool = False
    is_unclear: bool = False


def name_professionals(named: Sequence[Repetition], feed: Feed) -> Named:
    """The professionals in these repetitions of XCN fields (HL7 2.5 section 2.A.86): the ids of the type and
    authority that the feed names.

    Without these settings, ids are used when all numbers in the message have one authority, or none; numbers of
    national registers are not used. Repetitions may be several numbers of one person: with more than one authority it
    is unknown which one issues the ids of accounts, and a number of another one may be the id of somebody else.
    """
    filled = [each for each in named if each.known()]
    ids = _ids(own := [each for each in filled if _is_own(each, _XCN, feed)])
    if not _is_chosen_by(feed) and len(ids) > 1 and not _is_of_one_authority(own):
        ids = ()
    return Named(
        ids=ids,
        is_nobody=any(each.is_null for each in named) and all(each.is_void for each in named),
        is_unclear=bool(filled) and (not ids or (len(own) < len(filled) and not _is_chosen_by(feed))),
    )


def staff_id(mfe: Segment, stf: Segment | None, feed: Feed) -> str | None:
    """The id in a record of a staff file, None without a usable one: STF-1, else MFE-4, else the only one in STF-2.

    Where the feed names type or authority: the one that has them in STF-1, MFE-4 or STF-2, else STF-1 or MFE-4 where
    these name no authority.
    """
    keys = [*(stf.repetitions("STF-1") if stf else ()), *mfe.repetitions("MFE-4")]
    keys = [each for each in keys if each.known()]
    listed = [each for each in (stf.repetitions("STF-2") if stf else ()) if each.known()]
    if not _is_chosen_by(feed):
        keys = [each for each in keys if _is_own(each, _CE, feed)]
        return next((each.known() for each in keys), None) or _only(listed, feed)
    issued = [each for each in keys if feed.professional_id_authority and _is_own(each, _CE, feed)]
    bare = [each for each in keys if not feed.professional_id_authority or not _key_authority(each)]
    return (
        next((each.known() for each in issued), None)
        or _only(listed, feed)
        or next((each.known() for each in bare), None)
    )


def _is_of_one_authority(found: Sequence[Repetition]) -> bool:
    issuers = [authorities(each, _XCN.authority) for each in found]
    return not any(issuers) or bool(frozenset.intersection(*issuers))


def _only(listed: Sequence[Repetition], feed: Feed) -> str | None:
    ids = _ids([each for each in listed if _is_own(each, _CX, feed)])
    return ids[0] if len(ids) == 1 else None


def _is_chosen_by(feed: Feed) -> bool:
    return bool(feed.professional_id_type or feed.professional_id_authority)


def _is_own(each: Repetition, place: Place, feed: Feed) -> bool:
    issuers = authorities(each, place.authority)
    type_ = type_code(each, place.type) if place.type else ""
    if not _is_chosen_by(feed):
        return not issuers & _REGISTERS and not _REGISTER_TYPE.fullmatch(type_)
    authority = feed.professional_id_authority.upper()
    is_typed = not feed.professional_id_type or not place.type or type_ == feed.professional_id_type.upper()
    return is_typed and (not authority or authority in issuers)


def _key_authority(each: Repetition) -> str:
    """The coding system of an id (CE.3), "" for a local one, which is L or 99… (HL7 table 0396)."""
    found = type_code(each, _CE.authority)
    return "" if found == "L" or found.startswith("99") else found


def _ids(found: Sequence[Repetition]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in found if (text := each.known())))
