"""Identifiers: which number in a PID segment is the client's id, and which is the BSN."""

import re
from collections.abc import Iterator
from enum import Enum

from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.message import NULL, Message, Repetition, Segment

_NATIONAL_TYPE = re.compile(r"NN[A-Z]{3}|NI|NHS|NHSNMBR|SS|BSN|SOFI|PPN")
_NATIONAL_AUTHORITIES = frozenset({"NLMINBIZA", "NHSNBR", "USSSA"})
_BSN_TYPE, _BSN_AUTHORITY = "NNNLD", "NLMINBIZA"
_USUAL_TYPES = (("PI",), ("MR", "MRN"))


class NoClientId(Enum):
    """Why a message names no client."""

    NONE = "none of the identifiers can be the client id"
    SEVERAL = "several identifiers can be the client id"


def client_id(message: Message | Segment, feed: Feed, path: str = "PID-3") -> str | NoClientId:
    """The client's id in PID-3 (or in another CX field), as the feed says where it says so.

    Otherwise the one of type PI (HL7 table 0203), else MR or MRN, else the only one left that is no national number;
    older senders put it in PID-2. A BSN is never taken for a client id.
    """
    found = [each for each in message.repetitions(path) if each.value() not in (None, NULL)]
    if feed.client_id_type or feed.client_id_authority:
        return _single(each for each in found if _is_chosen(each, feed))
    own = [each for each in found if not _is_national(each)]
    for types in _USUAL_TYPES:
        if typed := [each for each in own if _type(each) in types]:
            return _single(typed)
    if not own and path == "PID-3":
        return client_id(message, feed, "PID-2")
    return _single(own)


def bsn(message: Message | Segment, listed: str = "PID-3", alone: str = "PID-19") -> str | None:
    """The BSN: the identifier of type NNNLD or authority NLMINBIZA among those listed at one path, else what stands
    alone at the other. None when there is none."""
    for each in message.repetitions(listed):
        if _type(each) == _BSN_TYPE or _BSN_AUTHORITY in _authorities(each):
            return each.value()
    return message.value(alone)


def _single(found: "Iterator[Repetition] | list[Repetition]") -> str | NoClientId:
    values = list(dict.fromkeys(each.value() or "" for each in found))
    if len(values) == 1:
        return values[0]
    return NoClientId.SEVERAL if values else NoClientId.NONE


def _is_chosen(each: Repetition, feed: Feed) -> bool:
    typed = not feed.client_id_type or _type(each) == feed.client_id_type.upper()
    return typed and (not feed.client_id_authority or feed.client_id_authority in _authorities(each))


def _is_national(each: Repetition) -> bool:
    return bool(_NATIONAL_TYPE.fullmatch(_type(each))) or bool(_authorities(each) & _NATIONAL_AUTHORITIES)


def _type(each: Repetition) -> str:
    return (each.value(5) or "").upper()


def _authorities(each: Repetition) -> set[str]:
    """Name and universal id of the assigning authority (CX.4, a HD)."""
    return {value for value in (each.value(4, 1), each.value(4, 2)) if value}
