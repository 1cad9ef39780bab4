"""Values of cells: what a cell says, as a field of an account, or why it is refused. No clock, no I/O."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.problems import cell, row
from functions.bulk_import.tile import Dates, Numbers
from functions.bulk_import.words import gender_of, roles_of
from functions.bulk_import.workbook.block import CellKind, CellValue
from koppel.domain import characters
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.problems.problem import Problem
from koppel.domain.runs.refusals import WORDS
from koppel.domain.texts import Text

type Details = Mapping[str, str | Text]
NO_DETAILS: Details = MappingProxyType({})
FIRST_DAY = date(1900, 3, 1)
"""Earlier days differ between workbooks: Excel counts a 29 February 1900 (ECMA-376 part 1 section 18.17.4.1)."""

_ERROR = re.compile(r"#(?:N/[AB]|[A-Z]{3,}[!?]|DIV/0!|DEEL/0!)|Err:[0-9]{3}")
# UTF-8 that was taken for Windows-1252, DOS characters that were, and what stands for a lost character.
_MANGLED = re.compile("Ã[\x80-\xbf\u0152-\u2122]|Â[\xa0-\xbf]|â€|\ufffd|[A-Za-z][‚„†‡ˆ‰‹”¢¤¥¦]")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]+|[0-9]{3,}[.,]0+")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WITH_TIME = re.compile(r"[0-9/-]{8,10}[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?.*")
_KEY = re.compile(r"(?:.*/([cp])/)?([0-9a-f]{32})(?:[/?#].*)?")
_LARGEST = 10**15
"""Above it a number of a workbook has no longer all its digits."""

_FIELDS: Mapping[CellType, str] = MappingProxyType(
    {
        CellType.TEXT: "first_name",
        CellType.PHONE: "phone_number",
        CellType.ID: "id",
        CellType.BSN: "bsn",
        CellType.EMAIL: "email",
    }
)
"""A field of clients whose rules hold for the type."""
_FOUND: Mapping[str, Text] = MappingProxyType(
    {
        CellKind.NUMBER: Text(nl="een getal", en="a number"),
        CellKind.TRUTH: Text(nl="WAAR of ONWAAR", en="TRUE or FALSE"),
        CellKind.DAY: Text(nl="een datum", en="a date"),
        CellKind.MOMENT: Text(nl="een datum", en="a date"),
        CellKind.TIME: Text(nl="een tijd", en="a time"),
    }
)
_NO_VALUE = {CellKind.ERROR: cell.CELL_ERROR, CellKind.FORMULA: cell.CELL_FORMULA, CellKind.MERGED: cell.CELL_MERGED}


@dataclass(frozen=True, slots=True)
class Strictness:
    """How strictly cells are read: by the tile, and on which day."""

    today: date
    dates: Dates = Dates.DAY_FIRST
    numbers: Numbers = Numbers.WARN


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says.

    value    as the field is stored; "" for an empty cell and for a refused one; of roles their ids, separated by spaces
    problem  why it is refused (level ERROR), or what people should know; None for nothing
    details  values for the texts of the problem
    """

    value: str
    problem: Problem | None = None
    details: Details = NO_DETAILS


def read(of: CellType, value: CellValue, kind: str, strictness: Strictness) -> Reading:
    """What this cell of a column of this type says."""
    if problem := _NO_VALUE.get(CellKind(kind)):
        return Reading("", problem)
    if kind == CellKind.TEXT:
        text = characters.one_line(str(value))
        if not text:
            return Reading("")
        if _ERROR.fullmatch(text):
            return Reading("", cell.CELL_ERROR)
        if _MANGLED.search(str(value)):
            return Reading("", row.MANGLED)
        return _TEXTS[of](of, text, strictness)
    if of is CellType.DATE:
        return _other_as_date(value, kind, strictness)
    if of.is_identifier:
        return _other_as_id(of, value, kind, strictness)
    return Reading("", cell.NOT_TEXT, {"found": _FOUND[CellKind(kind)]})


def _text(of: CellType, text: str, strictness: Strictness) -> Reading:
    if of.is_identifier and _SCIENTIFIC.fullmatch(text):
        return Reading("", cell.DIGITS_LOST)
    try:
        return Reading(str(normalise(Kind.CLIENT, _FIELDS[of], text, strictness.today)))
    except InvalidValue as invalid:
        return Reading("", row.VALUE_WRONG, {"reason": WORDS[invalid.reason]})


def _date(_of: CellType, text: str, strictness: Strictness) -> Reading:
    if iso := _ISO.fullmatch(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), strictness)
    if found := _DAY_FIRST.fullmatch(text):
        if strictness.dates is Dates.REAL_ONLY:
            return Reading("", cell.DATE_AS_TEXT)
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if month > 12 >= day:
            return Reading("", cell.DATE_MONTH_FIRST)
        reading = _day(year, month, day, strictness)
        is_ambiguous = day <= 12 and day != month and reading.problem is None
        if is_ambiguous and strictness.dates is Dates.LISTED:
            return Reading(reading.value, cell.DATE_AMBIGUOUS)
        return reading
    return Reading("", cell.DATE_HAS_TIME if _WITH_TIME.fullmatch(text) else cell.NOT_A_DATE)


def _day(year: int, month: int, day: int, strictness: Strictness) -> Reading:
    try:
        found = date(year, month, day)
    except ValueError:
        return Reading("", cell.NOT_A_DATE)
    return Reading(found.isoformat()) if is_possible(found, strictness) else Reading("", cell.DATE_IMPOSSIBLE)


def is_possible(day: date, strictness: Strictness) -> bool:
    """Whether somebody can be born on this day."""
    return FIRST_DAY <= day <= strictness.today


def _gender(_of: CellType, text: str, _strictness: Strictness) -> Reading:
    found = gender_of(text)
    return Reading(found) if found else Reading("", row.NOT_A_GENDER)


def _roles(_of: CellType, text: str, _strictness: Strictness) -> Reading:
    found = roles_of(text)
    if not found:
        return Reading("", row.NOT_A_ROLE)
    return Reading(" ".join(found), row.BECOMES_MANAGER if Role.APPLICATION_MANAGER in found else None)


def _key(of: CellType, text: str, _strictness: Strictness) -> Reading:
    """A key, or the address of the account on the platform, which ends in it."""
    letter, kind = ("c", Text(nl="de cliënt", en="the client"))
    if of is CellType.PROFESSIONAL_KEY:
        letter, kind = ("p", Text(nl="de medewerker", en="the professional"))
    found = _KEY.fullmatch(text.lower()) or _KEY.fullmatch(text.lower().replace("-", ""))
    if found is None or found[1] not in {None, letter}:
        return Reading("", row.NOT_A_KEY, {"kind": kind})
    return Reading(found[2])


def _other_as_date(value: CellValue, kind: str, strictness: Strictness) -> Reading:
    if kind == CellKind.DAY:
        day = date.fromisoformat(str(value))
        return Reading(str(value)) if is_possible(day, strictness) else Reading("", cell.DATE_IMPOSSIBLE)
    if kind == CellKind.MOMENT:
        return Reading("", cell.DATE_HAS_TIME)
    if kind == CellKind.TIME:  # a zero that is formatted as a date, too
        return Reading("", cell.DATE_IMPOSSIBLE)
    return Reading("", cell.DATE_IS_NUMBER)


def _other_as_id(of: CellType, value: CellValue, kind: str, strictness: Strictness) -> Reading:
    if kind in {CellKind.DAY, CellKind.MOMENT, CellKind.TIME}:
        return Reading("", cell.DATE_AS_ID)
    if kind == CellKind.TRUTH or value is None:
        return Reading("", cell.NOT_TEXT, {"found": _FOUND[CellKind(kind)]})
    number = float(value)
    if not number.is_integer() or not 0 <= number < _LARGEST:
        return Reading("", cell.DIGITS_LOST)
    if strictness.numbers is Numbers.REFUSE:
        return Reading("", cell.NUMBER_REFUSED)
    reading = _text(of, str(int(number)), strictness)
    return reading if reading.problem else Reading(reading.value, cell.NUMBER_AS_ID)


_TEXTS: Mapping[CellType, Callable[[CellType, str, Strictness], Reading]] = MappingProxyType(
    {
        **dict.fromkeys(_FIELDS, _text),
        CellType.DATE: _date,
        CellType.GENDER: _gender,
        CellType.ROLES: _roles,
        CellType.CLIENT_KEY: _key,
        CellType.PROFESSIONAL_KEY: _key,
    }
)
