"""An HL7 v2 message as a person reads it: its segments, one a line, with the numbers of the fields that are filled.

It is for looking only: nothing is unescaped, and any text can be shown. What a message means is read in hl7_intake.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENDS = re.compile(r"\r\n|\r|\n")
_HEADERS = frozenset({"MSH", "FHS", "BHS"})
"""Segments whose first field is the separator itself (HL7 2.5 section 2.15.9.1)."""
_NAME = re.compile("[A-Z][A-Z0-9]{2}")
USUAL = "|"


@dataclass(frozen=True, slots=True)
class Shown:
    """One segment. `name` is "" for a line that is no segment; `fields` are numbers and texts of those with one."""

    name: str
    fields: tuple[tuple[int, str], ...]


def segments(text: str) -> list[Shown]:
    """The segments of a message, in their order; lines without text are left out."""
    lines = [line for line in _ENDS.split(text) if line.strip()]
    separator = next((line[3] for line in lines if line[:3] in _HEADERS and len(line) > 3), USUAL)
    return [_shown(line, separator) for line in lines]


def _shown(line: str, separator: str) -> Shown:
    name, *fields = line.split(separator)
    if not _NAME.fullmatch(name):
        return Shown("", ((0, line),))
    return Shown(name, tuple(_numbered(name, fields, separator)))


def _numbered(name: str, fields: list[str], separator: str) -> Iterator[tuple[int, str]]:
    first = 1
    if name in _HEADERS:
        yield 1, separator
        first = 2
    for number, text in enumerate(fields, first):
        if text:
            yield number, text
