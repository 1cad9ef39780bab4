"""One-time links into the console, and the sessions that begin with them. Both are stored by digest only."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.writes import ABSENT, PRESENT, Put, Update
from koppel.domain.logon.session import digest_of
from koppel.organisation import audit_log
from koppel.organisation.commands import Who
from koppel.runtime import Tenant

LINK_SECONDS = 600
SESSION_SECONDS = 8 * 3600
IDLE_SECONDS = 30 * 60
NOTED_EVERY = 60
"""Precision of the time of last use, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSession:
    """A session that began with a link. `actor` is the person who asked for the link; `at` seconds since 1970."""

    role: Who
    actor: str
    at: int
    identifier: str = field(repr=False)


def make(tenant: Tenant, role: Who, *, actor: str) -> tuple[str, int]:
    """The token of a new link and when it expires, seconds since 1970. The audit log records who asked for it."""
    token, expires = secrets.token_urlsafe(32), tenant.epoch() + LINK_SECONDS
    row = {"role": role, "actor": actor, "expires": expires}
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "console-link", actor, {"role": role})
    tenant.table.transact([Put(row_keys.logon.console_link(tenant.slug, digest_of(token)), row, ABSENT), act])
    return token, expires


def enter(tenant: Tenant, token: str) -> LinkSession | None:
    """Use the link up and start a session; None when it is unknown, used or expired."""
    now = tenant.epoch()
    condition = f"{PRESENT} AND attribute_not_exists(used) AND expires > :now"
    use = Update(
        row_keys.logon.console_link(tenant.slug, digest_of(token)), "SET used = :now", condition, {":now": now}
    )
    try:
        row = tenant.table.write(use)
    except ConditionFailed:
        return None
    identifier = secrets.token_urlsafe(32)
    started = LinkSession(role=Who(row["role"]), actor=row["actor"], at=now, identifier=identifier)
    kept: Mapping[str, object] = {
        "role": started.role,
        "actor": started.actor,
        "at": now,
        "used": now,
        "expires": now + SESSION_SECONDS,
    }
    tenant.table.write(Put(row_keys.logon.console_session(tenant.slug, digest_of(identifier)), dict(kept), ABSENT))
    return started


def present(tenant: Tenant, identifier: str) -> LinkSession | None:
    """The open session with this identifier; None when it has ended. Records the time of use."""
    key, now = row_keys.logon.console_session(tenant.slug, digest_of(identifier)), tenant.epoch()
    row = tenant.table.get(key)
    if row is None or "ended" in row or now >= row["expires"] or now >= row["used"] + IDLE_SECONDS:
        return None
    if now >= row["used"] + NOTED_EVERY:
        note = Update(key, "SET used = :now", f"{PRESENT} AND attribute_not_exists(ended)", {":now": now})
        try:
            tenant.table.write(note)
        except ConditionFailed:  # it was ended at this moment
            return None
    return LinkSession(role=Who(row["role"]), actor=row["actor"], at=row["at"], identifier=identifier)


def end(tenant: Tenant, identifier: str) -> None:
    """End a session, if it exists."""
    key = row_keys.logon.console_session(tenant.slug, digest_of(identifier))
    try:
        tenant.table.write(Update(key, "SET ended = :now", PRESENT, {":now": tenant.epoch()}))
    except ConditionFailed:
        return
