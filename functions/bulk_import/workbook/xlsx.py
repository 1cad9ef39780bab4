"""Workbooks of Excel (.xlsx), as many programs write them: read by calamine, after the pre-scan."""

from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from functions.bulk_import.memory_file import path_of
from functions.bulk_import.problems import workbook
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook.archive import Archive
from functions.bulk_import.workbook.blocks import blocks_of
from functions.bulk_import.workbook.parts import SheetPart, parts_of
from functions.bulk_import.workbook.prescan import bound, has_values, scan, scan_other


def read(archive: Archive, descriptor: int) -> Iterator[dict[str, Any]]:
    """What is read of the workbook in this file: first `{"sheet": …, "left_out": […]}`, then blocks, as JSON.

    sheet     name of the sheet with the data
    left_out  names of hidden sheets that have data too

    Raises FileRefused.
    """
    parts = parts_of(archive)
    sheet, left_out = _with_data(archive, parts.sheets)
    for each in parts.other:
        scan_other(archive, each)
    facts = scan(archive, sheet.part, calculates_anew=parts.calculates_anew)
    yield {"sheet": sheet.name, "left_out": left_out}
    found = _open(descriptor, sheet.name)
    if found.end is not None:
        bound(found.end[0] + 1, found.end[1])
    column = found.start[1] if found.start else 0  # empty columns at the start are left out, empty rows are not
    yield from blocks_of(found.iter_rows(), 1, column, facts)


def _with_data(archive: Archive, sheets: tuple[SheetPart, ...]) -> tuple[SheetPart, list[str]]:
    """The one sheet with data, and the names of hidden sheets with data."""
    filled = [each for each in sheets if not each.is_explanation and has_values(archive, each.part)]
    shown = [each for each in filled if each.is_visible]
    if len(shown) > 1:
        raise FileRefused(workbook.SEVERAL_SHEETS, {"sheets": ", ".join(each.name for each in shown)})
    if not shown:
        raise FileRefused(workbook.HIDDEN_ONLY if filled else workbook.NO_DATA)
    return shown[0], [each.name for each in filled if not each.is_visible]


def _open(descriptor: int, sheet: str) -> CalamineSheet:
    try:
        return CalamineWorkbook.from_path(path_of(descriptor)).get_sheet_by_name(sheet)
    except (CalamineError, OSError, ValueError):
        raise FileRefused(workbook.DAMAGED) from None
