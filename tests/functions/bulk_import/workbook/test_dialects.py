"""Workbooks of many programs are read alike."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.functions.bulk_import.conftest import read_here, rows_here, values_here
from tests.harness.workbooks import WRITERS, Rows, by_openpyxl, convert

ROWS: Rows = [
    ["Cliëntnummer", "Naam", "Geboortedatum", "Huisnummer", "Akkoord", "Leeg"],
    ["00123", "Zoë O'Brien-Łukasz", date(1980, 1, 31), 12.0, True, None],
    ["c-2", "van 't Hoff & Zn <x>", date(2001, 12, 1), 3.5, False, None],
    [None, None, None, None, None, None],
    ["=1+1", "  ruimte  ", date(1904, 1, 2), 123456789012345.0, None, "laatste"],
]
KINDS = ["ssssss", "ssdnbs", "ssdnbs", "ssssss", "ssdnss"]


def expected() -> list[list[object]]:
    """The rows as they are read: dates as texts, empty cells as empty texts, none at the end."""
    made: list[list[object]] = []
    for row in ROWS:
        values = [each.isoformat() if isinstance(each, date) else "" if each is None else each for each in row]
        while values and values[-1] == "":
            values.pop()
        made.append([*values])
    return made


@pytest.mark.parametrize("writer", WRITERS)
def test_every_dialect_of_xlsx_gives_the_same_rows(writer: str) -> None:
    content = WRITERS[writer](ROWS)
    found = values_here(content)
    if writer == "numbers":
        assert found.pop(0) == ["Tabel 1"]
    assert found == expected()


@pytest.mark.parametrize("writer", WRITERS)
def test_every_dialect_of_xlsx_gives_the_same_kinds(writer: str) -> None:
    rows = [["".join(kind for _, kind in row)][0] for row in rows_here(WRITERS[writer](ROWS))]
    if writer == "numbers":
        assert rows.pop(0) == "smmmmm"
    assert [row.ljust(6, "s") for row in rows] == KINDS


@pytest.mark.parametrize("to", ["xlsx", "xlsx:Calc MS Excel 2007 XML", "ods"])
def test_libreoffice_writes_what_is_read_alike(to: str, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    content = convert(by_openpyxl(ROWS), "xlsx", to, tmp_path)
    about, _ = read_here(content)
    assert about == {"sheet": "Sheet", "left_out": []}
    assert values_here(content) == expected()
    kinds = [["".join(kind for _, kind in row)][0].ljust(6, "s")[:6] for row in rows_here(content)]
    assert [each.replace("b", "n") for each in kinds] == [
        each.replace("b", "n") for each in KINDS
    ]  # TRUE is a number there


def test_libreoffice_writes_csv_that_is_read_alike(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    content = convert(by_openpyxl(ROWS[:3]), "xlsx", "csv:Text - txt - csv (StarCalc):59,34,76", tmp_path)
    assert values_here(content)[1][:2] == ["00123", "Zoë O'Brien-Łukasz"]
