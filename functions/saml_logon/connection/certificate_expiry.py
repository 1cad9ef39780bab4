"""Certificates of SAML connections, the identity provider's and our own, that expire soon or have expired.

An entry for each certificate opens a month before it expires, counts again a week before and when it expires, and
closes when the connection does not have the certificate any more.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.saml_logon.problems.certificates import (
    CERTIFICATE_EXPIRED,
    CERTIFICATE_EXPIRES,
    CERTIFICATE_PROBLEMS,
    OWN_CERTIFICATE_EXPIRES,
)
from functions.saml_logon.tile import TILE, Connection, Pinned, SamlSettings
from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.domain.organisation import Organisation
from koppel.domain.problems.problem import Finding, State
from koppel.domain.times import MICROSECONDS, from_text
from koppel.organisation import error_log, organisations
from koppel.runtime import Tenant

_SLUGS = frozenset(each.slug for each in CERTIFICATE_PROBLEMS)
WARNED_BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(0))
"""How long before a certificate expires its entry opens, and counts again."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of a connection.

    last  whether no other of its kind expires later; when one does, logons go on after this one has expired
    """

    finding: Finding
    end: datetime
    last: bool


def watch(tenant: Tenant) -> int:
    """Open, count and close the entries of all connections. Returns how many entries changed."""
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


def warn(tenant: Tenant, name: str, connection: Connection, used: Collection[str], reference: str) -> None:
    """Record those of the identity provider's certificates that signed a response and have expired, or expire within a
    month.

    name  id of the connection
    used  the certificates that signed, PEM
    """
    now = tenant.clock()
    for each in connection.provider.certificates if connection.provider else ():
        if each.pem in used and each.end <= now + WARNED_BEFORE[0]:
            finding = _finding(tenant.organisation, name, connection, each, now)
            error_log.record(tenant, TILE.integration, replace(finding, reference=reference))


def _finding(organisation: Organisation, name: str, connection: Connection, pinned: Pinned, now: datetime) -> Finding:
    problem = CERTIFICATE_EXPIRED if pinned.end <= now else CERTIFICATE_EXPIRES
    details = {"connection": connection.name, "date": organisation.day(pinned.end).isoformat()}
    return Finding(problem=problem, subject=name, cause=pinned.fingerprint, details=details)


def _theirs(organisation: Organisation, name: str, connection: Connection, now: datetime) -> Iterator[Certificate]:
    pinned = connection.provider.certificates if connection.provider else ()
    end = max((each.end for each in pinned), default=now)
    for each in pinned:
        yield Certificate(_finding(organisation, name, connection, each, now), each.end, each.end == end)


def _ours(organisation: Organisation, name: str, connection: Connection, row: Row | None) -> Iterator[Certificate]:
    """Those of our key pairs that no other pair has replaced."""
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
        since = _warned_since(each.end, tenant.clock())
        if each.last and since and (identity not in entries or entries[identity].last_seen < since):
            error_log.record(tenant, TILE.integration, each.finding)
            changed += 1
    return changed


def _warned_since(end: datetime, now: datetime) -> str:
    """The latest moment of warning that has passed for a certificate that expires at `end`, "" for none yet."""
    passed = [end - before for before in WARNED_BEFORE if end - before <= now]
    return passed[-1].strftime(MICROSECONDS) if passed else ""
