"""Forms: the fields of a settings or arguments model, bound to values and errors, as the templates show them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from koppel.domain.texts import Text
from koppel.domain.tiles.form import FieldKind, FormField
from koppel.domain.tiles.form_values import new_row

LONGEST_ROW = 10
_ROW = re.compile("[0-9]{1,9}")
_LISTS = frozenset({FieldKind.GROUPS, FieldKind.KEYED_GROUPS, FieldKind.PAIRS})

type Values = Mapping[str, list[str]]
type Errors = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Bound:
    """A field with what it shows.

    form_field  what it is
    name    of the form value; parts of nested fields are joined by dots
    values  that are filled in now
    error   what is wrong with it, None for nothing
    rows    of a list of groups: for each entry its number and its fields
    parts   of a group: its fields
    """

    form_field: FormField
    name: str
    values: list[str]
    error: Text | None
    rows: list[tuple[str, list["Bound"]]] = field(default_factory=list)
    parts: list["Bound"] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The value that counts, "" without one."""
        return self.values[-1] if self.values else ""

    @property
    def id(self) -> str:
        """The id of the element that shows it."""
        return f"f-{self.name}"

    def row_name(self, key: str) -> str:
        """The name that a row of the list gives itself, "" without one."""
        return next((each.value for each in self._row(key) if each.form_field.name == "name"), "")

    def is_open(self, key: str) -> bool:
        """Whether a row is shown unfolded: the only one that has no key, and one with an error."""
        is_only = len(self.rows) == 1 and self.form_field.kind is not FieldKind.KEYED_GROUPS
        return is_only or any(True for _ in wrong(self._row(key)))

    @property
    def has_wrong_parts(self) -> bool:
        """Whether something is wrong within a group."""
        return any(True for _ in wrong(self.parts))

    def _row(self, key: str) -> list["Bound"]:
        return dict(self.rows)[key]


def bind(fields: Iterable[FormField], values: Values, errors: Errors, prefix: str = "") -> list[Bound]:
    """The fields with their values and errors."""
    return [_bound(each, values, errors, f"{prefix}{each.name}") for each in fields]


def _bound(each: FormField, values: Values, errors: Errors, name: str) -> Bound:
    own, error = list(values.get(name, ())), errors.get(name)
    if each.kind is FieldKind.GROUP:
        return Bound(each, name, own, error, parts=bind(each.items, values, errors, f"{name}."))
    if each.kind in _LISTS:
        rows = [(key, bind(each.items, values, errors, f"{name}.{key}.")) for key in _keys(values, name)]
        return Bound(each, name, own, error, rows=rows)
    return Bound(each, name, own, error)


def _keys(values: Values, name: str) -> list[str]:
    """The numbers or keys of the entries of a list, in their order."""
    start = f"{name}."
    keys = {each[len(start) :].partition(".")[0] for each in values if each.startswith(start)}
    return sorted(keys, key=lambda key: (len(key) if _ROW.fullmatch(key) else LONGEST_ROW, key))


def is_empty(value: JsonValue) -> bool:
    """Whether a value is shown as nothing."""
    return value is None or value in ("", [], {})


def wrong(bound: Iterable[Bound]) -> Iterator[Bound]:
    """The fields with an error, nested ones too."""
    for each in bound:
        if each.error:
            yield each
        yield from wrong(each.parts)
        for _, row in each.rows:
            yield from wrong(row)


def title(fields: Iterable[FormField], name: str) -> Text:
    """The titles on the way to a value, by its name in the settings (`feeds.0.name`): Feeds 1 › Name. Of what is in no
    field the name itself."""
    first, _, rest = name.partition(".")
    found = next((each for each in fields if each.name == first), None)
    if found is None:
        return Text(nl=name, en=name)
    if not rest:
        return found.title
    if found.kind is FieldKind.GROUP:
        return _within(found.title, title(found.items, rest))
    row, _, inner = rest.partition(".")
    if found.kind in {FieldKind.GROUPS, FieldKind.KEYED_GROUPS}:
        numbered = f" {_counted(row)}"
        own = Text(nl=found.title.nl + numbered, en=found.title.en + numbered)
        return _within(own, title(found.items, inner)) if inner else own
    shown = _counted(rest) if found.kind is FieldKind.LINES else rest
    return Text(nl=f"{found.title.nl} {shown}", en=f"{found.title.en} {shown}")


def said(fields: Iterable[FormField], name: str, value: JsonValue) -> JsonValue | Text:
    """A value as its field calls it: the label of a choice, otherwise the value itself."""
    one = _field_of(fields, name.split("."))
    labels = dict(one.choices) if one else {}
    return labels.get(value, value) if isinstance(value, str) else value


def _field_of(fields: Iterable[FormField], parts: list[str]) -> FormField | None:
    found = next((each for each in fields if each.name == parts[0]), None)
    if found is None or len(parts) == 1:
        return found
    if found.kind is FieldKind.GROUP:
        return _field_of(found.items, parts[1:])
    if found.kind is FieldKind.PAIRS:
        return found.items[1]
    return _field_of(found.items, parts[2:]) if len(parts) > 2 else found


def _counted(row: str) -> str:
    """The number of a row as people count; the key of one that has a key."""
    return str(int(row) + 1) if _ROW.fullmatch(row) else row


def _within(outer: Text, inner: Text) -> Text:
    return Text(nl=f"{outer.nl} › {inner.nl}", en=f"{outer.en} › {inner.en}")


def with_one_more(fields: Iterable[FormField], values: Values, name: str) -> tuple[dict[str, list[str]], str]:
    """The values with one entry more in the list of this name, and the entry's name; it has the defaults of its
    fields."""
    number = max((int(key) for key in _keys(values, name) if _ROW.fullmatch(key)), default=-1) + 1
    one = _at(fields, name.split("."))
    added = new_row(one, number) if one else {}
    return {**values, **{f"{name}.{each}": value for each, value in added.items()}}, f"{name}.{number}"


def _at(fields: Iterable[FormField], parts: list[str]) -> FormField | None:
    """The list of rows with this name, None for none."""
    found = next((each for each in fields if each.name == parts[0]), None)
    if found is None or len(parts) == 1:
        return found if found and found.kind in _LISTS else None
    inner = parts[1:] if found.kind is FieldKind.GROUP else parts[2:]
    return _at(found.items, inner) if inner else None


def without(values: Values, entry: str) -> dict[str, list[str]]:
    """The values without one entry of a list, by its name and number: `feeds.2`."""
    return {name: each for name, each in values.items() if not name.startswith(f"{entry}.")}
