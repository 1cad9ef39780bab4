"""Texts: every character set, separator and quotation that spreadsheet programs write."""

import csv
from io import StringIO

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from functions.bulk_import.workbook.prescan import LAST_ROW
from tests.functions.bulk_import.conftest import read_here, refusal_here, values_here

ROWS = [["Naam", "Plaats", "Nummer"], ["Zoë", "Ålst; €5", "007"], ["Jan", 'de "oude", stad', "8"]]


def written(rows: list[list[str]], separator: str = ";", line_end: str = "\r\n", quote_all: bool = False) -> str:
    """Rows as a text."""
    made = StringIO()
    writer = csv.writer(made, delimiter=separator, lineterminator=line_end, quoting=1 if quote_all else 0)
    writer.writerows(rows)
    return made.getvalue()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("quote_all", [True, False])
def test_what_programs_write_is_read(separator: str, encoding: str, line_end: str, quote_all: bool) -> None:
    content = written(ROWS, separator, line_end, quote_all).encode(encoding)
    assert values_here(content) == ROWS
    about, _ = read_here(content)
    assert about == {"sheet": "", "left_out": []}


def test_line_ends_within_quotation_marks_stay_in_their_cell() -> None:
    rows = [["a", "b"], ["een\ntwee", "x"], ["drie\r\nvier", "y"]]
    assert values_here(written(rows).encode()) == rows


def test_a_hint_of_excel_is_obeyed_and_counts_as_a_row() -> None:
    assert values_here(b"sep=|\r\na|b;c\r\n1|2;3\r\n") == [[], ["a", "b;c"], ["1", "2;3"]]


@pytest.mark.parametrize("cell", ['="00123"', '"=""00123"""'])
def test_a_number_that_is_written_as_a_formula_to_keep_its_zeros_is_a_text(cell: str) -> None:
    assert values_here(f"a;b\r\n{cell};x\r\n".encode())[1] == ["00123", "x"]
    assert values_here(b"a;b\r\n=1+1;=cmd|x\r\n")[1] == ["=1+1", "=cmd|x"]


def test_rows_of_other_lengths_are_read() -> None:
    assert values_here(b"a;b;c\r\n1\r\n\r\n1;2;3;4\r\n") == [["a", "b", "c"], ["1"], [], ["1", "2", "3", "4"]]


def test_one_column_is_read() -> None:
    assert values_here(b"nummer\r\n1\r\n2\r\n") == [["nummer"], ["1"], ["2"]]


def test_a_comma_within_names_does_not_make_columns() -> None:
    assert values_here(b"naam;plaats\r\nBerg, van den;X\r\nWit, de;Y\r\n")[1] == ["Berg, van den", "X"]


@pytest.mark.parametrize(
    ("content", "row"), [(b'a;b\r\n"x;y\r\n', "2"), (b'a;b\r\n1;2\r\n"x"y;z\r\n', "3"), (b'a;b\r\n"x', "2")]
)
def test_quotation_marks_that_do_not_fit_are_named(content: bytes, row: str) -> None:
    assert refusal_here(content) == ("text-broken-quotes", {"row": row})


def test_characters_that_are_neither_utf_8_nor_windows_are_refused() -> None:
    assert refusal_here(b"a;b\r\nx\x81;y\xe9\r\n")[0] == "text-no-charset"
    assert refusal_here(b"\xff\xfea;b")[0] == "text-no-charset"


def test_a_text_has_limits() -> None:
    assert refusal_here(b"a;b\r\n" + b"x;" * 201 + b"\r\n")[0] == "workbook-too-many-columns"
    assert refusal_here(b"a;b\r\n" + b"x" * 200_000 + b";y\r\n")[0] == "workbook-too-long-text"
    assert refusal_here(b"a\r\n" * (LAST_ROW + 1))[0] == "workbook-too-many-rows"


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).filter(
    lambda each: not each.startswith("=")
)


@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6)),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
@example([["a;b", 'c"d'], ["\ufeff", "x"]], ";", "utf-8-sig")
def test_what_is_written_with_a_hint_is_read_back(rows: list[list[str]], separator: str, encoding: str) -> None:
    assume(any(any(row) for row in rows))
    content = f"sep={separator}\r\n{written(rows, separator)}".encode(encoding)
    found = values_here(content)[1:]
    expected = [row[: max((n for n, cell in enumerate(row, 1) if cell), default=0)] for row in rows]
    while expected and not expected[-1]:
        expected.pop()
    assert found == expected
