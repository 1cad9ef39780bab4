"""Forms: the fields of settings or arguments, as a page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, JsonValue
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from koppel.domain.texts import Text

_KEY, _VALUE = Text(nl="Naam", en="Name"), Text(nl="Waarde", en="Value")
YES_NO = (("true", Text(nl="Ja", en="Yes")), ("false", Text(nl="Nee", en="No")))
"""The choices of a switch that may be empty."""


class FieldKind(StrEnum):
    """What people fill a field in with."""

    TEXT = "text"
    MULTILINE = "multiline"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    """One of `choices`; none of them where the field is optional."""
    CHOICES = "choices"
    """Any of `choices`."""
    LINES = "lines"
    """Texts, one a line."""
    PAIRS = "pairs"
    """Rows of a key and a value; `items` are both."""
    GROUP = "group"
    """`items` once, or not at all where the field is optional."""
    GROUPS = "groups"
    """Numbered rows of `items`."""
    KEYED_GROUPS = "keyed_groups"
    """Rows of `items`, each under a key that stays."""
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form.

    name         in its model; names of fields within other fields are joined by dots, see `form_values`
    title, help  label and explanation
    example      a value as people would write it, "" for none
    unit         what a number counts
    default      as JSON; None where the field must be given
    required     whether it must be given
    optional     whether it may be empty (null)
    choices      value → label
    minimum, maximum        of a number
    min_length, max_length  of a text in characters, of others in items
    items        the fields within it
    is_secret    its value is not shown while it is typed
    is_file      its value may come from a file
    """

    name: str
    kind: FieldKind
    title: Text
    help: Text | None = None
    example: str = ""
    unit: Text | None = None
    default: JsonValue = None
    required: bool = False
    optional: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    items: "tuple[FormField, ...]" = ()
    is_secret: bool = False
    is_file: bool = False


@cache
def fields_of(model: type[BaseModel]) -> tuple[FormField, ...]:
    """The fields of settings or arguments, in the order of the model."""
    return tuple(_field(name, field) for name, field in model.model_fields.items())


@dataclass(frozen=True, slots=True)
class _Shape:
    """What follows from the type of a field."""

    kind: FieldKind
    choices: tuple[tuple[str, Text], ...] = ()
    items: tuple[FormField, ...] = ()


def _field(name: str, field: FieldInfo) -> FormField:
    extra: Mapping[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    dutch = extra.get("nl", {})
    annotation, optional = _plain(field.annotation)
    shape = _shape(annotation, extra, optional=optional)
    return FormField(
        name=name,
        kind=shape.kind,
        title=Text(nl=dutch.get("title", name), en=field.title or name),
        help=_help(dutch["description"], field.description) if dutch and field.description else None,
        example=extra.get("example", ""),
        unit=_text(extra.get("unit")),
        default=None if field.is_required() else to_jsonable_python(field.get_default(call_default_factory=True)),
        required=field.is_required(),
        optional=optional,
        choices=shape.choices,
        minimum=_bound(field, "ge"),
        maximum=_bound(field, "le"),
        min_length=_bound(field, "min_length"),
        max_length=_bound(field, "max_length"),
        items=shape.items,
        is_secret=bool(extra.get("secret")),
        is_file=bool(extra.get("file")),
    )


def _shape(annotation: Any, extra: Mapping[str, Any], *, optional: bool) -> _Shape:
    labels = {value: Text(**label) for value, label in extra.get("choices", {}).items()}
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {tuple, list, frozenset, set}:
        return _several(_plain(arguments[0])[0], labels)
    if origin is dict:
        return _named(_plain(arguments[1])[0], labels, [Text(**each) for each in extra.get("columns", ())])
    if _is(annotation, BaseModel):
        return _Shape(FieldKind.GROUP, items=fields_of(annotation))
    if _is(annotation, bool):
        return _Shape(FieldKind.CHOICE, YES_NO) if optional else _Shape(FieldKind.SWITCH)
    if _is(annotation, int):
        return _Shape(FieldKind.NUMBER)
    if _is(annotation, Enum) or (labels and _is(annotation, str)):
        return _Shape(FieldKind.CHOICE, _choices(annotation, labels))
    if _is(annotation, str):
        return _Shape(FieldKind.MULTILINE if extra.get("long") or extra.get("file") else FieldKind.TEXT)
    return _Shape(FieldKind.JSON)


def _several(item: Any, labels: Mapping[str, Text]) -> _Shape:
    if _is(item, BaseModel):
        return _Shape(FieldKind.GROUPS, items=fields_of(item))
    if _is(item, Enum) or (labels and _is(item, str)):
        return _Shape(FieldKind.CHOICES, _choices(item, labels))
    return _Shape(FieldKind.LINES if _is(item, str) else FieldKind.JSON)


def _named(value: Any, labels: Mapping[str, Text], columns: Sequence[Text]) -> _Shape:
    """A dictionary. The labels are those of its values where these are an enum, otherwise those of its keys."""
    if _is(value, BaseModel):
        return _Shape(FieldKind.KEYED_GROUPS, items=fields_of(value))
    if _is(value, Enum):
        keys, values = _Shape(FieldKind.TEXT), _Shape(FieldKind.CHOICE, _choices(value, labels))
    else:
        keys = _Shape(FieldKind.CHOICE, tuple(labels.items())) if labels else _Shape(FieldKind.TEXT)
        values = _single_or_lines(value)
        if values.kind is FieldKind.JSON:
            return values
    rows = zip(("key", "value"), columns or (_KEY, _VALUE), (keys, values), strict=True)
    items = tuple(FormField(name=name, kind=each.kind, title=title, choices=each.choices) for name, title, each in rows)
    return _Shape(FieldKind.PAIRS, items=items)


def _single_or_lines(value: Any) -> _Shape:
    if get_origin(value) in {tuple, list} and _is(_plain(get_args(value)[0])[0], str):
        return _Shape(FieldKind.LINES)
    return _Shape(FieldKind.TEXT if _is(value, str) else FieldKind.JSON)


def _choices(annotation: Any, labels: Mapping[str, Text]) -> tuple[tuple[str, Text], ...]:
    """Each value with its label; a value without one is its own label."""
    values = [str(each.value) for each in annotation] if _is(annotation, Enum) else list(labels)
    return tuple((value, labels.get(value) or Text(nl=value, en=value)) for value in values)


def _plain(annotation: Any) -> tuple[Any, bool]:
    """The type without its rules, and whether null is allowed."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType} and type(None) in get_args(annotation):
        others = [each for each in get_args(annotation) if each is not type(None)]
        return (_plain(others[0])[0] if len(others) == 1 else annotation), True
    return annotation, False


def _is(annotation: Any, kind: type) -> bool:
    return isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, kind)


def _help(nl: str, en: str) -> Text:
    """An explanation as a sentence; that of an argument in English is none, as the command line shows it."""
    return Text(nl=nl, en=f"{en[0].upper()}{en[1:].rstrip('.')}.")


def _text(both: Mapping[str, str] | None) -> Text | None:
    return Text(**both) if both else None


def _bound(field: FieldInfo, name: str) -> int | None:
    """The rule of this name, None for none."""
    return next((getattr(each, name) for each in field.metadata if hasattr(each, name)), None)
