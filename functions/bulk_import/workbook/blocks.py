"""Blocks are made of rows as readers give them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import batched, zip_longest
from typing import Any

from functions.bulk_import.workbook.block import SEPARATOR, CellKind
from functions.bulk_import.workbook.prescan import Facts

ROWS = 500
"""Of one block."""

_KINDS: Mapping[type, str] = {
    str: CellKind.TEXT,
    float: CellKind.NUMBER,
    int: CellKind.NUMBER,
    bool: CellKind.TRUTH,
    date: CellKind.DAY,
    datetime: CellKind.MOMENT,
    time: CellKind.TIME,
    timedelta: CellKind.TIME,
}


def blocks_of(rows: Iterable[Sequence[Any]], first: int, column: int, facts: Facts) -> Iterator[dict[str, Any]]:
    """Blocks, as JSON, of rows that begin in this row (from 1) and column (from 0), with what is known of their cells
    besides."""
    for some in batched(rows, ROWS, strict=False):
        columns: list[Sequence[Any]] = [[""] * len(some)] * column + list(zip_longest(*some, fillvalue=""))
        yield _block(first, len(some), columns, facts)
        first += len(some)
    yield from _below(first, facts)


def _below(first: int, facts: Facts) -> Iterator[dict[str, Any]]:
    """Rows below the last one that the reader saw, in which there are only cells without a value."""
    last = max((row for row in facts.odd if row >= first), default=0)
    while first <= last:
        length = min(ROWS, last + 1 - first)
        yield _block(first, length, [], facts)
        first += length


def _block(first: int, length: int, columns: list[Sequence[Any]], facts: Facts) -> dict[str, Any]:
    kinds = [_kinds(each) for each in columns]
    for row in range(first, first + length) if facts.odd else ():
        for column, kind in facts.odd.get(row, ()):
            while column >= len(columns):
                columns.append([""] * length)
                kinds.append(CellKind.TEXT)
            of_column = kinds[column] * length if len(kinds[column]) == 1 else kinds[column]
            at = row - first
            kinds[column] = of_column[:at] + kind + of_column[at + 1 :]
            columns[column] = [*columns[column][:at], "", *columns[column][at + 1 :]]
    hidden = [row - first for row in range(first, first + length) if row in facts.hidden] if facts.hidden else []
    sent = [(kind, _sent(kind, values)) for kind, values in zip(kinds, columns, strict=True)]
    return {"first": first, "length": length, "columns": sent, "hidden": hidden}


def _kinds(column: Sequence[Any]) -> str:
    types = set(map(type, column))
    if len(types) == 1:
        return _KINDS[types.pop()]
    return "".join(map(_KINDS.__getitem__, map(type, column)))


def _sent(kinds: str, values: Sequence[Any]) -> str | Sequence[Any]:
    """The values as one text where they are all texts or all days, and none has the separator in it."""
    if kinds not in {CellKind.TEXT, CellKind.DAY}:
        return values
    joined = SEPARATOR.join(values if kinds == CellKind.TEXT else map(str, values))
    return joined if joined.count(SEPARATOR) == len(values) - 1 else values
