"""Workbooks: a report for Excel, written line by line. No text in it is a formula or a link."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from koppel.domain.runs.sheet import Line

LONGEST_CELL = 32_767  # characters (Microsoft, "Excel specifications and limits")
WIDTHS = (8, 24, 16, 16, 16, 34, 16, 60)
OTHER_WIDTH = 24


class Workbook:
    """A workbook of two sheets: a summary, and lines below headings. xlsxwriter, which only workers have, keeps one
    line in memory."""

    def __init__(self, path: Path, names: tuple[str, str], summary: Iterable[Line], headings: Sequence[str]) -> None:
        import xlsxwriter  # noqa: PLC0415  # in the layer of the workers only

        options = {"constant_memory": True, "tmpdir": str(path.parent), "in_memory": False}
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._bold = self._book.add_format({"bold": True})
        self._stack = ExitStack()
        self._stack.callback(self._book.close)
        first, self._sheet = (self._book.add_worksheet(name) for name in names)
        first.set_column(0, 1, 40)
        for at, each in enumerate(summary):
            _write(first, at, each)
        for at in range(len(headings)):
            self._sheet.set_column(at, at, WIDTHS[at] if at < len(WIDTHS) else OTHER_WIDTH)
        self._sheet.freeze_panes(1, 2)
        _write(self._sheet, 0, headings, self._bold)
        self._columns, self._at = len(headings), 1

    def add(self, line: Line) -> None:
        """One more line."""
        _write(self._sheet, self._at, line)
        self._at += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sheet.autofilter(0, 0, max(self._at - 1, 1), self._columns - 1)
        self._stack.close()


def _write(sheet: Any, at: int, line: Line, how: Any = None) -> None:
    for column, cell in enumerate(line):
        if isinstance(cell, int):
            sheet.write_number(at, column, cell, how)
        elif cell:
            sheet.write_string(at, column, cell[:LONGEST_CELL], how)
