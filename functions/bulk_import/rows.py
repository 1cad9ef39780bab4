"""Rows: candidates for the rows below a heading, one for each, with what is wrong in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.cells import Details
from functions.bulk_import.columns import ColumnReading, read_column
from functions.bulk_import.headings import Heading
from functions.bulk_import.problems import cell, row
from functions.bulk_import.repeats import Repeats
from functions.bulk_import.rules import RowRules, Rules, both_sides, unique_in, with_keys
from functions.bulk_import.scripts import Script
from functions.bulk_import.workbook.addresses import address
from functions.bulk_import.workbook.block import SEPARATOR, Block
from koppel.domain.problems.problem import Level, Problem
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.reason import Reason

type Readings = Mapping[int, ColumnReading]
"""What the cells of each column say, by the place of the column."""

# What stands in the row of a template that shows how values are written.
_EXAMPLE = re.compile(r"[dj]{1,2}\s*[-/]\s*m{1,2}\s*[-/]\s*[yj]{2,4}|m\s*/\s*[fv](?:\s*/\s*[a-z])*", re.IGNORECASE)
_AS_WRITTEN = frozenset({CellType.DATE, CellType.GENDER})


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one sheet, from the first one below the heading to the last.

    is_text      whether the sheet is a text, in which values stand in other columns when a separator is missing
    month_first  whether any date had the month first
    """

    rules: Rules
    heading: Heading
    of_rows: RowRules
    is_text: bool
    month_first: bool = False
    _repeats: Repeats = field(default_factory=Repeats)

    def candidates(self, block: Block) -> Iterator[tuple[int, Candidate]]:
        """A candidate for each row of the block with anything in it, with the row's number."""
        places = self.heading.places
        readings = {
            place: read_column(column.type, block.columns[place], block.length, self.rules.strictness)
            for place, column in places.items()
            if place < len(block.columns)
        }
        names = [places[place].name for place in readings]
        whole = list(zip(*(each.values for each in readings.values()), strict=True))
        beside = self._beside(block)
        if not beside and not block.hidden and self._takes_all(block.first, readings, whole):
            for number, values in enumerate(whole, block.first):
                filled = {name: value for name, value in zip(names, values, strict=True) if value}
                yield number, self._accepted(number, filled)
            return
        odd = {number for each in readings.values() for number in each.problems} | set(block.hidden)
        for number, values in enumerate(whole):
            filled = {name: value for name, value in zip(names, values, strict=True) if value}
            reasons = self._reasons(block, readings, number) if number in odd else ()
            reasons = (*reasons, *beside.get(number, ()))
            if filled or reasons:
                yield block.first + number, self._candidate(block.first + number, filled, values, reasons)

    def _takes_all(self, first: int, readings: Readings, whole: Sequence[tuple[str, ...]]) -> bool:
        """Whether there is nothing to say about any of these rows: each has what it needs, and repeats no other. Most
        rows of most files are like that, and are looked at together."""
        if self.of_rows.either or any(each.problems for each in readings.values()):
            return False
        values = {self.heading.places[place].name: each.values for place, each in readings.items()}
        if any("" in values.get(name, ("",)) for name in self.of_rows.required):
            return False
        unique = {name: values[name] for name in self.of_rows.unique if name in values} or {"": both_sides(values)}
        return self._repeats.take_all(first, unique, whole)

    def _candidate(
        self, number: int, values: Mapping[str, str], whole: tuple[str, ...], reasons: tuple[Reason, ...]
    ) -> Candidate:
        if any(each.level is Level.ERROR for each in reasons):
            return Candidate(label=str(number), reasons=reasons)
        if missing := self.of_rows.lacks(values):
            empty = (self._at(cell.CELL_EMPTY, number, each) for each in missing)
            return Candidate(label=str(number), reasons=(*reasons, *empty))
        if self.rules.script is Script.EXISTING_RELATIONSHIPS:
            values, as_keys = with_keys(values)
            reasons += tuple(self._at(row.ID_AS_KEY, number, name) for name in as_keys)
        if repeat := self._repeats.take(number, unique_in(values, self.of_rows.unique), whole):
            name = repeat.column or next(column.name for column in self.heading.places.values())
            reason = self._at(repeat.problem, number, name, row=str(repeat.row))
            return Candidate(label=str(number), reasons=(*reasons, reason), is_duplicate=True)
        return self._accepted(number, values, reasons)

    def _accepted(self, number: int, values: Mapping[str, str], reasons: tuple[Reason, ...] = ()) -> Candidate:
        check = values.get("email_check", "") or (values["email"] if self.rules.is_new else "")
        return Candidate(label=str(number), desired=self.of_rows.desired(values), email_check=check, reasons=reasons)

    def _reasons(self, block: Block, readings: Readings, number: int) -> tuple[Reason, ...]:
        """What is to be said about the cells of a row."""
        reasons = [Reason.of(row.ROW_HIDDEN)] if number in block.hidden else []
        for place, of_column in readings.items():
            reading = of_column.problems.get(number)
            if reading is None or reading.problem is None:
                continue
            column = self.heading.places[place]
            if column.type in _AS_WRITTEN and _EXAMPLE.fullmatch(str(block.columns[place].cell(number)).strip()):
                return (Reason.of(row.EXAMPLE_ROW),)
            self.month_first = self.month_first or reading.problem is cell.DATE_MONTH_FIRST
            where: Details = {"cell": address(block.first + number, place), "column": column.title}
            reasons.append(Reason.of(reading.problem, {**where, **reading.details}))
        return tuple(reasons)

    def _at(self, problem: Problem, number: int, name: str, **details: str) -> Reason:
        """The reason that this is so with the cell of this column."""
        place = self.heading.place(name)
        where: Details = {"cell": address(number, place), "column": self.heading.places[place].title}
        return Reason.of(problem, {**where, **details})

    def _beside(self, block: Block) -> Mapping[int, list[Reason]]:
        """What is to be said about cells below no title. In a text, a row with too many cells has its values in other
        columns than its titles; in a sheet, such a cell is a note of somebody."""
        problem = cell.CELL_BEYOND if self.is_text else cell.CELL_UNTITLED
        reasons: dict[int, list[Reason]] = {}
        for place, column in enumerate(block.columns):
            if place in self.heading.titled or (isinstance(column.values, str) and not column.values.strip(SEPARATOR)):
                continue
            for number, (value, _) in enumerate(column.cells(block.length)):
                if value != "":
                    where = {"cell": address(block.first + number, place)}
                    reasons.setdefault(number, []).append(Reason.of(problem, where))
        return reasons
