"""Commands about an organisation's tiles."""

from functions.operations import arguments as given
from functions.operations.actions import Answer, organisation_of, tile_of
from functions.operations.problems import UNKNOWN_VERSION
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.settings import changed
from koppel.domain.tiles.tile import Tile, TileState
from koppel.organisation import tiles
from koppel.runtime import Runtime


def make_available(runtime: Runtime, actor: str, arguments: given.OfIntegration) -> Answer:
    """Let an organisation use an integration."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.make_available(runtime, organisation_of(runtime, arguments), tile, actor))


def make_unavailable(runtime: Runtime, actor: str, arguments: given.OfIntegration) -> Answer:
    """Keep an organisation from using an integration."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.make_unavailable(runtime, organisation_of(runtime, arguments), tile, actor))


def switch_on(runtime: Runtime, actor: str, arguments: given.OfIntegration) -> Answer:
    """Let an integration act."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.switch_on(runtime, organisation_of(runtime, arguments), tile, actor))


def switch_off(runtime: Runtime, actor: str, arguments: given.OfIntegration) -> Answer:
    """Keep an integration from acting."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.switch_off(runtime, organisation_of(runtime, arguments), tile, actor))


def show_settings(runtime: Runtime, _actor: str, arguments: given.ShowSettings) -> Answer:
    """A tile's settings, now or then, each with its explanation."""
    tile = tile_of(arguments)
    state = tiles.state(runtime, organisation_of(runtime, arguments), tile, arguments.version)
    if state is None:
        raise Declined(UNKNOWN_VERSION)
    return _settings(tile, state)


def change_settings(runtime: Runtime, actor: str, arguments: given.ChangeSettings) -> Answer:
    """Change a tile's settings."""
    tile = tile_of(arguments)
    state = tiles.change_settings(
        runtime, organisation_of(runtime, arguments), tile, arguments.settings, actor, version=arguments.version
    )
    return _settings(tile, state)


def _shown(tile: Tile, state: TileState) -> Answer:
    return {
        "integration": tile.integration,
        "available": state.available,
        "on": state.on,
        "version": state.version,
    }


def _settings(tile: Tile, state: TileState) -> Answer:
    fields = tile.settings.model_fields
    return {
        **_shown(tile, state),
        "settings": changed(tile, state.settings, {}).model_dump(mode="json"),
        "explained": {name: f"{field.title}: {field.description}" for name, field in fields.items()},
    }
