"""Reading of a table: the heading is found, then the rows below it are read; what concerns the whole file is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from functions.bulk_import.headings import heading_of
from functions.bulk_import.problems import heading
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.rows import RowReader
from functions.bulk_import.rules import Rules, row_rules
from functions.bulk_import.workbook.block import Block
from functions.bulk_import.workbook.prescan import MOST_ROWS
from functions.bulk_import.workbook.reading import Table
from koppel.domain.problems.problem import NO_DETAILS, Problem
from koppel.domain.runs.candidate import Candidate


@dataclass(slots=True)
class TableReader:
    """Reads one table, from the first row to the last.

    count  how many rows were read, empty ones and those up to the heading left out
    """

    table: Table
    rules: Rules
    count: int = 0
    _rows: RowReader | None = None

    def read(self) -> Iterator[list[tuple[int, Candidate]]]:
        """The candidates with the numbers of their rows, some at a time. Raises FileRefused."""
        for block in self.table.blocks:
            if self._rows is None:
                if not any(value != "" for each in block.rows() for value, _ in each):
                    continue
                self._rows = self._row_reader(block)
                block = block.after(self._rows.heading.row)  # noqa: PLW2901
            if block.columns:
                found = list(self._rows.candidates(block))
                self.count += len(found)
                yield found
            if self.count > MOST_ROWS:
                raise FileRefused(heading.TOO_MANY_ROWS, {"most": f"{MOST_ROWS:,}"})
        if not self.count:
            raise FileRefused(heading.NO_ROWS)

    def notices(self) -> list[tuple[Problem, Mapping[str, str]]]:
        """What people should know about the whole file before they approve, with values for the texts."""
        found = self._rows
        named = [
            (heading.COLUMNS_UNREAD, "columns", found.heading.unread if found else ()),
            (heading.COLUMNS_OFF, "columns", found.heading.off if found else ()),
            (heading.SHEETS_UNREAD, "sheets", self.table.left_out),
        ]
        told: list[tuple[Problem, Mapping[str, str]]] = [
            (problem, {name: ", ".join(each)}) for problem, name, each in named if each
        ]
        return [*told, (heading.MONTH_FIRST, NO_DETAILS)] if found and found.month_first else told

    def _row_reader(self, block: Block) -> RowReader:
        found = heading_of(block.rows(), block.first, self.rules.script, self.rules.organisation)
        return RowReader(self.rules, found, row_rules(self.rules, found), is_text=not self.table.sheet)
