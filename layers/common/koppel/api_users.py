"""API users: technical accounts of an organisation, each with a token that is shown once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from koppel import acts
from koppel.aws import keys
from koppel.aws.errors import ConditionFailed, TransactionRefused
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, PRESENT, Delete, Put, Update, Write
from koppel.domain.api_tokens import SECRET_BYTES, USER_BYTES, ApiToken, Scope, write_token
from koppel.domain.organisations import Organisation
from koppel.domain.times import SECONDS
from koppel.runtime import Runtime

LAST_USE_EVERY = timedelta(hours=1)
"""How exact the time of last use is; writing it at every request would cost more than the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiUser:
    """One API user. Times are UTC, "" for never; an expired one is refused."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created: str
    expires: str = ""
    last_used: str = ""


def create(
    runtime: Runtime,
    organisation: Organisation,
    name: str,
    scopes: Iterable[Scope],
    expires: str = "",
    *,
    actor: str = "",
) -> tuple[ApiUser, ApiToken]:
    """A new API user and its token, which is nowhere else from now on."""
    token = write_token(organisation.slug, secrets.token_hex(USER_BYTES), secrets.token_bytes(SECRET_BYTES))
    user = ApiUser(id=token.user, name=name, scopes=frozenset(scopes), created=runtime.now(), expires=expires)
    shown = {"name": name, "scopes": sorted(user.scopes), "valid_until": expires}
    row = {**shown, "created": user.created, "digest": token.digest}
    write = Put(keys.api_user(organisation.slug, user.id), row, ABSENT)
    act = acts.recording(runtime, organisation.slug, "create-api-user", actor, {"api_user": user.id, **shown})
    runtime.table.transact([write, act])
    return user, token


def every(runtime: Runtime, organisation: Organisation) -> list[ApiUser]:
    """All API users."""
    return [from_row(row) for row in runtime.table.query(keys.api_users(organisation.slug))]


def rename(runtime: Runtime, organisation: Organisation, user: str, name: str, *, actor: str = "") -> bool:
    """Give an API user another name, which its later changes bear as their source; whether there is such a user."""
    write = Update(
        keys.api_user(organisation.slug, user), "SET #name = :name", PRESENT, {":name": name}, {"#name": "name"}
    )
    details = {"api_user": user, "name": name}
    return _done(runtime, write, acts.recording(runtime, organisation.slug, "rename-api-user", actor, details))


def revoke(runtime: Runtime, organisation: Organisation, user: str, *, actor: str = "") -> bool:
    """End an API user at once; whether there was one."""
    write = Delete(keys.api_user(organisation.slug, user), PRESENT)
    act = acts.recording(runtime, organisation.slug, "revoke-api-user", actor, {"api_user": user})
    return _done(runtime, write, act)


def _done(runtime: Runtime, write: Write, act: Put) -> bool:
    try:
        runtime.table.transact([write, act])
    except TransactionRefused:
        return False
    return True


def authenticated(runtime: Runtime, token: ApiToken, row: Row | None) -> ApiUser | None:
    """The API user whose token this is: `row` is what is stored at the token's user. None when it is nobody's or is
    past its time. Notes the use, at most once an hour."""
    if row is None or not token.matches(row["digest"]):
        return None
    user, now = from_row(row), runtime.now()
    if user.expires and user.expires <= now:
        return None
    if user.last_used <= (runtime.clock() - LAST_USE_EVERY).strftime(SECONDS):
        try:
            key = keys.api_user(token.organisation, user.id)
            runtime.table.write(Update(key, "SET last_used = :now", PRESENT, {":now": now}))
        except ConditionFailed:
            return None
    return user


def from_row(row: Row) -> ApiUser:
    """The API user in a row."""
    return ApiUser(
        id=row["sk"],
        name=row["name"],
        scopes=frozenset(map(Scope, row["scopes"])),
        created=row["created"],
        expires=row["valid_until"],
        last_used=row.get("last_used", ""),
    )
