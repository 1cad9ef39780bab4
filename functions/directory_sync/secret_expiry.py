"""Secrets of sources that expire: an entry opens a month before, counts again a week before and when it is over, and
closes when another secret was set."""

from datetime import datetime, timedelta

from functions.directory_sync.memory import credentials
from functions.directory_sync.memory.credentials import Credential
from functions.directory_sync.problems.cycle import SECRET_EXPIRES
from functions.directory_sync.tile import TILE, DirectorySettings
from koppel.domain.problems.problem import Finding, State
from koppel.domain.times import MICROSECONDS, from_text
from koppel.organisation import error_log, organisations, tiles
from koppel.runtime import Tenant

WARNED_BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(0))


def watch(tenant: Tenant) -> int:
    """Open and count the entries of all sources. Returns how many."""
    tile = tiles.state(tenant, TILE)
    if tile is None or not tile.in_use:
        return 0
    settings: DirectorySettings = organisations.read_settings(DirectorySettings, tile.settings)
    found = credentials.every(tenant, [each.name for each in settings.sources if each.on])
    return sum(_warn(tenant, name, credential) for name, credential in found.items())


def _warn(tenant: Tenant, source: str, credential: Credential) -> bool:
    since = _warned_since(credential, tenant.clock())
    if not since:
        return False
    finding = _finding(tenant, source, credential)
    entry = error_log.find(tenant, TILE.integration, error_log.identify(tenant.organisation, TILE.integration, finding))
    if entry and entry.state is not State.SOLVED and entry.last_seen >= since:
        return False
    error_log.record(tenant, TILE.integration, finding)
    return True


def settle(tenant: Tenant, source: str) -> None:
    """Close the entry of a source that has another secret now."""
    error_log.solve(tenant, TILE.integration, Finding(problem=SECRET_EXPIRES, cause=source))


def _finding(tenant: Tenant, source: str, credential: Credential) -> Finding:
    day = tenant.organisation.day(from_text(credential.expires)).isoformat()
    return Finding(problem=SECRET_EXPIRES, cause=source, details={"source": source, "date": day})


def _warned_since(credential: Credential, now: datetime) -> str:
    """The latest moment of warning that has passed, "" for none yet, or where nobody knows when it expires."""
    if not credential.expires:
        return ""
    end = from_text(credential.expires)
    passed = [end - before for before in WARNED_BEFORE if end - before <= now]
    return passed[-1].strftime(MICROSECONDS) if passed else ""
