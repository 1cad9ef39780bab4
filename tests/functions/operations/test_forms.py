"""Every tile's settings and every command's arguments can be filled in as a form."""

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from functions.operations.commands import COMMANDS
from functions.operations.registry import TILES
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.form import FieldKind, FormField, fields_of
from koppel.domain.tiles.form_values import form_values, read_form
from koppel.domain.tiles.tile import Tile
from tests.harness.forms import instances

MODELS = {
    **{name: tile.settings for name, tile in TILES.items()},
    **{name: command.arguments for name, command in COMMANDS.items()},
}
SOME = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("tile", TILES.values(), ids=list(TILES))
@SOME
@given(st.data())
def test_settings_stay_what_they_are_in_a_form(tile: Tile, data: st.DataObject) -> None:
    filled = data.draw(instances(tile.settings))
    assert read_form(tile.settings, form_values(filled)) == filled.model_dump(mode="json")


@pytest.mark.parametrize("tile", TILES.values(), ids=list(TILES))
def test_the_defaults_are_what_the_form_shows(tile: Tile) -> None:
    defaults = tile.settings().model_dump(mode="json")
    assert read_form(tile.settings, form_values(tile.settings())) == defaults
    assert {one.name: one.default for one in fields_of(tile.settings)} == defaults


def every(fields: tuple[FormField, ...]) -> list[FormField]:
    """All fields, those within others too."""
    return [found for one in fields for found in (one, *every(one.items))]


@pytest.mark.parametrize("model", [tile.settings for tile in TILES.values()], ids=list(TILES))
def test_no_setting_is_filled_in_as_json(model: type[BaseModel]) -> None:
    assert [one.name for one in every(fields_of(model)) if one.kind is FieldKind.JSON] == []


@cache
def sent(model: type[BaseModel]) -> st.SearchStrategy[dict[str, list[str]]]:
    """Any form, whose names are made of those of the fields."""
    known = [one.name for one in every(fields_of(model))]
    parts = st.sampled_from([*known, "0", "1", "00", "999999999", "key", "value", "", "x", "-1", "١"])
    names = st.lists(parts, min_size=1, max_size=5).map(".".join)
    values = st.lists(st.sampled_from(["", "on", "5", "9" * 50, "[", "null", "\ud800", "a\r\nb"]), max_size=3)
    return st.dictionaries(names, values, max_size=20)


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
@SOME
@given(st.data())
def test_any_form_is_read_or_declined(model: type[BaseModel], data: st.DataObject) -> None:
    form = data.draw(sent(model))
    with suppress(Declined):
        assert set(read_form(model, form)) <= set(model.model_fields)
