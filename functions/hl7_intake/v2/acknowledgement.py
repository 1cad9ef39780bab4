"""Acknowledgements: the answer to a message, in the delimiters, character set and version of its sender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from functions.hl7_intake import codes
from functions.hl7_intake.v2.encoding import Delimiters
from functions.hl7_intake.v2.header import Header
from koppel.domain import characters

type Letter = Literal["A", "E", "R"]
"""Accepted, error, rejected."""

type Code = Literal["AA", "AE", "AR", "CA", "CE", "CR"]
"""HL7 table 0008: accepted, error, rejected; A in the original mode, C as the commit of the enhanced mode."""

CODES: Mapping[tuple[bool, Letter], Code] = MappingProxyType(
    {
        (False, "A"): "AA",
        (False, "E"): "AE",
        (False, "R"): "AR",
        (True, "A"): "CA",
        (True, "E"): "CE",
        (True, "R"): "CR",
    }
)
"""Whether the mode is enhanced, and the letter → the code."""

CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "0": "Message accepted",
        "100": "Segment sequence error",
        "101": "Required field missing",
        "102": "Data type error",
        "103": "Table value not found",
        "200": "Unsupported message type",
        "201": "Unsupported event code",
        "202": "Unsupported processing id",
        "203": "Unsupported version id",
        "204": "Unknown key identifier",
        "205": "Duplicate key identifier",
        "206": "Application record locked",
        "207": "Application internal error",
    }
)
"""HL7 table 0357, message error condition codes."""

_OWN_VERSION: Final = (2, 6)  # of the answer to a message that names no version of HL7 v2


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a message. Every number counts from 1; 0 means unknown or the whole.

    sequence  which of the segments of this name
    """

    segment: str = ""
    field: int = 0
    component: int = 0
    sequence: int = 1
    repetition: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One error in an acknowledgement: a code of CONDITIONS, a text without personal data, and a location.

    severity  HL7 table 0516: E error, W warning, I information
    """

    code: str
    text: str
    location: Location = Location()
    severity: Literal["E", "W", "I"] = "E"


def acknowledge(header: Header, code: Code, *, errors: Sequence[Fault] = (), now: datetime, control_id: str) -> bytes:
    """The ACK (HL7 2.5 section 2.14) to the message with this header, as bytes.

    It is in the sender's delimiters, character set and version, and repeats MSH-10, MSH-11 and MSH-18 as sent, byte for
    byte. A message that names no version of HL7 v2 is answered in 2.6. Our own texts are ASCII: every sender reads it.
    """
    signs = header.delimiters
    number = header.version_number or _OWN_VERSION
    version = header.raw(12) if header.version_number else _own(signs, ".".join(map(str, _OWN_VERSION)))
    msh = ["MSH", signs.declared, header.raw(5), header.raw(6), header.raw(3), header.raw(4)]
    msh += [_own(signs, f"{now:%Y%m%d%H%M%S%z}"), "", _type(header, number), _own(signs, control_id)]
    msh += [header.raw(11) or "P", version, "", "", "", "", "", header.raw(18)]
    msa = ["MSA", code, header.raw(10)]
    if errors and number < (2, 7):  # MSA-3 was withdrawn in 2.7
        msa.append(_own(signs, errors[0].text))
    segments = [msh, msa, *_err(signs, errors, number)]
    return "".join(signs.field.join(each).rstrip(signs.field) + "\r" for each in segments).encode(header.charset.codec)


def _type(header: Header, number: tuple[int, ...]) -> str:
    """MSH-9: a single code in 2.1, with the trigger from 2.2, with the message structure from 2.3.1. An invalid
    trigger is not repeated."""
    parts = ["ACK", header.trigger] if codes.is_trigger(header.trigger) and number >= (2, 2) else ["ACK"]
    if len(parts) > 1 and number >= (2, 3, 1):
        parts.append("ACK")
    return header.delimiters.component.join(parts)


def _err(signs: Delimiters, errors: Sequence[Fault], number: tuple[int, ...]) -> list[list[str]]:
    """One segment per error from 2.5; before it, one segment whose only field repeats."""
    if number >= (2, 5):
        return [_err_from_2_5(signs, each) for each in errors]
    return [["ERR", signs.repetition.join(_err_1(signs, each) for each in errors)]] if errors else []


def _err_from_2_5(signs: Delimiters, error: Fault) -> list[str]:
    where = error.location
    location = [where.segment, str(where.sequence)] if where.segment else []
    if where.field:
        location += [str(where.field), str(where.repetition), str(where.component)][: 3 if where.component else 1]
    condition = signs.component.join((error.code, CONDITIONS[error.code], "HL70357"))
    return ["ERR", "", signs.component.join(location), condition, error.severity, "", "", "", _own(signs, error.text)]


def _err_1(signs: Delimiters, error: Fault) -> str:
    where = error.location
    location = [where.segment, str(where.sequence) if where.segment else "", str(where.field) if where.field else ""]
    return signs.component.join([*location, signs.subcomponent.join((error.code, CONDITIONS[error.code], "HL70357"))])


def _own(signs: Delimiters, text: str) -> str:
    return signs.escape_text(characters.in_ascii(text))
