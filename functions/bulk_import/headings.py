"""The row of column titles: found by what its cells say, in any order, with rows above it or without."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from functions.bulk_import.column_definition import Column, Needed, Use
from functions.bulk_import.problems import heading
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.scripts import COLUMNS, KINDS, SCRIPT_LABELS, Script
from functions.bulk_import.titles import find
from functions.bulk_import.workbook.addresses import address
from functions.bulk_import.workbook.block import CellKind, CellValue
from koppel.domain.organisation import Organisation
from koppel.domain.texts import Text

MOST_ABOVE = 20
"""Rows, empty ones left out, among which the titles are looked for."""

type Row = Sequence[tuple[CellValue, str]]


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the columns of a script are in a sheet.

    row      number of the row of titles
    places   the columns that are read, by their place, counted from 0
    titled   the places of all titles, known or not
    unread   titles that the script does not know
    off      titles of fields that the organisation does not use
    """

    row: int
    places: Mapping[int, Column]
    titled: frozenset[int]
    unread: tuple[str, ...]
    off: tuple[str, ...]

    def place(self, name: str) -> int:
        """The place of a column, -1 where the sheet does not have it."""
        return next((place for place, column in self.places.items() if column.name == name), -1)

    def has(self, name: str) -> bool:
        """Whether the sheet has this column."""
        return self.place(name) >= 0


def heading_of(rows: Sequence[Row], first: int, script: Script, organisation: Organisation) -> Heading:
    """The heading among these rows, the first of which has this number. Raises FileRefused."""
    filled = [(number, row) for number, row in enumerate(rows, first) if any(value != "" for value, _ in row)]
    scored = [(_score(row, script), number, row) for number, row in filled[:MOST_ABOVE]]
    score, number, row = max(scored, key=lambda each: each[0], default=(0, 0, ()))
    if not score:
        raise FileRefused(heading.NO_HEADING, {"columns": _listed(_wanted(script, organisation))})
    _check_cells(row, number)
    found = _heading(row, number, script, organisation)
    _check(found, row, script, organisation)
    return found


def _score(row: Row, script: Script) -> int:
    """How many columns of the script have their title in this row."""
    return len({column.name for value, kind in row if (column := _column(value, kind, script))})


def _column(value: CellValue, kind: str, script: Script) -> Column | None:
    return find(script, value) if kind == CellKind.TEXT and isinstance(value, str) else None


def _check_cells(row: Row, number: int) -> None:
    for place, (_, kind) in enumerate(row):
        if kind == CellKind.MERGED:
            raise FileRefused(heading.HEADING_MERGED, {"cell": address(number, place)})
        if kind in {CellKind.ERROR, CellKind.FORMULA}:
            raise FileRefused(heading.HEADING_ODD, {"cell": address(number, place)})


def _heading(row: Row, number: int, script: Script, organisation: Organisation) -> Heading:
    places: dict[int, Column] = {}
    unread: list[str] = []
    off: list[str] = []
    titled: set[int] = set()
    for place, (value, kind) in enumerate(row):
        if value == "":
            continue
        titled.add(place)
        column = _column(value, kind, script)
        title = f"{str(value).strip()[:60]} ({address(number, place)})"
        if column is None:
            unread.append(title)
        elif column.use is Use.VALUE and not _exists(column, script, organisation):
            off.append(title)
        else:
            twice = next((other for other, each in places.items() if each.name == column.name), None)
            if twice is not None:
                cells = {"first": address(number, twice), "second": address(number, place)}
                raise FileRefused(heading.COLUMN_TWICE, {"column": _name(column.title), **cells})
            places[place] = column
    return Heading(number, places, frozenset(titled), tuple(unread), tuple(off))


def _exists(column: Column, script: Script, organisation: Organisation) -> bool:
    """Whether accounts have the field here."""
    name = "id" if column.name == "new_id" else column.name
    return name == "roles" or organisation.has(KINDS[script], name)


def _check(found: Heading, row: Row, script: Script, organisation: Organisation) -> None:
    """Raise FileRefused where columns are missing."""
    missing = [each for each in _missing(found, script, organisation) if each]
    if missing:
        columns = "; ".join(missing)
        for other in Script:
            if other is not script and _score(row, other) > len(found.places) and not _lacks(row, other, organisation):
                raise FileRefused(heading.OTHER_SCRIPT, {"columns": columns, "script": _name(SCRIPT_LABELS[other])})
        raise FileRefused(heading.COLUMNS_MISSING, {"columns": columns, "unknown": ", ".join(found.unread) or "-"})
    if script in {Script.UPDATE_CLIENTS, Script.UPDATE_PROFESSIONALS} and not list(values_in(found)):
        possible = [each for each in COLUMNS[script] if each.use is Use.VALUE]
        raise FileRefused(heading.NOTHING_TO_UPDATE, {"columns": _listed(possible)})


def _lacks(row: Row, script: Script, organisation: Organisation) -> bool:
    try:
        found = _heading(row, 1, script, organisation)
    except FileRefused:
        return True
    return any(_missing(found, script, organisation))


def _missing(found: Heading, script: Script, organisation: Organisation) -> Iterator[str]:
    """What the sheet lacks: a column, or one of two."""
    yield from (_name(each.title) for each in _wanted(script, organisation) if not found.has(each.name))
    pairs = {
        Script.UPDATE_CLIENTS: [("key", "id")],
        Script.UPDATE_PROFESSIONALS: [("key", "id")],
        Script.EXISTING_RELATIONSHIPS: [("professional_id", "professional_key"), ("client_id", "client_key")],
    }
    for one, other in pairs.get(script, ()):
        if not found.has(one) and not found.has(other):
            titles = {each.name: each.title for each in COLUMNS[script]}
            yield f"{_name(titles[one])} | {_name(titles[other])}"


def _wanted(script: Script, organisation: Organisation) -> list[Column]:
    """The columns that the script needs here."""
    required = organisation.missing(KINDS[script], {})
    return [
        each
        for each in COLUMNS[script]
        if each.needed is Needed.ALWAYS or (each.needed is Needed.BY_SETTINGS and each.name in required)
    ]


def columns_for(script: Script, organisation: Organisation) -> tuple[Column, ...]:
    """The columns of the script whose fields the organisation uses."""
    return tuple(each for each in COLUMNS[script] if each.use is not Use.VALUE or _exists(each, script, organisation))


def needed_in(script: Script, organisation: Organisation) -> frozenset[str]:
    """The names of the columns that the script needs here, in each of its rows."""
    return frozenset(each.name for each in _wanted(script, organisation))


def values_in(found: Heading) -> Iterator[Column]:
    """The columns with values to write; an id that only tells which account is meant is none."""
    for column in found.places.values():
        if column.use is Use.VALUE and (column.name != "id" or found.has("key")):
            yield column


def _listed(columns: Sequence[Column]) -> str:
    return ", ".join(_name(each.title) for each in columns)


def _name(title: Text) -> str:
    """A title in both languages."""
    return title.nl if title.nl == title.en else f"{title.nl} / {title.en}"
