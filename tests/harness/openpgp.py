"""OpenPGP messages for tests that no program writes: a message to an RSA key with any packets in it (RFC 9580)."""

import hashlib
import os
from itertools import pairwise

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from pysequoia import Cert
from pysequoia.packet import Packet, PacketPile, Tag

_AES_256 = 9
_BLOCK = 16


def packet(tag: int, body: bytes) -> bytes:
    """A packet in the present format, with its length in four bytes."""
    return bytes((0xC0 | tag, 0xFF)) + len(body).to_bytes(4) + body


def old_packet(tag: int, body: bytes) -> bytes:
    """A packet in the old format."""
    return bytes((0x80 | tag << 2 | 2,)) + len(body).to_bytes(4) + body


def in_parts(tag: int, body: bytes, size: int = 512) -> bytes:
    """A packet whose body comes in parts, as programs write it that do not know its length beforehand."""
    parts, rest = bytes((0xC0 | tag,)), body
    while len(rest) > size:
        parts, rest = parts + bytes((0xE0 | size.bit_length() - 1,)) + rest[:size], rest[size:]
    return parts + b"\xff" + len(rest).to_bytes(4) + rest


def literal(content: bytes) -> bytes:
    """The packet with the data."""
    return packet(11, b"b\x00\x00\x00\x00\x00" + content)


def for_key(cert: Cert, session_key: bytes) -> bytes:
    """The packet by which the holder of an RSA key gets the session key."""
    key = _encryption_key(cert)
    n, e = _numbers(key.body[6:])
    checksum = (sum(session_key) % 65_536).to_bytes(2)
    secret = bytes((_AES_256,)) + session_key + checksum
    encrypted = RSAPublicNumbers(e, n).public_key().encrypt(secret, PKCS1v15())
    number = len(encrypted) * 8 - (8 - encrypted[0].bit_length())
    return packet(1, b"\x03" + bytes.fromhex(key.key_id or "") + b"\x01" + number.to_bytes(2) + encrypted)


def protected(session_key: bytes, inside: bytes) -> bytes:
    """Packets, encrypted with protection against changes (version 1)."""
    prefix = os.urandom(_BLOCK)
    plain = prefix + prefix[-2:] + inside + b"\xd3\x14"
    plain += hashlib.sha1(plain).digest()
    return packet(18, b"\x01" + _encrypted(session_key, plain))


def unprotected(session_key: bytes, inside: bytes) -> bytes:
    """Packets, encrypted without protection against changes, as before 2007."""
    return packet(9, _encrypted(session_key, os.urandom(_BLOCK + 2) + inside))


def message(cert: Cert, inside: bytes) -> bytes:
    """A message to an RSA key with these packets in it."""
    session_key = os.urandom(32)
    return for_key(cert, session_key) + protected(session_key, inside)


def _encrypted(session_key: bytes, plain: bytes) -> bytes:
    encryptor = Cipher(AES256(session_key), CFB(bytes(_BLOCK))).encryptor()
    return encryptor.update(plain) + encryptor.finalize()


def _encryption_key(cert: Cert) -> Packet:
    """The subkey for encryption: the signature behind it says so."""
    packets: list[Packet] = list(PacketPile.from_bytes(bytes(cert)))
    return next(key for key, signature in pairwise(packets) if _may_encrypt(signature) and key.tag == Tag.PublicSubkey)


def _may_encrypt(signature: Packet) -> bool:
    return signature.key_flags is not None and signature.key_flags.transport_encryption


def _numbers(body: bytes) -> tuple[int, int]:
    """The two numbers of an RSA key."""
    found = []
    for _ in range(2):
        size = (int.from_bytes(body[:2]) + 7) // 8
        found.append(int.from_bytes(body[2 : 2 + size]))
        body = body[2 + size :]
    return found[0], found[1]
