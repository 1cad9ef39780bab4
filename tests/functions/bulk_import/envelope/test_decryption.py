"""Messages of every sender are decrypted; whatever is not meant for us, not protected or not whole is refused."""

import os
from collections.abc import Callable

import pytest
from pysequoia import Cert, CipherSuite, Profile, SignatureMode, Tsk, encrypt, sign

from functions.bulk_import.content import LONGEST_FILE
from functions.bulk_import.envelope.decryption import decrypted
from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.refused import FileRefused
from tests.functions.bulk_import.envelope import expired
from tests.functions.bulk_import.key_desk import Gpg
from tests.harness import openpgp

DATA = b"PK\x03\x04" + bytes(range(256)) * 200


@pytest.fixture(scope="module")
def ours() -> Tsk:
    """Our key pair."""
    return Tsk.generate("Import <import@hub.test>", profile=Profile.RFC4880)


@pytest.fixture(scope="module")
def rsa() -> Tsk:
    """A key pair for old senders, to which tests can build messages byte by byte."""
    return Tsk.generate("Old <old@hub.test>", profile=Profile.RFC4880, cipher_suite=CipherSuite.RSA2k)


def opened(message: bytes, *keys: Tsk) -> bytes:
    """The file in the message. Raises FileRefused."""
    with memory_file((message,)) as source, decrypted(source, [str(key) for key in keys]) as target:
        return os.read(target, 10**8)


def refusal(message: bytes, *keys: Tsk) -> str:
    """Why the message is refused."""
    with pytest.raises(FileRefused) as refused:
        opened(message, *keys)
    return refused.value.problem.slug


def public(key: Tsk) -> Cert:
    """The public half."""
    return key.extract_certificate()


@pytest.mark.parametrize("suite", [CipherSuite.Cv25519, CipherSuite.P256, CipherSuite.RSA2k], ids=str)
@pytest.mark.parametrize("profile", [Profile.RFC4880, Profile.RFC9580], ids=str)
@pytest.mark.parametrize("armour", [True, False])
def test_sequoia_is_a_sender(suite: CipherSuite, profile: Profile, armour: bool) -> None:
    key = Tsk.generate("Import <import@hub.test>", profile=profile, cipher_suite=suite)
    assert opened(encrypt(DATA, [public(key)], armor=armour), key) == DATA


def test_signed_files_and_files_for_others_too_are_opened(ours: Tsk) -> None:
    sender, other = (Tsk.generate(f"{name} <{name}@x.test>", profile=Profile.RFC4880) for name in "ab")
    message = encrypt(DATA, [public(other), public(ours), public(sender)], signer=sender.signer(), passwords=["x"])
    assert opened(message, ours) == DATA


def test_the_key_of_several_that_fits_is_taken(ours: Tsk, rsa: Tsk) -> None:
    newer = Tsk.generate("New <new@hub.test>", profile=Profile.RFC9580)
    for key in (ours, rsa, newer):
        assert opened(encrypt(DATA, [public(key)]), newer, rsa, ours) == DATA


@pytest.mark.parametrize("key", ["ours", "rsa"])
@pytest.mark.parametrize(
    "options",
    [[], ["--armor"], ["--hidden-recipient"], ["--rfc4880"], ["-z", "0"]],
    ids=str,
)
def test_gnupg_is_a_sender(key: str, options: list[str], gpg: Gpg, request: pytest.FixtureRequest) -> None:
    ours: Tsk = request.getfixturevalue(key)
    gpg("--import", given=str(public(ours)).encode())
    to = "--hidden-recipient" if "--hidden-recipient" in options else "--recipient"
    rest = [each for each in options if each != "--hidden-recipient"]
    message = gpg(*rest, "--encrypt", to, public(ours).fingerprint, given=DATA)
    assert opened(message, ours) == DATA


@pytest.mark.parametrize(
    ("options", "slug"),
    [
        (["--compress-algo", "bzip2"], "message-malformed"),
        (["--cipher-algo", "3DES"], "message-old-cipher"),
        (["--cipher-algo", "CAST5"], "message-old-cipher"),
    ],
)
def test_old_ways_of_gnupg_are_named(options: list[str], slug: str, gpg: Gpg, ours: Tsk) -> None:
    gpg("--import", given=str(public(ours)).encode())
    message = gpg(*options, "--encrypt", "--recipient", public(ours).fingerprint, given=DATA)
    assert refusal(message, ours) == slug


def test_what_stands_around_an_armoured_message_is_left_out(ours: Tsk) -> None:
    message = encrypt(DATA, [public(ours)]).replace(b"\n", b"\r\n")
    assert opened(b"Beste collega,\r\n\r\n" + message + b"\r\nGroet\r\n", ours) == DATA
    assert opened(b"\xef\xbb\xbf" + message, ours) == DATA
    commented = message.replace(b"MESSAGE-----\r\n", b"MESSAGE-----\r\nVersion: x\r\nComment: y\r\n", 1)
    assert opened(commented, ours) == DATA


def test_a_message_for_another_key_names_both_keys(ours: Tsk, rsa: Tsk) -> None:
    with pytest.raises(FileRefused) as refused:
        opened(encrypt(DATA, [public(rsa)]), ours)
    assert refused.value.problem.slug == "message-other-key"
    assert len(refused.value.details["recipients"]) == 16
    assert len(refused.value.details["ours"].split(", ")) == 3


def test_without_a_key_pair_nothing_is_opened(ours: Tsk) -> None:
    assert refusal(encrypt(DATA, [public(ours)])) == "message-no-key"


def test_a_message_for_an_expired_key_says_so() -> None:
    assert refusal(expired.MESSAGE, Tsk.from_bytes(expired.KEY)) == "message-key-expired"


def test_a_password_is_no_key(ours: Tsk) -> None:
    assert refusal(encrypt(DATA, [], passwords=["x"]), ours) == "message-password"


def test_what_is_only_signed_or_is_a_key_is_refused(ours: Tsk) -> None:
    assert refusal(sign(ours.signer(), DATA, armor=False), ours) == "file-only-signed"
    assert refusal(sign(ours.signer(), DATA, mode=SignatureMode.DETACHED, armor=False), ours) == "file-only-signed"
    assert refusal(bytes(public(ours)), ours) == "file-is-a-key"
    assert refusal(bytes(ours), ours) == "file-is-a-private-key"


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "cut at the end": lambda message: message[:-1],
    "cut in half": lambda message: message[: len(message) // 2],
    "cut in the key": lambda message: message[:40],
    "a bit flipped in the data": lambda message: message[:3000] + bytes([message[3000] ^ 1]) + message[3001:],
    "a bit flipped at the end": lambda message: message[:-1] + bytes([message[-1] ^ 1]),
    "more bytes": lambda message: message + b"x",
    "another packet": lambda message: message + openpgp.literal(b"x"),
    "twice": lambda message: message * 2,
    "data first": lambda message: openpgp.literal(b"x") + message,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("version", [1, 2])
def test_a_changed_message_is_refused(change: str, version: int, ours: Tsk, rsa: Tsk) -> None:
    key = ours if version == 2 else rsa
    message = encrypt(DATA, [public(ours)], armor=False)
    if version == 1:
        message = openpgp.message(public(rsa), openpgp.literal(DATA))
    assert refusal(CHANGES[change](message), key) in {"message-damaged", "message-trailing", "file-only-signed"}


@pytest.mark.parametrize("change", ["begin", "end", "blank", "letter", "twice"])
def test_broken_armour_is_refused(change: str, ours: Tsk) -> None:
    message = encrypt(DATA, [public(ours)])
    broken = {
        "begin": message.replace(b"-----BEGIN PGP MESSAGE-----", b"-----BEGIN PGP MESSAGE", 1),
        "end": message[: message.index(b"-----END")],
        "blank": message.replace(b"-----\n\n", b"-----\n", 1),
        "letter": message[:200] + b"*" + message[201:],
        "twice": message * 2,
    }
    slug = refusal(broken[change], ours)
    assert slug in {"message-damaged", "message-trailing", "file-unknown"}


def test_messages_that_are_built_by_hand_are_opened_at_all(rsa: Tsk) -> None:
    assert opened(openpgp.message(public(rsa), openpgp.literal(DATA)), rsa) == DATA
    session_key = os.urandom(32)
    padded = openpgp.packet(10, b"PGP") + openpgp.for_key(public(rsa), session_key)
    inside = openpgp.protected(session_key, openpgp.literal(DATA))
    assert opened(padded + openpgp.in_parts(18, inside[6:]), rsa) == DATA
    assert opened(padded + openpgp.old_packet(18, inside[6:])[:0] + inside, rsa) == DATA


def test_without_protection_against_changes_a_message_is_refused(rsa: Tsk) -> None:
    session_key = os.urandom(32)
    message = openpgp.for_key(public(rsa), session_key) + openpgp.unprotected(session_key, openpgp.literal(DATA))
    assert refusal(message, rsa) == "message-no-integrity"


REFUSED = {"message-malformed", "message-damaged"}


@pytest.mark.parametrize("after", [openpgp.literal(b"evil"), openpgp.packet(13, b"x"), b"junk"])
def test_a_packet_after_the_data_is_refused(after: bytes, rsa: Tsk) -> None:
    assert refusal(openpgp.message(public(rsa), openpgp.literal(DATA) + after), rsa) in REFUSED


def test_a_bomb_is_refused_in_little_memory(gpg: Gpg, rsa: Tsk) -> None:
    gpg("--import", given=str(public(rsa)).encode())
    zeros = bytes(4 * LONGEST_FILE)
    message = gpg("-z", "9", "--encrypt", "--recipient", public(rsa).fingerprint, given=zeros)
    assert len(message) < 2**20
    assert refusal(message, rsa) == "file-too-large"


def test_a_message_for_very_many_keys_is_refused(rsa: Tsk) -> None:
    message = openpgp.for_key(public(rsa), bytes(32)) * 21 + openpgp.protected(bytes(32), openpgp.literal(DATA))
    assert refusal(message, rsa) == "message-too-many-recipients"


def test_a_form_of_its_own_is_named(rsa: Tsk) -> None:
    message = openpgp.for_key(public(rsa), bytes(32)) + openpgp.packet(20, b"\x01\x09\x02\x10" + bytes(60))
    assert refusal(message, rsa) == "message-own-format"
