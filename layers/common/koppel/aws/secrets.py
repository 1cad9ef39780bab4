"""Secrets that are read again: encrypted by KMS, bound to their organisation and purpose by the encryption context."""

from collections.abc import Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from koppel.aws.clients import kms
from koppel.aws.errors import key_errors_translated
from koppel.aws.patience import patiently

LONGEST_SECRET = 4096  # bytes that KMS encrypts directly


class SecretUnreadable(Exception):
    """A ciphertext does not belong to this organisation and purpose, or was changed."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Encrypts and decrypts with one KMS key. The encryption context holds names only, because CloudTrail shows it."""

    key_id: str

    def encrypt(self, org: str, purpose: str, secret: bytes) -> bytes:
        """The ciphertext of a secret of at most 4,096 bytes. Raises KeyUnavailable."""
        context = _context(org, purpose)
        with key_errors_translated():
            answer = patiently(lambda: kms().encrypt(KeyId=self.key_id, Plaintext=secret, EncryptionContext=context))
        return answer["CiphertextBlob"]

    def decrypt(self, org: str, purpose: str, ciphertext: bytes) -> bytes:
        """The secret in a ciphertext. Raises SecretUnreadable when that is of another organisation or purpose;
        KeyUnavailable."""
        context = _context(org, purpose)
        try:
            with key_errors_translated():
                answer = patiently(
                    lambda: kms().decrypt(KeyId=self.key_id, CiphertextBlob=ciphertext, EncryptionContext=context)
                )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "InvalidCiphertextException":
                raise SecretUnreadable from None
            raise
        return answer["Plaintext"]

    def encrypt_long(self, org: str, purpose: str, secret: bytes) -> list[bytes]:
        """The ciphertexts of a secret of any length, one for each 4,096 bytes of it. The purpose of each ends with its
        number and how many there are: none can be left out, moved, or taken from another secret. Raises
        KeyUnavailable."""
        parts = [secret[start : start + LONGEST_SECRET] for start in range(0, len(secret), LONGEST_SECRET)]
        return [
            self.encrypt(org, _purpose_of_part(purpose, number, len(parts)), part)
            for number, part in enumerate(parts, 1)
        ]

    def decrypt_long(self, org: str, purpose: str, ciphertexts: Sequence[bytes]) -> bytes:
        """The secret in these ciphertexts. Raises SecretUnreadable where they are not all there, in their order, or are
        of another organisation or purpose; KeyUnavailable."""
        return b"".join(
            self.decrypt(org, _purpose_of_part(purpose, number, len(ciphertexts)), each)
            for number, each in enumerate(ciphertexts, 1)
        )


def _purpose_of_part(purpose: str, number: int, of: int) -> str:
    return f"{purpose}/{number}-{of}"


def _context(org: str, purpose: str) -> dict[str, str]:
    return {"organisation": org, "purpose": purpose}
