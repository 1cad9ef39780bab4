"""One tile: its settings as a form, what can be done, and what it was before."""

import json
import re

from functions.console import forms
from functions.console.desk import NotDone
from functions.console.faces import TILES, commands_of, documentation_of
from functions.console.forms import Errors, Values
from functions.console.problems import FORM_FORGED, UNKNOWN_PAGE
from functions.console.turn import BadForm, Turn
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles import settings as tile_settings
from koppel.domain.tiles.form import fields_of
from koppel.domain.tiles.form_values import form_values, placed, read_form
from koppel.domain.tiles.tile import Purpose, Tile
from koppel.entrance.requests import Response

_VERSION = re.compile("[0-9]{1,8}")
ACTS = {"on": "switch-on", "off": "switch-off"}


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
        return _show(turn, tile, values=forms.with_one_more(form, more[0]), version=version)
    if less := form.pop("less", []):
        return _show(turn, tile, values=forms.without(form, less[0]), version=version)
    stored = turn.desk.ask("show-settings", integration=tile.integration)["settings"]
    try:
        wanted = read_form(tile.settings, form)
    except Declined as declined:
        return _show(turn, tile, values=form, version=version, refused=NotDone.of(declined))
    try:
        changes = tile_settings.difference(stored, {**stored, **wanted})
        turn.desk.ask("change-settings", integration=tile.integration, settings=changes, version=version)
    except NotDone as refused:
        beside = NotDone(refused.slug, refused.text, placed(tile.settings, wanted, refused.fields))
        return _show(turn, tile, values=form, version=version, refused=beside)
    return turn.go(f"{turn.visit.path}?saved=1")


def _show(
    turn: Turn, tile: Tile, *, values: Values | None = None, version: int | None = None, refused: NotDone | None = None
) -> Response:
    stored = turn.desk.ask("show-settings", integration=tile.integration)
    errors: Errors = refused.fields if refused else {}
    if values is None:
        values = form_values(tile.settings.model_validate_json(json.dumps(stored["settings"])))
    bound = forms.bind(fields_of(tile.settings), values, errors)
    return turn.show(
        "tile.html",
        status=422 if refused else 200,
        tile=tile,
        stored=stored,
        version=stored["version"] if version is None else version,
        is_overtaken=version is not None and version != stored["version"],
        fields=bound,
        wrong=list(forms.wrong(bound)),
        refused=refused,
        is_saved=bool(turn.query("saved")),
        can_switch=tile.purpose is not Purpose.ACCOUNTS,
        commands=commands_of(tile.integration, turn.visitor.role),
        documentation=documentation_of(tile.integration),
    )
