"""Settings of a tile, changed field by field and checked by the tile's own model."""

import json
from collections.abc import Mapping

from pydantic import JsonValue, ValidationError

from koppel.domain.problems.administration import SETTINGS_INVALID
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.messages import message
from koppel.domain.tiles.tile import Settings, Tile

ALL = "(all)"
"""Stands for the name of a field where all fields together are wrong."""


def changed(tile: Tile, settings: str, changes: Mapping[str, JsonValue]) -> Settings:
    """The tile's settings (JSON) after these changes. Null gives a field its default again. Raises Declined."""
    requested = merged(json.loads(settings), dict(changes))
    try:
        return tile.settings.model_validate_json(json.dumps(requested))
    except ValidationError as invalid:
        details = {"integration": tile.integration}
        raise Declined(SETTINGS_INVALID, details=details, fields=explained(invalid)) from None


def merged(current: JsonValue, changes: JsonValue) -> JsonValue:
    """JSON merge patch: objects are merged, null removes, anything else replaces (RFC 7396 section 2)."""
    if not isinstance(changes, dict):
        return changes
    kept = dict(current) if isinstance(current, dict) else {}
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = merged(kept.get(name), value)
    return kept


def difference(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The changes that make `after` of `before`: `merged(before, difference(before, after)) == after`, unless `after`
    holds a null (RFC 7396 section 1)."""
    changes: dict[str, JsonValue] = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            if nested := difference(old, value):
                changes[name] = nested
        elif name not in before or old != value:
            changes[name] = value
    return changes


def explained(invalid: ValidationError) -> dict[str, Text]:
    """Field → what is wrong with it, without the value. Names of nested fields have dots.

    A field whose nested fields are wrong is not named itself.
    """
    found: dict[str, Text] = {}
    for each in invalid.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in each["loc"]) or ALL
        text = message(each["type"], each.get("ctx", {}))
        found[name] = found[name].and_then(text) if name in found else text
    return {name: text for name, text in found.items() if not any(other.startswith(f"{name}.") for other in found)}
