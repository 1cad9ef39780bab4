"""Everything of an organisation that expires: as a list, soonest first, and as a file for a calendar program."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.console import icalendar, view
from functions.console.faces import TILES
from functions.console.icalendar import Event
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain import zones
from koppel.domain.texts import Text
from koppel.domain.times import from_text
from koppel.entrance.requests import Response

SUMMARY = Text(nl="Verloopt: {what} “{name}”", en="Expires: {what} “{name}”")
PLANNED = Text(
    nl="Er is al een opvolger: u hoeft niets te doen.", en="It was replaced already: there is nothing to do."
)


def show(turn: Turn) -> Response:
    """`/console/<organisation>/calendar`."""
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    found = turn.desk.ask("list-expiries")
    today = zones.day(turn.visit.tenant.clock(), found["zone"])
    return turn.show(
        "calendar.html",
        expiries=[{**each, "days": (_day(each, found["zone"]) - today).days} for each in found["expiries"]],
        titles={name: tile.title for name, tile in TILES.items()},
    )


def file(turn: Turn) -> Response:
    """`/console/<organisation>/calendar.ics`: the same as events of whole days in the organisation's zone."""
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    found = turn.desk.ask("list-expiries")
    events = [_event(turn, each, found["zone"]) for each in found["expiries"]]
    name = f"Koppel {turn.organisation}"
    body = icalendar.written(name, events, turn.visit.tenant.clock())
    return view.file(f"{turn.organisation}.ics", body, icalendar.CONTENT_TYPE)


def _event(turn: Turn, expiry: Mapping[str, Any], zone: str) -> Event:
    say, what = turn.words.say, turn.words.told(expiry["what"])
    unique = hashlib.sha256(
        "/".join((turn.organisation, expiry["integration"], expiry["id"], expiry["what"]["en"])).encode()
    )
    return Event(
        uid=f"{unique.hexdigest()[:32]}@koppel",
        day=_day(expiry, zone),
        summary=say(SUMMARY).format(what=what, name=expiry["name"]),
        description=say(PLANNED) if expiry["planned"] else "",
        url=f"{turn.visit.base_url}{turn.home}/{expiry['integration']}",
    )


def _day(expiry: Mapping[str, Any], zone: str) -> date:
    """The day in the organisation's zone."""
    return zones.day(from_text(expiry["expires"]), zone)
