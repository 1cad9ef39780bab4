"""What a form holds: name → the values that are posted under it, and the JSON that these stand for.

Names within other fields are joined by dots: `feeds.0.name`. Rows are numbered, in any order and with gaps; those of
keyed groups have their key instead. Fields that a browser does not post when nothing is chosen (switches, choices,
rows, optional groups) have one value more, which is empty: `<input type="hidden" name="events" value="">`. So what is
not posted at all was not in the form, and stays as it is.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, JsonValue
from pydantic_core import from_json

from koppel.domain.problems.command import INVALID
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.form import YES_NO, FieldKind, FormField, fields_of
from koppel.domain.tiles.messages import NO_JSON
from koppel.domain.tiles.settings import ALL

ON = "on"
"""The value of a switch that is on, and of an optional group that is there."""
MOST_VALUES = 20_000
DEEPEST = 12
TOO_MANY = Text(nl="heeft te veel velden", en="has too many fields")
TWICE = Text(nl="staat er twee keer", en="is there twice")
NO_NUMBER = Text(nl="heeft een rij zonder nummer", en="has a row without a number")

_ROW = re.compile(r"[0-9]{1,9}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class _Node:
    """What was posted under one name, and under names that begin with it and a dot."""

    values: list[str] = field(default_factory=list)
    within: "dict[str, _Node]" = field(default_factory=dict)

    @property
    def last(self) -> str:
        """The value that counts where there can be one only."""
        return self.values[-1] if self.values else ""


def read_form(model: type[BaseModel], form: Mapping[str, Sequence[str]]) -> dict[str, JsonValue]:
    """The JSON that a posted form stands for; the model is still to validate it. Names that the model does not have are
    skipped. Raises Declined for a form that cannot be read."""
    return _read_group(fields_of(model), _tree(form), "")


def form_values(filled: BaseModel) -> dict[str, list[str]]:
    """The form of these settings or arguments, so that `read_form` reads them again."""
    return written(type(filled), filled.model_dump(mode="json"))


def written(model: type[BaseModel], filled: Mapping[str, JsonValue]) -> dict[str, list[str]]:
    """The form of this JSON, as `read_form` answers it. Rows are numbered anew from 0."""
    return dict(_write_group(fields_of(model), filled, ""))


def new_row(one: FormField, number: int) -> dict[str, list[str]]:
    """The form of one more row of a list, which has the defaults of its fields, by names within the list's."""
    filled = {each.name: each.default for each in one.items if each.default is not None}
    return {f"{number}.": [""], **dict(_write_group(one.items, filled, f"{number}."))}


def placed(model: type[BaseModel], filled: Mapping[str, JsonValue], wrong: Mapping[str, Text]) -> dict[str, Text]:
    """What is wrong with this JSON by the names of its form (`written`), so that a page can say it beside the field.
    `wrong` has the names of `settings.explained`: there pairs have their key, and lines a number. What belongs to no
    field keeps its name."""
    names = dict(_names(fields_of(model), filled, "", ""))
    found: dict[str, Text] = {}
    for name, text in wrong.items():
        known = next((each for each in _beginnings(name) if each in names), None)
        place = names[known] if known else name
        found[place] = found[place].and_then(text) if place in found else text
    return found


def _tree(form: Mapping[str, Sequence[str]]) -> _Node:
    top, count = _Node(), 0
    for name, values in form.items():
        count += max(1, len(values))
        if count > MOST_VALUES:
            raise Declined(INVALID, fields={ALL: TOO_MANY})
        node = top
        for part in name.split(".", DEEPEST):
            node = node.within.setdefault(part, _Node())
        node.values.extend(values)
    return top


def _read_group(fields: Sequence[FormField], node: _Node, before: str) -> dict[str, JsonValue]:
    return {
        each.name: _READERS[each.kind](each, inner, f"{before}{each.name}")
        for each in fields
        if (inner := node.within.get(each.name)) and not _is_missing(each, inner)
    }


def _is_missing(one: FormField, node: _Node) -> bool:
    """Whether a field that must be given is empty, where an empty text would be called wrong instead of missing."""
    kinds = {FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.JSON}
    return one.kind in kinds and one.required and not one.optional and not node.last.strip()


def _read_text(one: FormField, node: _Node, _name: str) -> JsonValue:
    text = _LINE_END.sub("\n", node.last) if one.kind is FieldKind.MULTILINE else node.last
    return None if one.optional and not text else text


def _read_number(one: FormField, node: _Node, _name: str) -> JsonValue:
    text = node.last.strip()
    return (int(text) if _WHOLE.fullmatch(text) else node.last) if text else _empty(one)


def _read_choice(one: FormField, node: _Node, _name: str) -> JsonValue:
    if one.choices is YES_NO and node.last in {"true", "false"}:
        return node.last == "true"
    return node.last or _empty(one)


def _empty(one: FormField) -> JsonValue:
    return None if one.optional else one.default


def _read_switch(_one: FormField, node: _Node, _name: str) -> JsonValue:
    return node.last == ON


def _read_choices(_one: FormField, node: _Node, _name: str) -> JsonValue:
    return [each for each in node.values if each]


def _read_lines(_one: FormField, node: _Node, _name: str) -> JsonValue:
    return [each for each in _LINE_END.split(node.last) if each.strip()]


def _read_pairs(one: FormField, node: _Node, name: str) -> JsonValue:
    keys, values = one.items
    found: dict[str, JsonValue] = {}
    for number, row in _rows(node, name):
        key = row.within.get(keys.name, _Node()).last.strip()
        value = _READERS[values.kind](values, row.within.get(values.name, _Node()), f"{name}.{number}.{values.name}")
        if not key and (values.kind is FieldKind.CHOICE or not value):
            continue
        if key in found:
            raise Declined(INVALID, fields={f"{name}.{number}.{keys.name}": TWICE})
        found[key] = value
    return found


def _read_optional_group(one: FormField, node: _Node, name: str) -> JsonValue:
    return None if one.optional and node.last != ON else _read_group(one.items, node, f"{name}.")


def _read_groups(one: FormField, node: _Node, name: str) -> JsonValue:
    return [_read_group(one.items, row, f"{name}.{number}.") for number, row in _rows(node, name)]


def _read_keyed_groups(one: FormField, node: _Node, name: str) -> JsonValue:
    return {key: _read_group(one.items, row, f"{name}.{key}.") for key, row in node.within.items()}


def _read_json(one: FormField, node: _Node, name: str) -> JsonValue:
    if not node.last.strip():
        return _empty(one)
    try:
        found: JsonValue = from_json(node.last.encode(), allow_inf_nan=False)
    except ValueError:
        raise Declined(INVALID, fields={name: NO_JSON}) from None
    return found


def _rows(node: _Node, name: str) -> list[tuple[str, _Node]]:
    """The rows in the order of their numbers."""
    if not all(_ROW.fullmatch(each) for each in node.within):
        raise Declined(INVALID, fields={name: NO_NUMBER})
    return sorted(node.within.items(), key=lambda each: (int(each[0]), each[0]))


_READERS: Mapping[FieldKind, Callable[[FormField, _Node, str], JsonValue]] = {
    FieldKind.TEXT: _read_text,
    FieldKind.MULTILINE: _read_text,
    FieldKind.NUMBER: _read_number,
    FieldKind.SWITCH: _read_switch,
    FieldKind.CHOICE: _read_choice,
    FieldKind.CHOICES: _read_choices,
    FieldKind.LINES: _read_lines,
    FieldKind.PAIRS: _read_pairs,
    FieldKind.GROUP: _read_optional_group,
    FieldKind.GROUPS: _read_groups,
    FieldKind.KEYED_GROUPS: _read_keyed_groups,
    FieldKind.JSON: _read_json,
}


type _Written = Iterator[tuple[str, list[str]]]


def _write_group(fields: Sequence[FormField], filled: Mapping[str, Any], before: str) -> _Written:
    for each in fields:
        if each.name in filled:
            yield from _write(each, filled[each.name], f"{before}{each.name}")


def _write(one: FormField, value: Any, name: str) -> _Written:
    match one.kind:
        case FieldKind.SWITCH:
            yield name, ["", ON] if value else [""]
        case FieldKind.CHOICES:
            yield name, ["", *value]
        case FieldKind.LINES:
            yield name, ["\n".join(value)]
        case FieldKind.JSON:
            yield name, [json.dumps(value, ensure_ascii=False)]
        case FieldKind.GROUP:
            yield name, [""] if value is None else ["", ON]
            yield from _write_group(one.items, value or {}, f"{name}.")
        case FieldKind.PAIRS | FieldKind.GROUPS | FieldKind.KEYED_GROUPS:
            yield name, [""]
            for number, row in _numbered(one, value):
                yield from _write_group(one.items, row, f"{name}.{number}.")
        case _:
            yield name, ["" if value is None else value if isinstance(value, str) else json.dumps(value)]


def _numbered(one: FormField, value: Any) -> Iterable[tuple[str | int, Mapping[str, Any]]]:
    """The rows of a field with their numbers or keys."""
    if one.kind is FieldKind.PAIRS:
        return enumerate({"key": key, "value": each} for key, each in value.items())
    rows: Iterable[tuple[str | int, Mapping[str, Any]]]
    rows = enumerate(value) if one.kind is FieldKind.GROUPS else value.items()
    return rows


def _names(fields: Sequence[FormField], filled: Mapping[str, Any], said: str, shown: str) -> Iterator[tuple[str, str]]:
    """The name of each field in what is said of the JSON, and its name in the form."""
    for one in fields:
        value, say, show = filled.get(one.name), f"{said}{one.name}", f"{shown}{one.name}"
        yield say, show
        if not value:
            continue
        if one.kind is FieldKind.PAIRS:
            for row, key in enumerate(value):
                yield f"{say}.{key}.[key]", f"{show}.{row}.key"
                yield f"{say}.{key}", f"{show}.{row}.value"
        elif one.kind is FieldKind.GROUP:
            yield from _names(one.items, value, f"{say}.", f"{show}.")
        elif one.kind in {FieldKind.GROUPS, FieldKind.KEYED_GROUPS}:
            for number, within in _numbered(one, value):
                yield f"{say}.{number}", f"{show}.{number}"
                yield from _names(one.items, within, f"{say}.{number}.", f"{show}.{number}.")


def _beginnings(name: str) -> Iterator[str]:
    """The name, and what is left of it when its last parts are taken off."""
    while name:
        yield name
        name = name.rpartition(".")[0]
