"""What the operator's commands do: runtime, actor and arguments in, the answer as JSON out."""

from typing import Any

from functions.operations import arguments as given
from functions.operations.problems import UNKNOWN_INTEGRATION, UNKNOWN_ORGANISATION
from functions.operations.tiles import TILES
from koppel.domain.organisation import Organisation
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.tile import Tile
from koppel.organisation.organisations import look_up
from koppel.runtime import Runtime

type Answer = dict[str, Any]


def organisation_of(runtime: Runtime, arguments: given.OfOrganisation) -> Organisation:
    """The organisation that is meant. Declined when there is none."""
    known = look_up(runtime, arguments.organisation)
    if known is None:
        raise Declined(UNKNOWN_ORGANISATION, details={"organisation": arguments.organisation})
    return known.organisation


def tile_of(arguments: given.OfIntegration) -> Tile:
    """The tile that is meant. Declined when there is none."""
    tile = TILES.get(arguments.integration)
    if tile is None:
        raise Declined(UNKNOWN_INTEGRATION, details={"integrations": ", ".join(TILES)})
    return tile
