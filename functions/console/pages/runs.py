"""Runs: what an import or a directory's cycle would change, its approval, its progress, its result, and its undo.

| path                      | shows                                                                             |
| ------------------------- | --------------------------------------------------------------------------------- |
| `…/runs`                  | runs, newest first, filtered                                                      |
| `…/runs/<run>`            | one run: state, progress, counts; a POST approves, rejects or undoes it           |
| `…/runs/<run>/rows`       | its rows, filtered: they show people, and that they were shown is recorded        |
| `…/runs/<run>/report.csv` | leads to the report as a file, also `report.xlsx`; that it was fetched is recorded |
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from functions.console.desk import NotDone
from functions.console.faces import TILES, labels
from functions.console.pages import account_words as words_of
from functions.console.pages.filters import Filters, read_filters
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Form, Turn
from koppel.domain.accounts.account import KIND_LABELS
from koppel.domain.runs.run import KIND_LABELS as RUN_KINDS
from koppel.domain.runs.staging import RELATIONS
from koppel.domain.texts import Text
from koppel.entrance.requests import Response

LIST, PROGRESS, SHOW, DOWNLOAD = "list-runs", "show-progress", "show-run", "download-report"
ACTS: Mapping[str, str] = {"approve": "approve-run", "reject": "reject-run", "undo": "undo-run"}
"""The acts of a run's page, and their commands."""
RUNS_ON_A_PAGE, ROWS_ON_A_PAGE = 25, 50
REFRESHED_AFTER = 3
"""Seconds after which the page of a run that goes on is loaded again."""
GOES_ON = frozenset({"reading", "planned", "applying"})
STATES: Mapping[str, str] = {"waiting": "warn", "done": "good", "failed": "bad", "stopped": "bad"}
VERBS: Mapping[str, str] = {"create": "good", "deactivate": "warn", "refused": "bad", "duplicate": "warn"}
OUTCOMES: Mapping[str, str] = {"applied": "good", "drifted": "warn", "refused": "bad", "failed": "bad"}
"""By state, verb or outcome the kind of its badge, where it has one."""
REPORTS = {"report.csv": "csv", "report.xlsx": "xlsx"}
_RUN = re.compile("[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")
_CURSOR = re.compile("[0-9]{1,8}-[0-9]{1,3}")


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/runs` and the pages of runs below it."""
    match turn.rest[1:]:
        case ():
            return _list(turn)
        case (run,) if _RUN.fullmatch(run):
            return _act(turn, run) if turn.visit.method == "POST" else _one(turn, run)
        case (run, "rows") if _RUN.fullmatch(run):
            return _rows(turn, run)
        case (run, report) if _RUN.fullmatch(run) and report in REPORTS:
            return _report(turn, run, REPORTS[report])
    return turn.refuse(404, UNKNOWN_PAGE)


def _list(turn: Turn) -> Response:
    states = labels(LIST, "state")
    integrations = {name: label for name, label in labels(LIST, "integration").items() if name}
    filters = read_filters(turn, ("integration", "state"), {"integration": integrations, "state": states})
    after = turn.query("after") if _RUN.fullmatch(turn.query("after")) else ""
    found = turn.desk.ask(LIST, **_asked(filters), limit=RUNS_ON_A_PAGE, after=after)
    path = f"{turn.home}/runs"
    return turn.show(
        "runs.html",
        path=path,
        filters=filters,
        integrations=integrations,
        states={name: (label, STATES.get(name, "")) for name, label in states.items()},
        runs=[_shown(turn, each) for each in found["runs"]],
        older=f"{path}?{urlencode({**filters.query, 'after': found['next']})}" if found["next"] else "",
    )


def _one(turn: Turn, name: str, *, refused: NotDone | None = None) -> Response:
    run = turn.desk.ask(PROGRESS, run=name)["run"]
    acts = {act: turn.desk.find(command) for act, command in ACTS.items() if act in run["may"]}
    return turn.show(
        "run.html",
        status=422 if refused else 200,
        path=_path(turn, name),
        run=_shown(turn, run),
        states=_words("list-runs", "state", STATES),
        verbs=_words(SHOW, "verb", VERBS),
        outcomes=_words(SHOW, "outcome", OUTCOMES),
        acts={act: command for act, command in acts.items() if command},
        seconds=REFRESHED_AFTER,
        goes_on=run["state"] in GOES_ON,
        refused=refused,
        is_done=turn.query("done") if turn.query("done") in ACTS else "",
    )


def _act(turn: Turn, name: str) -> Response:
    """Approve, reject or undo the run as it was seen. An undo is a run of its own, whose page comes next."""
    form = turn.form()
    act = _value(form, "act")
    command = turn.desk.find(ACTS.get(act, ""))
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.needs_logon(command):
        return turn.log_on_again()
    seen = {"digest": _value(form, "digest")} if act == "approve" else {}
    try:
        result = turn.desk.ask(command.name, run=name, **seen)
    except NotDone as refused:
        return _one(turn, name, refused=refused)
    to = result["run"] if isinstance(result.get("run"), str) else name
    return turn.go(f"{_path(turn, to)}?{urlencode({'done': act})}")


def _rows(turn: Turn, name: str) -> Response:
    """The rows. Their filters are in the address; they name nobody."""
    if refused := _not_fresh(turn, SHOW):
        return refused
    verbs, outcomes = _words(SHOW, "verb", VERBS), _words(SHOW, "outcome", OUTCOMES)
    filters = read_filters(turn, ("verb", "outcome"), {"verb": verbs, "outcome": outcomes})
    after = turn.query("after") if _CURSOR.fullmatch(turn.query("after")) else ""
    found = turn.desk.ask(SHOW, run=name, **_asked(filters), after=after, limit=ROWS_ON_A_PAGE)
    path = f"{_path(turn, name)}/rows"
    return turn.show(
        "run_rows.html",
        path=path,
        run=_shown(turn, found["run"]),
        back=_path(turn, name),
        filters=filters,
        verbs=verbs,
        outcomes=outcomes,
        rows=[_row(turn, each) for each in found["rows"]],
        next=_next(path, filters, found["next"]),
    )


def _report(turn: Turn, name: str, form: str) -> Response:
    if refused := _not_fresh(turn, DOWNLOAD):
        return refused
    found = turn.desk.ask(DOWNLOAD, run=name, format=form, language=turn.words.language)
    return turn.go(found["url"])


def _not_fresh(turn: Turn, name: str) -> Response | None:
    """What is answered to somebody who may not give this command, or must log on again before it."""
    command = turn.desk.find(name)
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    return turn.log_on_again() if turn.needs_logon(command) else None


def _shown(turn: Turn, run: Mapping[str, Any]) -> dict[str, Any]:
    """A run with words for what it is, who started it, and how far it is, in per cent."""
    tile, progress = TILES[run["integration"]], run["progress"]
    share = round(100 * progress["applied_pages"] / progress["pages"]) if progress["pages"] else 0
    return {
        **run,
        "path": _path(turn, run["run"]),
        "title": tile.title,
        "kind_title": RUN_KINDS[run["kind"]],
        "about": _about(turn, run),
        "worker": words_of.worker(run["actor"]),
        "approved_by": [{**each, **words_of.worker(each["actor"])} for each in run["approvals"]],
        "share": share,
    }


def _about(turn: Turn, run: Mapping[str, Any]) -> str:
    """What a run is about: the kind of an import in words, the source of a cycle by its name."""
    kinds = labels("start-import", "script") if run["integration"] == "bulk_import" else {}
    return turn.words.say(kinds[run["about"]]) if run["about"] in kinds else run["about"]


def _row(turn: Turn, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its fields and relationships in words."""
    after = {name: value for name, value in row["after"].items() if name not in RELATIONS}
    return {
        **row,
        "kind_title": KIND_LABELS[row["account"]["kind"]] if row["account"] else None,
        "lines": words_of.lines(turn.words, row["before"], after),
        **{name: [_relation(turn, each) for each in row["after"].get(name, ())] for name in RELATIONS},
    }


def _relation(turn: Turn, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "title": turn.words.say(words_of.RELATIONS[row["kind"]])}


def _asked(filters: Filters) -> dict[str, str]:
    """The filters as arguments of the commands."""
    return {name: value for name, value in filters.query.items() if name not in {"since", "until"}}


def _words(command: str, argument: str, kinds: Mapping[str, str]) -> Mapping[str, tuple[Text, str]]:
    """What the values of an argument are called, and the kinds of their badges."""
    return {name: (label, kinds.get(name, "")) for name, label in labels(command, argument).items()}


def _next(path: str, filters: Filters, after: Any) -> str:
    return f"{path}?{urlencode({**filters.query, 'after': after})}" if after else ""


def _path(turn: Turn, run: str) -> str:
    return f"{turn.home}/runs/{run}"


def _value(form: Form, name: str) -> str:
    values = form.get(name, [])
    return values[0] if len(values) == 1 else ""
