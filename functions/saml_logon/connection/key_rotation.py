"""New keys of our own for a connection, and the end of the old ones."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from functions.saml_logon.connection.key_pairs import KeyPair, KeyRing, Use, from_row, purpose, to_map
from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.rows import Row
from koppel.aws.writes import Put, unchanged_since
from koppel.domain.times import SECONDS
from koppel.organisation import audit_log
from koppel.runtime import Tenant

BITS = 3072
YEARS = 10
ATTEMPTS = 5


def rotate(tenant: Tenant, connection: str, overlap: timedelta, *, actor: str) -> KeyRing:
    """A new pair for each use; the pairs there were end when the overlap is over. The first ones start at once."""
    place, now = row_keys.saml.key_pairs(tenant.slug, connection), tenant.clock()
    made = [_make(tenant, connection, use) for use in Use]
    for _ in attempts(ATTEMPTS):
        row = tenant.table.get(place)
        before = [each for each in from_row(row) if not each.ends or each.ends > tenant.now()]
        after = _joined(before, made, now, overlap)
        new: Row = {"version": row["version"] + 1 if row else 1, "pairs": list(map(to_map, after))}
        details = {"connection": connection, "keys": [each.id for each in made], "overlap_days": overlap.days}
        act = audit_log.audit_write(tenant.runtime, tenant.slug, "rotate-saml-keys", actor, details)
        try:
            tenant.table.transact([Put(place, new, *unchanged_since(row["version"] if row else None)), act])
        except (TransactionRefused, Contended):
            continue
        return KeyRing(after, tenant.now())
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


def _make(tenant: Tenant, connection: str, use: Use) -> KeyPair:
    key_id, now = secrets.token_hex(6), tenant.clock()
    key = new_private_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{tenant.slug} {use} {key_id}")])
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
        starts=tenant.now(),
        expires=end.strftime(SECONDS),
        ciphertext=tenant.secrets.encrypt(tenant.slug, purpose(connection, key_id), private),
    )
