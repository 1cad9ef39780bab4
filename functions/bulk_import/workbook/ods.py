"""Workbooks of LibreOffice (.ods, OpenDocument 1.3 part 3), read by a parser of ours: it sees errors and formulas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

from functions.bulk_import.problems import content, workbook
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook.addresses import address
from functions.bulk_import.workbook.archive import Archive
from functions.bulk_import.workbook.block import CellKind
from functions.bulk_import.workbook.blocks import blocks_of
from functions.bulk_import.workbook.markup import refuse_doctype
from functions.bulk_import.workbook.ods_cells import error_in, value_of
from functions.bulk_import.workbook.parts import EXPLANATIONS
from functions.bulk_import.workbook.prescan import LAST_ROW, MOST_COLUMNS, MOST_ROWS, Facts

CONTENT = "content.xml"
_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT, STYLE = (f"{_NAMES}{each}:1.0 " for each in ("table", "office", "text", "style"))
_CELL, _COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_REPEATED, _SPANS = f"{TABLE}number-columns-repeated", f"{TABLE}number-rows-repeated"
_NOT_SHOWN = frozenset({"collapse", "filter"})


def is_ods(archive: Archive) -> bool:
    """Whether this archive is a workbook of this kind."""
    return "mimetype" in archive.parts and archive.read("mimetype", 1000).strip().startswith(_TYPE)


def read(archive: Archive) -> Iterator[dict[str, Any]]:
    """What is read of the workbook, as `xlsx.read` describes it. Raises FileRefused."""
    if CONTENT not in archive.parts:
        raise FileRefused(workbook.DAMAGED)
    if "META-INF/manifest.xml" in archive.parts and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise FileRefused(content.PASSWORD)
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.parts):
        raise FileRefused(workbook.MACROS)
    tables = _tables(archive)
    chosen, left_out = _with_data(tables)
    yield {"sheet": tables[chosen].name, "left_out": left_out}
    facts = Facts()
    yield from blocks_of(_rows(archive, chosen, facts), 1, 0, facts)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.buffer_text = True
    return parser


def _feed(parser: expat.XMLParserType, archive: Archive) -> Iterator[None]:
    """Give the parser the content, piece by piece."""
    try:
        for chunk in archive.chunks(CONTENT):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileRefused(workbook.DAMAGED) from None
    yield


@dataclass(slots=True)
class _Table:
    name: str
    style: str
    is_filled: bool = False
    is_visible: bool = True


def _tables(archive: Archive) -> list[_Table]:
    """All tables, and which of them have a cell with a value."""
    tables: list[_Table] = []
    hidden: set[str] = set()
    style = ""
    value, display = f"{OFFICE}value-type", f"{TABLE}display"

    def started(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal style
        if name == _CELL:
            if value in attributes and tables:
                tables[-1].is_filled = True
        elif name == f"{TABLE}table":
            tables.append(_Table(attributes.get(f"{TABLE}name", ""), attributes.get(f"{TABLE}style-name", "")))
        elif name == f"{STYLE}style":
            style = attributes.get(f"{STYLE}name", "")
        elif name == f"{STYLE}table-properties" and attributes.get(display) == "false":
            hidden.add(style)

    parser = _parser()
    parser.StartElementHandler = started
    for _ in _feed(parser, archive):
        pass
    for each in tables:
        each.is_visible = each.style not in hidden
    return tables


def _with_data(tables: Sequence[_Table]) -> tuple[int, list[str]]:
    """Which table has the data, and the names of hidden ones with data."""
    filled = [
        number for number, each in enumerate(tables) if each.is_filled and each.name.strip().lower() not in EXPLANATIONS
    ]
    shown = [number for number in filled if tables[number].is_visible]
    if len(shown) > 1:
        raise FileRefused(workbook.SEVERAL_SHEETS, {"sheets": ", ".join(tables[each].name for each in shown)})
    if not shown:
        raise FileRefused(workbook.HIDDEN_ONLY if filled else workbook.NO_DATA)
    return shown[0], [tables[each].name for each in filled if each not in shown]


def _rows(archive: Archive, chosen: int, facts: Facts) -> Iterator[list[Any]]:
    parser, reader = _parser(), _Reader(chosen, facts)
    parser.StartElementHandler = reader.started
    parser.EndElementHandler = reader.ended
    parser.CharacterDataHandler = reader.text
    for _ in _feed(parser, archive):
        yield from reader.rows
        reader.rows.clear()


@dataclass(slots=True)
class _Reader:
    """Makes rows of what the parser sees in one table."""

    chosen: int
    facts: Facts
    rows: list[list[Any]] = field(default_factory=list)
    table: int = -1
    number: int = 0
    cells: list[Any] = field(default_factory=list)
    odd: list[tuple[int, CellKind]] = field(default_factory=list)
    column: int = 0
    cell: Mapping[str, str] | None = None
    words: list[str] = field(default_factory=list)
    beside: int = 0
    paragraphs: int = 0
    row: Mapping[str, str] = field(default_factory=dict)
    empty_rows: int = 0

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == f"{TABLE}table":
            self.table += 1
        if self.table != self.chosen:
            return
        if name == f"{TABLE}table-row":
            self.row, self.cells, self.odd, self.column = attributes, [], [], 0
        elif name in {_CELL, _COVERED}:
            self.cell, self.words, self.paragraphs = attributes, [], 0
        elif self.cell is not None:
            self._within(name, attributes)

    def _within(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.beside or not name.startswith(TEXT):  # a note or a drawing, which has paragraphs of its own
            self.beside += 1
        elif name == f"{TEXT}p":
            self.words += ["\n"] if self.paragraphs else []
            self.paragraphs += 1
        elif name == f"{TEXT}s":
            self.words.append(" " * min(int(attributes.get(f"{TEXT}c", "1") or 1), 1000))
        elif name in {f"{TEXT}tab", f"{TEXT}line-break"}:
            self.words.append(" ")

    def text(self, text: str) -> None:
        """Characters."""
        if self.cell is not None and self.paragraphs and not self.beside:
            self.words.append(text)

    def ended(self, name: str) -> None:
        """An element ends."""
        if self.table != self.chosen:
            return
        if name in {_CELL, _COVERED}:
            self._end_cell(name)
        elif name == f"{TABLE}table-row":
            self._end_row()
        elif self.beside:
            self.beside -= 1

    def _end_cell(self, name: str) -> None:
        attributes, text = self.cell or {}, "".join(self.words)
        self.cell, self.beside = None, 0
        times = _times(attributes.get(_REPEATED, "1"))
        kind = CellKind.MERGED if name == _COVERED else error_in(attributes, text)
        value: str | float | bool | date | datetime | time = "" if kind else value_of(attributes, text)
        if value != "" or kind:
            last = self.column + times
            if last > MOST_COLUMNS:
                where = address(self.number + 1, self.column + times - 1)
                raise FileRefused(workbook.TOO_MANY_COLUMNS, {"cell": where, "most": str(MOST_COLUMNS)})
            self.cells += [""] * (self.column - len(self.cells)) + [value] * times
            self.odd += [(column, kind) for column in range(self.column, last)] if kind else []
        self.column += times

    def _end_row(self) -> None:
        times = _times(self.row.get(_SPANS, "1"))
        if not any(each != "" for each in self.cells) and not self.odd:
            self.number += times
            self.empty_rows += times
            return
        if self.number + times > LAST_ROW:
            where = address(self.number + times, 0)
            raise FileRefused(workbook.TOO_MANY_ROWS, {"cell": where, "most": f"{MOST_ROWS:,}"})
        self.rows += [[]] * self.empty_rows + [self.cells] * times
        self.empty_rows = 0
        for row in range(self.number + 1, self.number + times + 1):
            for column, kind in self.odd:
                self.facts.add(row, column, kind)
            if self.row.get(f"{TABLE}visibility") in _NOT_SHOWN:
                self.facts.hidden.add(row)
        self.number += times


def _times(text: str) -> int:
    """How often something is repeated. Raises FileRefused for what is no number."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise FileRefused(workbook.DAMAGED)
    return int(text)
