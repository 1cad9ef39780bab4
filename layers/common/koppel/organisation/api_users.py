"""API users: technical accounts of an organisation, each with a token that is shown once."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, TransactionRefused
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, PRESENT, Delete, Put, Update, Write
from koppel.domain.api_tokens import SECRET_BYTES, USER_BYTES, ApiToken, Scope, write_token
from koppel.domain.times import SECONDS
from koppel.organisation import audit_log
from koppel.runtime import Runtime, Tenant

LAST_USE_EVERY = timedelta(hours=1)
"""Precision of the time of last use; writing it at every request would cost more than the request."""

PER_MINUTE = 1200
BURST = 100
"""Limits of a new API user. A program that pages through all accounts makes some 200 calls a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiUser:
    """One API user. Times are UTC, `YYYY-MM-DDTHH:MM:SS`, "" for never.

    expires         its tokens are refused from then on
    per_minute      calls of the REST API that it may make in a minute, 0 for no limit
    burst           calls of them that it may make at once
    previous_until  until when its previous token is valid too
    """

    id: str
    name: str
    scopes: frozenset[Scope]
    created: str
    expires: str = ""
    last_used: str = ""
    previous_until: str = ""
    per_minute: int = PER_MINUTE
    burst: int = BURST

    def is_valid(self, now: str) -> bool:
        """Whether its tokens are accepted at this time."""
        return not self.expires or now < self.expires


def create(
    tenant: Tenant,
    name: str,
    scopes: Iterable[Scope],
    expires: str = "",
    *,
    actor: str = "",
) -> tuple[ApiUser, ApiToken]:
    """Create an API user. Returns it and its token, which is not stored."""
    token = write_token(tenant.slug, secrets.token_hex(USER_BYTES), secrets.token_bytes(SECRET_BYTES))
    user = ApiUser(id=token.user, name=name, scopes=frozenset(scopes), created=tenant.now(), expires=expires)
    shown = {"name": name, "scopes": sorted(user.scopes), "valid_until": expires}
    row = {**shown, "created": user.created, "digest": token.digest}
    write = Put(row_keys.organisation.api_user(tenant.slug, user.id), row, ABSENT)
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "create-api-user", actor, {"api_user": user.id, **shown})
    tenant.table.transact([write, act])
    return user, token


def every(tenant: Tenant) -> list[ApiUser]:
    """All API users."""
    return [from_row(row) for row in tenant.table.query(row_keys.organisation.api_users(tenant.slug))]


def rename(tenant: Tenant, user: str, name: str, *, actor: str = "") -> bool:
    """Rename an API user; its later changes have the new name as source. Returns whether the user exists."""
    return _changed(tenant, user, "rename-api-user", actor, values={"name": name})


def change_scopes(tenant: Tenant, user: str, scopes: Iterable[Scope], *, actor: str = "") -> bool:
    """Give an API user these scopes and no others, from now on. Returns whether the user exists."""
    values = {"scopes": sorted(set(scopes))}
    return _changed(tenant, user, "scope-api-user", actor, values=values)


def change_expiry(tenant: Tenant, user: str, expires: str, *, actor: str = "") -> bool:
    """Let an API user expire at this time, "" for never. Returns whether the user exists."""
    values = {"valid_until": expires}
    return _changed(tenant, user, "expire-api-user", actor, values=values)


def change_limit(tenant: Tenant, user: str, per_minute: int, burst: int, *, actor: str = "") -> bool:
    """Set an API user's rate limit. Returns whether the user exists."""
    values = {"per_minute": per_minute, "burst": burst}
    return _changed(tenant, user, "limit-api-user", actor, values=values)


def rotate(tenant: Tenant, user: str, until: str, *, actor: str = "") -> ApiToken | None:
    """Make a new token for an API user; it is not stored. The present token stays valid until `until`, an earlier one
    does not. None when the user does not exist."""
    row = tenant.table.get(row_keys.organisation.api_user(tenant.slug, user))
    if row is None:
        return None
    token = write_token(tenant.slug, user, secrets.token_bytes(SECRET_BYTES))
    values, hidden = {"previous_until": until}, {"digest": token.digest, "previous_digest": row["digest"]}
    done = _changed(tenant, user, "rotate-api-user", actor, values=values, hidden=hidden)
    return token if done else None


def revoke(tenant: Tenant, user: str, *, actor: str = "") -> bool:
    """Revoke an API user at once. Returns whether the user existed."""
    write = Delete(row_keys.organisation.api_user(tenant.slug, user), PRESENT)
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "revoke-api-user", actor, {"api_user": user})
    return _done(tenant.runtime, write, act)


def _changed(
    tenant: Tenant,
    user: str,
    verb: str,
    actor: str,
    *,
    values: Mapping[str, Any],
    hidden: Mapping[str, Any] = MappingProxyType({}),
) -> bool:
    """Set these attributes of an API user. The audit record has `values`, not `hidden`."""
    every_value = {**values, **hidden}
    write = Update(
        row_keys.organisation.api_user(tenant.slug, user),
        f"SET {', '.join(f'#{name} = :{name}' for name in every_value)}",
        PRESENT,
        {f":{name}": value for name, value in every_value.items()},
        {f"#{name}": name for name in every_value},
    )
    act = audit_log.audit_write(tenant.runtime, tenant.slug, verb, actor, {"api_user": user, **values})
    return _done(tenant.runtime, write, act)


def _done(runtime: Runtime, write: Write, act: Put) -> bool:
    try:
        runtime.table.transact([write, act])
    except TransactionRefused:
        return False
    return True


def authenticated(runtime: Runtime, token: ApiToken, row: Row | None) -> ApiUser | None:
    """The API user of this token, given the user's `row`; None when the token is not the user's or has expired. Records
    the time of use, at most once an hour."""
    if row is None or not _is_token(token, row, runtime.now()):
        return None
    user, now = from_row(row), runtime.now()
    if not user.is_valid(now):
        return None
    if user.last_used <= (runtime.clock() - LAST_USE_EVERY).strftime(SECONDS):
        try:
            key = row_keys.organisation.api_user(token.organisation, user.id)
            runtime.table.write(Update(key, "SET last_used = :now", PRESENT, {":now": now}))
        except ConditionFailed:
            return None
    return user


def _is_token(token: ApiToken, row: Row, now: str) -> bool:
    is_present = token.matches(row["digest"])
    is_previous = token.matches(row.get("previous_digest", "")) and now < row.get("previous_until", "")
    return is_present or is_previous


def from_row(row: Row) -> ApiUser:
    """The API user in a row."""
    return ApiUser(
        id=row["sk"],
        name=row["name"],
        scopes=frozenset(map(Scope, row["scopes"])),
        created=row["created"],
        expires=row["valid_until"],
        last_used=row.get("last_used", ""),
        previous_until=row.get("previous_until", ""),
        per_minute=row.get("per_minute", PER_MINUTE),
        burst=row.get("burst", BURST),
    )
