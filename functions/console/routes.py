"""The paths of the console: `/console/<organisation>/…`, always with the organisation's short name."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from functions.console import sign_in, view, visitor
from functions.console.desk import Desk, NotDone
from functions.console.faces import TILES
from functions.console.pages import (
    accounts,
    activity,
    audit,
    calendar,
    command,
    directory,
    errors,
    history,
    imports,
    integrations,
    logons,
    messages,
    operator,
    runs,
    samples,
    tile,
)
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import OPERATOR, BadForm, Turn
from functions.console.visitor import NotAManager, Visitor
from functions.console.wording import Wording, chosen
from koppel.aws import row_keys
from koppel.domain import zones
from koppel.domain.organisation import RESERVED, SLUG
from koppel.entrance.browser import Visit, method_not_allowed
from koppel.entrance.pages import redirect
from koppel.entrance.requests import Response

METHODS = ("GET", "HEAD", "POST")
SAMPLES = "samples"
SIGNED = frozenset({"token", "nonce", "userid", "timestamp"})
"""Parameters that a signed link has (interface of delegated logon)."""

type Open = Callable[[Visit, Wording], Response]

OPEN: Mapping[tuple[str, ...], Open] = {
    ("enter",): sign_in.enter,
    ("leave",): sign_in.leave,
    ("language",): lambda visit, _: sign_in.choose_language(visit),
    ("console.js",): lambda _visit, _words: view.script(),
}
"""What needs no session, by the segments of the path below `/console`."""


def route(visit: Visit) -> Response:
    """One request."""
    if visit.method not in METHODS:
        return method_not_allowed(visit.page, METHODS)
    if visit.is_speculative:
        return Response(status=204, headers={"Vary": "Sec-Purpose"}, outcome="nothing")
    if set(visit.query) >= SIGNED:  # delegated logon verifies it, and comes back to this page
        query = urlencode([(name, each) for name, values in visit.query.items() for each in values])
        return redirect(f"/aux{visit.path}?{query}", outcome="signed-link")
    words = Wording(chosen(visit.headers), visit.organisation.zone)
    own = visit.segments[1:]
    if own in OPEN:
        return OPEN[own](visit, words)
    try:
        found = visitor.visitor_of(visit)
    except NotAManager:
        return sign_in.ask(visit, words, is_other=True)
    if found is None:
        return sign_in.ask(visit, words)
    if not own:
        return redirect(f"/console/{found.organisation}", outcome="home")
    return _answer(_turn(visit, found, words, own))


def _turn(visit: Visit, found: Visitor, words: Wording, own: tuple[str, ...]) -> Turn:
    """The turn of a visitor. Pages of an organisation have its name and its time zone; those that name no organisation,
    or one that is not for the visitor, are about none."""
    slug = own[0] if SLUG.fullmatch(own[0]) and own[0] not in RESERVED and found.may_see(own[0]) else ""
    name = visit.organisation.name if slug == visit.organisation.slug else ""
    if slug and not name:
        row = visit.tenant.table.get(row_keys.organisation.organisation(slug))
        name, zone = (row["name"], row.get("zone", zones.USUAL)) if row else ("", words.zone)
        words = Wording(words.language, zone)
    about = slug if name else ""
    return Turn(
        visit=visit, visitor=found, desk=Desk(found, about), words=words, organisation=about, name=name, rest=own[1:]
    )


type Page = Callable[[Turn], Response]

PAGES: Mapping[str, Page] = {
    "accounts": accounts.serve,
    "activity": activity.show,
    "audit": audit.show,
    "calendar": calendar.show,
    "calendar.ics": calendar.file,
    "directory": directory.serve,
    "do": command.serve,
    "import": imports.serve,
    "logons": logons.serve,
    "messages": messages.serve,
    "runs": runs.serve,
    "usage.csv": activity.usage_file,
}
"""The pages of an organisation, by the first segment after its short name. A tile has the name of its integration."""

OF_TILES: Mapping[str, Page] = {
    "errors": errors.serve,
    "errors.csv": errors.export,
    "history": history.serve,
}
"""The pages of a tile, by the segment after the name of its integration."""


def _answer(turn: Turn) -> Response:
    """The page of an organisation."""
    found = _page(turn)
    if found is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    try:
        return found(turn)
    except BadForm as bad:
        return turn.refuse(403, bad.problem)
    except NotDone as refused:
        return turn.not_done(refused)


def _page(turn: Turn) -> Page | None:
    if not turn.organisation:
        return _page_of_none(turn)
    if not turn.rest:
        return integrations.show
    if turn.rest[0] not in TILES:
        return PAGES.get(turn.rest[0])
    return OF_TILES.get(turn.rest[1]) if turn.rest[1:] else tile.serve


def _page_of_none(turn: Turn) -> Page | None:
    """The page that is about no organisation."""
    match turn.visit.segments[1:]:
        case (word,) if word == SAMPLES:
            return samples.show
        case (word, *_) if word == OPERATOR and turn.is_operator:
            return operator.serve
    return None
