"""Commands about the versions of a tile: which there were, what changed in each, and back to one of them."""

import json
from dataclasses import asdict
from typing import Any

from functions.operations.problems import UNKNOWN_VERSION
from functions.operations.tiles import OfIntegration, settings_answer, tile_of
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.difference import Difference, differences
from koppel.domain.tiles.tile import Tile, TileState, explained
from koppel.organisation import tiles
from koppel.organisation.commands import Command, Sensitivity, catalogue, tenant_of
from koppel.organisation.tiles import Version
from koppel.runtime import Runtime

type Answer = dict[str, Any]
MOST_VERSION = 99_999_999


class ListVersions(OfIntegration):
    """A page of versions."""

    limit: int = explained(
        nl=("Aantal", "Hoeveel, nieuwste eerst."),
        en=("How many", "how many, newest first"),
        default=20,
        ge=1,
        le=100,
    )
    before: int = explained(
        nl=("Vóór versie", "`next` van de vorige bladzijde; 0 voor de nieuwste."),
        en=("Before version", "`next` of the page before; 0 for the newest"),
        default=0,
        ge=0,
        le=MOST_VERSION,
    )


class RestoreSettings(OfIntegration):
    """A version to go back to."""

    version: int = explained(
        nl=("Versie", "De versie waarvan de instellingen weer gaan gelden."),
        en=("Version", "version whose settings are to apply again"),
        ge=1,
        le=MOST_VERSION,
    )
    current: int | None = explained(
        nl=("Huidige versie", "De versie die u voor u had; leeg voor de laatste."),
        en=("Current version", "version that you looked at; without it the latest"),
        default=None,
        ge=0,
        le=MOST_VERSION,
    )


def list_versions(runtime: Runtime, _actor: str, arguments: ListVersions) -> Answer:
    """The versions of a tile, newest first, each with what differs from the one before it."""
    tile, tenant = tile_of(arguments), tenant_of(runtime, arguments)
    found = tiles.versions(tenant, tile, before=arguments.before, limit=arguments.limit + 1)
    states = {each.state.version: each.state for each in found} | {0: tiles.as_used(tile, TileState())}
    page = found[: arguments.limit]
    now = tiles.state(tenant, tile)
    return {
        "integration": tile.integration,
        "current": now.version if now else 0,
        "versions": [_shown(tile, each, states.get(each.state.version - 1)) for each in page],
        "next": page[-1].state.version if len(found) > len(page) else 0,
    }


def restore_settings(runtime: Runtime, actor: str, arguments: RestoreSettings) -> Answer:
    """Let the settings of an earlier version apply again, as a new version. Whether the tile is on stays as it is."""
    tile, tenant = tile_of(arguments), tenant_of(runtime, arguments)
    state = tiles.restore_settings(tenant, tile, arguments.version, actor, current=arguments.current)
    if state is None:
        raise Declined(UNKNOWN_VERSION)
    return settings_answer(tile, state)


def _shown(tile: Tile, version: Version, before: TileState | None) -> Answer:
    """`changes` is null where the version before is not kept."""
    after = version.state
    return {
        "version": after.version,
        "at": version.at,
        "actor": version.actor,
        "verb": version.verb,
        "available": after.available,
        "on": after.on,
        "changes": None if before is None else [_change(tile, each) for each in _differences(tile, before, after)],
    }


def _differences(tile: Tile, before: TileState, after: TileState) -> tuple[Difference, ...]:
    return differences(_values(tile, before), _values(tile, after))


def _values(tile: Tile, state: TileState) -> dict[str, Any]:
    """The switches and the settings, with defaults where a setting was not stored."""
    defaults = tile.settings().model_dump(mode="json")
    return {"available": state.available, "on": state.on, "settings": defaults | json.loads(state.settings)}


def _change(tile: Tile, difference: Difference) -> Answer:
    """The difference, with the title of the setting in both languages; the switches have one of their own."""
    _, _, name = difference.field.partition(".")
    field = tile.settings.model_fields.get(name.partition(".")[0])
    extra = field.json_schema_extra if field else None
    dutch = extra.get("nl") if isinstance(extra, dict) else None
    title = _SWITCHES.get(difference.field) or Text(
        nl=str(dutch["title"]) if isinstance(dutch, dict) else name, en=str(field.title) if field else name
    )
    return {**asdict(difference), "title": asdict(title)}


_SWITCHES = {
    "available": Text(nl="Beschikbaar", en="Available"),
    "on": Text(nl="Ingeschakeld", en="Switched on"),
}

COMMANDS = catalogue(
    Command(
        name="list-versions",
        title=Text(nl="Geschiedenis", en="History"),
        help=Text(
            nl="Toon de versies van een tegel: wie wat wanneer heeft gewijzigd.",
            en="show the versions of a tile: who changed what, and when",
        ),
        arguments=ListVersions,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_versions,
    ),
    Command(
        name="restore-settings",
        title=Text(nl="Instellingen terugzetten", en="Restore settings"),
        help=Text(
            nl="Laat de instellingen van een eerdere versie weer gelden; dat wordt een nieuwe versie.",
            en="let the settings of an earlier version apply again, as a new version",
        ),
        arguments=RestoreSettings,
        carry_out=restore_settings,
    ),
)
