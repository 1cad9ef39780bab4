"""Secrets that must be read again: encrypted by KMS, bound to the organisation and the purpose they were made for."""

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
    """Encrypts and decrypts under one KMS key. The encryption context holds names only, never a secret: it appears in
    CloudTrail."""

    key_id: str

    def encrypt(self, org: str, purpose: str, secret: bytes) -> bytes:
        """The ciphertext of at most 4,096 bytes. Raises KeyUnavailable."""
        context = _context(org, purpose)
        with key_errors_translated():
            answer = patiently(lambda: kms().encrypt(KeyId=self.key_id, Plaintext=secret, EncryptionContext=context))
        return answer["CiphertextBlob"]

    def decrypt(self, org: str, purpose: str, ciphertext: bytes) -> bytes:
        """The secret again. Raises SecretUnreadable for another organisation's or purpose's ciphertext,
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
