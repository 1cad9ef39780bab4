"""Our own keys: one pair to sign and one to decrypt for each connection, replaced one by the other with an overlap.

A new pair to sign is shown in our metadata at once and signs when the overlap is half over; the old one stays shown
until it is over. A new pair to decrypt is shown at once in place of the old one, which decrypts until the overlap is
over. Identity providers have the overlap to fetch our metadata again.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from textwrap import wrap

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.secrets import Secrets
from koppel.runtime import Runtime, Tenant


class Use(StrEnum):
    """What a pair is for."""

    SIGNING = "signing"
    ENCRYPTION = "encryption"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """One of our pairs. Times are UTC to the second, "" for no end.

    starts      when it starts to sign or decrypt; our metadata show it before
    ends        when it is neither used nor shown any more
    expires     end of the validity of its certificate
    ciphertext  of the private key, DER
    """

    id: str
    use: Use
    certificate: str
    starts: str
    expires: str
    ends: str = ""
    ciphertext: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All pairs of a connection as they are now, oldest first."""

    pairs: tuple[KeyPair, ...]
    now: str

    def shown(self, use: Use) -> tuple[KeyPair, ...]:
        """The pairs in our metadata: all that sign, and the latest to encrypt for."""
        kept = self._kept(use)
        return kept[-1:] if use is Use.ENCRYPTION else kept

    def signing(self) -> KeyPair | None:
        """The pair that signs now: the latest one that has started; None without one."""
        return next((each for each in reversed(self._kept(Use.SIGNING)) if each.starts <= self.now), None)

    def decrypting(self) -> tuple[KeyPair, ...]:
        """The pairs that may decrypt, the latest first."""
        return tuple(reversed(self._kept(Use.ENCRYPTION)))

    def _kept(self, use: Use) -> tuple[KeyPair, ...]:
        return tuple(each for each in self.pairs if each.use is use and (not each.ends or each.ends > self.now))


def ring(runtime: Runtime, row: Row | None) -> KeyRing:
    """The pairs in the row, none without one."""
    return KeyRing(from_row(row), runtime.now())


def read(tenant: Tenant, connection: str) -> KeyRing:
    """The pairs of the connection."""
    return ring(tenant.runtime, tenant.table.get(row_keys.saml.key_pairs(tenant.slug, connection)))


def private_key(tenant: Tenant, connection: str, pair: KeyPair) -> bytes:
    """The pair's private key, PEM."""
    return _decrypted(tenant.secrets, tenant.slug, connection, pair.id, pair.ciphertext)


def purpose(connection: str, key: str) -> str:
    """The encryption context of a private key. It binds the ciphertext to its pair."""
    return f"saml/{connection}/{key}"


@lru_cache(maxsize=64)
def _decrypted(store: Secrets, org: str, connection: str, key: str, ciphertext: bytes) -> bytes:
    text = b64encode(store.decrypt(org, purpose(connection, key), ciphertext)).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{'\n'.join(wrap(text, 64))}\n-----END PRIVATE KEY-----\n".encode()


def from_row(row: Row | None) -> tuple[KeyPair, ...]:
    """The pairs in the row, none without one."""
    found: Iterable[Row] = row["pairs"] if row else ()
    return tuple(KeyPair(**{**each, "use": Use(each["use"])}) for each in found)


def to_map(pair: KeyPair) -> Row:
    """The pair as stored in the row."""
    return {
        "id": pair.id,
        "use": pair.use,
        "certificate": pair.certificate,
        "starts": pair.starts,
        "ends": pair.ends,
        "expires": pair.expires,
        "ciphertext": pair.ciphertext,
    }
