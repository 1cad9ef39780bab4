"""The error log of one integration: its entries in plain language, what can be done about each, and by whom.

| path               | shows                                                                            |
| ------------------ | -------------------------------------------------------------------------------- |
| `…/errors`         | entries, filtered; a POST finds those about one person, whom no address may name |
| `…/errors/<entry>` | one entry: a link that lasts, for a ticket; a POST carries out one of its acts   |
| `…/errors.csv`     | the filtered entries as a file                                                   |
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from functions.console import view
from functions.console.faces import TILES
from functions.console.pages import entry_acts
from functions.console.pages.filters import Filters, read_filters
from functions.console.problems import ENTRY_CHANGED, UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain import csv_files
from koppel.domain.problems.problem import LEVEL_LABELS, STATE_LABELS, Level, State
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import Tile
from koppel.entrance.requests import Response

ON_A_PAGE = 25
MOST_EXPORTED = 5000
"""Entries in one file; the page says so."""

KINDS: Mapping[Level, str] = {Level.ERROR: "bad", Level.WARNING: "warn", Level.NOTICE: ""}
"""By level the kind of its badge."""
LEVELS: Mapping[str, tuple[Text, str]] = {level: (label, KINDS[level]) for level, label in LEVEL_LABELS.items()}


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/<integration>/errors` and the pages of its entries."""
    tile, path = TILES[turn.rest[0]], turn.rest[2:]
    if len(path) > 1:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.visit.method == "POST":
        return _act(turn, tile, path[0]) if path else _find(turn, tile)
    return _one(turn, tile, path[0]) if path else _list(turn, tile)


def export(turn: Turn) -> Response:
    """The entries that the page would show, all pages of them, as CSV."""
    if turn.rest[2:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    filters, given = _filters(turn), {"integration": turn.rest[0], "language": turn.words.language}
    lines, after, count = [csv_files.MARK], "", 0
    while count < MOST_EXPORTED:
        part = turn.desk.ask("export-entries", **given, **_asked(filters), after=after)
        lines.append(part["csv"])
        count, after = count + part["entries"], part["next"]
        if not after:
            break
    name = f"{turn.organisation}-{turn.rest[0]}-{turn.visit.page.now:%Y-%m-%d}.csv"
    return view.file(name, "".join(lines).encode(), "text/csv;charset=UTF-8")


def _list(turn: Turn, tile: Tile) -> Response:
    filters = _filters(turn)
    if filters.wrong:
        return _show(turn, tile, filters, [], status=422)
    after = turn.query("after")
    found = turn.desk.ask("list-entries", integration=tile.integration, **_asked(filters), limit=ON_A_PAGE, after=after)
    seen = turn.query("seen")
    if not after and not filters.query and turn.visit.method == "GET":
        before = turn.desk.ask("mark-seen", integration=tile.integration)["before"]
        seen = seen or before or "never"
    kept = {**filters.query, "seen": seen}
    return _show(turn, tile, filters, found["entries"], kept=kept, after=found["next"])


def _find(turn: Turn, tile: Tile) -> Response:
    """The entries about one person or value. Nothing of the search is in an address."""
    form = turn.form()
    subject = form.get("person", [""])[0].strip()
    filters = _filters(turn)
    if not subject:
        return turn.go(_log(turn, tile))
    found = turn.desk.ask("find-entries", integration=tile.integration, subject=subject)["entries"]
    return _show(turn, tile, filters, found, person=subject)


def _one(turn: Turn, tile: Tile, name: str, *, is_changed: bool = False) -> Response:
    entry = _entry(turn, tile, name)
    return turn.show(
        "entry.html",
        status=409 if is_changed else 200,
        tile=tile,
        log=_log(turn, tile),
        entry=_shown(turn, tile, entry),
        levels=LEVELS,
        states=STATE_LABELS,
        changed=ENTRY_CHANGED if is_changed else None,
        back=_log(turn, tile),
        **_done(turn),
    )


def _act(turn: Turn, tile: Tile, name: str) -> Response:
    """Carry out one of the acts that the entry has now, and go back to the list."""
    form = turn.form()
    wanted = form.get("act", [""])[0]
    acts = entry_acts.acts_of(turn, _entry(turn, tile, name))
    act = next((each for each in acts if each.name == wanted and each.is_direct), None)
    if act is None:  # the entry is in another state by now
        return _one(turn, tile, name, is_changed=True)
    if turn.needs_logon(act.command):
        return turn.log_on_again()
    given = {key: value for key, value in act.arguments.items() if key != "organisation"}
    result = turn.desk.ask(act.command.name, **given)
    done = "nothing" if result.get("replayed") == [] else "done"
    back = _back(turn, tile, form.get("back", []))
    return turn.go(f"{back}{'&' if '?' in back else '?'}result={done}")


def _entry(turn: Turn, tile: Tile, name: str) -> dict[str, Any]:
    return turn.desk.ask("show-entry", integration=tile.integration, entry=entry_acts.entry_id(name))


def _show(
    turn: Turn,
    tile: Tile,
    filters: Filters,
    entries: list[dict[str, Any]],
    *,
    status: int = 200,
    kept: Mapping[str, str] | None = None,
    after: str = "",
    person: str = "",
) -> Response:
    log, kept = _log(turn, tile), {name: each for name, each in (kept or {}).items() if each}
    seen = kept.get("seen", "")
    return turn.show(
        "errors.html",
        status=status,
        tile=tile,
        log=log,
        filters=filters,
        entries=[_shown(turn, tile, each, seen=seen) for each in entries],
        person=person,
        levels=LEVELS,
        states=STATE_LABELS,
        back=_address(log, kept),
        csv=_address(f"{log}.csv", filters.query),
        older=_address(log, {**kept, "after": after}) if after else "",
        most=MOST_EXPORTED,
        **_done(turn),
    )


def _shown(turn: Turn, tile: Tile, entry: dict[str, Any], *, seen: str = "") -> dict[str, Any]:
    """The entry, with its address, its acts, and whether it is new to the visitor."""
    name = entry_acts.name_of(entry["id"])
    is_new = bool(seen) and entry["state"] == State.OPEN and (seen == "never" or entry["last_seen"] > seen)
    return {
        **entry,
        "path": f"{_log(turn, tile)}/{name}",
        "name": name.replace(".", "-"),
        "doable": entry_acts.acts_of(turn, entry),
        "is_new": is_new,
        "solver": TILES.get((entry["solved_by"] or {}).get("integration", "")),
    }


def _filters(turn: Turn) -> Filters:
    return read_filters(turn, ("state", "level", "text"), {"state": tuple(STATE_LABELS), "level": tuple(LEVELS)})


def _asked(filters: Filters) -> dict[str, str | None]:
    """The filters as arguments of the commands."""
    given = filters.query
    return {
        "state": given.get("state", State.OPEN),
        "level": given.get("level"),
        "text": given.get("text", ""),
        "since": filters.since,
        "until": filters.until,
    }


def _log(turn: Turn, tile: Tile) -> str:
    return f"{turn.home}/{tile.integration}/errors"


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _back(turn: Turn, tile: Tile, pages: list[str]) -> str:
    """The list that led to an entry, with its filters."""
    log = _log(turn, tile)
    is_own = len(pages) == 1 and pages[0].startswith(f"{log}?") and pages[0].isascii() and pages[0].isprintable()
    return pages[0] if is_own else log


def _done(turn: Turn) -> dict[str, Any]:
    """What became of the act that led back to this page."""
    return {"is_done": turn.query("result") == "done", "is_nothing": turn.query("result") == "nothing"}
