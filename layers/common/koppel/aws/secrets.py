"""Secrets that are read again: encrypted by KMS, bound to their organisation and purpose by the encryption context."""

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


def _context(org: str, purpose: str) -> dict[str, str]:
    return {"organisation": org, "purpose": purpose}
