"""What must not be read silently: errors, formulas without results, merged cells, hidden sheets, several sheets."""

from io import BytesIO

import openpyxl
import pytest

from functions.bulk_import.workbook.prescan import LAST_ROW
from tests.functions.bulk_import.conftest import read_here, refusal_here, rows_here, values_here
from tests.harness.workbook_parts import archive, by_hand, parts, sheet
from tests.harness.workbooks import by_openpyxl

TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def text(place: str, value: str = "x") -> str:
    """A cell with a text."""
    return TEXT.format(place, value)


def kinds(content: bytes) -> list[str]:
    """The kinds of the cells of each row."""
    return ["".join(kind for _, kind in row) for row in rows_here(content)]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_an_error_is_no_empty_text(error: str, quote: str) -> None:
    cell = f'<c r="B1" t="e"><v>{error}</v></c>'.replace('"', quote)
    assert kinds(by_hand(f'<row r="1">{text("A1")}{cell}</row>')) == ["se"]


def test_an_error_that_the_reader_does_not_know_is_named() -> None:
    rows = f'<row r="1">{text("A1")}</row><row r="2"><c r="C2" t="e"><v>#SPILL!</v></c></row>'
    assert refusal_here(by_hand(rows)) == ("workbook-new-error", {"cell": "C2"})


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ('<c r="B1"><f>A1</f></c>', "f"),
        ('<c r="B1"><f>A1</f><v></v></c>', "f"),
        ('<c r="B1"><f>A1</f><v/></c>', "f"),
        ('<c r="B1"><f t="shared" si="0"/></c>', "f"),
        ('<c r="B1" s="1"><f t="array" ref="B1">A1</f></c>', "f"),
        ('<c r="B1" t="e"><f>NA()</f><v>#N/A</v></c>', "e"),
        ('<c r="B1" t="str"><f>A1</f><v>x</v></c>', "s"),
        ('<c r="B1" t="str"><f>""</f><v></v></c>', "s"),
        ('<c r="B1"><f>1+1</f><v>2</v></c>', "n"),
        ('<c r="B1" t="b"><f>TRUE()</f><v>1</v></c>', "b"),
    ],
)
def test_a_formula_without_its_result_is_no_empty_text(cell: str, kind: str) -> None:
    assert kinds(by_hand(f'<row r="1">{text("A1")}{cell}</row>')) == [f"s{kind}"]


def test_results_count_as_missing_where_the_program_is_to_calculate_everything_anew() -> None:
    rows = f'<row r="1">{text("A1")}<c r="B1"><f>1+1</f><v>0</v></c></row>'
    assert kinds(by_hand(rows, after_sheets='<calcPr calcId="1" fullCalcOnLoad="1"/>')) == ["sf"]
    assert kinds(by_hand(rows, after_sheets='<calcPr calcId="191029"/>')) == ["sn"]


def test_cells_without_a_value_are_seen_beside_and_below_all_others() -> None:
    rows = f'<row r="1">{text("B1")}</row><row r="2"><c r="A2"><f>B1</f></c></row>'
    rows += '<row r="3"><c r="D3" t="e"><v>#N/A</v></c></row>'
    assert kinds(by_hand(rows)) == ["ssss", "fsss", "ssse"]


def test_a_cell_keeps_its_address_below_empty_rows_and_beside_empty_columns() -> None:
    about, blocks = read_here(by_hand(f'<row r="4">{text("C4")}</row><row r="7">{text("D7", "y")}</row>'))
    assert about["sheet"] == "Blad1"
    (block,) = blocks
    assert (block.first, block.length) == (1, 7)
    assert block.rows()[3] == (("", "s"), ("", "s"), ("x", "s"), ("", "s"))
    assert block.rows()[6] == (("", "s"), ("", "s"), ("", "s"), ("y", "s"))


def test_merged_cells_are_named_but_for_the_first() -> None:
    rows = f'<row r="1">{text("A1")}{text("B1")}</row><row r="2">{text("A2")}{text("B2")}</row>'
    merged = '<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="B2:B3"/></mergeCells>'
    assert kinds(by_hand(rows, after=merged))[:3] == ["sm", "ss", "sm"]


def test_hidden_rows_are_named() -> None:
    rows = "".join(
        f'<row r="{number}"{hidden}>{text(f"A{number}")}</row>'
        for number, hidden in ((1, ""), (2, ' hidden="1"'), (3, ""))
    )
    _, (block,) = read_here(by_hand(rows))
    assert list(block.hidden) == [1]


def two_sheets(**states: str) -> bytes:
    """A workbook with data on two sheets, in these states."""
    row = f'<row r="1">{text("A1")}</row>'
    return archive(parts({"Een": sheet(row), "Twee": sheet(row)}, states=states))


def test_data_on_two_sheets_are_refused_with_their_names() -> None:
    assert refusal_here(two_sheets()) == ("workbook-several-sheets", {"sheets": "Een, Twee"})


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_and_named(state: str) -> None:
    about, _ = read_here(two_sheets(Een=state))
    assert about == {"sheet": "Twee", "left_out": ["Een"]}
    assert refusal_here(two_sheets(Een=state, Twee=state))[0] == "workbook-hidden-only"


@pytest.mark.parametrize("name", ["Uitleg", "Explanation", " toelichting "])
def test_the_sheet_that_explains_a_template_is_not_read(name: str) -> None:
    row = f'<row r="1">{text("A1")}</row>'
    about, _ = read_here(archive(parts({name: sheet(row), "Invoer": sheet(row)})))
    assert about == {"sheet": "Invoer", "left_out": []}


def test_a_sheet_with_nothing_but_formats_is_empty() -> None:
    styled = sheet('<row r="1"><c r="A1" s="1"/><c r="B1" s="1"></c></row>')
    full = sheet(f'<row r="1">{text("A1")}</row>')
    about, _ = read_here(archive(parts({"Leeg": styled, "Vol": full})))
    assert about["sheet"] == "Vol"
    assert refusal_here(archive(parts({"Leeg": styled})))[0] == "workbook-no-data"


def test_formats_far_below_and_beside_the_data_do_no_harm() -> None:
    rows = f'<row r="1">{text("A1")}<c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    dimension = '<dimension ref="A1:XFD1048576"/>'
    assert values_here(by_hand(rows, before=dimension)) == [["x"]]


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        (f"A{LAST_ROW + 1}", "workbook-too-many-rows"),
        ("A1048576", "workbook-too-many-rows"),
        ("XFD2", "workbook-too-many-columns"),
        ("GS2", "workbook-too-many-columns"),
        (f"AB{LAST_ROW}", "workbook-too-many-cells"),
    ],
)
@pytest.mark.parametrize("dimension", ['<dimension ref="A1:{}"/>', '<dimension ref="A1"/>', ""])
def test_a_value_too_far_out_is_refused_with_its_address(place: str, slug: str, dimension: str) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = f'<row r="1">{text("A1")}</row><row r="{row}">{text(place)}</row>'
    found, details = refusal_here(by_hand(rows, before=dimension.format(place)))
    assert (found, details["cell"]) == (slug, place)


def test_control_characters_in_the_way_of_excel_are_read() -> None:
    assert values_here(by_hand(f'<row r="1">{text("A1", "a_x0041_b_x005F_x0041_")}</row>')) == [["aAb_x0041_"]]


def test_a_text_with_the_separator_of_columns_stays_one_text() -> None:
    rows = f'<row r="1">{text("A1", "a&#x7F;b")}</row><row r="2">{text("A2", "c")}</row>'
    assert values_here(by_hand(rows)) == [["a\x7fb"], ["c"]]


def test_openpyxl_leaves_formulas_without_results() -> None:
    book = openpyxl.load_workbook(BytesIO(by_openpyxl([["a", "b"], ["x", "y"]])))
    book.active["B2"] = "=A2"
    made = BytesIO()
    book.save(made)
    assert kinds(made.getvalue()) == ["ss", "sf"]
