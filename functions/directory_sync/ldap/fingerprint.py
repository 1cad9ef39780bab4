"""A fingerprint of who is in which watched groups, by which to find who joined or left.

A change of a group changes the group and not its members, and the group does not say who left. All memberships of
50,000 people would not fit beside a watermark. So people are spread over buckets by their id, and each bucket keeps the
exclusive or of a hash of each person with their groups: 4 bytes. Where a bucket differs from before, everybody in it is
read again: the few who changed, and some who did not.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass

PEOPLE_IN_A_BUCKET = 32
FEWEST, MOST = 16, 1024  # buckets
_BYTES = 4


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The fingerprint: one number for each bucket."""

    buckets: tuple[int, ...]

    def bucket(self, identity: str) -> int:
        """The bucket of the person with this id."""
        return int.from_bytes(_hash(identity)[:8]) % len(self.buckets)

    def differing(self, other: "Fingerprint") -> frozenset[int]:
        """The buckets that differ between two fingerprints with as many buckets."""
        return frozenset(
            at for at, (one, two) in enumerate(zip(self.buckets, other.buckets, strict=True)) if one != two
        )

    def text(self) -> str:
        """As text, `parse` reads it."""
        return b64encode(b"".join(each.to_bytes(_BYTES) for each in self.buckets)).decode()


def size_for(people: int) -> int:
    """How many buckets are right for so many people."""
    return max(FEWEST, min(MOST, people // PEOPLE_IN_A_BUCKET))


def fingerprint(memberships: Mapping[str, frozenset[str]], size: int) -> Fingerprint:
    """The fingerprint of everybody's watched groups, by id, with this number of buckets."""
    found = Fingerprint((0,) * size)
    buckets = [0] * size
    for identity, groups in memberships.items():
        if groups:
            buckets[found.bucket(identity)] ^= int.from_bytes(_hash("\n".join([identity, *sorted(groups)]))[:_BYTES])
    return Fingerprint(tuple(buckets))


def parse(text: str) -> Fingerprint:
    """The fingerprint that `text` made. Raises ValueError."""
    raw = b64decode(text, validate=True)
    if not raw or len(raw) % _BYTES:
        raise ValueError("not a fingerprint")
    return Fingerprint(tuple(int.from_bytes(raw[at : at + _BYTES]) for at in range(0, len(raw), _BYTES)))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
