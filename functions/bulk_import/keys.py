"""Key pairs as stored: to them senders encrypt import files, and only the import worker decrypts by them.

One row has the public halves of an organisation's pairs: the page of secure transfer reads nothing else. The private
half of each is in a row of its own, encrypted under KMS with the organisation and the id of the pair as encryption
context; the row is erased 30 days after the end of the pair.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from functions.bulk_import.import_key import ENDED_KEPT, MOST_VALID, ImportKey, PublicKey, valid
from functions.bulk_import.problems.keys import KEY_TWICE, KEY_UNKNOWN, KEYS_CHANGED, TIME_UNFIT, TOO_MANY_KEYS
from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.rows import Row
from koppel.aws.writes import PRESENT, Put, Update, Write, unchanged_since
from koppel.domain import moments
from koppel.domain.problems.refusal import Declined
from koppel.domain.times import SECONDS
from koppel.organisation import audit_log
from koppel.runtime import Tenant

ATTEMPTS = 5
LONGEST_WAIT = timedelta(days=3653)
"""How far away a chosen time may be."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How senders see a key: a name, and the e-mail address to which they mail their files, "" for none."""

    name: str
    email: str = ""


def add(
    tenant: Tenant,
    key: PublicKey,
    private: str,
    naming: Naming,
    *,
    replaces: str = "",
    replaced_ends: str = "",
    verb: str,
    actor: str,
) -> ImportKey:
    """Store a pair.

    private   its private half, as `key_material.Pair` has it
    replaces  id of the key that it takes the place of. Senders are offered the new one from now on; files for the old
              one are accepted until `replaced_ends`, "" for no longer
    verb      the command, for the audit log
    Raises Declined: it is there already, nothing to replace, an unfit time, too many keys; KeyUnavailable.
    """
    now = tenant.now()
    check_time(tenant, replaced_ends)
    made = ImportKey(id=secrets.token_hex(6), name=naming.name, email=naming.email, key=key, created=now)
    ciphertexts = tenant.secrets.encrypt_long(tenant.slug, _purpose(made.id), private.encode())

    def alter(before: list[ImportKey]) -> list[ImportKey]:
        if any(each.key.fingerprint == key.fingerprint for each in before):
            raise Declined(KEY_TWICE)
        kept = _ended(before, replaces, replaced_ends or now, now, replaced_by=made.id) if replaces else before
        if len(valid(kept, now)) >= MOST_VALID:
            raise Declined(TOO_MANY_KEYS, details={"most": str(MOST_VALID)})
        return [*kept, made]

    details = {
        "key": made.id,
        "name": naming.name,
        "email": naming.email,
        "fingerprint": key.fingerprint,
        "replaces": replaces,
        "replaced_ends": replaced_ends,
    }
    extra: list[Write] = [Put(row_keys.imports.private_key(tenant.slug, made.id), {"ciphertexts": ciphertexts})]
    if replaces:
        extra.append(_erasure(tenant, replaces, replaced_ends or now))
    _alter(tenant, alter, _Act(verb, actor, details), extra)
    return made


def end(tenant: Tenant, key: str, at: str = "", *, actor: str) -> ImportKey:
    """End a key, at once or at a later time: senders are not offered it any more, and files for it are refused. Raises
    Declined."""
    now = tenant.now()
    check_time(tenant, at)
    act = _Act("end-import-key", actor, {"key": key, "ends": at or now})
    found = _alter(tenant, lambda before: _ended(before, key, at or now, now), act, [_erasure(tenant, key, at or now)])
    return next(each for each in found if each.id == key)


def every(tenant: Tenant) -> list[ImportKey]:
    """All keys, those that ended within the last month included, oldest first."""
    return from_row(tenant.table.get(row_keys.imports.keys(tenant.slug)))


def named(tenant: Tenant, key: str) -> ImportKey:
    """The key with this id, also where it has ended. Raises Declined."""
    found = next((each for each in every(tenant) if each.id == key), None)
    if found is None:
        raise Declined(KEY_UNKNOWN, details={"key": key})
    return found


def private_keys(tenant: Tenant, *, with_ended: bool = False) -> list[str]:
    """The private halves by which files are decrypted, in ASCII armour: of all keys that are valid now, and of those
    that are not any more, as long as they are there, where `with_ended` says so. Raises SecretUnreadable;
    KeyUnavailable."""
    now = tenant.now()
    wanted = [each.id for each in every(tenant) if with_ended or each.is_valid(now)]
    rows = tenant.table.get_many(row_keys.imports.private_key(tenant.slug, each) for each in wanted)
    found = ((each, rows.get(row_keys.imports.private_key(tenant.slug, each))) for each in wanted)
    return [
        tenant.secrets.decrypt_long(tenant.slug, _purpose(key), row["ciphertexts"]).decode()
        for key, row in found
        if row is not None and row.get("expires", float("inf")) > tenant.runtime.epoch()
    ]


def from_row(row: Row | None) -> list[ImportKey]:
    """The keys in the row, [] without one."""
    return [ImportKey(**{**each, "key": public_from(each["key"])}) for each in (row["keys"] if row else ())]


def public_from(stored: Mapping[str, Any]) -> PublicKey:
    """A public key as a row has it."""
    return PublicKey(**{**stored, "key_ids": tuple(stored["key_ids"])})


def check_time(tenant: Tenant, at: str) -> None:
    """Raises Declined for a time that is not in the future, or too far away; "" is none."""
    found = moments.read_short(at) if at else None
    if at and not (found and tenant.clock() < found <= tenant.clock() + LONGEST_WAIT):
        raise Declined(TIME_UNFIT)


@dataclass(frozen=True, slots=True)
class _Act:
    verb: str
    actor: str
    details: Mapping[str, Any]


def _alter(
    tenant: Tenant, alter: Callable[[list[ImportKey]], list[ImportKey]], act: _Act, extra: list[Write]
) -> list[ImportKey]:
    """Write the keys that `alter` returns, on condition that nobody changed them meanwhile. Raises Declined."""
    place = row_keys.imports.keys(tenant.slug)
    forgotten = (tenant.clock() - ENDED_KEPT).strftime(SECONDS)
    for _ in attempts(ATTEMPTS):
        row = tenant.table.get(place)
        after = [each for each in alter(from_row(row)) if not each.ends or each.ends > forgotten]
        new: Row = {"keys": [_to_map(each) for each in after], "version": row["version"] + 1 if row else 1}
        recording = audit_log.audit_write(tenant.runtime, tenant.slug, act.verb, act.actor, act.details)
        put = Put(place, new, *unchanged_since(row["version"] if row else None))
        try:
            tenant.table.transact([put, *extra, recording])
        except (TransactionRefused, Contended):
            continue
        return after
    raise Declined(KEYS_CHANGED)


def _ended(before: list[ImportKey], key: str, at: str, now: str, *, replaced_by: str = "") -> list[ImportKey]:
    if key not in {each.id for each in before if not each.ends or now < each.ends}:  # one that has expired can be ended
        raise Declined(KEY_UNKNOWN, details={"key": key})
    return [
        replace(each, ends=at, replaced_by=replaced_by or each.replaced_by) if each.id == key else each
        for each in before
    ]


def _erasure(tenant: Tenant, key: str, ends: str) -> Write:
    """Sets when the private half is erased: with the key's row, by DynamoDB's time to live."""
    end_of_key = moments.read_short(ends)
    days = ((end_of_key - tenant.clock()) + ENDED_KEPT) / timedelta(days=1) if end_of_key else 0
    return Update(
        row_keys.imports.private_key(tenant.slug, key),
        "SET expires = :expires",
        PRESENT,
        {":expires": tenant.runtime.epoch(days)},
    )


def _to_map(key: ImportKey) -> Row:
    return {**asdict(key), "key": {**asdict(key.key), "key_ids": list(key.key.key_ids)}}


def _purpose(key: str) -> str:
    """The encryption context of a private half. It binds the ciphertext to its key."""
    return f"import-key/{key}"
