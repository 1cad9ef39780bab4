"""The tiles of an organisation: what each is for, how it stands, what needs somebody's attention."""

from functions.console.faces import integrations
from functions.console.turn import Turn
from koppel.entrance.requests import Response


def show(turn: Turn) -> Response:
    """The first page of an organisation."""
    overview = turn.desk.ask("show-organisation")
    return turn.show("integrations.html", overview=overview, tiles=integrations())
