"""CSV files: read back they hold what was put in, and no text is a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.csv_files import FORMULA_SIGNS, lines, safe

CELLS = st.text(max_size=20) | st.builds(lambda sign, rest: sign + rest, st.sampled_from(FORMULA_SIGNS), st.text())


def read(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=5), st.sampled_from([("nl", ";"), ("en", ",")]))
def test_cells_come_back_and_none_is_a_formula(rows: list[list[str]], written: tuple[str, str]) -> None:
    language, separator = written
    found = read(lines(rows, language), separator)
    assert len(found) == len(rows)
    for sent, came in zip(rows, found, strict=True):
        assert came == [safe(each) for each in sent]
        for cell, text in zip(came, sent, strict=True):
            assert not cell.startswith(FORMULA_SIGNS)
            assert cell in {text, f"'{text}"}


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.example")', "+31 20", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_numbers_stay_numbers_and_lines_end_as_the_rfc_says() -> None:
    assert lines([["a;b", -3], ["c", 0]], "nl") == '"a;b";-3\r\nc;0\r\n'
    assert lines([["a;b", -3]], "en") == "a;b,-3\r\n"
