"""Keys of OpenPGP as their texts: made, read, and tried out. Needs the packages of the documents layer.

Texts of pysequoia's errors end with a stack trace and may hold values, so that none of them leaves this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pysequoia import Cert, CipherSuite, Profile, Tsk, decrypt, encrypt
from pysequoia.packet import Packet, PacketPile, PublicKeyAlgorithm, Tag

from functions.bulk_import.import_key import KeyType, PublicKey
from functions.bulk_import.problems.keys import (
    KEY_PROTECTED,
    KEY_TOO_LONG,
    KEY_TOO_NEW,
    KEY_UNFIT,
    KEY_UNREADABLE,
    NOT_PRIVATE,
    NOT_PUBLIC,
)
from koppel.domain.problems.refusal import Declined
from koppel.domain.times import SECONDS

LONGEST_PUBLIC = 20_000
"""Characters of a public key. One of RSA 4096 has some 7,000."""

_SUITES = {KeyType.CURVE25519: CipherSuite.Cv25519, KeyType.RSA4096: CipherSuite.RSA4k}
_KEYS = (Tag.PublicKey, Tag.PublicSubkey)
_PRIVATE = (Tag.SecretKey, Tag.SecretSubkey)
_PRIMARY = (Tag.PublicKey, Tag.SecretKey)
_VERSION_4 = 40  # digits of a fingerprint (RFC 9580 section 5.5.4.2)
_CURVE25519 = bytes.fromhex("2b060104019755010501")  # of ECDH keys of version 4 (RFC 9580 section 9.2)
_MATERIAL = 6  # octets before the algorithm's own part in a key packet of version 4 (RFC 9580 section 5.5.2.2)


@dataclass(frozen=True, slots=True)
class Pair:
    """A key pair. `private` is its private half, as text without a passphrase."""

    key: PublicKey
    private: str = field(repr=False)


def make(key_type: KeyType, name: str, now: datetime, expires: datetime) -> Pair:
    """A new pair of version 4. An RSA pair takes seconds of processor time."""
    seconds = int((expires - now).total_seconds())
    made = Tsk.generate(name, profile=Profile.RFC4880, cipher_suite=_SUITES[key_type], validity_seconds=seconds)
    return _pair(made, now)


def read_pair(text: str, now: datetime) -> Pair:
    """The pair in this text. It has decrypted something that was encrypted to it.

    Raises Declined: no key, several, no private half, one with a passphrase, one to which nothing can be encrypted.
    """
    if not any(each.tag in _PRIVATE for each in _packets(text)):
        raise Declined(NOT_PRIVATE)
    try:
        found = Tsk.from_bytes(text.encode())
    except RuntimeError:
        raise Declined(KEY_UNREADABLE) from None
    return _pair(found, now)


def read_public(text: str, now: datetime) -> PublicKey:
    """The public key in this text. Raises Declined: no key, several, a private one, one to which nothing can be
    encrypted."""
    if any(each.tag in _PRIVATE for each in _packets(text)):
        raise Declined(NOT_PUBLIC)
    try:
        found = Cert.from_bytes(text.encode())
    except RuntimeError:
        raise Declined(KEY_UNREADABLE) from None
    public, _ = _tried(found, now)
    return public


def _packets(text: str) -> list[Packet]:
    try:
        found = list(PacketPile.from_bytes(text.encode()))
    except RuntimeError:
        raise Declined(KEY_UNREADABLE) from None
    if sum(each.tag in _PRIMARY for each in found) != 1:
        raise Declined(KEY_UNREADABLE)
    return found


def _pair(key: Tsk, now: datetime) -> Pair:
    public, sample = _tried(key.extract_certificate(), now)
    try:
        decrypt(sample, decryptor=key.decryptor())
    except RuntimeError:
        raise Declined(KEY_PROTECTED) from None
    return Pair(public, str(key))


def _tried(found: Cert, now: datetime) -> tuple[PublicKey, bytes]:
    """The key, and something that was encrypted to it. Raises Declined."""
    if len(found.fingerprint) != _VERSION_4:
        raise Declined(KEY_TOO_NEW)
    try:
        expires = found.expiration
        is_over = found.is_revoked or (expires is not None and expires <= now)
        sample = encrypt(b"", recipients=[found])  # which an expired or revoked key does not prevent
    except RuntimeError:
        raise Declined(KEY_UNFIT) from None
    if is_over:
        raise Declined(KEY_UNFIT)
    if len(str(found)) > LONGEST_PUBLIC:
        raise Declined(KEY_TOO_LONG, details={"most": str(LONGEST_PUBLIC)})
    packets = list(PacketPile.from_bytes(bytes(found)))
    public = PublicKey(
        fingerprint=found.fingerprint,
        key_ids=tuple(each.key_id for each in packets if each.tag in _KEYS and each.key_id),
        algorithm=next(_algorithms(packets), ""),
        expires=expires.strftime(SECONDS) if expires else "",
        armored=str(found),
    )
    return public, sample


def _algorithms(packets: list[Packet]) -> Iterator[str]:
    """The algorithm of each key of which a signature says that it is for encryption."""
    key = packets[0]
    for each in packets:
        if each.tag in _KEYS:
            key = each
        elif each.key_flags and (each.key_flags.transport_encryption or each.key_flags.storage_encryption):
            yield _algorithm(key)


def _algorithm(key: Packet) -> str:
    material = key.body[_MATERIAL:]
    if key.key_algorithm == PublicKeyAlgorithm.RSAEncryptSign:
        return f"RSA {int.from_bytes(material[:2])}"
    if key.key_algorithm == PublicKeyAlgorithm.ECDH and material[1 : 1 + material[0]] == _CURVE25519:
        return "Curve25519"
    return str(key.key_algorithm).removeprefix("PublicKeyAlgorithm.")
