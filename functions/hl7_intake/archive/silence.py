"""Silence: a feed that has sent nothing for longer than its settings allow."""

from collections.abc import Iterable
from datetime import timedelta

from functions.hl7_intake.archive import search
from functions.hl7_intake.archive.problems import SILENT_FEED
from functions.hl7_intake.archive.search import Query
from functions.hl7_intake.tile import TILE, Feed, HL7Settings
from koppel.domain.problems.problem import Finding, State
from koppel.domain.times import MICROSECONDS
from koppel.organisation import error_log, organisations
from koppel.runtime import Tenant


def watch(tenant: Tenant) -> int:
    """Open one entry for each silent feed, and close it when the feed sends again. Returns how many entries changed."""
    known = organisations.look_up(tenant.runtime, tenant.slug, (TILE.integration,))
    if known is None or not known.tiles[TILE.integration].in_use:
        return 0
    settings = organisations.read_settings(HL7Settings, known.tiles[TILE.integration].settings)
    return sum(_watch(tenant, feed.name, feed.silent_hours) for feed in settings.feeds)


def open_entries(tenant: Tenant, feeds: Iterable[Feed]) -> int:
    """How many of these feeds have an open entry that they are silent."""
    findings = [_finding(each.name, each.silent_hours) for each in feeds if each.silent_hours]
    return error_log.count_open(tenant, TILE.integration, findings)


def _watch(tenant: Tenant, feed: str, hours: int) -> bool:
    if not hours:
        return False
    finding = _finding(feed, hours)
    since = (tenant.clock() - timedelta(hours=hours)).strftime(MICROSECONDS)
    found, _ = search.search(tenant, Query(feed=feed, since=since), limit=1)
    entries = error_log.about(tenant, TILE.integration, feed)
    is_open = any(each.slug == SILENT_FEED.slug and each.state is State.OPEN for each in entries)
    if found and is_open:
        return error_log.solve(tenant, TILE.integration, finding, reference=found[0].id)
    if not found and not is_open:
        error_log.record(tenant, TILE.integration, finding)
        return True
    return False


def _finding(feed: str, hours: int) -> Finding:
    return Finding(problem=SILENT_FEED, subject=feed, details={"feed": feed, "hours": str(hours)})
