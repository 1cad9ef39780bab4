"""Keys of OpenPGP: GnuPG encrypts to ours, and keys of GnuPG are taken over, or refused in words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pysequoia import Cert, Profile, Tsk, decrypt

from functions.bulk_import.import_key import KeyType
from functions.bulk_import.key_material import LONGEST_PUBLIC, Pair, read_pair, read_public
from functions.bulk_import.keys import private_keys
from functions.bulk_import.problems.keys import (
    KEY_PROTECTED,
    KEY_TOO_LONG,
    KEY_TOO_NEW,
    KEY_UNFIT,
    KEY_UNREADABLE,
    NOT_PRIVATE,
    NOT_PUBLIC,
)
from koppel.domain.problems.problem import Problem
from koppel.domain.problems.refusal import Declined
from tests.functions.bulk_import.key_desk import Gpg, Keys

NOW = datetime.now(UTC)
UNPROTECTED = ("--pinentry-mode", "loopback", "--passphrase", "")
EMPTY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----"
FILE = b"PK\x03\x04 a workbook " * 1000


type Reader = Callable[[str, datetime], object]


def refusal(read: Reader, text: str, now: datetime = NOW) -> Problem:
    """Why the key is refused."""
    with pytest.raises(Declined) as declined:
        read(text, now)
    assert declined.value.__suppress_context__ or declined.value.__context__ is None
    return declined.value.problem


def opened(message: bytes, private: str) -> bytes | None:
    """What is in the message."""
    return decrypt(message, decryptor=Tsk.from_bytes(private.encode()).decryptor()).bytes


@pytest.mark.parametrize("key_type", list(KeyType))
def test_gpg_encrypts_to_our_keys(gpg: Gpg, pairs: dict[KeyType, Pair], key_type: KeyType) -> None:
    pair = pairs[key_type]
    gpg("--import", given=pair.key.armored.encode())
    message = gpg("--encrypt", "--recipient", pair.key.fingerprint, given=FILE)
    assert opened(message, pair.private) == FILE
    packets = gpg("--list-packets", "--list-only", given=message).decode()
    assert any(f"keyid {each.upper()}" in packets for each in pair.key.key_ids)


@pytest.mark.parametrize(("kind", "algorithm"), [("rsa2048", "RSA 2048"), ("ed25519", "Curve25519")])
def test_a_pair_of_gpg_is_taken_over(gpg: Gpg, keys: Keys, kind: str, algorithm: str) -> None:
    gpg.make(kind)
    private, public = gpg.exported()
    made = keys.done("load-import-key", name="Oud", private_key=private)
    assert made["algorithm"] == algorithm
    assert made["fingerprint"] == read_public(public, NOW).fingerprint
    message = gpg("--encrypt", "--recipient", "sender@example.org", given=FILE)
    (stored,) = private_keys(keys.world.tenant)
    assert opened(message, stored) == FILE


def test_a_pair_with_a_passphrase_and_half_a_pair_are_refused(gpg: Gpg) -> None:
    gpg.make("rsa2048", "a secret")
    private, public = gpg.exported("a secret")
    assert refusal(read_pair, private) is KEY_PROTECTED
    assert refusal(read_pair, public) is NOT_PRIVATE
    assert refusal(read_public, private) is NOT_PUBLIC


@pytest.mark.parametrize("text", ["", "x", EMPTY])
def test_what_is_no_key_is_refused(text: str) -> None:
    assert refusal(read_public, text) is KEY_UNREADABLE
    assert refusal(read_pair, text) is KEY_UNREADABLE


def test_two_keys_are_refused(pairs: dict[KeyType, Pair]) -> None:
    assert refusal(read_public, "\n".join(each.key.armored for each in pairs.values())) is KEY_UNREADABLE


def test_a_key_of_version_6_is_refused() -> None:
    made = Tsk.generate("x", profile=Profile.RFC9580)
    assert refusal(read_public, str(made.extract_certificate())) is KEY_TOO_NEW
    assert refusal(read_pair, str(made)) is KEY_TOO_NEW


def test_a_key_that_has_expired_or_was_revoked_is_refused(pairs: dict[KeyType, Pair]) -> None:
    pair = pairs[KeyType.CURVE25519]
    assert refusal(read_public, pair.key.armored, now=NOW + timedelta(days=400)) is KEY_UNFIT
    made = Tsk.generate("x", profile=Profile.RFC4880)
    certificate = made.extract_certificate()
    revoked = Cert.from_bytes(bytes(certificate) + bytes(certificate.revoke(made.certifier())))
    assert refusal(read_public, str(revoked)) is KEY_UNFIT


def test_a_key_that_cannot_encrypt_is_refused(gpg: Gpg) -> None:
    gpg(
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
        "--quick-generate-key",
        "sender@example.org",
        "rsa2048",
        "sign",
    )
    private, public = gpg.exported()
    assert refusal(read_public, public) is KEY_UNFIT
    assert refusal(read_pair, private) is KEY_UNFIT


def test_a_key_whose_own_signatures_are_of_sha1_is_refused(gpg: Gpg) -> None:
    sha1 = ("--cert-digest-algo", "SHA1", *UNPROTECTED)
    gpg(*sha1, "--quick-generate-key", "Sender <sender@example.org>", "rsa2048", "cert,encrypt")
    private, public = gpg.exported()
    assert refusal(read_public, public) is KEY_UNFIT
    assert refusal(read_pair, private) is KEY_UNFIT


def test_a_key_with_a_crowd_of_names_is_refused() -> None:
    made = Tsk.generate(user_ids=[f"name {number} {'x' * 150}" for number in range(60)], profile=Profile.RFC4880)
    assert len(str(made.extract_certificate())) > LONGEST_PUBLIC
    assert refusal(read_public, str(made.extract_certificate())) is KEY_TOO_LONG


def test_a_receiver_is_published_and_withdrawn(keys: Keys, pairs: dict[KeyType, Pair]) -> None:
    armored = pairs[KeyType.RSA4096].key.armored
    made = keys.done("publish-receiver", name="Beheer", email="beheer@hub.example", public_key=armored)
    assert keys.done("list-receivers")["receivers"] == [made]
    assert keys.declined("publish-receiver", name="Again", public_key=armored) == "import-key-twice"
    assert keys.done("withdraw-receiver", receiver=made["receiver"])
    assert keys.declined("withdraw-receiver", receiver=made["receiver"]) == "receiver-unknown"
    assert keys.done("list-receivers")["receivers"] == []
