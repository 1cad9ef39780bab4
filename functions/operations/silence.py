"""Silence: a feed of HL7 messages from which nothing has come for longer than its settings allow."""

from datetime import timedelta
from typing import Any

from functions.hl7_intake.archive import search
from functions.hl7_intake.archive.search import Wanted
from functions.operations.tiles import TILES
from koppel.domain.organisation import Organisation
from koppel.domain.problems.problem import Finding, Level, Problem, State, catalogue
from koppel.domain.texts import Text
from koppel.domain.times import MICROSECONDS
from koppel.organisation import error_log, organisations
from koppel.runtime import Runtime

INTEGRATION = "hl7_intake"
SILENT_FEED = Problem(
    "silent-feed",
    Level.WARNING,
    Text(
        nl="Van de aanvoer {feed} is al {hours} uur of langer geen bericht gekomen.",
        en="Nothing has come from the feed {feed} for {hours} hours or longer.",
    ),
    Text(
        nl="Vraag de beheerder van het verzendende systeem of het nog verstuurt. Komt er iets, dan sluit dit vanzelf.",
        en="Ask whoever runs the sending system whether it still sends. When something comes, this closes by itself.",
    ),
)

SILENCE_PROBLEMS = catalogue(SILENT_FEED)


def watch(runtime: Runtime, organisation: Organisation) -> int:
    """Open an entry for every feed that is silent, once, and close it when it is not any more; how many changed."""
    known = organisations.look_up(runtime, organisation.slug, (INTEGRATION,))
    if known is None or not known.tiles[INTEGRATION].in_use:
        return 0
    settings: Any = organisations.read_settings(TILES[INTEGRATION].settings, known.tiles[INTEGRATION].settings)
    return sum(_watch(runtime, organisation, feed.name, feed.silent_hours) for feed in settings.feeds)


def _watch(runtime: Runtime, organisation: Organisation, feed: str, hours: int) -> bool:
    if not hours:
        return False
    finding = Finding(problem=SILENT_FEED, subject=feed, details={"feed": feed, "hours": str(hours)})
    since = (runtime.clock() - timedelta(hours=hours)).strftime(MICROSECONDS)
    found, _ = search.search(runtime, organisation, Wanted(feed=feed, since=since), limit=1)
    entries = error_log.about(runtime, organisation, INTEGRATION, feed)
    is_open = any(each.slug == SILENT_FEED.slug and each.state is State.OPEN for each in entries)
    if found and is_open:
        return error_log.solve(runtime, organisation, INTEGRATION, finding)
    if not found and not is_open:
        error_log.record(runtime, organisation, INTEGRATION, finding)
        return True
    return False
