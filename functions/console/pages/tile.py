"""One tile: how it stands, its settings as a form, its secrets, and what can be done."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.console import forms
from functions.console.desk import NotDone
from functions.console.faces import TILES, documentation_of
from functions.console.forms import Errors, Values
from functions.console.pages import checks, overtaken, secrets
from functions.console.pages.overtaken import Overtaken
from functions.console.problems import FORM_FORGED, UNKNOWN_PAGE
from functions.console.turn import BadForm, Turn
from koppel.domain.problems.administration import CHANGED_MEANWHILE
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles import settings as tile_settings
from koppel.domain.tiles.form import fields_of
from koppel.domain.tiles.form_values import form_values, placed, read_form
from koppel.domain.tiles.tile import Purpose, Tile
from koppel.entrance.requests import Response

_VERSION = re.compile("[0-9]{1,8}")
ACTS = {"on": "switch-on", "off": "switch-off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that is not saved: its values, the version that it was made for, and what came of it so far.

    opened   name of the entry of a list that the visitor worked on, which is shown unfolded
    preview  what would change
    """

    values: Values
    version: int
    refused: NotDone | None = None
    met: Overtaken | None = None
    opened: str = ""
    preview: Mapping[str, Any] | None = None


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/<integration>`: GET shows the tile, POST saves its settings or switches it."""
    tile = TILES[turn.rest[0]]
    if turn.visit.method != "POST":
        return _show(turn, tile)
    form = dict(turn.form())
    acts = form.pop("act", [])
    if not acts:
        return _save(turn, tile, form)
    command = turn.desk.find(ACTS.get(acts[0], ""))
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.needs_logon(command):
        return turn.log_on_again()
    turn.desk.ask(command.name, integration=tile.integration)
    return turn.go(turn.visit.path)


def _save(turn: Turn, tile: Tile, form: dict[str, list[str]]) -> Response:
    """Save the settings, or show the form again with one entry more or less in one of its lists."""
    made_for = form.pop("version", [""])[0]
    if not _VERSION.fullmatch(made_for):
        raise BadForm(FORM_FORGED)
    version = int(made_for)
    if more := form.pop("more", []):
        values, entry = forms.with_one_more(fields_of(tile.settings), form, more[0])
        return _show(turn, tile, Draft(values=values, version=version, opened=entry))
    if less := form.pop("less", []):
        return _show(turn, tile, Draft(values=forms.without(form, less[0]), version=version, opened=less[0]))
    command = "preview-settings" if form.pop("preview", []) else "change-settings"
    stored = turn.desk.ask("show-settings", integration=tile.integration)["settings"]
    try:
        wanted = read_form(tile.settings, form)
    except Declined as declined:
        return _show(turn, tile, Draft(values=form, version=version, refused=NotDone.of(declined)))
    try:
        changes = tile_settings.difference(stored, {**stored, **wanted})
        if command == "preview-settings":
            answer = turn.desk.ask(command, integration=tile.integration, settings=changes)
            return _show(turn, tile, Draft(values=form, version=version, preview=_preview(tile, answer)))
        turn.desk.ask(command, integration=tile.integration, settings=changes, version=version)
    except NotDone as refused:
        if refused.slug == CHANGED_MEANWHILE.slug:
            met = overtaken.meet(turn, tile, wanted, version)
            return _show(turn, tile, Draft(values=met.values, version=met.version, met=met))
        beside = NotDone(refused.slug, refused.text, placed(tile.settings, wanted, refused.fields))
        return _show(turn, tile, Draft(values=form, version=version, refused=beside))
    return turn.go(f"{turn.visit.path}?saved=1")


def _show(turn: Turn, tile: Tile, draft: Draft | None = None) -> Response:
    stored = turn.desk.ask("show-settings", integration=tile.integration)
    overview = turn.desk.ask("show-overview")
    refused = draft.refused if draft else None
    errors: Errors = refused.fields if refused else {}
    values = draft.values if draft else form_values(tile.settings.model_validate_json(json.dumps(stored["settings"])))
    bound = forms.bind(fields_of(tile.settings), values, errors)
    own = secrets.shown(turn, tile.integration) if stored["available"] else None
    clock = turn.visit.tenant.clock()
    return turn.show(
        "tile.html",
        status=409 if draft and draft.met else 422 if refused else 200,
        tile=tile,
        standing=next(each for each in overview["tiles"] if each["integration"] == tile.integration),
        to_ask=overview["contact"],
        version=draft.version if draft else stored["version"],
        is_draft=draft is not None,
        met=draft.met if draft else None,
        preview=draft.preview if draft else None,
        opened=f"{draft.opened}." if draft else "",
        fields=bound,
        wrong=list(forms.wrong(bound)),
        refused=refused,
        is_saved=bool(turn.query("saved")),
        can_switch=tile.purpose is not Purpose.ACCOUNTS,
        nearness=lambda text: secrets.nearness(text, clock),
        secrets=own,
        bench=checks.BENCHES.get(tile.integration),
        checks=checks.of(tile.integration, own, clock),
        commands=secrets.other_commands(turn, tile.integration),
        documentation=documentation_of(tile.integration),
    )


def _preview(tile: Tile, answer: Mapping[str, Any]) -> dict[str, Any]:
    """What would change, with the words of the fields of the settings."""
    fields = fields_of(tile.settings)
    changes = [
        {
            "title": forms.title(fields, each["field"]),
            "before": forms.said(fields, each["field"], each["before"]),
            "after": forms.said(fields, each["field"], each["after"]),
        }
        for each in answer["changes"]
        if not (forms.is_empty(each["before"]) and forms.is_empty(each["after"]))
    ]
    return {**answer, "changes": changes}
