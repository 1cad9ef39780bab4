"""Signatures by keys that never leave KMS."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from koppel.aws.clients import kms
from koppel.aws.errors import key_errors_translated
from koppel.aws.patience import patiently
from koppel.domain.logon.platform import TokenAlgorithm

if TYPE_CHECKING:
    from mypy_boto3_kms.literals import SigningAlgorithmSpecType

_NAMES: Mapping[TokenAlgorithm, "SigningAlgorithmSpecType"] = {
    TokenAlgorithm.ES256: "ECDSA_SHA_256",
    TokenAlgorithm.RS256: "RSASSA_PKCS1_V1_5_SHA_256",
}
"""Algorithms by their names in KMS."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One asymmetric KMS key, on P-256 or of RSA, and its algorithm. Its methods raise KeyUnavailable."""

    key_id: str
    algorithm: TokenAlgorithm = TokenAlgorithm.ES256

    def public_key(self) -> bytes:
        """DER, SubjectPublicKeyInfo (RFC 5280 section 4.1)."""
        return _public_key(self.key_id)

    def sign(self, message: bytes) -> bytes:
        """The signature of at most 4,096 bytes: of ECDSA in DER (RFC 3279 section 2.2.3), of RSA as raw bytes."""
        name = _NAMES[self.algorithm]
        with key_errors_translated():
            return patiently(
                lambda: kms().sign(KeyId=self.key_id, Message=message, MessageType="RAW", SigningAlgorithm=name)
            )["Signature"]


@cache
def _public_key(key_id: str) -> bytes:
    """A key's public half never changes."""
    with key_errors_translated():
        return patiently(lambda: kms().get_public_key(KeyId=key_id))["PublicKey"]
