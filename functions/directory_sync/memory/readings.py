"""Readings: what a run has read of a directory. Nothing of it is planned before all is read.

A row has some two hundred people: of each who was seen what tells them apart, and whole those who are to be planned. It
goes when the run has ended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from functions.directory_sync.memory import people_rows
from functions.directory_sync.people import DirectoryPerson
from koppel.aws import row_keys
from koppel.aws.writes import Delete, Put
from koppel.runtime import Tenant

PEOPLE_IN_A_ROW = 200
MOST_BYTES = 350 * 1024
DAYS_KEPT = 4
"""A run may wait a day for its approval, and then takes a while; rows of one that is never closed go by themselves."""
ID_BYTES, DIGEST_BYTES, SHARED_BYTES = 16, 8, 8
NOT_SHARED = bytes(SHARED_BYTES)
_SIGHT_BYTES = ID_BYTES + DIGEST_BYTES + SHARED_BYTES + 1


@dataclass(frozen=True, slots=True)
class Sight:
    """A person who was seen.

    member   as in `members`
    digest   of what was seen; UNSETTLED for somebody who was seen as gone
    shared   a keyed hash of the professional id; NOT_SHARED for none
    arrived  whether the person is in scope and enabled
    """

    member: bytes
    digest: bytes
    shared: bytes
    arrived: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A person who was seen, whole where the person is to be planned."""

    sight: Sight
    person: DirectoryPerson | None


def add(tenant: Tenant, run: str, number: int, seen: Sequence[Seen]) -> int:
    """Keep these people in rows from this number on. Returns the number after the last row."""
    for start in range(0, len(seen), PEOPLE_IN_A_ROW):
        number = _add(tenant, run, number, seen[start : start + PEOPLE_IN_A_ROW])
    return number


def sights(tenant: Tenant, run: str, rows: int) -> Iterator[tuple[int, list[Sight]]]:
    """Everybody who was seen, row by row, with the number of the row; in rows with lower numbers than `rows`."""
    for row in tenant.table.query(row_keys.directory.readings(tenant.slug, run)):
        if int(row["sk"]) >= rows:
            return
        yield int(row["sk"]), list(_unpack(row["sights"]))


def people(tenant: Tenant, run: str, number: int) -> list[DirectoryPerson]:
    """The people of a row who are to be planned, in their order."""
    row = tenant.table.get(row_keys.directory.reading(tenant.slug, run, number))
    return people_rows.unpack(row["people"]) if row else []


def forget(tenant: Tenant, run: str) -> None:
    """Delete all that the run has read."""
    for row in list(tenant.table.query(row_keys.directory.readings(tenant.slug, run))):
        tenant.table.write(Delete(row_keys.directory.reading(tenant.slug, run, int(row["sk"]))))


def _add(tenant: Tenant, run: str, number: int, seen: Sequence[Seen]) -> int:
    packed = people_rows.pack(each.person for each in seen if each.person)
    if len(packed) > MOST_BYTES and len(seen) > 1:
        half = len(seen) // 2
        return _add(tenant, run, _add(tenant, run, number, seen[:half]), seen[half:])
    row = {
        "sights": b"".join(_pack(each.sight) for each in seen),
        "people": packed,
        "expires": tenant.epoch(DAYS_KEPT),
    }
    tenant.table.write(Put(row_keys.directory.reading(tenant.slug, run, number), row))
    return number + 1


def _pack(sight: Sight) -> bytes:
    return sight.member + sight.digest + sight.shared + bytes([sight.arrived])


def _unpack(packed: bytes) -> Iterator[Sight]:
    for start in range(0, len(packed), _SIGHT_BYTES):
        one = packed[start : start + _SIGHT_BYTES]
        digest, shared = one[ID_BYTES : ID_BYTES + DIGEST_BYTES], one[-SHARED_BYTES - 1 : -1]
        yield Sight(one[:ID_BYTES], digest, shared, bool(one[-1]))
