"""The operator's own pages: all organisations, what is available to whom, contacts and costs, usage, audit log.

| path                              | shows                                                                         |
| --------------------------------- | ----------------------------------------------------------------------------- |
| `/console/operator`               | organisations, and the health of all of their tiles                           |
| `/console/operator/available`     | which integrations are available to whom; a POST makes one available          |
| `/console/operator/contact`       | contacts and costs; below it `default` or a short name: the form of one       |
| `/console/operator/usage`, `.csv` | what came in during one month, in all organisations; the same as a file       |
| `/console/operator/audit`         | what was done for no organisation                                             |
| `/console/operator/do/<command>`  | any command; the form asks for the organisation                               |
"""

from collections.abc import Callable, Mapping
from typing import Any

from functions.console.faces import COMMANDS, integrations
from functions.console.pages import command, usage
from functions.console.pages.account_words import worker
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain.organisation import MODE_LABELS, SLUG
from koppel.domain.tiles.condition import Condition
from koppel.domain.tiles.tile import Purpose
from koppel.entrance.requests import Response

ON_A_PAGE = 20
ACTS_SHOWN, MOST_ACTS = 50, 1000
AVAILABLE, UNAVAILABLE = "make-available", "make-unavailable"
SET_CONTACT = "set-contact"
DEFAULT = "default"
"""Stands in the path of a contact's form for all organisations that have none of their own."""


def serve(turn: Turn) -> Response:
    """One of the pages."""
    found = PAGES.get(turn.rest[0] if turn.rest else "")
    return found(turn) if found else turn.refuse(404, UNKNOWN_PAGE)


def _organisations(turn: Turn) -> Response:
    listed = _overviews(turn)
    rows = [{**each, "tiles": _to_show(each["tiles"])} for each in listed["organisations"]]
    return turn.show(
        "organisations.html",
        organisations=rows,
        modes=MODE_LABELS,
        commands=COMMANDS,
        after=_after(turn),
        next=listed["next"],
    )


def _to_show(tiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tiles of integrations, and after them those of accounts and security that need attention."""
    others = [each for each in tiles if each["purpose"] == Purpose.ACCOUNTS]
    return [each for each in tiles if each["purpose"] != Purpose.ACCOUNTS] + [
        each for each in others if each["state"] == Condition.NEEDS_ATTENTION
    ]


def _available(turn: Turn) -> Response:
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.visit.method == "POST":
        return _make_available(turn)
    listed = _overviews(turn)
    rows = [{**each, "tiles": {it["integration"]: it for it in each["tiles"]}} for each in listed["organisations"]]
    return turn.show(
        "available.html",
        organisations=rows,
        integrations=integrations(),
        give=COMMANDS[AVAILABLE].title,
        take=COMMANDS[UNAVAILABLE].title,
        unavailable=UNAVAILABLE,
        after=_after(turn),
        next=listed["next"],
        is_done=bool(turn.query("done")),
    )


def _make_available(turn: Turn) -> Response:
    """Make one integration available to one organisation, and show the matrix again."""
    form = turn.form()
    organisation, _, integration = form.get("for", [""])[0].partition("/")
    after = form.get("after", [""])[0]
    turn.desk.ask(AVAILABLE, organisation=organisation, integration=integration)
    place = f"&after={after}" if SLUG.fullmatch(after) else ""
    return turn.go(f"{turn.home}/available?done=1{place}")


def _contact(turn: Turn) -> Response:
    match turn.rest[1:]:
        case ():
            listed = _overviews(turn)
            return turn.show(
                "contacts.html",
                organisations=listed["organisations"],
                usual=listed["contact"],
                default=DEFAULT,
                after=_after(turn),
                next=listed["next"],
            )
        case (slug,) if slug == DEFAULT:
            return _contact_form(turn, "", turn.desk.ask("list-overviews", limit=1)["contact"])
        case (slug,) if SLUG.fullmatch(slug):
            contact = turn.desk.ask("show-overview", organisation=slug)["contact"]
            return _contact_form(turn, slug, contact if contact["own"] else None)
    return turn.refuse(404, UNKNOWN_PAGE)


def _contact_form(turn: Turn, slug: str, contact: Mapping[str, Any] | None) -> Response:
    """The form of the command, filled with what is set now: no address has a contact in it."""
    found = turn.desk.find(SET_CONTACT)
    if found is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    values = {"organisation": [slug]}
    if contact:
        costs = contact["costs"]
        values |= {"contact": [contact["contact"]], "costs_nl": [costs["nl"]], "costs_en": [costs["en"]]}
    path = f"{turn.home}/do/{SET_CONTACT}"
    return command.ask(turn, found, values, action=path, back=f"{turn.home}/contact")


def _audit(turn: Turn) -> Response:
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    limit = MOST_ACTS if turn.query("all") else ACTS_SHOWN
    acts = turn.desk.ask("list-operator-acts", limit=limit)["acts"]
    rows = [
        {**each, "title": COMMANDS[each["verb"]].title if each["verb"] in COMMANDS else None, **worker(each["actor"])}
        for each in acts
    ]
    return turn.show("operator_audit.html", acts=rows, has_more=len(acts) == ACTS_SHOWN, most=MOST_ACTS)


def _overviews(turn: Turn) -> dict[str, Any]:
    return turn.desk.ask("list-overviews", limit=ON_A_PAGE, after=_after(turn))


def _after(turn: Turn) -> str:
    """The short name after which the page begins, "" for the first page."""
    after = turn.query("after")
    return after if SLUG.fullmatch(after) else ""


PAGES: Mapping[str, Callable[[Turn], Response]] = {
    "": _organisations,
    "audit": _audit,
    "available": _available,
    "contact": _contact,
    "do": command.serve,
    "usage": usage.show,
    "usage.csv": usage.export,
}
"""The pages by the first segment of their path."""
