"""Templates: each is filled in as people do, saved by another program, and read as it is."""

from io import BytesIO

import openpyxl
import pytest

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.headings import columns_for, needed_in
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.rules import Rules
from functions.bulk_import.scripts import Script
from functions.bulk_import.table_reading import TableReader
from functions.bulk_import.templates import template
from functions.bulk_import.workbook.reading import Table
from koppel.domain.accounts.presence import Presence
from koppel.domain.problems.problem import Level
from tests.functions.bulk_import.conftest import read_here
from tests.functions.bulk_import.imports import organisation, rules

EVERY = [(script, language) for script in Script for language in ("nl", "en")]


def opened(content: bytes) -> openpyxl.Workbook:
    """The workbook, as another program sees it."""
    return openpyxl.load_workbook(BytesIO(content))


def filled(content: bytes, *rows: dict[str, str]) -> bytes:
    """The template with these rows, whose values stand by the titles of their columns, saved by another program."""
    book, saved = opened(content), BytesIO()
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, 2):
        for title, value in row.items():
            sheet.cell(number, titles.index(title) + 1).value = value
    book.save(saved)
    return saved.getvalue()


def reader(content: bytes, of: Rules) -> TableReader:
    """What reads this workbook."""
    about, blocks = read_here(content)
    sheet, left_out = about["sheet"], about["left_out"]
    assert isinstance(sheet, str)
    assert isinstance(left_out, list)
    return TableReader(Table(sheet, left_out, iter(blocks)), of)


def example(script: Script, language: str) -> dict[str, str]:
    """A row of examples by their titles."""
    values = {"gender": "v" if language == "nl" else "f", "roles": "Behandelaar" if language == "nl" else "Therapist"}
    return {
        (column.title.nl if language == "nl" else column.title.en): values.get(column.name, column.example)
        for column in columns_for(script, organisation())
    }


@pytest.mark.parametrize(("script", "language"), EVERY)
def test_a_filled_template_is_read_and_each_of_its_titles_is_known(script: Script, language: str) -> None:
    made = template(script, language, organisation())
    found = reader(filled(made, example(script, language)), rules(script))
    ((number, candidate),) = (each for some in found.read() for each in some)
    assert number == 2
    assert [each.slug for each in candidate.reasons if each.level is Level.ERROR] == []
    assert candidate.desired is not None
    assert found.notices() == []


@pytest.mark.parametrize(("script", "language"), EVERY)
def test_an_empty_template_has_titles_and_no_row(script: Script, language: str) -> None:
    with pytest.raises(FileRefused) as refused:
        list(reader(template(script, language, organisation()), rules(script)).read())
    assert refused.value.problem.slug == "no-rows"


@pytest.mark.parametrize(("script", "language"), EVERY)
def test_ids_are_text_dates_are_dates_and_each_title_explains_itself(script: Script, language: str) -> None:
    sheet, explanation = opened(template(script, language, organisation())).worksheets
    columns = columns_for(script, organisation())
    assert explanation.title == ("Uitleg" if language == "nl" else "Explanation")
    told = {row[0].value: [cell.value for cell in row] for row in explanation.iter_rows(min_row=4)}
    for cell, column in zip(sheet[1], columns, strict=True):
        title, text = (each.nl if language == "nl" else each.en for each in (column.title, column.explanation))
        assert cell.value == title
        assert cell.comment is not None
        assert cell.comment.text == text
        (form,) = (each for each in sheet.column_dimensions.values() if each.min <= cell.column <= each.max)
        assert form.number_format == ("dd-mm-yyyy" if column.type is CellType.DATE else "@")
        needed = {"nl": ("nee", "ja"), "en": ("no", "yes")}[language][column.name in needed_in(script, organisation())]
        assert told[title][1:3] == [needed, text]
    assert set(told) == {(each.title.nl if language == "nl" else each.title.en) for each in columns}


def test_the_template_follows_the_fields_of_the_organisation() -> None:
    without = organisation(bsn=Presence.OFF, date_of_birth=Presence.REQUIRED)
    sheet = opened(template(Script.NEW_CLIENTS, "nl", without)).worksheets[0]
    titles = {cell.value: cell.fill.fgColor.rgb for cell in sheet[1]}
    assert "BSN" not in titles
    assert titles["Geboortedatum"] == titles["Achternaam"] == "FFFFF2CC"
    assert titles["Telefoonnummer"] != "FFFFF2CC"


@pytest.mark.parametrize(("language", "genders"), [("nl", "m,v,o,u"), ("en", "m,f,o,u")])
def test_choices_drop_down_and_are_understood(language: str, genders: str) -> None:
    sheet = opened(template(Script.NEW_CLIENTS, language, organisation())).worksheets[0]
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == f'"{genders}"'
    row = example(Script.NEW_CLIENTS, language)
    title = "Geslacht" if language == "nl" else "Gender"
    rows = [
        row | {title: each} | {name: f"{number}{value}" for name, value in row.items() if "mail" in name}
        for number, each in enumerate(genders.split(","))
    ]
    made = template(Script.NEW_CLIENTS, language, organisation())
    read = [each for some in reader(filled(made, *rows), rules()).read() for _, each in some]
    assert [each.desired.values["gender"] for each in read if each.desired] == ["m"]
