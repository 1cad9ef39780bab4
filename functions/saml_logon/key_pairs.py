"""Our own keys: one pair to sign and one to decrypt for each connection, replaced one by the other with an overlap.

A new pair to sign is shown in our metadata at once and signs when the overlap is half over; the old one stays shown
until it is over. A new pair to decrypt is shown at once in place of the old one, which decrypts until the overlap is
over. Identity providers have the overlap to fetch our metadata again.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from koppel import acts
from koppel.aws import saml_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.rows import Row
from koppel.aws.secrets import Secrets
from koppel.aws.writes import ABSENT, Put
from koppel.domain.organisations import Organisation
from koppel.domain.times import SECONDS
from koppel.runtime import Runtime

BITS = 3072
YEARS = 10
ATTEMPTS = 5


class Use(StrEnum):
    """What a pair is for."""

    SIGNING = "signing"
    ENCRYPTION = "encryption"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """One of our pairs. Times are UTC to the second, "" for no end.

    starts      when it is put to use; shown before
    ends        when it is neither used nor shown any more
    ciphertext  of the private key, DER
    """

    id: str
    use: Use
    certificate: str
    starts: str
    ends: str = ""
    ciphertext: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All pairs of a connection as they are now, oldest first."""

    pairs: tuple[KeyPair, ...]
    now: str

    def shown(self, use: Use) -> tuple[KeyPair, ...]:
        """Those in our metadata: every one that signs, the latest to encrypt for."""
        kept = self._kept(use)
        return kept[-1:] if use is Use.ENCRYPTION else kept

    def signing(self) -> KeyPair | None:
        """The one that signs now: the latest that has started."""
        return next((each for each in reversed(self._kept(Use.SIGNING)) if each.starts <= self.now), None)

    def decrypting(self) -> tuple[KeyPair, ...]:
        """Those that may be needed to decrypt, the latest first."""
        return tuple(reversed(self._kept(Use.ENCRYPTION)))

    def _kept(self, use: Use) -> tuple[KeyPair, ...]:
        return tuple(each for each in self.pairs if each.use is use and (not each.ends or each.ends > self.now))


def ring(runtime: Runtime, row: Row | None) -> KeyRing:
    """The pairs in the row, none without one."""
    return KeyRing(_from_row(row), runtime.now())


def read(runtime: Runtime, organisation: Organisation, connection: str) -> KeyRing:
    """The pairs of the connection."""
    return ring(runtime, runtime.table.get(saml_keys.key_pairs(organisation.slug, connection)))


def private_key(runtime: Runtime, organisation: Organisation, connection: str, pair: KeyPair) -> bytes:
    """The pair's private key, PEM."""
    return _decrypted(runtime.secrets, organisation.slug, connection, pair.id, pair.ciphertext)


def rotate(runtime: Runtime, organisation: Organisation, connection: str, overlap: timedelta, *, actor: str) -> KeyRing:
    """A new pair for each use; the pairs there were end when the overlap is over. The first ones start at once."""
    place, now = saml_keys.key_pairs(organisation.slug, connection), runtime.clock()
    made = [_make(runtime, organisation, connection, use) for use in Use]
    for _ in range(ATTEMPTS):
        row = runtime.table.get(place)
        before = [each for each in _from_row(row) if not each.ends or each.ends > runtime.now()]
        after = _joined(before, made, now, overlap)
        new: Row = {"version": row["version"] + 1 if row else 1, "pairs": list(map(_to_map, after))}
        condition, values = ("version = :version", {":version": row["version"]}) if row else (ABSENT, None)
        details = {"connection": connection, "keys": [each.id for each in made], "overlap_days": overlap.days}
        act = acts.recording(runtime, organisation.slug, "rotate-saml-keys", actor, details)
        try:
            runtime.table.transact([Put(place, new, condition, values), act])
        except (TransactionRefused, Contended):
            continue
        return KeyRing(after, runtime.now())
    raise Contended("the keys of a connection were changed by others all the while")


def _joined(
    before: Sequence[KeyPair], made: Sequence[KeyPair], now: datetime, overlap: timedelta
) -> tuple[KeyPair, ...]:
    uses = {each.use for each in before}
    over, halfway = (now + overlap).strftime(SECONDS), (now + overlap / 2).strftime(SECONDS)
    old = (replace(each, ends=min(each.ends or over, over)) for each in before)
    new = (replace(each, starts=halfway if each.use in uses else each.starts) for each in made)
    return (*old, *new)


def new_private_key() -> rsa.RSAPrivateKey:
    """A key that nobody has yet."""
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def _make(runtime: Runtime, organisation: Organisation, connection: str, use: Use) -> KeyPair:
    key_id, now = secrets.token_hex(6), runtime.clock()
    key = new_private_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{organisation.slug} {use} {key_id}")])
    end = now + timedelta(days=365 * YEARS)
    certificate = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now.astimezone(UTC) - timedelta(days=1), end
    ).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeyPair(
        id=key_id,
        use=use,
        certificate=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        starts=runtime.now(),
        ciphertext=runtime.secrets.encrypt(organisation.slug, _purpose(connection, key_id), private),
    )


def _purpose(connection: str, key: str) -> str:
    """Under which a private key is encrypted: one's ciphertext is no use in another's place."""
    return f"saml/{connection}/{key}"


@lru_cache(maxsize=64)
def _decrypted(store: Secrets, org: str, connection: str, key: str, ciphertext: bytes) -> bytes:
    der = store.decrypt(org, _purpose(connection, key), ciphertext)
    found = serialization.load_der_private_key(der, password=None)
    return found.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _from_row(row: Row | None) -> tuple[KeyPair, ...]:
    found: Iterable[Row] = row["pairs"] if row else ()
    return tuple(KeyPair(**{**each, "use": Use(each["use"])}) for each in found)


def _to_map(pair: KeyPair) -> Row:
    return {
        "id": pair.id,
        "use": pair.use,
        "certificate": pair.certificate,
        "starts": pair.starts,
        "ends": pair.ends,
        "ciphertext": pair.ciphertext,
    }
