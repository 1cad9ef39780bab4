"""Members: who is known to be in a source, and a digest of what was last seen of each and has been carried out.

A member who is not seen in a reading of everybody has left. A member whose digest is that of what is seen now needs no
plan. A digest is written once the account is as the person was; a member whose digest is UNSETTLED is planned again.

256 rows hold all members of a source, packed: 24 bytes for each. One run of a source writes at a time; the undo of
another may come in between, so each row is written on condition of its version.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID
from zlib import crc32

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, Contended
from koppel.aws.patience import attempts
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import Put, unchanged_since
from koppel.runtime import Tenant

SHARDS = 256
ID_BYTES, DIGEST_BYTES = 16, 8
ENTRY_BYTES = ID_BYTES + DIGEST_BYTES
UNSETTLED = bytes(DIGEST_BYTES)
ATTEMPTS = 8

type Members = dict[bytes, bytes]
"""Directory id, as the 16 bytes of its text → digest."""


def packed(directory_id: str) -> bytes:
    """The 16 bytes of a directory id, as `koppel.domain.accounts.directory_ids` normalises it."""
    return UUID(directory_id).bytes


def unpacked(member: bytes) -> str:
    """The directory id of a member."""
    return str(UUID(bytes=member))


def every(tenant: Tenant, source: str) -> Members:
    """All members of a source."""
    found: Members = {}
    for row in tenant.table.query(row_keys.directory.all_members(tenant.slug, source)):
        found |= _read(row)
    return found


def some(tenant: Tenant, source: str, ids: Iterable[bytes]) -> Members:
    """Those of these people who are members."""
    wanted = set(ids)
    keys = {row_keys.directory.members(tenant.slug, source, each) for each in map(_shard, wanted)}
    found: Members = {}
    for row in tenant.table.get_many(sorted(keys)).values():
        found |= {member: digest for member, digest in _read(row).items() if member in wanted}
    return found


def write(tenant: Tenant, source: str, changes: Mapping[bytes, bytes | None]) -> None:
    """Give these people these digests, or take them from the members (None). What was so already costs no write."""
    of_shard: dict[int, dict[bytes, bytes | None]] = {}
    for member, digest in changes.items():
        of_shard.setdefault(_shard(member), {})[member] = digest
    keys = {row_keys.directory.members(tenant.slug, source, each): each for each in sorted(of_shard)}
    rows = tenant.table.get_many(keys)
    for key, shard in keys.items():
        _write(tenant, key, rows.get(key), of_shard[shard])


def _write(tenant: Tenant, key: RowKey, row: Row | None, changes: Mapping[bytes, bytes | None]) -> None:
    for attempt in attempts(ATTEMPTS):
        row = tenant.table.get(key) if attempt else row
        before = _read(row)
        after = {**before, **{member: digest for member, digest in changes.items() if digest is not None}}
        for member in (member for member, digest in changes.items() if digest is None):
            after.pop(member, None)
        if after == before:
            return
        people = b"".join(member + after[member] for member in sorted(after))
        new: Row = {"people": people, "version": row["version"] + 1 if row else 1}
        try:
            tenant.table.write(Put(key, new, *unchanged_since(row["version"] if row else None)))
        except ConditionFailed:
            continue
        return
    raise Contended("others wrote the same members")


def _read(row: Row | None) -> Members:
    people: bytes = row["people"] if row else b""
    return {
        people[start : start + ID_BYTES]: people[start + ID_BYTES : start + ENTRY_BYTES]
        for start in range(0, len(people), ENTRY_BYTES)
    }


def _shard(member: bytes) -> int:
    return crc32(member) % SHARDS
