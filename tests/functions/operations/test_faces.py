"""What pages are made from is complete: every field of a form and every command says what a person must know."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from functions.operations.commands import COMMANDS
from functions.operations.registry import TILES
from koppel.domain.texts import Text
from koppel.domain.tiles.form import FieldKind, FormField, fields_of
from koppel.organisation.commands import Sensitivity

MODELS: dict[str, type[BaseModel]] = {
    **{name: tile.settings for name, tile in TILES.items()},
    **{name: command.arguments for name, command in COMMANDS.items()},
}
TYPED = {FieldKind.TEXT, FieldKind.MULTILINE, FieldKind.LINES, FieldKind.PAIRS, FieldKind.JSON}
COUNTS = {"change", "older_than", "limit", "version", "before", "current", "port"}
"""Numbers without a unit: of rows, of changes and of ports."""
CURSORS = {"after"}
"""Texts that nobody types: an answer gives them."""
SHOWING = re.compile("(download|explain|find|list|open|plan|preview|show|test)-.*|saml-check")
"""Commands that change nothing."""


def every(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    """All fields, those within others too; of pairs only the whole."""
    for one in fields:
        yield one
        if one.kind is not FieldKind.PAIRS:
            yield from every(one.items)


def enums_of(model: type[BaseModel]) -> Iterator[tuple[FormField, type[Enum]]]:
    """The fields that hold values of an enum, wherever they are."""
    for one in fields_of(model):
        for each in _types(model.model_fields[one.name].annotation):
            if issubclass(each, BaseModel):
                yield from enums_of(each)
            elif issubclass(each, Enum):
                yield one, each


def _types(annotation: Any) -> Iterator[type]:
    for each in get_args(annotation):
        yield from _types(each)
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_every_field_is_explained(model: type[BaseModel]) -> None:
    for one in every(fields_of(model)):
        assert one.help is not None, one.name
        for text in (one.title, one.help, *(label for _, label in one.choices)):
            assert text.nl.strip(), one.name
            assert text.en.strip(), one.name
        assert one.help.nl != one.help.en or one.help.nl == "UTC.", one.name
        assert one.title.nl[0].isupper(), one.name
        assert one.title.en[0].isupper(), one.name


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_what_is_typed_has_an_example_and_what_is_counted_a_unit(model: type[BaseModel]) -> None:
    fields = list(every(fields_of(model)))
    typed = [one for one in fields if one.kind in TYPED and one.name not in CURSORS and not one.is_secret]
    assert [one.name for one in typed if not (one.example or one.default)] == []
    numbers = [one for one in fields if one.kind is FieldKind.NUMBER and one.name not in COUNTS]
    assert [one.name for one in numbers if one.unit is None] == []


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_every_value_of_an_enum_has_a_label(model: type[BaseModel]) -> None:
    for one, enum in enums_of(model):
        (choices,) = [each.choices for each in (one, *one.items) if each.choices]
        assert [value for value, _ in choices] == [each.value for each in enum], one.name
        for value, label in choices:
            assert label != Text(nl=value, en=value), f"{one.name}: {value}"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_ends_something_says_what_will_happen(name: str) -> None:
    command = COMMANDS[name]
    if command.sensitivity is Sensitivity.FRESH_LOGON and not SHOWING.fullmatch(name):
        assert command.confirm is not None
        assert command.confirm.nl.endswith(".")
        assert command.confirm.en.endswith(".")
    else:
        assert command.confirm is None


@pytest.mark.parametrize("name", COMMANDS)
def test_a_title_fits_on_a_button(name: str) -> None:
    title = COMMANDS[name].title
    assert max(len(title.nl), len(title.en)) <= 40
    assert not title.nl.endswith(".")
    assert not title.en.endswith(".")
