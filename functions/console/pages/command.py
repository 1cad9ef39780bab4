"""Any command as a page: its form, from the model of its arguments, and what came of it.

What a command answers is shown as it is: facts, tables, and secrets with a button to copy them. Pages that show the
same more kindly lead here for the acts.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from functions.console import forms
from functions.console.desk import NotDone
from functions.console.forms import Errors, Values
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.form import FormField, fields_of
from koppel.domain.tiles.form_values import placed, read_form, written
from koppel.entrance.requests import Response
from koppel.organisation.commands import Command, Sensitivity

SHOWN_ONCE = frozenset({"token", "secret", "url"})
"""Names in an answer whose value is shown this once."""
CURSORS = ("after", "older_than", "before")
"""Arguments that say where a page of an answer begins: `next` of the page before. Nobody fills them in."""
NEXT = "next"
ORGANISATION = "organisation"
"""The argument that the page itself gives, where it is a page of an organisation."""


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/do/<command>`: GET shows the form, filled from the query; POST carries it out. On the
    operator's own pages, `/console/operator/do/<command>`, the form asks for the organisation too."""
    command = turn.desk.find(turn.rest[1]) if len(turn.rest) == 2 else None
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.needs_logon(command):
        return turn.log_on_again()
    if turn.visit.method != "POST":
        values = _defaults(command) | {name: list(each) for name, each in turn.visit.query.items()}
        if command.sensitivity is Sensitivity.VIEW and not _questions(turn, command):
            return _carry_out(turn, command, values)
        return _ask(turn, command, values, {})
    return _carry_out(turn, command, turn.form())


def _carry_out(turn: Turn, command: Command[Any], form: Values) -> Response:
    try:
        read = read_form(command.arguments, form)
    except Declined as declined:
        return _ask(turn, command, form, NotDone.of(declined).fields, status=422)
    given = {name: value for name, value in read.items() if name != ORGANISATION or not turn.organisation}
    try:
        result = turn.desk.ask(command.name, **given)
    except NotDone as refused:
        if not refused.fields:
            raise
        return _ask(turn, command, form, placed(command.arguments, given, refused.fields), status=422)
    return turn.show(
        "done.html",
        command=command,
        result={name: each for name, each in result.items() if name != NEXT},
        more=_next_page(command, form, result),
        once=SHOWN_ONCE,
        back=back(turn, form),
    )


def _next_page(command: Command[Any], form: Values, result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The form that asks for the next page of an answer: names and values; empty where there is none."""
    cursor = next((each for each in CURSORS if each in command.arguments.model_fields), "")
    if not cursor or not result.get(NEXT):
        return []
    kept = ((name, value) for name, values in form.items() for value in values if name not in CURSORS)
    return [*kept, (cursor, str(result[NEXT]))]


def _ask(turn: Turn, command: Command[Any], values: Values, errors: Errors, status: int = 200) -> Response:
    return ask(turn, command, values, errors=errors, action=turn.visit.path, back=back(turn, values), status=status)


def ask(
    turn: Turn,
    command: Command[Any],
    values: Values,
    *,
    action: str,
    back: str,
    errors: Errors | None = None,
    status: int = 200,
) -> Response:
    """The form of a command, filled with these values. `action` is the path of the command's page."""
    bound = forms.bind(_questions(turn, command), values, errors or {})
    wrong = list(forms.wrong(bound))
    return turn.show(
        "command.html", status=status, command=command, fields=bound, wrong=wrong, action=action, back=back
    )


def _defaults(command: Command[Any]) -> dict[str, list[str]]:
    """What the form holds before anything is chosen."""
    arguments: type[BaseModel] = command.arguments
    return written(arguments, {each.name: each.default for each in fields_of(arguments) if each.default is not None})


def _questions(turn: Turn, command: Command[Any]) -> list[FormField]:
    arguments: type[BaseModel] = command.arguments
    given = (*CURSORS, *([ORGANISATION] if turn.organisation else ()))
    return [each for each in fields_of(arguments) if each.name not in given]


def back(turn: Turn, values: Mapping[str, list[str]]) -> str:
    """The page to which the visitor goes afterwards: the one that led here, if it is one of this organisation."""
    pages = values.get("back", [])
    is_own = len(pages) == 1 and pages[0].startswith(f"{turn.home}/") and "\\" not in pages[0]
    return pages[0] if is_own else turn.home
