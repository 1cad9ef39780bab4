"""The parts of the stylesheet, each shown once, for those who build pages and for the tests that photograph them."""

from functions.console.turn import Turn
from koppel.entrance.requests import Response


def show(turn: Turn) -> Response:
    """The page of samples."""
    return turn.show("samples.html")
