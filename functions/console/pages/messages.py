"""HL7 messages: find them, and do something about one or about many.

| path              | shows                                                                                          |
| ----------------- | ---------------------------------------------------------------------------------------------- |
| `…/messages`      | messages, filtered; a POST finds those about one person, or does something with those selected |
| `…/messages/plan` | what selected messages would do now (`message_plan`)                                           |
| `…/messages/<id>` | one message, once a reason is given (`message`)                                                |
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from functions.console.desk import NotDone
from functions.console.faces import labels
from functions.console.pages import message, message_plan
from functions.console.pages.filters import Filters, read_filters
from functions.console.problems import NOTHING_SELECTED, UNKNOWN_PAGE
from functions.console.turn import Form, Turn
from koppel.domain.texts import Text
from koppel.entrance.requests import Response

ON_A_PAGE = 25
REFRESHED_AFTER = 5
"""Seconds after which the page of somebody who follows a replay is loaded again."""

KINDS: Mapping[str, str] = {
    "failed": "bad",
    "refused": "bad",
    "pending": "warn",
    "waiting": "warn",
    "applied": "good",
    "unchanged": "good",
}
"""By outcome the kind of its badge, where it has one."""
IN_TROUBLE = "in-trouble"
_COUNT = re.compile("[0-9]{1,4}")
RESULTS = ("replayed", "settled")
"""Acts whose count the list shows afterwards."""


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/messages` and the pages below it."""
    path = turn.rest[1:]
    if path:
        if len(path) > 1:
            return turn.refuse(404, UNKNOWN_PAGE)
        return message_plan.serve(turn) if path[0] == message_plan.PATH else message.serve(turn, path[0])
    if turn.visit.method != "POST":
        return _list(turn)
    form = turn.form()
    act = form.get("act", [""])[0]
    if act == "find":
        return _find(turn, form)
    return _replay_failed(turn, form) if act == "replay-failed" else _act(turn, act, form)


def _list(turn: Turn) -> Response:
    filters = _filters(turn)
    if filters.wrong:
        return _show(turn, filters, [], status=422)
    found = turn.desk.ask("find-messages", **_asked(filters), limit=ON_A_PAGE, after=turn.query("after"))
    older = {**filters.query, "after": found["next"]} if found["next"] else {}
    return _show(turn, filters, found["messages"], older=older)


def _find(turn: Turn, form: Form) -> Response:
    """Messages about one person. Nothing of the search is in an address, and each page of it is recorded."""
    person, after = form.get("person", [""])[0].strip(), form.get("after", [""])[0]
    if not person:
        return turn.go(_path(turn))
    found = turn.desk.ask("find-messages", patient=person, limit=ON_A_PAGE, after=after)
    return _show(turn, _filters(turn), found["messages"], person=person, after=found["next"])


def _act(turn: Turn, act: str, form: Form) -> Response:
    """Do something with the messages that are selected."""
    selected = form.get("message", [])[:ON_A_PAGE]
    if not selected:
        return turn.refuse(422, NOTHING_SELECTED)
    if act == "plan":
        return message_plan.ask(turn, selected)
    if act == "replay":
        replayed = turn.desk.ask("replay-messages", messages=selected)["replayed"]
        return _back(turn, form, replayed=len(replayed), of=len(selected))
    if act == "settle":
        return _back(turn, form, settled=sum(_settled(turn, each) for each in selected), of=len(selected))
    return turn.refuse(404, UNKNOWN_PAGE)


def _settled(turn: Turn, selected: str) -> bool:
    try:
        turn.desk.ask("settle-message", message=selected)
    except NotDone as refused:
        if refused.slug != "unknown-message":
            raise
        return False
    return True


def _replay_failed(turn: Turn, form: Form) -> Response:
    try:
        since = turn.words.utc(form.get("failed-since", [""])[0])
    except ValueError:
        since = ""
    if not since:
        return _show(turn, _filters(turn), [], status=422, is_failed_wrong=True)
    replayed = turn.desk.ask("replay-failed", since=since)["replayed"]
    return _back(turn, form, replayed=len(replayed), of=len(replayed))


def _back(turn: Turn, form: Form, **counts: int) -> Response:
    """To the list that led here, with what was done."""
    path, pages = _path(turn), form.get("back", [])
    is_own = len(pages) == 1 and pages[0].startswith(f"{path}?") and pages[0].isascii() and pages[0].isprintable()
    back = pages[0] if is_own else path
    return turn.go(f"{back}{'&' if '?' in back else '?'}{urlencode(counts)}")


def _show(
    turn: Turn,
    filters: Filters,
    found: Sequence[Mapping[str, Any]],
    *,
    status: int = 200,
    older: Mapping[str, str] | None = None,
    person: str = "",
    after: str = "",
    is_failed_wrong: bool = False,
) -> Response:
    waiting = turn.desk.ask("count-waiting")
    path = _path(turn)
    counts = {name: int(turn.query(name)) for name in (*RESULTS, "of") if _COUNT.fullmatch(turn.query(name))}
    page = {**filters.query, **({"after": turn.query("after")} if turn.query("after") else {})}
    followed = {**page, **{name: str(each) for name, each in counts.items()}}
    return turn.show(
        "messages.html",
        status=status,
        path=path,
        filters=filters,
        messages=found,
        outcomes=_outcomes(),
        in_trouble=IN_TROUBLE,
        person=person,
        after=after,
        older=f"{path}?{urlencode(older)}" if older else "",
        back=f"{path}?{urlencode(page)}" if page else path,
        again=f"{path}?{urlencode(followed)}",
        follow=f"{path}?{urlencode({**followed, 'follow': '1'})}",
        is_followed=bool(turn.query("follow")) and waiting["waiting"] > 0 and turn.visit.method == "GET",
        seconds=REFRESHED_AFTER,
        counts=counts,
        waiting=waiting,
        is_failed_wrong=is_failed_wrong,
    )


def _filters(turn: Turn) -> Filters:
    return read_filters(turn, ("control_id", "trigger", "outcome"), {"outcome": (IN_TROUBLE, *_outcomes())})


def _asked(filters: Filters) -> dict[str, Any]:
    """The filters as arguments of the command."""
    outcome = filters["outcome"]
    outcomes = ["failed", "refused"] if outcome == IN_TROUBLE else [outcome] if outcome else []
    given = {name: filters[name] for name in ("control_id", "trigger")}
    return {**given, "outcomes": outcomes, "since": filters.since, "until": filters.until}


def _path(turn: Turn) -> str:
    return f"{turn.home}/messages"


def _outcomes() -> Mapping[str, tuple[Text, str]]:
    """What each outcome is called, and the kind of its badge."""
    return {name: (label, KINDS.get(name, "")) for name, label in labels("find-messages", "outcomes").items()}
