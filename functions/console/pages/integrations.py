"""The tiles of an organisation: what each is for, how it stands, what needs somebody's attention."""

from functions.console.faces import TILES
from functions.console.turn import Turn
from koppel.domain.tiles.condition import Condition
from koppel.domain.tiles.tile import Purpose
from koppel.entrance.requests import Response

IN_USE = frozenset({Condition.ON, Condition.NEEDS_ATTENTION})


def show(turn: Turn) -> Response:
    """The first page of an organisation. As long as nothing is in use it says what to do first."""
    overview = turn.desk.ask("show-overview")
    tiles = [each for each in overview["tiles"] if each["purpose"] != Purpose.ACCOUNTS]
    return turn.show(
        "integrations.html",
        overview=overview,
        tiles=tiles,
        others=[each for each in overview["tiles"] if each["purpose"] == Purpose.ACCOUNTS],
        available=[each for each in tiles if each["available"]],
        is_new=not any(each["state"] in IN_USE for each in tiles),
        introductions={name: tile.introduction for name, tile in TILES.items()},
    )
