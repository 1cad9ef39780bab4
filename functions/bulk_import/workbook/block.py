"""Blocks: some rows of a sheet, column by column, and what kind of value each cell is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class CellKind(StrEnum):
    """What kind of value a cell is, in one letter."""

    TEXT = "s"
    """A text, "" for an empty cell."""
    NUMBER = "n"
    """A float."""
    TRUTH = "b"
    """True or False."""
    DAY = "d"
    """`YYYY-MM-DD`."""
    MOMENT = "t"
    """`YYYY-MM-DDTHH:MM:SS`: a day with a time of day."""
    TIME = "h"
    """A time of day or a length of time, without a day."""
    ERROR = "e"
    """An error such as #N/A; its value is ""."""
    FORMULA = "f"
    """A formula whose result was not saved; its value is ""."""
    MERGED = "m"
    """A cell that is covered by a merged one; its value is ""."""


type CellValue = str | float | bool | None
"""A number that is none of the finite ones is None."""

SEPARATOR = "\x7f"
"""Between the cells of a column that is given as one text. No text of a program has this character."""


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of one column in some rows.

    kinds   a letter for each cell, or one letter for all of them (CellKind)
    values  their values; one text with SEPARATOR between them where they are all texts, or all days: it is sent and
            looked at faster than many
    """

    kinds: str
    values: str | Sequence[CellValue]

    def cells(self, length: int) -> list[tuple[CellValue, str]]:
        """The value and the kind of each of so many cells."""
        values = self.values.split(SEPARATOR) if isinstance(self.values, str) else self.values
        kinds = self.kinds * length if len(self.kinds) == 1 else self.kinds
        return list(zip(values, kinds, strict=True))

    def cell(self, number: int) -> CellValue:
        """The value of one cell, counted from 0."""
        return self.values.split(SEPARATOR)[number] if isinstance(self.values, str) else self.values[number]

    def after(self, count: int) -> "Column":
        """The column without so many of its first cells, fewer than it has."""
        kinds = self.kinds if len(self.kinds) == 1 else self.kinds[count:]
        if isinstance(self.values, str):
            return Column(kinds, self.values.split(SEPARATOR, count)[count])
        return Column(kinds, self.values[count:])


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows that follow each other.

    first    number of the first row, counted from 1 as spreadsheet programs do
    length   how many rows
    columns  from column A
    hidden   which of the rows are hidden, counted from 0
    """

    first: int
    length: int
    columns: Sequence[Column]
    hidden: Sequence[int] = ()

    def after(self, row: int) -> "Block":
        """The block without the rows up to this one, by its number in the sheet."""
        count = row + 1 - self.first
        columns = [each.after(count) for each in self.columns] if count < self.length else []
        return Block(row + 1, self.length - count, columns, [each - count for each in self.hidden if each >= count])

    def rows(self) -> list[tuple[tuple[CellValue, str], ...]]:
        """The cells of each row: value and kind."""
        if not self.columns:
            return [()] * self.length
        return list(zip(*(each.cells(self.length) for each in self.columns), strict=True))
