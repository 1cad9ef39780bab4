"""The audit log: who changed what or looked at whom, and when."""

import json
import re
from collections.abc import Mapping
from typing import Any

from functions.console.faces import COMMANDS, TILES
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain.texts import Text
from koppel.entrance.requests import Response

LIMIT = 50
_CURSOR = re.compile(r"[0-9T:.-]{19,26}/[0-9a-f]{1,64}")
_PERSON = re.compile(r"([0-9a-f]{32}) \(([a-z_]+)\)")
_ARN = re.compile(r"arn:[^ ]*?([^/:]+)")

DETAILS: Mapping[str, Text] = {
    "after": Text(nl="Is geworden", en="After"),
    "api_user": Text(nl="API-gebruiker", en="API user"),
    "before": Text(nl="Was", en="Before"),
    "connection": Text(nl="Koppeling", en="Connection"),
    "count": Text(nl="Aantal", en="Count"),
    "entry": Text(nl="Regel", en="Entry"),
    "expires": Text(nl="Verloopt", en="Expires"),
    "field": Text(nl="Veld", en="Field"),
    "integration": Text(nl="Koppeling", en="Integration"),
    "key": Text(nl="Sleutel", en="Key"),
    "kind": Text(nl="Soort", en="Kind"),
    "message": Text(nl="Bericht", en="Message"),
    "messages": Text(nl="Berichten", en="Messages"),
    "name": Text(nl="Naam", en="Name"),
    "pseudonym": Text(nl="Pseudoniem", en="Pseudonym"),
    "reason": Text(nl="Reden", en="Reason"),
    "role": Text(nl="Rol", en="Role"),
    "scopes": Text(nl="Rechten", en="Scopes"),
    "source": Text(nl="Bron", en="Source"),
    "subject": Text(nl="Over wie", en="About whom"),
    "until": Text(nl="Geldig tot", en="Valid until"),
    "version": Text(nl="Versie", en="Version"),
}
"""Titles of details. One that is not here has its own name as title."""


def show(turn: Turn) -> Response:
    """`/console/<organisation>/audit`: newest first, in pages."""
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    after = turn.query("after")
    found = turn.desk.ask("list-acts", limit=LIMIT, after=after if _CURSOR.fullmatch(after) else "")
    return turn.show(
        "audit.html",
        acts=[_shown(each) for each in found["acts"]],
        next=found["next"],
        is_first=not after,
    )


def _shown(act: Mapping[str, Any]) -> dict[str, Any]:
    """An act with words for what was done and by whom, and its details as titles and values."""
    command = COMMANDS.get(act["verb"])
    person, arn = _PERSON.fullmatch(act["actor"]), _ARN.fullmatch(act["actor"])
    return {
        "at": act["at"],
        "title": command.title if command else None,
        "verb": act["verb"],
        "account": person[1] if person else "",
        "way": TILES[person[2]].title if person and person[2] in TILES else None,
        "operator": arn[1] if arn else "",
        "actor": act["actor"],
        "details": [
            (DETAILS.get(name) or Text(nl=_plain(name), en=_plain(name)), _value(name, value))
            for name, value in act["details"].items()
            if value not in (None, "", [], {})
        ],
    }


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _value(name: str, value: Any) -> Any:
    """The value; what was kept as JSON as its values, and an integration by its title."""
    if name == "integration" and value in TILES:
        return TILES[value].title
    if name not in {"before", "after"} or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:  # cut off, because it was long
        return value
