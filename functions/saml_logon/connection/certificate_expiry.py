"""Expiry: certificates of SAML connections, the identity provider's and our own, that end soon or have ended.

An entry for each certificate opens a month before the end, counts again a week before and at the end, and closes by
itself when the certificate is not the connection's any more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.saml_logon.problems.certificates import (
    CERTIFICATE_EXPIRED,
    CERTIFICATE_EXPIRES,
    CERTIFICATE_PROBLEMS,
    OWN_CERTIFICATE_EXPIRES,
)
from functions.saml_logon.tile import TILE, Connection, SamlSettings
from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.domain.organisation import Organisation
from koppel.domain.problems.problem import Finding, State
from koppel.domain.times import MICROSECONDS, from_text
from koppel.organisation import error_log, organisations
from koppel.runtime import Tenant

_SLUGS = frozenset(each.slug for each in CERTIFICATE_PROBLEMS)
TOLD_BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(0))


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of a connection.

    last  whether none of its kind lasts longer: where one does, nothing stops when this one ends
    """

    finding: Finding
    end: datetime
    last: bool


def watch(tenant: Tenant) -> int:
    """Open, count and close the entries; how many changed."""
    known = organisations.look_up(tenant.runtime, tenant.slug, (TILE.integration,))
    if known is None or not known.tiles[TILE.integration].in_use:
        return 0
    settings = organisations.read_settings(SamlSettings, known.tiles[TILE.integration].settings)
    used = {name: each for name, each in settings.connections.items() if each.on}
    places = {name: row_keys.saml.key_pairs(tenant.slug, name) for name in used}
    rows = tenant.table.get_many(places.values())
    changed = 0
    for name, connection in used.items():
        found = [*_theirs(tenant.organisation, name, connection, tenant.clock())]
        found += _ours(tenant.organisation, name, connection, rows.get(places[name]))
        changed += _watch(tenant, name, found)
    return changed


def _theirs(organisation: Organisation, name: str, connection: Connection, now: datetime) -> Iterator[Certificate]:
    pinned = connection.provider.certificates if connection.provider else ()
    end = max((each.end for each in pinned), default=now)
    for each in pinned:
        problem = CERTIFICATE_EXPIRED if each.end <= now else CERTIFICATE_EXPIRES
        details = {"connection": connection.name, "date": organisation.day(each.end).isoformat()}
        finding = Finding(problem=problem, subject=name, cause=each.fingerprint, details=details)
        yield Certificate(finding, each.end, each.end == end)


def _ours(organisation: Organisation, name: str, connection: Connection, row: Row | None) -> Iterator[Certificate]:
    """Those of pairs that nothing has replaced yet."""
    for each in row["pairs"] if row else ():
        if each["ends"]:
            continue
        end = from_text(each["expires"])
        details = {"connection": connection.name, "use": each["use"], "date": organisation.day(end).isoformat()}
        finding = Finding(problem=OWN_CERTIFICATE_EXPIRES, subject=name, cause=each["id"], details=details)
        yield Certificate(finding, end, last=True)


def _watch(tenant: Tenant, connection: str, found: Iterable[Certificate]) -> int:
    certificates = {error_log.identify(tenant.organisation, TILE.integration, each.finding): each for each in found}
    entries = {each.id: each for each in error_log.about(tenant, TILE.integration, connection)}
    changed = 0
    for entry in entries.values():
        if entry.state is State.OPEN and entry.slug in _SLUGS and entry.id not in certificates:
            changed += error_log.mark(tenant, TILE.integration, entry.id, State.SOLVED)
    for identity, each in certificates.items():
        since = _told_since(each.end, tenant.clock())
        if each.last and since and (identity not in entries or entries[identity].last_seen < since):
            error_log.record(tenant, TILE.integration, each.finding)
            changed += 1
    return changed


def _told_since(end: datetime, now: datetime) -> str:
    """Since when there is something new to tell of what ends then, "" for not yet."""
    passed = [end - before for before in TOLD_BEFORE if end - before <= now]
    return passed[-1].strftime(MICROSECONDS) if passed else ""
