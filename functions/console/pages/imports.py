"""Imports: a file is uploaded, then its test run begins, which ends at the page of the run.

| path                        | shows                                                                                 |
| --------------------------- | ------------------------------------------------------------------------------------- |
| `…/import`                  | a form that sends the file to the bucket, key pairs of senders, templates              |
| `…/import/<upload>`         | the page after that: what the rows are for; a POST begins the test run                |
| `…/import/template/<script>` | leads to the template of a script                                                    |

The file goes from the browser to the bucket, and no further than that: the address is presigned, and the bucket sends
the browser on to the second page, with the number of the upload. So it works without scripts, and no function ever has
the file in a request.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from functions.console import forms
from functions.console.desk import NotDone
from functions.console.faces import COMMANDS, TILES, labels
from functions.console.forms import Errors, Values
from functions.console.pages import secrets
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.form import FormField, fields_of
from koppel.domain.tiles.form_values import placed, read_form
from koppel.entrance.requests import Response

INTEGRATION = "bulk_import"
PREPARE, START, TEMPLATE, KEYS = "prepare-upload", "start-import", "download-template", "list-import-keys"
NOBODY = "nobody"
"""The answer to whom may be mailed that stands for none of the others."""
WELCOME_HELP = Text(
    nl="Wie van de nieuwe mensen een welkomstmail mag krijgen. Vink niets aan, en niemand krijgt er een.",
    en="Which new people may get a welcome mail. Tick none, and nobody gets one.",
)
WHOLE_HELP = Text(
    nl="Ja: één geweigerde of mislukte rij houdt de hele import tegen.",
    en="Yes: one refused or failed row stops the whole import.",
)
ENCRYPTED, PLAIN = (".pgp", ".gpg", ".asc"), (".xlsx", ".ods", ".csv")
"""Names of files that can be imported, by their ends; what a file is follows from its content."""
_UPLOAD = re.compile("[0-9a-f]{32}")
_MEGABYTE = 2**20


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/import` and the pages below it."""
    command = turn.desk.find(START)
    match turn.rest[1:]:
        case ("template", script) if script in labels(TEMPLATE, "script"):
            return turn.go(turn.desk.ask(TEMPLATE, script=script, language=turn.words.language)["url"])
        case _ if command is None:
            return turn.refuse(404, UNKNOWN_PAGE)
        case () | (_,) if turn.needs_logon(command):
            return turn.log_on_again()
        case () if turn.visit.method != "POST":
            return _choose_file(turn)
        case (upload,) if _UPLOAD.fullmatch(upload):
            return _start(turn, upload) if turn.visit.method == "POST" else _ask(turn, _usual(turn))
    return turn.refuse(404, UNKNOWN_PAGE)


def _choose_file(turn: Turn) -> Response:
    """The form is made for one upload. It may send to the bucket's own address, and nowhere else but here."""
    tile = turn.desk.ask("show-settings", integration=INTEGRATION)
    in_use = tile["available"] and tile["on"]
    here = f"{turn.visit.base_url}{turn.home}/import"
    upload = turn.desk.ask(PREPARE, return_to=here) if in_use else None
    now = turn.visit.tenant.clock()
    keys = [
        {**each, "left": secrets.nearness(each["expires"], now)}
        for each in turn.desk.ask(KEYS)["import_keys"]
        if each["active"]
    ]
    return turn.show(
        "import.html",
        form_targets=[upload["url"]] if upload else (),
        tile=TILES[INTEGRATION],
        tile_path=_tile(turn),
        upload=upload,
        megabytes=upload["longest"] // _MEGABYTE if upload else 0,
        minutes=upload["seconds"] // 60 if upload else 0,
        must_encrypt=tile["settings"]["must_encrypt"],
        types=ENCRYPTED if tile["settings"]["must_encrypt"] else (*ENCRYPTED, *PLAIN),
        keys=keys,
        scripts=labels(TEMPLATE, "script"),
    )


def _usual(turn: Turn) -> Values:
    """What the form of the second page has before anything is chosen: what the settings say."""
    settings = turn.desk.ask("show-settings", integration=INTEGRATION)["settings"]
    welcome = [each for each in labels(START, "welcome") if settings.get(f"welcome_{each}")]
    return {"script": [], "welcome": welcome, "all_or_nothing": ["true" if settings["all_or_nothing"] else "false"]}


def _ask(turn: Turn, values: Values, errors: Errors | None = None, *, refused: NotDone | None = None) -> Response:
    bound = forms.bind(_questions(), values, errors or {})
    return turn.show(
        "import_start.html",
        status=422 if errors or refused else 200,
        command=COMMANDS[START],
        tile=TILES[INTEGRATION],
        tile_path=_tile(turn),
        back=f"{turn.home}/import",
        fields=bound,
        wrong=list(forms.wrong(bound)),
        refused=refused,
    )


def _start(turn: Turn, upload: str) -> Response:
    """Begin the test run. Who ticks nobody to be mailed has nobody mailed, whatever the settings say."""
    form = dict(turn.form())
    arguments = COMMANDS[START].arguments
    chosen = [each for each in form.get("welcome", ()) if each]
    try:
        given = read_form(arguments, {**form, "upload": [upload], "welcome": chosen or [NOBODY]})
    except Declined as declined:
        return _ask(turn, form, NotDone.of(declined).fields)
    try:
        result = turn.desk.ask(START, **_without_organisation(given))
    except NotDone as refused:
        if not refused.fields:
            return _ask(turn, form, refused=refused)
        return _ask(turn, form, placed(arguments, given, refused.fields))
    return turn.go(f"{turn.home}/runs/{result['run']}")


def _questions() -> list[FormField]:
    """The fields of the command that people answer here. All begin with what the settings say, so that none is left
    open; nobody is mailed where nothing is ticked."""
    arguments: type[BaseModel] = COMMANDS[START].arguments
    found = {each.name: each for each in fields_of(arguments)}
    welcome, whole = found["welcome"], found["all_or_nothing"]
    others = tuple(each for each in welcome.choices if each[0] != NOBODY)
    return [
        found["script"],
        replace(welcome, choices=others, help=WELCOME_HELP),
        replace(whole, optional=False, help=WHOLE_HELP),
    ]


def _without_organisation(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "organisation"}


def _tile(turn: Turn) -> str:
    return f"{turn.home}/{INTEGRATION}"
