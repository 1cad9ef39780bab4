"""Accounts: find one; see who gave each field its value, and every change; undo a change.

| path                      | shows                                                                             |
| ------------------------- | --------------------------------------------------------------------------------- |
| `…/accounts`              | a form; a POST finds accounts, so that no address has what somebody is sought by  |
| `…/accounts/<kind>/<key>` | asks for a reason; a POST with the reason shows the account, previews the undo of |
|                           | one of its changes, or carries out the undo that was previewed                    |

The reason stays in the forms of the account's page: it is typed once, and recorded each time the account is shown.
"""

import re
from collections.abc import Mapping
from typing import Any

from functions.console.desk import NotDone
from functions.console.faces import labels
from functions.console.pages import account_words as words_of
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Form, Turn
from koppel.domain.accounts.account import KIND_LABELS, Kind
from koppel.domain.texts import Text
from koppel.entrance.requests import Response

FIND, SHOW, PREVIEW, UNDO = "find-accounts", "show-account", "preview-undo", "undo-change"
ON_A_PAGE = 20
"""Changes that a page of the trail shows."""
_KEY = re.compile("[0-9a-f]{32}")
_NUMBER = re.compile("[0-9]{1,8}")
_DIGEST = re.compile("[0-9a-f]{32,64}")
RELATIONS = ("relations_made", "relations_ended", "waiting_made", "waiting_ended")


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/accounts` and the pages of accounts below it."""
    match turn.rest[1:]:
        case ():
            return _find(turn)
        case (kind, key) if kind in set(Kind) and _KEY.fullmatch(key):
            return _one(turn, Kind(kind), key)
    return turn.refuse(404, UNKNOWN_PAGE)


def _find(turn: Turn) -> Response:
    """The form, and what it found."""
    sought = {"kind": str(Kind.CLIENT), "by": "id", "value": ""}
    if turn.visit.method != "POST":
        return _found(turn, sought)
    form = turn.form()
    sought |= {name: _one_of(form, name) for name in sought if name in form}
    if not sought["value"]:
        return _found(turn, sought, errors={"value": MISSING}, status=422)
    try:
        found = turn.desk.ask(FIND, **sought, after=_one_of(form, "after"))
    except NotDone as refused:
        if not refused.fields or not refused.fields.keys() <= {"by", "value"}:
            raise
        return _found(turn, sought, errors=refused.fields, status=422)
    return _found(turn, sought, found=found)


MISSING = Text(nl="Vul in wat u zoekt.", en="Fill in what to look for.")


def _found(
    turn: Turn,
    sought: Mapping[str, str],
    *,
    found: Mapping[str, Any] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    return turn.show(
        "accounts.html",
        status=status,
        kinds=KIND_LABELS,
        ways=labels(FIND, "by"),
        sought=sought,
        found=found,
        errors=errors or {},
    )


def _one(turn: Turn, kind: Kind, key: str) -> Response:
    command = turn.desk.find(SHOW)
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.needs_logon(command):
        return turn.log_on_again()
    if turn.visit.method != "POST":
        return _ask_reason(turn, kind)
    form = turn.form()
    reason = _one_of(form, "reason")
    if not reason:
        return _ask_reason(turn, kind, is_missing=True)
    change, digest = _one_of(form, "change"), _one_of(form, "digest")
    if not change:
        older_than = _one_of(form, "older_than")
        return _show(turn, kind, key, reason, older_than=int(older_than) if _NUMBER.fullmatch(older_than) else 0)
    if not _NUMBER.fullmatch(change):
        return turn.refuse(404, UNKNOWN_PAGE)
    named = {"kind": kind, "key": key, "change": int(change)}
    if not _DIGEST.fullmatch(digest):
        return _preview(turn, named, reason)
    try:
        undone = turn.desk.ask(UNDO, **named, digest=digest)
    except NotDone as refused:
        return _preview(turn, named, reason, refused=refused)
    return _show(turn, kind, key, reason, undone=undone, change=int(change))


def _ask_reason(turn: Turn, kind: Kind, *, is_missing: bool = False) -> Response:
    status = 422 if is_missing else 200
    return turn.show("account_reason.html", status=status, kind=KIND_LABELS[kind], is_missing=is_missing)


def _show(
    turn: Turn,
    kind: Kind,
    key: str,
    reason: str,
    *,
    older_than: int = 0,
    undone: Mapping[str, Any] | None = None,
    change: int = 0,
) -> Response:
    """The account, after an undo with what it left as it is. An older page has only its part of the trail."""
    words = turn.words
    account = turn.desk.ask(SHOW, kind=kind, key=key, reason=reason, limit=ON_A_PAGE, older_than=older_than)
    fields = [
        {
            "missing": each.get("missing", False),
            "waiting": each.get("waiting", ""),
            "title": words_of.title(words, each["name"]),
            "shown": words_of.shown(words, each["name"], each["value"]),
            "origin": words_of.origin(words, each["origin"]),
        }
        for each in [*account["fields"], *account["states"]]
    ]
    return turn.show(
        "account.html",
        kind=KIND_LABELS[kind],
        kinds=KIND_LABELS,
        account=account,
        name=words_of.named(kind, account["fields"]),
        reason=reason,
        fields=fields,
        relations=words_of.relations(words, account["relations"]),
        waiting_relations=words_of.relations(words, account["waiting_relations"]),
        trail=[_change(turn, each) for each in account["trail"]],
        on_page={str(each["change"]) for each in account["trail"]},
        older_than=older_than,
        undone=undone,
        undone_change=change,
        stays=_stays(turn, kind, undone["stays"] if undone else []),
    )


def _change(turn: Turn, row: Mapping[str, Any]) -> dict[str, Any]:
    """One change of the trail in words."""
    words = turn.words
    undoes = row["undoes"].partition("/")
    return {
        **row,
        "title": words_of.VERBS.get(row["verb"]),
        "origin": words_of.origin(words, row),
        "lines": words_of.lines(words, row["before"], row["after"]),
        "undone": {"key": undoes[0], "change": undoes[2]} if row["undoes"] else None,
        **{name: words_of.relations(words, row[name]) for name in RELATIONS},
    }


def _preview(turn: Turn, named: Mapping[str, Any], reason: str, *, refused: NotDone | None = None) -> Response:
    """What undoing would do now. `refused`: why the undo that was asked for was not done."""
    planned, words = turn.desk.ask(PREVIEW, **named), turn.words
    accounts = [
        {
            **each,
            "title": KIND_LABELS[each["kind"]],
            "lines": words_of.lines(words, each["before"], each["after"]),
            **{name: words_of.relations(words, each[name]) for name in RELATIONS},
        }
        for each in planned["accounts"]
    ]
    return turn.show(
        "undo.html",
        status=409 if refused else 200,
        named=named,
        kind=KIND_LABELS[named["kind"]],
        reason=reason,
        accounts=accounts,
        stays=_stays(turn, named["kind"], planned["stays"]),
        planned=planned,
        command=turn.desk.find(UNDO),
        refused=refused,
    )


def _stays(turn: Turn, kind: str, stays: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What an undo leaves as it is. Another account that has a value now is one of the same kind."""
    return [{**each, "title": words_of.title(turn.words, each["field"]), "kind": kind} for each in stays]


def _one_of(form: Form, name: str) -> str:
    """The value of a field, "" without one."""
    return form.get(name, [""])[0].strip()
