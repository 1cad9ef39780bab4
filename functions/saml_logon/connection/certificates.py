"""Certificates of identity providers: which keys are pinned, and until when they say they are good."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

SMALLEST_RSA = 2048
CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate. It is pinned: only its key counts, and the signature of its issuer is not checked.

    pem          as text
    fingerprint  SHA-256, hex
    expires      UTC
    """

    pem: str
    fingerprint: str
    expires: datetime


class WeakKey(ValueError):
    """The key is neither RSA of 2,048 bits and more nor on one of the curves of NIST."""


def read(content: bytes) -> Certificate:
    """The certificate in these bytes, DER or PEM. Raises ValueError, WeakKey when its key is too weak."""
    is_text = content.lstrip().startswith(b"-----")
    found = x509.load_pem_x509_certificate(content) if is_text else x509.load_der_x509_certificate(content)
    try:
        key = found.public_key()
    except UnsupportedAlgorithm:
        raise WeakKey from None
    strong_rsa = isinstance(key, rsa.RSAPublicKey) and SMALLEST_RSA <= key.key_size <= 8192
    strong_ec = isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES
    if not (strong_rsa or strong_ec):
        raise WeakKey
    return Certificate(
        pem=found.public_bytes(serialization.Encoding.PEM).decode(),
        fingerprint=found.fingerprint(hashes.SHA256()).hex(),
        expires=found.not_valid_after_utc.astimezone(UTC),
    )
