"""Logon keys as stored: created by us and shown once, or imported from a sender. At most two are valid at a time.

One row holds all keys of an organisation: a logon reads them at once, and two administrators cannot create a third.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from functions.delegated_logon.link_key import MOST_ACTIVE, LogonKey, TargetGroup, active
from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.rows import Row
from koppel.aws.secrets import Secrets
from koppel.aws.writes import Put, Update, unchanged_since
from koppel.domain.problems.logon import KEY_UNKNOWN, KEYS_CHANGED, NO_GROUP, SECRET_UNFIT, TIME_UNFIT, TOO_MANY_KEYS
from koppel.domain.problems.refusal import Declined
from koppel.domain.times import SECONDS
from koppel.organisation import audit_log
from koppel.runtime import Tenant

SECRET_BYTES = 45
"""Random bytes of a secret of our own: 60 characters of Base64url."""

SHORTEST_SECRET, LONGEST_SECRET = 16, 1024
ENDED_KEPT = timedelta(days=30)
"""How long an ended key is kept, so that the error log can name it as the reason for a refusal."""

LAST_USE_EVERY = timedelta(hours=1)
ATTEMPTS = 5


def create(
    tenant: Tenant,
    *,
    name: str,
    groups: Iterable[TargetGroup],
    allow_sha1: bool = False,
    asks: bool = False,
    ends: str = "",
    replaces: str = "",
    replaced_ends: str = "",
    secret: str = "",
    actor: str = "",
) -> tuple[LogonKey, str]:
    """Create a key. Returns it and its secret, which is shown only once.

    ends           when the key stops being valid, "" for never
    replaces       id of the key that it takes the place of; that one ends at `replaced_ends`, "" for at once
    secret         one that a sender has already; "" makes one
    Raises Declined: no group, an unfit secret or time, nothing to replace, too many keys.
    """
    allowed = frozenset(groups)
    if not allowed:
        raise Declined(NO_GROUP)
    if secret and not _is_fit(secret):
        raise Declined(SECRET_UNFIT)
    now, imported = tenant.now(), bool(secret)
    _check_times(now, ends, replaced_ends)
    secret = secret or secrets.token_urlsafe(SECRET_BYTES)
    key_id = secrets.token_hex(6)
    made = LogonKey(
        id=key_id,
        name=name,
        groups=allowed,
        allow_sha1=allow_sha1,
        asks=asks,
        created=now,
        ends=ends,
        ciphertext=tenant.secrets.encrypt(tenant.slug, _purpose(key_id), secret.encode()),
    )

    def alter(before: list[LogonKey]) -> list[LogonKey]:
        kept = _ended(before, replaces, replaced_ends or now, now) if replaces else before
        if len(active(kept, now)) >= MOST_ACTIVE:
            raise Declined(TOO_MANY_KEYS)
        return [*kept, made]

    shown = {
        "key": key_id,
        "name": name,
        "groups": sorted(allowed),
        "allow_sha1": allow_sha1,
        "asks": asks,
        "ends": ends,
        "replaces": replaces,
    }
    verb = "import-logon-key" if imported else "create-logon-key"
    _alter(tenant, alter, _Act(verb, actor, shown))
    return made, secret


def end(tenant: Tenant, key: str, at: str = "", *, actor: str = "") -> LogonKey:
    """End a key, at once or at a later time. Raises Declined."""
    now = tenant.now()
    _check_times(now, at)
    act = _Act("end-logon-key", actor, {"key": key, "ends": at or now})
    found = _alter(tenant, lambda before: _ended(before, key, at or now, now), act)
    return next(each for each in found if each.id == key)


def every(tenant: Tenant) -> list[LogonKey]:
    """All keys, those that ended within the last month included, oldest first."""
    return from_row(tenant.table.get(row_keys.logon.link_keys(tenant.slug)))


def secret(tenant: Tenant, key: LogonKey) -> bytes:
    """The key's secret."""
    return _decrypted(tenant.secrets, tenant.slug, key.id, key.ciphertext)


def note_use(tenant: Tenant, key: LogonKey) -> None:
    """Record the last use of the key, at most once an hour."""
    if key.last_used > (tenant.clock() - LAST_USE_EVERY).strftime(SECONDS):
        return
    write = Update(
        row_keys.logon.link_keys(tenant.slug),
        "SET used.#key = :now",
        "attribute_not_exists(used.#key) OR used.#key < :now",
        {":now": tenant.now()},
        {"#key": key.id},
    )
    try:
        tenant.table.write(write)
    except ConditionFailed:
        return


def from_row(row: Row | None) -> list[LogonKey]:
    """The keys in the row, [] without one."""
    if row is None:
        return []
    return [
        LogonKey(
            id=each["id"],
            name=each["name"],
            groups=frozenset(map(TargetGroup, each["groups"])),
            allow_sha1=each["allow_sha1"],
            asks=each.get("asks", False),
            created=each["created"],
            ends=each["ends"],
            last_used=row["used"].get(each["id"], ""),
            ciphertext=each["ciphertext"],
        )
        for each in row["keys"]
    ]


@dataclass(frozen=True, slots=True)
class _Act:
    verb: str
    actor: str
    details: Mapping[str, Any]


def _alter(tenant: Tenant, alter: Callable[[list[LogonKey]], list[LogonKey]], act: _Act) -> list[LogonKey]:
    """Write the keys that `alter` returns, on condition that nobody changed them meanwhile. Raises Declined."""
    place = row_keys.logon.link_keys(tenant.slug)
    forgotten = (tenant.clock() - ENDED_KEPT).strftime(SECONDS)
    for _ in attempts(ATTEMPTS):
        row = tenant.table.get(place)
        after = [each for each in alter(from_row(row)) if not each.ends or each.ends > forgotten]
        new: Row = {"keys": list(map(_to_map, after)), "version": row["version"] + 1 if row else 1}
        new["used"] = {each.id: each.last_used for each in after if each.last_used}
        recording = audit_log.audit_write(tenant.runtime, tenant.slug, act.verb, act.actor, act.details)
        try:
            tenant.table.transact([Put(place, new, *unchanged_since(row["version"] if row else None)), recording])
        except (TransactionRefused, Contended):
            continue
        return after
    raise Declined(KEYS_CHANGED)


def _ended(before: list[LogonKey], key: str, at: str, now: str) -> list[LogonKey]:
    if key not in {each.id for each in active(before, now)}:
        raise Declined(KEY_UNKNOWN, details={"key": key})
    return [replace(each, ends=at) if each.id == key else each for each in before]


def _is_fit(secret: str) -> bool:
    return SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET and secret == secret.strip() and secret.isprintable()


def _check_times(now: str, *times: str) -> None:
    for each in times:
        try:
            fine = not each or (_canonical(each) == each and each > now)
        except ValueError:
            fine = False
        if not fine:
            raise Declined(TIME_UNFIT)


def _canonical(time: str) -> str:
    return datetime.strptime(time, SECONDS).replace(tzinfo=UTC).strftime(SECONDS)


def _to_map(key: LogonKey) -> Row:
    return {
        "id": key.id,
        "name": key.name,
        "groups": sorted(key.groups),
        "allow_sha1": key.allow_sha1,
        "asks": key.asks,
        "created": key.created,
        "ends": key.ends,
        "ciphertext": key.ciphertext,
    }


def _purpose(key: str) -> str:
    """The encryption context of a secret. It binds the ciphertext to its key."""
    return f"logon-key/{key}"


@lru_cache(maxsize=64)
def _decrypted(store: Secrets, org: str, key: str, ciphertext: bytes) -> bytes:
    return store.decrypt(org, _purpose(key), ciphertext)
