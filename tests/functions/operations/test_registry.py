"""Every integration has its tile here, and every tile explains itself."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from functions.operations.registry import TILES
from koppel.domain.tiles.tile import Purpose, Tile
from tests.harness.home import PROJECT

OPERATIONS = sorted((PROJECT / "functions" / "operations").rglob("*.py"))
FIELDS = [
    pytest.param(tile, name, id=f"{tile.integration}.{name}")
    for tile in TILES.values()
    for name in tile.settings.model_fields
]


def test_no_integration_is_left_out() -> None:
    with_tile = {path.parent.name for path in (PROJECT / "functions").glob("*/tile.py")}
    assert with_tile == {name for name, tile in TILES.items() if tile.purpose is not Purpose.ACCOUNTS}


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_operations_names_no_integration_as_text(path: Path) -> None:
    """Names of integrations come from the registry, which imports their faces."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    tiles = [tile for tile in TILES.values() if tile.purpose is not Purpose.ACCOUNTS]
    names = [tile.integration.replace("_", "[_ -]?") for tile in tiles]
    names += [tile.title.en for tile in tiles if tile.title.en.isupper()]
    assert [text for text in texts if any(re.search(rf"(?i)\b{name}\b", text) for name in names)] == []


@pytest.mark.parametrize("integration", TILES)
def test_a_tile_stands_under_its_own_slug_and_works_without_being_set(integration: str) -> None:
    tile = TILES[integration]
    assert tile.integration == integration
    assert isinstance(tile.settings(), BaseModel)
    for text in (tile.title, tile.introduction):
        assert text.nl
        assert text.en


@pytest.mark.parametrize(("tile", "name"), FIELDS)
def test_a_setting_explains_itself_in_both_languages(tile: Tile, name: str) -> None:
    field = tile.settings.model_fields[name]
    assert field.title
    assert field.description
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    assert isinstance(extra["nl"], dict)
    assert extra["nl"]["title"]
    assert extra["nl"]["description"] != field.description
