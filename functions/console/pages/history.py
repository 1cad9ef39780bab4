"""The history of a tile: who changed what and when, and the way back to an earlier version."""

import re
from collections.abc import Mapping
from typing import Any

from functions.console import forms
from functions.console.desk import NotDone
from functions.console.faces import COMMANDS, TILES
from functions.console.problems import FORM_FORGED
from functions.console.turn import BadForm, Turn
from koppel.domain.texts import Text
from koppel.domain.tiles.form import fields_of
from koppel.domain.tiles.tile import Tile
from koppel.entrance.requests import Response

_NUMBER = re.compile("[0-9]{1,8}")
SETTINGS = "settings."


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/<integration>/history`: GET shows a page of versions, POST restores one."""
    tile = TILES[turn.rest[0]]
    if turn.visit.method != "POST":
        return _show(turn, tile)
    form = turn.form()
    version, current = (form.get(name, [""])[0] for name in ("version", "current"))
    if not _NUMBER.fullmatch(version) or not _NUMBER.fullmatch(current):
        raise BadForm(FORM_FORGED)
    try:
        turn.desk.ask("restore-settings", integration=tile.integration, version=int(version), current=int(current))
    except NotDone as refused:
        return _show(turn, tile, refused)
    return turn.go(f"{turn.home}/{tile.integration}?saved=1")


def _show(turn: Turn, tile: Tile, refused: NotDone | None = None) -> Response:
    before = turn.query("before")
    found = turn.desk.ask(
        "list-versions", integration=tile.integration, before=int(before) if _NUMBER.fullmatch(before) else 0
    )
    return turn.show(
        "history.html",
        status=422 if refused else 200,
        tile=tile,
        current=found["current"],
        versions=[_version(tile, each) for each in found["versions"]],
        next=found["next"],
        refused=refused,
    )


def _version(tile: Tile, version: Mapping[str, Any]) -> dict[str, Any]:
    """A version with the words for what was done and for each setting that changed."""
    command = COMMANDS.get(version["verb"])
    changes = version["changes"]
    return {
        **version,
        "act": command.title if command else None,
        "changes": changes and [_change(tile, each) for each in changes if not _is_nothing(each)],
    }


def _is_nothing(change: Mapping[str, Any]) -> bool:
    """Whether it makes an empty value of one that was not there: a new row of a list has many."""
    return forms.is_empty(change["before"]) and forms.is_empty(change["after"])


def _change(tile: Tile, change: Mapping[str, Any]) -> dict[str, Any]:
    name, fields = change["field"], fields_of(tile.settings)
    if not name.startswith(SETTINGS):
        return {**change, "title": Text(**change["title"])}
    inner = name.removeprefix(SETTINGS)
    return {
        "title": forms.title(fields, inner),
        "before": forms.said(fields, inner, change["before"]),
        "after": forms.said(fields, inner, change["after"]),
    }
