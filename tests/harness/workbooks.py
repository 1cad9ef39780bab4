"""Workbooks for tests in the dialects of programs that cannot run here, and as libraries and LibreOffice write them."""

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter

from tests.harness.workbook_parts import (
    DATE_STYLE,
    DECLARATION,
    MAIN,
    OFFICE,
    STRICT_MAIN,
    STRICT_OFFICE,
    archive,
    letters,
    parts,
    serial,
    sheet,
)

type Cell = str | float | bool | date | None
type Rows = Sequence[Sequence[Cell]]
type Write = Callable[[Cell, str], str]
"""Makes the XML of a cell with this value in this place."""


class Shared:
    """The texts that all sheets share: a cell has the number of its text."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def __call__(self, text: str) -> tuple[str, str]:
        """The type of the cell and what is in it."""
        return "s", f"<v>{self.texts.setdefault(text, len(self.texts))}</v>"


def inline(text: str) -> tuple[str, str]:
    """A text in its own cell: the type of the cell and what is in it."""
    return "inlineStr", f'<is><t xml:space="preserve">{escape(text)}</t></is>'


def cell(
    value: Cell,
    place: str,
    *,
    text: Callable[[str], tuple[str, str]],
    number: Callable[[float], str] = "{:.15g}".format,
    plain: str = "",
    day: Callable[[date], str] = lambda day: f' s="{DATE_STYLE}"><v>{serial(day)}</v>',
) -> str:
    """A cell. `plain` are the attributes of what is no date, `day` the rest of the tag and the content of a date."""
    start = f'<c r="{place}"'
    match value:
        case None:
            return f"{start}{plain}/>"
        case bool():
            return f'{start}{plain} t="b"><v>{int(value)}</v></c>'
        case date():
            return f"{start}{day(value)}</c>"
        case str():
            kind, content = text(value)
            return f'{start}{plain} t="{kind}">{content}</c>'
    return f"{start}{plain}><v>{number(value)}</v></c>"


def filled(rows: Rows, write: Write, attributes: str = "", first: int = 1) -> str:
    """Rows from this number on, as XML."""
    return "".join(
        f'<row r="{number}"{attributes}>'
        + "".join(write(value, f"{letters(column)}{number}") for column, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, first)
    )


def excel(rows: Rows, *, strict: bool = False, since_1904: bool = False) -> bytes:
    """As Excel writes it: shared texts, spans, a dimension, extensions that a reader may not know."""
    shared, width = Shared(), max(map(len, rows))

    def day(value: date) -> str:
        if strict:
            return f' s="{DATE_STYLE}" t="d"><v>{value.isoformat()}</v>'
        return f' s="{DATE_STYLE}"><v>{serial(value, since_1904=since_1904)}</v>'

    body = filled(rows, partial(cell, text=shared, day=day), f' spans="1:{width}" x14ac:dyDescent="0.25"')
    main, office = (STRICT_MAIN, STRICT_OFFICE) if strict else (MAIN, OFFICE)
    worksheet = (
        f'{DECLARATION}<worksheet xmlns="{main}" xmlns:r="{office}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
        'xr:uid="{00000000-0001-0000-0000-000000000000}">'
        f'<dimension ref="A1:{letters(width - 1)}{len(rows)}"/><sheetViews><sheetView tabSelected="1" '
        'workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>'
        f'<sheetData>{body}</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" '
        'footer="0.3"/></worksheet>'
    )
    calendar = ' date1904="1"' if since_1904 else ""
    properties = f'<workbookPr{calendar} defaultThemeVersion="166925"/>'
    return archive(parts({"Blad1": worksheet}, list(shared.texts), strict=strict, properties=properties))


def google(rows: Rows) -> bytes:
    """As Google Sheets exports it: no dimension, numbers with a point, empty rows to the end of the grid."""
    shared = Shared()
    write = partial(cell, text=shared, number=lambda value: repr(float(value)), plain=' s="0"')
    grid = "".join(f'<row r="{number}" ht="15.75" customHeight="1"/>' for number in range(len(rows) + 1, 1001))
    worksheet = sheet(
        filled(rows, write) + grid,
        before='<sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr><sheetViews><sheetView '
        'workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" '
        'defaultRowHeight="15.75"/>',
        after='<drawing r:id="rId1"/>',
    )
    return archive(
        parts({"Blad1": worksheet}, list(shared.texts), properties="<workbookPr/>", date_format="d\\-m\\-yyyy")
    )


def numbers(rows: Rows) -> bytes:
    """As Numbers of Apple exports it: a title in a merged row above the table, targets with a full path, and a sheet
    that tells about the export."""
    write = partial(cell, text=inline, plain=' s="0"')
    title = filled([["Tabel 1"]], write)
    merged = f'<mergeCells count="1"><mergeCell ref="A1:{letters(max(map(len, rows)) - 1)}1"/></mergeCells>'
    summary = sheet(filled([["This document was exported from Numbers."]], write, first=3))
    worksheet = sheet(title + filled(rows, write, ' ht="20.05" customHeight="1"', first=2), after=merged)
    return archive(parts({"Export Summary": summary, "Blad 1": worksheet}, absolute=True))


def positional(rows: Rows) -> bytes:
    """As small libraries write it: no references, texts in their cells, a prefix for every name."""
    body = filled(rows, partial(cell, text=inline))
    plain = re.sub(r' r="[A-Z]*[0-9]+"', "", body)
    prefixed = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", f"<worksheet><sheetData>{plain}</sheetData></worksheet>")
    worksheet = prefixed.replace("<x:worksheet>", f'<x:worksheet xmlns:x="{MAIN}">')
    return archive(parts({"Blad1": worksheet}))


def by_openpyxl(rows: Rows) -> bytes:
    """As openpyxl writes it."""
    made, book = BytesIO(), openpyxl.Workbook()
    page = book.active
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            made_cell = page.cell(row, column, value)
            if isinstance(value, str):
                made_cell.data_type = "s"  # also where it begins with =
    book.save(made)
    return made.getvalue()


def by_xlsxwriter(rows: Rows) -> bytes:
    """As xlsxwriter writes it."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    page, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            match value:
                case None:
                    page.write_blank(row, column, None, day)
                case bool():
                    page.write_boolean(row, column, value)
                case date():
                    page.write_datetime(row, column, value, day)
                case str():
                    page.write_string(row, column, value)
                case _:
                    page.write_number(row, column, value)
    book.close()
    return made.getvalue()


WRITERS: Mapping[str, Callable[[Rows], bytes]] = {
    "excel": excel,
    "excel, strict": lambda rows: excel(rows, strict=True),
    "excel, 1904": lambda rows: excel(rows, since_1904=True),
    "google": google,
    "numbers": numbers,
    "positional": positional,
    "openpyxl": by_openpyxl,
    "xlsxwriter": by_xlsxwriter,
}
"""Every way to write a workbook that needs nothing but libraries."""


def convert(content: bytes, suffix: str, to: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it in another format (`xlsx`, `ods`, `csv`), or in its own."""
    source, target = folder / f"source.{suffix}", folder / "converted"
    source.write_bytes(content)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", to, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (target / f"source.{to.partition(':')[0]}").read_bytes()
