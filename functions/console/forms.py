"""Forms: the fields of a settings or arguments model, bound to values and errors, as the templates show them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from koppel.domain.texts import Text
from koppel.domain.tiles.form import FieldKind, FormField

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


def wrong(bound: Iterable[Bound]) -> Iterator[Bound]:
    """The fields with an error, nested ones too."""
    for each in bound:
        if each.error:
            yield each
        yield from wrong(each.parts)
        for _, row in each.rows:
            yield from wrong(row)


def with_one_more(values: Values, name: str) -> dict[str, list[str]]:
    """The values with one entry more in the list of this name."""
    numbers = [int(key) for key in _keys(values, name) if _ROW.fullmatch(key)]
    return {**values, f"{name}.{max(numbers, default=-1) + 1}.": [""]}


def without(values: Values, entry: str) -> dict[str, list[str]]:
    """The values without one entry of a list, by its name and number: `feeds.2`."""
    return {name: each for name, each in values.items() if not name.startswith(f"{entry}.")}
