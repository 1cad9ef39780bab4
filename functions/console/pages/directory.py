"""Directories: how each source is, a test of its connection, and what would become of one person.

| path                  | shows                                                                                        |
| --------------------- | -------------------------------------------------------------------------------------------- |
| `…/directory`         | the sources: when each was read, when it is read again, how many people it has, what to do   |
| `…/directory/test`    | a test of the connection of a source: its steps, and the first people as they would arrive   |
| `…/directory/explain` | one person: found, in scope, whose account, what would change, and why not                   |

The source is in the query of the last two; what is asked comes as a POST, so that no address names a person.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from functions.console import forms
from functions.console.desk import NotDone
from functions.console.faces import COMMANDS, TILES
from functions.console.forms import Errors, Values
from functions.console.pages import account_words as words_of
from functions.console.pages import secrets
from functions.console.pages.runs import VERBS
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain.problems.refusal import Declined
from koppel.domain.runs.item import VERB_LABELS
from koppel.domain.runs.staging import RELATIONS
from koppel.domain.texts import Text
from koppel.domain.tiles.form import FieldKind, FormField, fields_of
from koppel.domain.tiles.form_values import placed, read_form
from koppel.entrance.requests import Response

INTEGRATION = "directory_sync"
SHOW, TEST, EXPLAIN, START = "show-sources", "test-directory", "explain-person", "start-cycle"
PAGES: Mapping[str, str] = {"test": TEST, "explain": EXPLAIN}
"""The command behind each page about one source."""
KINDS: Mapping[str, Text] = {
    "entra": Text(nl="Entra ID", en="Entra ID"),
    "ldap": Text(nl="Active Directory", en="Active Directory"),
}
IN_SCOPE = "in-scope"


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/directory` and the pages below it."""
    match turn.rest[1:]:
        case ():
            return _list(turn)
        case (page,) if page in PAGES:
            command = turn.desk.find(PAGES[page])
            if command is None:
                return turn.refuse(404, UNKNOWN_PAGE)
            if turn.needs_logon(command):
                return turn.log_on_again()
            values = turn.form() if turn.visit.method == "POST" else None
            return _ask(turn, page) if values is None else _carry_out(turn, page, values)
    return turn.refuse(404, UNKNOWN_PAGE)


def _list(turn: Turn) -> Response:
    return turn.show(
        "directory.html",
        tile=TILES[INTEGRATION],
        path=_path(turn),
        sources=[_source(turn, each) for each in turn.desk.ask(SHOW)["sources"]],
        can_start=turn.desk.find(START) is not None,
    )


def _source(turn: Turn, row: Mapping[str, Any]) -> dict[str, Any]:
    """A source, with what it is called and how near the end of its secret is."""
    near = secrets.nearness(row["secret"]["expires"], turn.visit.tenant.clock())
    return {**row, "title": KINDS.get(row["kind"]), "left": near}


def _ask(
    turn: Turn,
    page: str,
    values: Values | None = None,
    errors: Errors | None = None,
    *,
    refused: NotDone | None = None,
    result: Mapping[str, Any] | None = None,
) -> Response:
    """The form of the page, and below it what came of it."""
    command, source = COMMANDS[PAGES[page]], turn.query("source")
    given = values if values is not None else {"source": [source] if source else []}
    names = [each["source"] for each in turn.desk.ask(SHOW)["sources"]]
    bound = forms.bind(_questions(command.arguments, names, given), given, errors or {})
    return turn.show(
        f"directory_{page}.html",
        status=422 if errors or refused else 200,
        tile=TILES[INTEGRATION],
        path=_path(turn),
        command=command,
        fields=[each for each in bound if each.name != "settings"],
        more=[each for each in bound if each.name == "settings"],
        wrong=list(forms.wrong(bound)),
        refused=refused,
        result=result,
        has_sources=bool(names),
    )


def _carry_out(turn: Turn, page: str, form: Values) -> Response:
    name = PAGES[page]
    arguments: type[BaseModel] = COMMANDS[name].arguments
    try:
        read = read_form(arguments, form)
    except Declined as declined:
        return _ask(turn, page, form, NotDone.of(declined).fields)
    given = {name: value for name, value in read.items() if name != "organisation"}
    try:
        result = turn.desk.ask(name, **given)
    except NotDone as refused:
        if not refused.fields:
            return _ask(turn, page, form, refused=refused)
        return _ask(turn, page, form, _errors(arguments, given, refused))
    return _ask(turn, page, form, result=_SHOWN[page](turn, result))


def _errors(arguments: type[BaseModel], given: Mapping[str, Any], refused: NotDone) -> dict[str, Text]:
    """What is wrong with which field of the form. What is wrong within the other settings stands at their field, by
    name."""
    errors = placed(arguments, given, refused.fields)
    found = {name: text for name, text in errors.items() if name in arguments.model_fields}
    inner = [(name, text) for name, text in errors.items() if name not in found]
    if inner:
        found["settings"] = Text(
            nl="; ".join(f"{name}: {text.nl}" for name, text in inner),
            en="; ".join(f"{name}: {text.en}" for name, text in inner),
        )
    return found


def _questions(arguments: type[BaseModel], names: Iterable[str], values: Values) -> list[FormField]:
    """The fields of the command; the source is one of those there are, the only one where there is one."""
    known = list(dict.fromkeys([*names, *values.get("source", [])]))
    choices = tuple((each, Text(nl=each, en=each)) for each in known)
    fields = [each for each in fields_of(arguments) if each.name != "organisation"]
    return [
        replace(each, kind=FieldKind.CHOICE, choices=choices, example="") if each.name == "source" else each
        for each in fields
    ]


def _tested(turn: Turn, result: Mapping[str, Any]) -> dict[str, Any]:
    return {**result, "people": [_person(turn, each) for each in result["people"]]}


def _explained(turn: Turn, result: Mapping[str, Any]) -> dict[str, Any]:
    return {**result, "people": [{**_person(turn, each), **_planned(turn, each)} for each in result["people"]]}


def _person(turn: Turn, person: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody as an account would be: the name in one text, and what else there is of fields in words."""
    values = person["values"]
    name = " ".join(values[each] for each in ("first_name", "infix", "last_name") if values.get(each))
    roles = words_of.shown(turn.words, "roles", person["roles"])
    return {**person, "name": name, "roles": roles.text if roles else "", "is_in_scope": person["standing"] == IN_SCOPE}


def _planned(turn: Turn, person: Mapping[str, Any]) -> dict[str, Any]:
    """What would change, a line for each field."""
    plan = person["plan"]
    if plan is None:
        return {"plan": None}
    after = {name: value for name, value in plan["after"].items() if name not in RELATIONS}
    told = {**plan, "lines": words_of.lines(turn.words, plan["before"], after), "badge": VERBS.get(plan["verb"], "")}
    told |= {name: [] for name in RELATIONS}
    return {"plan": {**told, "title": VERB_LABELS[plan["verb"]]}}


_SHOWN: Mapping[str, Callable[[Turn, Mapping[str, Any]], dict[str, Any]]] = {"test": _tested, "explain": _explained}


def _path(turn: Turn) -> str:
    return f"{turn.home}/directory"
