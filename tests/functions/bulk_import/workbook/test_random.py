"""Random workbooks give the same rows by our reader and by openpyxl, or a refusal; no bytes break the reader."""

import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from random import Random

import openpyxl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook.reading import opened
from tests.functions.bulk_import.conftest import read_here, values_here
from tests.harness.workbook_parts import archive, by_hand, parts, sheet
from tests.harness.workbooks import WRITERS, Cell, excel, google, numbers

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=10).filter(
    lambda text: text == text.strip() and not re.search("_x[0-9A-Fa-f]{4}_", text)
)
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14), st.floats(-1e14, 1e14, allow_nan=False).map(lambda each: float(f"{each:.12g}"))
)
CELLS = st.one_of(st.none(), TEXTS, NUMBERS, st.booleans(), st.dates(date(1904, 1, 2), date(2100, 1, 1)))
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=6)


def by_openpyxl_reader(content: bytes) -> list[list[object]]:
    """The values as openpyxl reads them, in our forms."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    page = book.worksheets[-1]
    found = [[_ours(value) for value in row] for row in page.iter_rows(values_only=True)]
    for row in found:
        while row and row[-1] == "":
            row.pop()
    while found and not found[-1]:
        found.pop()
    return found


def _ours(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def as_numbers(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Numbers as floats: the readers differ in the type."""
    return [[float(each) if type(each) is int else each for each in row] for row in rows]


@given(rows=ROWS, writer=st.sampled_from([each for each in WRITERS if each not in {"positional", "excel, strict"}]))
@example(rows=[[None, "a"], [None], ["=1", 0]], writer="openpyxl")
@settings(max_examples=150)
def test_two_readers_read_the_same(rows: list[list[Cell]], writer: str) -> None:
    assume(any(each is not None for row in rows for each in row))
    content = WRITERS[writer](rows)
    try:
        found = values_here(content)
    except FileRefused:
        return
    assert as_numbers(found) == as_numbers(by_openpyxl_reader(content))


MOMENTS = st.builds(datetime.combine, st.dates(date(1904, 1, 2), date(2100, 1, 1)), st.times()).map(
    lambda each: each.replace(microsecond=0)
)


@given(moments=st.lists(MOMENTS, min_size=1, max_size=5), writer=st.sampled_from(["openpyxl", "xlsxwriter"]))
@settings(max_examples=60)
def test_two_readers_read_the_same_moments(moments: list[datetime], writer: str) -> None:
    content = WRITERS[writer]([["Titel"], *([each] for each in moments)])
    assert values_here(content) == by_openpyxl_reader(content)


FORMATS = [
    "General",
    "0",
    "00000",
    "0.00",
    "#,##0",
    "@",
    "dd/mm/yyyy",
    "d-m-yy",
    "yyyy\\-mm\\-dd",
    "[$-413]d mmmm yyyy",
]
FORMATS += ["d/m/yyyy h:mm", "[h]:mm", '"d" 0', "[Red]0", "0%", "0.00E+00", "# ?/?", "yyyy", "mmm-yy", "dd/mm/yyyy;@"]


@pytest.mark.parametrize("date_format", FORMATS)
@pytest.mark.parametrize("number", ["29221", "29221.5", "61", "1"])
def test_formats_make_dates_of_the_same_numbers(date_format: str, number: str) -> None:
    made = archive(
        parts(
            {"Blad1": sheet(f'<row r="1"><c r="A1" s="1"><v>{number}</v></c></row>')},
            date_format=date_format.replace('"', "&quot;"),
        )
    )
    ours, theirs = values_here(made), by_openpyxl_reader(made)
    is_time = "h" in date_format
    assert is_time or as_numbers(ours) == as_numbers(theirs)


PIECES = [
    '<row r="1">',
    "<row>",
    "</row>",
    '<c r="A1">',
    '<c r="B1" t="s">',
    "<c>",
    "</c>",
    "<v>0</v>",
    "<v>",
    "</v>",
    "<f>A1</f>",
    "<f/>",
]
PIECES += [
    '<c r="C2" t="e"><v>#N/A</v></c>',
    '<c r="A3" t="inlineStr"><is><t>x</t></is></c>',
    "<v>1e400</v>",
    "<v>-1</v>",
    "x",
    "&amp;",
    "&#x41;",
]
PIECES += [
    '<mergeCell ref="A1:B2"/>',
    "<!-- -->",
    '<row r="5" hidden="1">',
    '<c r="ZZ9"><v>3</v></c>',
    "<is>",
    "</is>",
    "<t>y</t>",
    '<c r="a4" t="b">',
]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=300)
def test_no_sheet_breaks_the_reader(pieces: list[str]) -> None:
    try:
        read_here(by_hand("".join(pieces), shared=["text"]))
    except FileRefused:
        return


@given(st.integers(0, 2**32), st.sampled_from([excel, google, numbers]), st.integers(1, 8))
@settings(max_examples=300)
def test_no_damage_breaks_the_reader(seed: int, writer: object, changes: int) -> None:
    random = Random(seed)
    content = bytearray(writer([["a", "b"], ["c", 1.0], [date(2020, 1, 1), True]]))  # type: ignore[operator]
    for _ in range(changes):
        at = random.randrange(len(content))
        content[at] = random.randrange(256)
    try:
        read_here(bytes(content))
    except FileRefused:
        return


@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda each: b"PK\x03\x04" + each),
        st.text().map(str.encode),
    )
)
@example(b"PK\x03\x04" + b"PK\x05\x06" + bytes(18))
@settings(max_examples=300)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        read_here(content)
    except FileRefused:
        return


@pytest.mark.parametrize("seed", range(6))
def test_no_bytes_break_the_child(seed: int) -> None:
    random = Random(seed)
    content = excel([["a", "b"], ["c", 1.0]])
    changed = bytearray(content)
    for _ in range(random.randrange(1, 50)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    for made in (random.randbytes(1000), b"PK\x03\x04" + random.randbytes(1000), bytes(changed)):
        with memory_file((made,)) as file:
            try:
                with opened(file) as found:
                    list(found.blocks)
            except FileRefused:
                continue
