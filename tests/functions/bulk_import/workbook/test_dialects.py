"""Workbooks of many programs are read alike."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.bulk_import.table_reading import TableReader
from functions.bulk_import.workbook.reading import Table
from tests.functions.bulk_import.conftest import read_here, rows_here, values_here
from tests.functions.bulk_import.imports import CLIENT_TITLES, TODAY, rules
from tests.harness.workbooks import WRITERS, Cell, Rows, by_openpyxl, convert

ROWS: Rows = [
    ["Cliëntnummer", "Naam", "Geboortedatum", "Huisnummer", "Akkoord", "Leeg"],
    ["00123", "Zoë O'Brien-Łukasz", date(1980, 1, 31), 12.0, True, None],
    ["c-2", "van 't Hoff & Zn <x>", date(2001, 12, 1), 3.5, False, None],
    [None, None, None, None, None, None],
    ["=1+1", "  ruimte  ", date(1904, 1, 2), 123456789012345.0, None, "laatste"],
]
KINDS = ["ssssss", "ssdnbs", "ssdnbs", "ssssss", "ssdnss"]


def expected(rows: Rows = ROWS) -> list[list[object]]:
    """The rows as they are read: dates as texts, empty cells as empty texts, none at the end."""
    made: list[list[object]] = []
    for row in rows:
        values = [each.isoformat() if isinstance(each, date) else "" if each is None else each for each in row]
        while values and values[-1] == "":
            values.pop()
        made.append([*values])
    while made and not made[-1]:
        made.pop()
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


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Z"]), min_size=1, max_size=8)
CELLS = st.one_of(
    st.none(),
    WORDS.filter(lambda text: "_x" not in text and text[0] != "="),
    st.integers(-(10**11), 10**11).map(float),
    st.booleans(),
    st.dates(date(1904, 1, 2), date(2100, 1, 1)),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5))
@settings(max_examples=40)
def test_random_rows_are_the_same_in_every_dialect(rows: list[list[Cell]]) -> None:
    rows = [["Titel"], *rows]
    for name, write in WRITERS.items():
        found = values_here(write(rows))
        if name == "numbers":
            assert found.pop(0) == ["Tabel 1"]
        assert found == expected(rows), name


CLIENT = st.fixed_dictionaries(
    {
        "email": st.integers(1, 3).map("c{}@example.org".format),
        "first_name": WORDS,
        "infix": st.sampled_from(["", "van", "de "]),
        "last_name": st.sampled_from(["Berg", "Łukasz", "", "#N/A"]),
        "id": st.one_of(st.integers(1, 9).map("00{}".format), st.integers(1, 9).map(float)),
        "date_of_birth": st.one_of(st.dates(date(1904, 1, 2), TODAY), st.sampled_from(["31/01/1980", "x"])),
        "gender": st.sampled_from(["m", "V", "vrouw", "x", ""]),
        "phone_number": st.sampled_from(["0612345678", ""]),
        "bsn": st.sampled_from(["111222333", "111222334", ""]),
    }
)


@given(st.lists(CLIENT, min_size=1, max_size=4))
@settings(max_examples=25)
def test_an_import_is_the_same_whatever_program_wrote_it(clients: list[dict[str, Cell]]) -> None:
    titles: list[Cell] = [each.strip() for each in CLIENT_TITLES.split(",")]
    rows = [titles, *(list(each.values()) for each in clients)]

    def read(content: bytes) -> list[tuple[object, list[str]]]:
        about, blocks = read_here(content)
        found = TableReader(Table(str(about["sheet"]), [], iter(blocks)), rules())
        return [(each.desired, [reason.slug for reason in each.reasons]) for some in found.read() for _, each in some]

    usual = read(WRITERS["excel"](rows))
    for name, write in WRITERS.items():
        assert read(write(rows)) == usual, name
