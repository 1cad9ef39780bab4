"""The parts of an .xlsx that say which sheets there are (ECMA-376 part 1 section 18.2, strict and transitional)."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from functions.bulk_import.problems import content, workbook
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook.archive import Archive
from functions.bulk_import.workbook.markup import parse

WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_TRUE = frozenset({"1", "true"})
_VISIBLE = frozenset({"", "visible"})
# What stands beside the rows in our templates, and in what Numbers exports.
EXPLANATIONS = frozenset({"uitleg", "toelichting", "explanation", "export summary", "exportoverzicht"})


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of a workbook: its name, its part in the archive, and whether it is shown."""

    name: str
    part: str
    is_visible: bool

    @property
    def is_explanation(self) -> bool:
        """Whether it is the sheet of a template that explains the other one."""
        return self.name.strip().lower() in EXPLANATIONS


@dataclass(frozen=True, slots=True)
class Parts:
    """What a workbook consists of.

    calculates_anew  whether the program that opens it is to calculate every formula: the saved results are not results
    other            the parts for texts and formats
    """

    sheets: tuple[SheetPart, ...]
    calculates_anew: bool
    other: tuple[str, ...]


def parts_of(archive: Archive) -> Parts:
    """What this workbook consists of. Raises FileRefused where it is no workbook, or one that we do not read."""
    _check_kind(archive)
    targets, other = _relationships(archive)
    sheets: list[SheetPart] = []
    calculates_anew = False

    def on_start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal calculates_anew
        if name == "sheet" and attributes.get("id") in targets:
            is_visible = attributes.get("state", "") in _VISIBLE
            sheets.append(SheetPart(attributes.get("name", ""), targets[attributes["id"]], is_visible))
        elif name == "calcPr":
            calculates_anew = attributes.get("fullCalcOnLoad", "") in _TRUE

    parse(archive.read(WORKBOOK), on_start)
    names = [each.name for each in sheets]
    if len(set(names)) != len(names):
        raise FileRefused(workbook.UNUSUAL, {"what": "xlsx: names of sheets"})
    return Parts(tuple(sheets), calculates_anew, other)


def _check_kind(archive: Archive) -> None:
    names = [each.lower() for each in archive.parts]
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise FileRefused(workbook.MACROS)
    if archive.find("xl/workbook.bin"):
        raise FileRefused(content.BINARY_WORKBOOK)
    if archive.find("word/document.xml") or archive.find("ppt/presentation.xml"):
        raise FileRefused(content.OTHER_FILE)
    if not archive.find(WORKBOOK):
        raise FileRefused(content.OTHER_ARCHIVE)
    if WORKBOOK not in archive.parts or _RELATIONSHIPS not in archive.parts:
        raise FileRefused(workbook.UNUSUAL, {"what": f"xlsx: {WORKBOOK}"})


def _relationships(archive: Archive) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The parts of worksheets by their ids, and the names of the parts for texts and formats."""
    sheets: dict[str, str] = {}
    other: list[str] = []

    def on_start(name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        part = archive.find(posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}"))
        if kind == "worksheet":
            if not part:
                raise FileRefused(workbook.DAMAGED)
            sheets[attributes.get("Id", "")] = part
        elif kind in {"sharedStrings", "styles"} and part:
            other.append(part)

    parse(archive.read(_RELATIONSHIPS), on_start)
    return sheets, tuple(other)
