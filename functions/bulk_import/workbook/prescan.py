"""The pre-scan of a worksheet as bytes (ECMA-376 part 1 section 18.3).

A fast reader makes an empty text of an error and of a formula whose result was not saved, and takes memory for the
whole rectangle between the first and the last cell. What it does not tell is looked up here before; what no workbook
has, so that two readers could understand it in two ways, is refused. A sheet that hides how far it goes meets the
limits of the child process.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.bulk_import.problems import workbook
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook.addresses import address, column_number
from functions.bulk_import.workbook.archive import CHUNK, Archive
from functions.bulk_import.workbook.block import CellKind
from functions.bulk_import.workbook.markup import check_start

MOST_ROWS = 200_000
LAST_ROW = MOST_ROWS + 20
"""Rows may have a heading above them, and a title above that."""
MOST_COLUMNS = 200
MOST_CELLS = 26 * LAST_ROW
MOST_ODD = 200_000
_LONGEST_ROW = 8 * CHUNK

_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s/>]")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?(?:v|t)[\s>]")
_DIMENSION = re.compile(rb"""dimension\s[^>]*?ref\s*=\s*["'](?:[A-Za-z]+[0-9]+:)?([A-Za-z]+)[0-9]+""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']\s*([0-9]+)""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]+)([0-9]+)""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)""")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_RESULT = re.compile(rb"<(?:[\w.-]+:)?(?:v|is)(?:\s[^>]*)?>([^<]*)")
_KNOWN_ERROR = re.compile(rb"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)")
"""The errors that the fast reader knows (ECMA-376 part 1 section 18.18.11, `ST_CellType`)."""
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)""")
_MERGED = re.compile(rb"""mergeCell\s[^>]*?ref\s*=\s*["']([A-Za-z]+)([0-9]+):([A-Za-z]+)([0-9]+)""")


@dataclass(slots=True)
class Facts:
    """What a fast reader does not tell about a sheet. Rows are counted from 1, columns from 0.

    odd     row → the cells in it that have no value to be read: column and kind
    hidden  rows that are not shown
    """

    odd: dict[int, list[tuple[int, CellKind]]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    count: int = 0

    def add(self, row: int, column: int, kind: CellKind) -> None:
        """One more odd cell. Raises FileRefused when there are too many."""
        self.count += 1
        if self.count > MOST_ODD:
            raise FileRefused(workbook.TOO_MANY_ODD_CELLS, {"most": f"{MOST_ODD:,}"})
        self.odd.setdefault(row, []).append((column, kind))


def bound(row: int, column: int) -> None:
    """Raise FileRefused where a sheet that goes to this cell is too large."""
    if row > LAST_ROW:
        raise FileRefused(workbook.TOO_MANY_ROWS, {"cell": address(row, column), "most": f"{MOST_ROWS:,}"})
    if column >= MOST_COLUMNS:
        raise FileRefused(workbook.TOO_MANY_COLUMNS, {"cell": address(row, column), "most": str(MOST_COLUMNS)})
    if (column + 1) * row > MOST_CELLS:
        raise FileRefused(workbook.TOO_MANY_CELLS, {"cell": address(row, column)})


def has_values(archive: Archive, part: str) -> bool:
    """Whether any cell of the worksheet has a value. Reads no further than the first."""
    tail = b""
    for number, chunk in enumerate(archive.chunks(part)):
        if not number:
            check_start(chunk)
        if _VALUE.search(tail + chunk):
            return True
        tail = chunk[-64:]
    return False


def scan(archive: Archive, part: str, *, calculates_anew: bool) -> Facts:
    """All of a worksheet that has values. Raises FileRefused."""
    return _Scan(calculates_anew=calculates_anew).run(archive.chunks(part))


def scan_other(archive: Archive, part: str) -> None:
    """A part with texts or formats. Raises FileRefused."""
    tail = b""
    for number, chunk in enumerate(archive.chunks(part)):
        if not number:
            check_start(chunk)
        _refuse_declarations(tail + chunk[:1])
        _refuse_declarations(chunk)
        if len(chunk) == CHUNK and b"<" not in chunk:
            raise FileRefused(workbook.TOO_LONG_TEXT)
        tail = chunk[-1:]


def _refuse_declarations(text: bytes) -> None:
    """Comments, CDATA and document types: programs write none of them, and hide with them what a search looks for."""
    if b"!" in text and b"<!" in text:
        raise FileRefused(workbook.UNUSUAL, {"what": "xml: <!"})


class _Scan:
    def __init__(self, *, calculates_anew: bool) -> None:
        self._calculates_anew = calculates_anew
        self._facts = Facts()
        self._row = 0
        self._columns = 1
        self._is_wide = False

    def run(self, chunks: Iterator[bytes]) -> Facts:
        first = next(chunks, b"")
        check_start(first)
        root = _ROOT.search(first)
        if root is None:
            raise FileRefused(workbook.UNUSUAL, {"what": "xml: worksheet"})
        prefix = root[1] + b":" if root[1] else b""
        self._start_of_row, self._start_of_cell = b"<" + prefix + b"row", b"<" + prefix + b"c"
        self._end_of_cell, end_of_rows = b"</" + prefix + b"c>", b"</" + prefix + b"sheetData"
        dimension = _DIMENSION.search(first)
        self._is_wide = dimension is not None and column_number(dimension[1].decode().upper()) >= MOST_COLUMNS
        left, is_after = b"", False
        for chunk in self._all(first, chunks):
            text = left + chunk
            if not is_after and (end := text.find(end_of_rows)) >= 0:
                _refuse_declarations(text[:end])
                self._rows(text[:end])
                text, is_after = text[end:], True
            cut = text.rfind(b">") + 1 if is_after else max(text.rfind(self._start_of_row), 0)
            whole, left = text[:cut], text[cut:]
            if len(left) > _LONGEST_ROW:
                raise FileRefused(workbook.TOO_LONG_TEXT)
            _refuse_declarations(whole)
            if is_after:
                self._merged(whole)
            else:
                self._rows(whole)
        self._rows(b"" if is_after else left)
        return self._facts

    @staticmethod
    def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
        yield first
        yield from rest

    def _rows(self, text: bytes) -> None:
        """Some whole rows. Only those are looked at more closely in which there is something to see."""
        has_odd = b'"e"' in text or b"'e'" in text or (b"f" in text and _FORMULA.search(text) is not None)
        last = text.rfind(self._start_of_row)
        number = _NUMBER.search(text, last, text.find(b">", last)) if last >= 0 else None
        row = int(number[1]) if number else self._row + text.count(self._start_of_row)
        if has_odd or self._is_wide or row > LAST_ROW or (b"hidden" in text and _HIDDEN.search(text)):
            self._look(text)
        self._row = row

    def _look(self, text: bytes) -> None:
        _before, *rows = text.split(self._start_of_row)
        for each in rows:
            end = each.find(b">")
            number = _NUMBER.search(each, 0, end)
            self._row = int(number[1]) if number else self._row + 1
            if _HIDDEN.search(each, 0, end):
                self._facts.hidden.add(self._row)
            if self._start_of_cell in each:
                self._cells(each[end:])

    def _cells(self, row: bytes) -> None:
        column = -1
        for each in row.split(self._start_of_cell)[1:]:
            start, _, rest = each.partition(b">")
            place = _PLACE.search(start)
            column = column_number(place[1].decode().upper()) if place else column + 1
            number = int(place[2]) if place else self._row
            body = rest.partition(self._end_of_cell)[0]
            kind = self._odd_kind(start, body)
            if kind is CellKind.ERROR and not _KNOWN_ERROR.search(body):
                raise FileRefused(workbook.NEW_ERROR, {"cell": address(number, column)})
            if kind:
                self._facts.add(number, column, kind)
            if kind or _VALUE.search(body):
                self._columns = max(self._columns, column + 1)
                bound(number, self._columns - 1)

    def _odd_kind(self, start: bytes, body: bytes) -> CellKind | None:
        of_type = _TYPE.search(start)
        if of_type and of_type[1] == b"e":
            return CellKind.ERROR
        if not _FORMULA.search(body):
            return None
        result = _RESULT.search(body)
        has_result = result is not None and (result[1].strip() or (of_type and of_type[1] in {b"str", b"inlineStr"}))
        return None if has_result and not self._calculates_anew else CellKind.FORMULA

    def _merged(self, text: bytes) -> None:
        """Cells that are covered by another one: a reader finds nothing in them."""
        if b"mergeCell" not in text:
            return
        for left, top, right, bottom in _MERGED.findall(text):
            first = column_number(left.decode().upper())
            columns = range(first, min(column_number(right.decode().upper()), MOST_COLUMNS) + 1)
            for row in range(int(top), min(int(bottom), LAST_ROW) + 1):
                for column in columns:
                    if (row, column) != (int(top), first):
                        self._facts.add(row, column, CellKind.MERGED)
