"""Settings that somebody else saved meanwhile: what they changed, beside what the visitor was about to save.

Their changes are taken over into the visitor's form; where both changed the same, the form keeps what the visitor
wrote, and the page shows both. Nothing is saved before the visitor saves again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from functions.console import forms
from functions.console.desk import NotDone
from functions.console.forms import Values
from functions.console.turn import Turn
from koppel.domain.texts import Text
from koppel.domain.tiles import settings as tile_settings
from koppel.domain.tiles.difference import differences
from koppel.domain.tiles.form import fields_of
from koppel.domain.tiles.form_values import written
from koppel.domain.tiles.tile import Tile

type Json = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Change:
    """One value that somebody else changed: what it was, what they saved, and what is in the visitor's form now."""

    title: Text
    before: Any
    saved: Any
    yours: Any


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What the page shows: the form with their changes in it, and those changes.

    is_known  whether it is known what was changed; otherwise the changes are what differs from the visitor's form
    """

    values: Values
    version: int
    changes: tuple[Change, ...]
    is_known: bool


def meet(turn: Turn, tile: Tile, wanted: Json, made_for: int) -> Overtaken:
    """The settings as stored now, with what the visitor changed since the version that the form was made for. Where
    that version is not kept, all that the form has is the visitor's."""
    stored = turn.desk.ask("show-settings", integration=tile.integration)
    saved: Json = stored["settings"]
    before = _at(turn, tile, made_for)
    base = saved if before is None else before
    merged = tile_settings.merged(dict(saved), dict(tile_settings.difference(base, {**base, **wanted})))
    form: Json = {**tile.settings().model_dump(mode="json"), **(merged if isinstance(merged, dict) else {})}
    left = {each.field: each for each in differences(saved, form)}
    found = left.values() if before is None else differences(before, saved)
    fields = fields_of(tile.settings)
    changes: list[Change] = []
    for each in found:
        theirs = each.before if before is None else each.after
        yours = left[each.field].after if each.field in left else theirs
        values = (forms.said(fields, each.field, one) for one in (each.before, theirs, yours))
        changes.append(Change(forms.title(fields, each.field), *values))
    return Overtaken(written(tile.settings, form), stored["version"], tuple(changes), is_known=before is not None)


def _at(turn: Turn, tile: Tile, version: int) -> Json | None:
    """The settings of a version; the defaults for 0, before the first; None for a version that is not kept."""
    if version == 0:
        return tile.settings().model_dump(mode="json")
    try:
        found: Json = turn.desk.ask("show-settings", integration=tile.integration, version=version)["settings"]
    except NotDone:
        return None
    return found
