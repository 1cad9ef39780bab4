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


@pytest.mark.parametrize("size", [1, LONGEST_SECRET, LONGEST_SECRET + 1, 3 * LONGEST_SECRET - 1])
def test_a_long_secret_is_encrypted_in_parts(secrets: Secrets, size: int) -> None:
    secret = bytes(each % 251 for each in range(size))
    ciphertexts = secrets.encrypt_long("demo", "import-key/1", secret)
    assert len(ciphertexts) == -(-size // LONGEST_SECRET)
    assert secrets.decrypt_long("demo", "import-key/1", ciphertexts) == secret


def test_parts_of_a_long_secret_cannot_be_left_out_moved_or_exchanged(secrets: Secrets) -> None:
    one = secrets.encrypt_long("demo", "import-key/1", bytes(2 * LONGEST_SECRET))
    other = secrets.encrypt_long("demo", "import-key/2", bytes(2 * LONGEST_SECRET))
    for wrong in (one[:1], one[::-1], [*one, one[0]], [one[0], other[1]], other):
        with pytest.raises(SecretUnreadable):
            secrets.decrypt_long("demo", "import-key/1", wrong)
    with pytest.raises(SecretUnreadable):
        secrets.decrypt_long("other", "import-key/1", one)
    with pytest.raises(SecretUnreadable):
        secrets.decrypt("demo", "import-key/1", one[0])
