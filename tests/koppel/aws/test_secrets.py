"""Secrets: whoever has the ciphertext of another organisation or purpose has nothing."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from koppel.aws.clients import kms
from koppel.aws.secrets import LONGEST_SECRET, Secrets, SecretUnreadable
from tests.harness.world import world

SECRET = b"\0a secret\xff"


@pytest.fixture(scope="module")
def secrets() -> Iterator[Secrets]:
    with world() as w:
        yield w.runtime.secrets


def test_an_encrypted_secret_is_decrypted(secrets: Secrets) -> None:
    ciphertext = secrets.encrypt("demo", "pseudonyms", SECRET)
    assert SECRET not in ciphertext
    assert secrets.decrypt("demo", "pseudonyms", ciphertext) == SECRET


@pytest.mark.parametrize(
    ("org", "purpose"), [("other", "pseudonyms"), ("demo", "hl7"), ("pseudonyms", "demo"), ("", "pseudonyms")]
)
def test_another_organisation_or_purpose_cannot_decrypt(secrets: Secrets, org: str, purpose: str) -> None:
    ciphertext = secrets.encrypt("demo", "pseudonyms", SECRET)
    with pytest.raises(SecretUnreadable):
        secrets.decrypt(org, purpose, ciphertext)


def test_changed_ciphertext_is_unreadable(secrets: Secrets) -> None:
    ciphertext = secrets.encrypt("demo", "pseudonyms", SECRET)
    for at in range(0, len(ciphertext), 7):
        changed = ciphertext[:at] + bytes([ciphertext[at] ^ 1]) + ciphertext[at + 1 :]
        with pytest.raises((SecretUnreadable, ClientError)):  # the name of the key is a part of it
            secrets.decrypt("demo", "pseudonyms", changed)


def test_refusal_holds_nothing_of_the_secret(secrets: Secrets) -> None:
    ciphertext = secrets.encrypt("demo", "pseudonyms", SECRET)
    with pytest.raises(SecretUnreadable) as refused:
        secrets.decrypt("other", "pseudonyms", ciphertext)
    assert (str(refused.value), refused.value.__cause__) == ("", None)


def test_another_key_cannot_decrypt(secrets: Secrets) -> None:
    other = Secrets(kms().create_key()["KeyMetadata"]["KeyId"])
    ciphertext = other.encrypt("demo", "pseudonyms", SECRET)
    with pytest.raises((SecretUnreadable, ClientError)):
        secrets.decrypt("demo", "pseudonyms", ciphertext)


def test_same_secret_has_another_ciphertext_each_time(secrets: Secrets) -> None:
    assert secrets.encrypt("demo", "pseudonyms", SECRET) != secrets.encrypt("demo", "pseudonyms", SECRET)


def test_longest_secret_is_what_the_service_takes(secrets: Secrets) -> None:
    longest = bytes(LONGEST_SECRET)
    assert secrets.decrypt("demo", "x", secrets.encrypt("demo", "x", longest)) == longest
    with pytest.raises((ClientError, ParamValidationError)):
        secrets.encrypt("demo", "x", bytes(LONGEST_SECRET + 1))
