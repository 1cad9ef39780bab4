"""Templates: a workbook for each script, with the titles of its columns, drop-downs, and a sheet that explains them.

Columns of ids are formatted as text, so that a spreadsheet program keeps their zeros.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import xlsxwriter

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.column_definition import Column
from functions.bulk_import.headings import columns_for, needed_in
from functions.bulk_import.scripts import SCRIPT_LABELS, Script
from koppel.domain.accounts.account import ROLE_LABELS, Role
from koppel.domain.organisation import Organisation
from koppel.domain.texts import Text

EXPLANATION = Text(nl="Uitleg", en="Explanation")
"""The name of the sheet that is not read (`workbook.parts`)."""
LAST_ROW = 1_048_575
_HEADINGS = (
    Text(nl="Kolom", en="Column"),
    Text(nl="Nodig", en="Needed"),
    Text(nl="Uitleg", en="Explanation"),
    Text(nl="Voorbeeld", en="Example"),
)
_YES, _NO = Text(nl="ja", en="yes"), Text(nl="nee", en="no")
_HOW = Text(
    nl="Vul het eerste blad in, een rij per persoon of relatie, en laat de titels staan. De volgorde van de kolommen "
    "is vrij. Formules en samengevoegde cellen worden niet gelezen.",
    en="Fill in the first sheet, one row for each person or relationship, and leave the titles. The order of the "
    "columns is free. Formulas and merged cells are not read.",
)
_GENDERS: Mapping[str, list[str]] = {"nl": ["m", "v", "o", "u"], "en": ["m", "f", "o", "u"]}
_WIDTHS: Mapping[CellType, int] = {CellType.EMAIL: 32, CellType.CLIENT_KEY: 36, CellType.PROFESSIONAL_KEY: 36}
_ANOTHER = {"error_type": "information"}  # several roles may stand in one cell


def template(script: Script, language: str, organisation: Organisation) -> bytes:
    """The workbook, in `nl` or `en`. Columns of fields that the organisation does not use are left out."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    columns = columns_for(script, organisation)
    needed = needed_in(script, organisation)
    _fill_rows(book, script, columns, needed, language)
    _fill_explanation(book, columns, needed, language)
    book.close()
    return made.getvalue()


def _fill_rows(book: Any, script: Script, columns: tuple[Column, ...], needed: frozenset[str], language: str) -> None:
    page = book.add_worksheet(_in(SCRIPT_LABELS[script], language)[:31])
    texts = book.add_format({"num_format": "@"})
    days = book.add_format({"num_format": "dd-mm-yyyy"})
    title = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    plain, strong = book.add_format(title), book.add_format({**title, "bg_color": "#FFF2CC"})
    for place, column in enumerate(columns):
        of_column = days if column.type is CellType.DATE else texts
        page.set_column(place, place, _WIDTHS.get(column.type, 20), of_column)
        page.write_string(0, place, _in(column.title, language), strong if column.name in needed else plain)
        page.write_comment(0, place, _in(column.explanation, language), {"x_scale": 2})
        if choices := _choices(column, language):
            page.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": choices, **_ANOTHER})
    page.freeze_panes(1, 0)


def _fill_explanation(book: Any, columns: tuple[Column, ...], needed: frozenset[str], language: str) -> None:
    page = book.add_worksheet(_in(EXPLANATION, language))
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((34, 8, 80, 34)):
        page.set_column(place, place, width, wrapped)
    page.write_string(0, 0, _in(_HOW, language), book.add_format({}))
    for place, each in enumerate(_HEADINGS):
        page.write_string(2, place, _in(each, language), bold)
    for row, column in enumerate(columns, 3):
        is_needed = _in(_YES if column.name in needed else _NO, language)
        explanation, choices = _in(column.explanation, language), _choices(column, language)
        told = [_in(column.title, language), is_needed, explanation, choices[0] if choices else column.example]
        for place, text in enumerate(told):
            page.write_string(row, place, text, wrapped)


def _choices(column: Column, language: str) -> list[str]:
    if column.type is CellType.GENDER:
        return _GENDERS[language]
    return [_in(ROLE_LABELS[role], language) for role in Role] if column.type is CellType.ROLES else []


def _in(text: Text, language: str) -> str:
    return text.nl if language == "nl" else text.en
