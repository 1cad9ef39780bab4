"""OpenDocument: what LibreOffice writes, errors and formulas, repeats, and what must not be read."""

import shutil
import subprocess
from pathlib import Path

import pytest

from functions.bulk_import.workbook.prescan import LAST_ROW
from tests.functions.bulk_import.conftest import read_here, refusal_here, rows_here, values_here
from tests.harness.workbook_parts import archive

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
EXTENSION = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
DRAWING = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def cell(text: str) -> str:
    """A cell with a text."""
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def document(*tables: str, styles: str = "", doctype: str = "", **others: str) -> bytes:
    """A workbook of these tables, each with its name and its rows."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {NAMES} {EXTENSION} {DRAWING}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    return archive({"mimetype": MIMETYPE, "content.xml": content, **others})


def table(rows: str, name: str = "Blad1", style: str = "") -> str:
    """A table."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    """A row."""
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def kinds(content: bytes) -> list[str]:
    """The kinds of the cells of each row."""
    return ["".join(kind for _, kind in each) for each in rows_here(content)]


@pytest.mark.parametrize(
    ("made", "value", "kind"),
    [
        ('office:value-type="float" office:value="12.5"><text:p>12,50</text:p>', 12.5, "n"),
        ('office:value-type="float" office:value="123"><text:p>00123</text:p>', 123.0, "n"),
        ('office:value-type="percentage" office:value="0.5"><text:p>50%</text:p>', 0.5, "n"),
        ('office:value-type="currency" office:value="5"><text:p>€ 5</text:p>', 5.0, "n"),
        ('office:value-type="date" office:date-value="1980-01-31"><text:p>31-1-80</text:p>', "1980-01-31", "d"),
        ('office:value-type="date" office:date-value="1980-01-31T00:00:00"><text:p/>', "1980-01-31", "d"),
        ('office:value-type="date" office:date-value="1980-01-31T12:30:00"><text:p/>', "1980-01-31T12:30:00", "t"),
        ('office:value-type="time" office:time-value="PT12H30M00S"><text:p/>', "00:00:00", "h"),
        ('office:value-type="boolean" office:boolean-value="true"><text:p>WAAR</text:p>', True, "b"),
        ('office:value-type="string"><text:p>a</text:p><text:p>b</text:p>', "a\nb", "s"),
        ('office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:tab/>c</text:p>', "a  b c", "s"),
        ('office:value-type="string"><text:p><text:span>a</text:span><text:a>b</text:a></text:p>', "ab", "s"),
        ('office:value-type="string" office:string-value="x"><text:p>y</text:p>', "x", "s"),
        (
            'office:value-type="string"><office:annotation><text:p>n</text:p></office:annotation><text:p>a</text:p>',
            "a",
            "s",
        ),
        ('office:value-type="string"><text:p>a</text:p><draw:frame><text:p>x</text:p></draw:frame>', "a", "s"),
        ('table:formula="of:=[.A1]" office:value-type="float" office:value="3"><text:p>3</text:p>', 3.0, "n"),
        ('table:formula="of:=[.A1]" office:value-type="string" office:string-value="y"><text:p/>', "y", "s"),
        ('table:formula="of:=[.A1]">', "", "f"),
        ('table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error">'
         "<text:p>#N/A</text:p>", "", "e"),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>', "", "e"),
        ('table:formula="of:=x" office:value-type="float" office:value="0"><text:p>Err:508</text:p>', "", "e"),
    ],
)  # fmt: skip
def test_every_kind_of_cell(made: str, value: object, kind: str) -> None:
    content = document(table(row(cell("x"), f"<table:table-cell {made}</table:table-cell>")))
    assert rows_here(content) == [(("x", "s"), (value, kind))]


def test_repeated_cells_and_rows_are_repeated_but_for_empty_ones_at_the_end() -> None:
    many = cell("a").replace("-cell ", '-cell table:number-columns-repeated="3" ', 1)
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = row(cell("x"), '<table:table-cell table:number-columns-repeated="2"/>', many, empty)
    rows += row(empty, attributes=' table:number-rows-repeated="2"')
    rows += row(cell("y"), attributes=' table:number-rows-repeated="2"')
    rows += row(empty, attributes=' table:number-rows-repeated="1048000"')
    assert values_here(document(table(rows))) == [["x", "", "", "a", "a", "a"], [], [], ["y"], ["y"]]


def test_covered_cells_are_merged_ones() -> None:
    rows = row(cell("x"), "<table:covered-table-cell/>", cell("y"))
    assert kinds(document(table(rows))) == ["sms"]


def test_filtered_rows_are_hidden() -> None:
    rows = row(cell("a")) + row(cell("b"), attributes=' table:visibility="filter"') + row(cell("c"))
    _, (block,) = read_here(document(table(rows)))
    assert list(block.hidden) == [1]


def test_rows_in_groups_are_read() -> None:
    rows = f"<table:table-header-rows>{row(cell('a'))}</table:table-header-rows>"
    rows += f"<table:table-row-group>{row(cell('b'))}</table:table-row-group>"
    assert values_here(document(table(rows))) == [["a"], ["b"]]


HIDDEN = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def test_sheets_with_data_are_looked_at_as_in_other_workbooks() -> None:
    full = row(cell("x"))
    assert refusal_here(document(table(full, "Een"), table(full, "Twee"))) == (
        "workbook-several-sheets",
        {"sheets": "Een, Twee"},
    )
    about, _ = read_here(document(table(full, "Een"), table(full, "Twee", "ta2"), table(row(), "Leeg"), styles=HIDDEN))
    assert about == {"sheet": "Een", "left_out": ["Twee"]}
    about, _ = read_here(document(table(full, "Uitleg"), table(full, "Twee")))
    assert about["sheet"] == "Twee"
    assert refusal_here(document(table(full, "Twee", "ta2"), styles=HIDDEN))[0] == "workbook-hidden-only"
    assert refusal_here(document(table(row())))[0] == "workbook-no-data"


@pytest.mark.parametrize(
    ("rows", "slug"),
    [
        (row(cell("x"), attributes=f' table:number-rows-repeated="{LAST_ROW + 1}"'), "workbook-too-many-rows"),
        (row(cell("x"), attributes=' table:number-rows-repeated="999999999"'), "workbook-too-many-rows"),
        (row(cell("x"), attributes=' table:number-rows-repeated="-1"'), "workbook-damaged"),
        (
            row(cell("x").replace("-cell ", '-cell table:number-columns-repeated="201" ', 1)),
            "workbook-too-many-columns",
        ),
        (row('<table:table-cell table:number-columns-repeated="500"/>', cell("x")), "workbook-too-many-columns"),
        (row(cell("x").replace('"string"', '"float"')), "workbook-damaged"),
        (row(cell("x").replace('"string"', '"date" office:date-value="31-1-80"')), "workbook-damaged"),
        (row(cell("x"), "<table:table-cell>"), "workbook-damaged"),
    ],
)
def test_tables_that_are_too_large_or_broken_are_refused(rows: str, slug: str) -> None:
    assert refusal_here(document(table(rows)))[0] == slug


def test_entities_macros_and_passwords_are_refused() -> None:
    full = table(row(cell("x")))
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]>'
    assert refusal_here(document(full, doctype=laughs)) == ("workbook-unusual", {"what": "xml: DOCTYPE"})
    assert refusal_here(document(full, **{"Basic/Standard/Module1.xml": "x"}))[0] == "workbook-macros"
    locked = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert refusal_here(document(full, **locked))[0] == "file-password"
    assert refusal_here(archive({"mimetype": MIMETYPE}))[0] == "workbook-damaged"


def test_formulas_and_errors_of_libreoffice_itself(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "source.csv"
    source.write_text('a;b;c;d\r\n"=1+1";"=NA()";"=1/0";"=A2&""x"""\r\n')
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for to in ("ods", "xlsx"):
        filters = ["--infilter=Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1,true"]
        command = [
            "soffice",
            profile,
            "--headless",
            *filters,
            "--convert-to",
            to,
            "--outdir",
            str(tmp_path),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        rows = rows_here((tmp_path / f"source.{to}").read_bytes())
        assert "".join(kind for _, kind in rows[1]) == "nees", to
        assert rows[1][3][0] == "2x", to
