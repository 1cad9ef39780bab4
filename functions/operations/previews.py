"""The command that shows what other settings would change, before they are saved."""

from dataclasses import asdict
from typing import Any

from pydantic import JsonValue

from functions.operations.registry import PREVIEWS
from functions.operations.tiles import OfIntegration, tile_of
from koppel.domain.texts import Text
from koppel.domain.tiles.difference import differences
from koppel.domain.tiles.settings import changed
from koppel.domain.tiles.tile import TileState, explained
from koppel.organisation import tiles
from koppel.organisation.commands import Command, Sensitivity, catalogue, tenant_of
from koppel.organisation.preview import Preview
from koppel.runtime import Runtime

type Answer = dict[str, Any]

NOTHING = Text(
    nl="Niets wat is opgeslagen verandert. De nieuwe instellingen gelden voor wat er vanaf het opslaan gebeurt.",
    en="Nothing that is stored changes. The new settings hold for what happens once they are saved.",
)
UNCHANGED = Text(nl="Dit zijn de instellingen die er al zijn.", en="These are the settings that are there already.")


class PreviewSettings(OfIntegration):
    """Settings that are not saved."""

    settings: dict[str, JsonValue] = explained(
        nl=("Instellingen", 'Velden om te wijzigen, als JSON: {"id": "optional"}; null herstelt de standaard.'),
        en=("Settings", 'fields to change, as JSON: {"id": "optional"}; null restores a default'),
        example='{"id": "optional"}',
    )


def preview_settings(runtime: Runtime, _actor: str, arguments: PreviewSettings) -> Answer:
    """What would change under these settings. Nothing is written. Raises Declined as change-settings does."""
    tile, tenant = tile_of(arguments), tenant_of(runtime, arguments)
    state = tiles.state(tenant, tile) or TileState()
    before, after = (changed(tile, state.settings, each) for each in ({}, arguments.settings))
    found = differences(before.model_dump(mode="json"), after.model_dump(mode="json"))
    previewer = PREVIEWS.get(tile.integration)
    if not found:
        preview = Preview(summary=UNCHANGED)
    elif previewer is None:
        preview = Preview(summary=NOTHING)
    else:
        preview = previewer(tenant, before.model_dump_json(), after.model_dump_json())
    return {
        "integration": tile.integration,
        "version": state.version,
        "changes": [asdict(each) for each in found],
        **asdict(preview),
    }


COMMANDS = catalogue(
    Command(
        name="preview-settings",
        title=Text(nl="Wat zou er veranderen?", en="What would change?"),
        help=Text(
            nl="Toon wat andere instellingen zouden veranderen, zonder ze op te slaan.",
            en="show what other settings would change, without saving them",
        ),
        arguments=PreviewSettings,
        sensitivity=Sensitivity.VIEW,
        carry_out=preview_settings,
    ),
)
