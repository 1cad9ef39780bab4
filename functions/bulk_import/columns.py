"""Columns: all cells of a column in some rows, read together.

Most columns of most files hold what needs no change at all. One look at the joined texts tells so; only where it does
not, each cell is read for itself, with the same result.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from types import MappingProxyType

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.cells import FIRST_DAY, Reading, Strictness, read
from functions.bulk_import.workbook.block import SEPARATOR, CellKind, Column

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_OFFSET = ord("0") * sum(_WEIGHTS) % 11


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What the cells of a column say.

    values    of each cell, as the field is stored, "" for an empty one and a refused one
    problems  the cells, counted from 0, about which there is something to say
    """

    values: Sequence[str]
    problems: Mapping[int, Reading]


NO_PROBLEMS: Mapping[int, Reading] = MappingProxyType({})


def read_column(of: CellType, column: Column, length: int, strictness: Strictness) -> ColumnReading:
    """What so many cells of a column of this type say."""
    if isinstance(column.values, str) and _is_plain(of, column.kinds, column.values, strictness):
        return ColumnReading(column.values.split(SEPARATOR), NO_PROBLEMS)
    known: dict[tuple[object, str], Reading] = {}
    values: list[str] = []
    problems: dict[int, Reading] = {}
    for number, (value, kind) in enumerate(column.cells(length)):
        if isinstance(value, str) and SEPARATOR not in value and _is_plain(of, kind, value, strictness):
            values.append(value)
            continue
        reading = known.get((value, kind))
        if reading is None:
            reading = known[value, kind] = read(of, value, kind, strictness)
        values.append(reading.value)
        if reading.problem is not None:
            problems[number] = reading
    return ColumnReading(values, problems)


def _is_plain(of: CellType, kinds: str, joined: str, strictness: Strictness) -> bool:
    """Whether every cell is stored as it stands."""
    if kinds == CellKind.DAY:
        return of is CellType.DATE and _are_possible(joined.split(SEPARATOR), strictness)
    pattern = _PLAIN.get(of)
    if kinds != CellKind.TEXT or pattern is None or not pattern.fullmatch(joined + SEPARATOR):
        return False
    return of is not CellType.BSN or all(map(_passes, joined.split(SEPARATOR)))


def _are_possible(days: Sequence[str], strictness: Strictness) -> bool:
    return FIRST_DAY.isoformat() <= min(days) and max(days) <= strictness.today.isoformat()


def _passes(bsn: str) -> bool:
    """The 11-test of nine digits; an empty cell passes."""
    return not bsn or sum(map(mul, _WEIGHTS, bsn.encode())) % 11 == _OFFSET


def _each(pattern: str) -> re.Pattern[str]:
    """Cells that are empty or fit, each followed by the separator."""
    return re.compile(f"(?:(?:{pattern})?+{SEPARATOR})*+")


_WORD = "[A-Za-zÀ-ÖØ-öø-ÿ'.-]{1,30}+"
_LABEL = "[a-z0-9]{1,20}+(?:-[a-z0-9]{1,20}+){0,2}+"
_PLAIN: Mapping[CellType, re.Pattern[str]] = MappingProxyType(
    {
        CellType.TEXT: _each(f"{_WORD}(?: {_WORD}){{0,4}}+"),
        CellType.PHONE: _each(r"\+?+[0-9]{1,15}+(?:[ -][0-9]{1,15}+){0,6}+"),
        CellType.ID: _each("[A-Za-z0-9_-]{1,60}+"),
        CellType.BSN: _each("(?!000000000)[0-9]{9}"),
        CellType.EMAIL: _each(f"[a-z0-9._-]{{1,40}}+@{_LABEL}(?:[.]{_LABEL}){{1,2}}+"),
        CellType.DATE: _each("(?!)"),
    }
)
"""Texts that `cells.read` gives back unchanged, without a problem, whatever the settings are."""
