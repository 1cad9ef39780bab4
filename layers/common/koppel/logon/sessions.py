"""Sessions as stored: started at each logon with a new identifier, read on each use, ended at once."""

import secrets
from dataclasses import dataclass, field, replace

from koppel.accounts import store
from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, PRESENT, Put, Update
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.logon.session import Lifetime, Logon, Session, digest_of
from koppel.runtime import Tenant

IDENTIFIER_BYTES = 32
NOTED_EVERY = 60
"""Precision of the time of last use, in seconds."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new session with its identifier, which is not stored."""

    session: Session
    identifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Present:
    """An open session and its active account."""

    session: Session
    account: Account


def start(tenant: Tenant, logon: Logon, lifetime: Lifetime, before: Row | None) -> Started:
    """Start a session for a person who has just logged on, and end the browser's previous session, whose row is
    `before`, also when it was another person's."""
    now = tenant.epoch()
    old = from_row(before) if before else None
    replaced = old is not None and old.is_open(now, lifetime) and old.logon.account != logon.account
    if old is not None:
        end(tenant, old.digest)
    identifier = secrets.token_urlsafe(IDENTIFIER_BYTES)
    session = Session(
        digest=digest_of(identifier), public=secrets.token_hex(16), logon=logon, used=now, replaced=replaced
    )
    row: Row = {
        "kind": logon.kind,
        "account": logon.account,
        "integration": logon.integration,
        "methods": list(logon.methods),
        "context": logon.context,
        "at": logon.at,
        "public": session.public,
        "used": now,
        "replaced": replaced,
        "expires": logon.at + lifetime.absolute,
    }
    tenant.table.write(Put(row_keys.logon.session(tenant.slug, session.digest), row, ABSENT))
    return Started(session, identifier)


def present(tenant: Tenant, row: Row | None, lifetime: Lifetime) -> Present | None:
    """The session in this row with its account; None when the session has ended. Reads the account each time: when it
    was deactivated, the session ends. Records the time of use."""
    session = from_row(row) if row else None
    if session is None or not session.is_open(tenant.epoch(), lifetime):
        return None
    account = store.account(tenant, session.logon.kind, session.logon.account)
    if account is None or not account.active:
        end(tenant, session.digest)
        return None
    noted = _note_use(tenant, session)
    return Present(noted, account) if noted else None


def find(tenant: Tenant, digest: str, lifetime: Lifetime) -> Present | None:
    """As `present`, for the session with this digest."""
    return present(tenant, tenant.table.get(row_keys.logon.session(tenant.slug, digest)), lifetime)


def end(tenant: Tenant, digest: str) -> None:
    """End a session, if it exists."""
    write = Update(
        row_keys.logon.session(tenant.slug, digest),
        "SET #ended = :now",
        f"{PRESENT} AND attribute_not_exists(#ended)",
        {":now": tenant.epoch()},
        {"#ended": "ended"},
    )
    try:
        tenant.table.write(write)
    except ConditionFailed:
        return


def from_row(row: Row) -> Session:
    """The session in a row."""
    return Session(
        digest=row["pk"].rpartition("/")[2],
        public=row["public"],
        logon=Logon(
            kind=Kind(row["kind"]),
            account=row["account"],
            integration=row["integration"],
            methods=tuple(row["methods"]),
            context=row["context"],
            at=row["at"],
        ),
        used=row["used"],
        ended="ended" in row,
        replaced=row["replaced"],
    )


def _note_use(tenant: Tenant, session: Session) -> Session | None:
    """The session with the time of use; None when it was ended in the meantime."""
    now = tenant.epoch()
    if now < session.used + NOTED_EVERY:
        return session
    write = Update(
        row_keys.logon.session(tenant.slug, session.digest),
        "SET used = :now",
        f"{PRESENT} AND attribute_not_exists(#ended)",
        {":now": now},
        {"#ended": "ended"},
    )
    try:
        tenant.table.write(write)
    except ConditionFailed:
        return None
    return replace(session, used=now)
