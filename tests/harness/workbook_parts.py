"""Parts of workbooks for tests, as XML made by hand."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
DATE_STYLE = 1
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES = (
    '<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="{date}"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def letters(column: int) -> str:
    """The name of a column, counted from 0."""
    return (letters(column // 26 - 1) if column > 25 else "") + chr(65 + column % 26)


def serial(day: date, *, since_1904: bool = False) -> int:
    """The number by which a workbook stores a date."""
    return (day - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days


def archive(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", compression) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return made.getvalue()


def _content_types(sheets: int) -> str:
    overrides = {"workbook": "sheet.main", "styles": "styles", "sharedStrings": "sharedStrings"}
    overrides |= {f"worksheets/sheet{number}": "worksheet" for number in range(1, sheets + 1)}
    listed = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in overrides.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        f'Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def parts(
    sheets: Mapping[str, str],
    shared: Sequence[str] = (),
    *,
    strict: bool = False,
    properties: str = "",
    after_sheets: str = "",
    states: Mapping[str, str] | None = None,
    absolute: bool = False,
    date_format: str = "dd/mm/yyyy",
) -> dict[str, str | bytes]:
    """The parts of a workbook with these worksheets, each as XML, by name."""
    main, office = (STRICT_MAIN, STRICT_OFFICE) if strict else (MAIN, OFFICE)
    numbered = list(enumerate(sheets.items(), 1))
    state = {name: f' state="{each}"' for name, each in (states or {}).items()}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}"{state.get(name, "")} r:id="rId{number}"/>'
        for number, (name, _) in numbered
    )
    before = "/xl/" if absolute else ""
    targets = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered]
    targets += [("rId98", "styles", "styles.xml"), ("rId99", "sharedStrings", "sharedStrings.xml")]
    relations = "".join(
        f'<Relationship Id="{each}" Type="{office}/{kind}" Target="{before}{target}"/>'
        for each, kind, target in targets
    )
    texts = "".join(f'<si><t xml:space="preserve">{escape(each)}</t></si>' for each in shared)
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{main}" xmlns:r="{office}">{properties}'
        f"<sheets>{listed}</sheets>{after_sheets}</workbook>",
        "xl/_rels/workbook.xml.rels": f'{DECLARATION}<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        "xl/styles.xml": DECLARATION + _STYLES.format(main=main, date=date_format),
        "xl/sharedStrings.xml": f'{DECLARATION}<sst xmlns="{main}">{texts}</sst>',
    }
    for number, (_, sheet) in numbered:
        made[f"xl/worksheets/sheet{number}.xml"] = sheet
    return made


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet with these rows, as XML."""
    start = f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    return f"{start}{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def by_hand(
    rows: str, *, shared: Sequence[str] = (), before: str = "", after: str = "", after_sheets: str = ""
) -> bytes:
    """A workbook whose one worksheet has these rows, as XML."""
    return archive(parts({"Blad1": sheet(rows, before=before, after=after)}, shared, after_sheets=after_sheets))
