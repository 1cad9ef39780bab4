"""Signatures of keys that never leave KMS: ECDSA on P-256 with SHA-256."""

from dataclasses import dataclass
from functools import cache

from koppel.aws.clients import kms


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One asymmetric KMS key."""

    key_id: str

    def public_key(self) -> bytes:
        """DER, SubjectPublicKeyInfo (RFC 5280 section 4.1)."""
        return _public_key(self.key_id)

    def sign(self, message: bytes) -> bytes:
        """The signature of at most 4,096 bytes, in DER (RFC 3279 section 2.2.3)."""
        answer = kms().sign(KeyId=self.key_id, Message=message, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
        return answer["Signature"]


@cache
def _public_key(key_id: str) -> bytes:
    """A key's public half never changes."""
    return kms().get_public_key(KeyId=key_id)["PublicKey"]
