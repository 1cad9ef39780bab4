"""Commands about an organisation's tiles: make available, switch, show and change settings."""

from typing import Any

from pydantic import JsonValue

from functions.operations.problems import UNKNOWN_INTEGRATION, UNKNOWN_VERSION
from functions.operations.registry import TILES
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.settings import changed
from koppel.domain.tiles.tile import Tile, TileState, explained
from koppel.organisation import tiles
from koppel.organisation.commands import (
    Command,
    Line,
    OfOrganisation,
    Sensitivity,
    Who,
    catalogue,
    tenant_of,
)
from koppel.runtime import Runtime

type Answer = dict[str, Any]


class OfIntegration(OfOrganisation):
    """The tile that the command is about."""

    integration: Line = explained(
        nl=("Koppeling", "De koppeling van de tegel."),
        en=("Integration", f"integration whose tile it is: {', '.join(TILES)}"),
        choices={name: tile.title for name, tile in TILES.items()},
    )


class ShowSettings(OfIntegration):
    """Settings now or then."""

    version: int | None = explained(
        nl=("Versie", "De versie om te tonen; leeg voor de laatste."),
        en=("Version", "version to show; without it the latest"),
        example="3",
        default=None,
        ge=1,
        le=99_999_999,
    )


class ChangeSettings(OfIntegration):
    """Settings to change."""

    settings: dict[str, JsonValue] = explained(
        nl=("Instellingen", 'Velden om te wijzigen, als JSON: {"id": "optional"}; null herstelt de standaard.'),
        en=("Settings", 'fields to change, as JSON: {"id": "optional"}; null restores a default'),
        example='{"id": "optional"}',
    )
    version: int | None = explained(
        nl=("Versie", "De versie waarvoor de wijziging is gemaakt; leeg voor de laatste."),
        en=("Version", "version these changes were made for; without it the latest"),
        example="3",
        default=None,
        ge=0,
    )


def tile_of(arguments: OfIntegration) -> Tile:
    """The tile that the command is about. Raises Declined when there is none."""
    return tile_named(arguments.integration)


def tile_named(integration: str) -> Tile:
    """The tile of this integration. Raises Declined when there is none."""
    tile = TILES.get(integration)
    if tile is None:
        raise Declined(UNKNOWN_INTEGRATION, details={"integrations": ", ".join(TILES)})
    return tile


def make_available(runtime: Runtime, actor: str, arguments: OfIntegration) -> Answer:
    """Let an organisation use an integration."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.make_available(tenant_of(runtime, arguments), tile, actor))


def make_unavailable(runtime: Runtime, actor: str, arguments: OfIntegration) -> Answer:
    """Keep an organisation from using an integration."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.make_unavailable(tenant_of(runtime, arguments), tile, actor))


def switch_on(runtime: Runtime, actor: str, arguments: OfIntegration) -> Answer:
    """Let an integration act."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.switch_on(tenant_of(runtime, arguments), tile, actor))


def switch_off(runtime: Runtime, actor: str, arguments: OfIntegration) -> Answer:
    """Keep an integration from acting."""
    tile = tile_of(arguments)
    return _shown(tile, tiles.switch_off(tenant_of(runtime, arguments), tile, actor))


def show_settings(runtime: Runtime, _actor: str, arguments: ShowSettings) -> Answer:
    """A tile's settings, now or then, each with its explanation."""
    tile = tile_of(arguments)
    state = tiles.state(tenant_of(runtime, arguments), tile, arguments.version)
    if state is None:
        raise Declined(UNKNOWN_VERSION)
    return settings_answer(tile, state)


def change_settings(runtime: Runtime, actor: str, arguments: ChangeSettings) -> Answer:
    """Change a tile's settings."""
    tile = tile_of(arguments)
    state = tiles.change_settings(
        tenant_of(runtime, arguments), tile, arguments.settings, actor, version=arguments.version
    )
    return settings_answer(tile, state)


def _shown(tile: Tile, state: TileState) -> Answer:
    return {
        "integration": tile.integration,
        "available": state.available,
        "on": state.on,
        "version": state.version,
    }


def settings_answer(tile: Tile, state: TileState) -> Answer:
    """A tile's settings as commands show them."""
    fields = tile.settings.model_fields
    return {
        **_shown(tile, state),
        "settings": changed(tile, state.settings, {}).model_dump(mode="json"),
        "explained": {name: f"{field.title}: {field.description}" for name, field in fields.items()},
    }


COMMANDS = catalogue(
    Command(
        name="make-available",
        title=Text(nl="Beschikbaar maken", en="Make available"),
        help=Text(
            nl="Laat een organisatie een koppeling gebruiken; die moet nog worden ingeschakeld.",
            en="let an organisation use an integration; it still has to be switched on",
        ),
        arguments=OfIntegration,
        who=Who.OPERATOR,
        carry_out=make_available,
    ),
    Command(
        name="make-unavailable",
        title=Text(nl="Niet meer beschikbaar maken", en="Make unavailable"),
        help=Text(
            nl="Neem een koppeling weg bij een organisatie; de instellingen blijven bewaard.",
            en="keep an organisation from using an integration; its settings stay",
        ),
        arguments=OfIntegration,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="De organisatie kan de koppeling meteen niet meer gebruiken. Haar instellingen blijven bewaard.",
            en="The organisation can no longer use the integration, at once. Its settings stay.",
        ),
        carry_out=make_unavailable,
    ),
    Command(
        name="switch-on",
        title=Text(nl="Inschakelen", en="Switch on"),
        help=Text(nl="Schakel een koppeling in.", en="let an integration act"),
        arguments=OfIntegration,
        carry_out=switch_on,
    ),
    Command(
        name="switch-off",
        title=Text(nl="Uitschakelen", en="Switch off"),
        help=Text(nl="Schakel een koppeling uit.", en="keep an integration from acting"),
        arguments=OfIntegration,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="De koppeling stopt meteen en weigert alles wat binnenkomt, tot u haar weer inschakelt.",
            en="The integration stops at once and refuses whatever comes in, until you switch it on again.",
        ),
        carry_out=switch_off,
    ),
    Command(
        name="show-settings",
        title=Text(nl="Instellingen", en="Settings"),
        help=Text(
            nl="Toon de instellingen van een tegel en wat ze betekenen.", en="show a tile's settings and what they mean"
        ),
        arguments=ShowSettings,
        sensitivity=Sensitivity.VIEW,
        carry_out=show_settings,
    ),
    Command(
        name="change-settings",
        title=Text(nl="Instellingen wijzigen", en="Change settings"),
        help=Text(
            nl="Wijzig enkele instellingen van een tegel; de andere blijven zoals ze zijn.",
            en="change some settings of a tile; the others stay",
        ),
        arguments=ChangeSettings,
        carry_out=change_settings,
    ),
)
