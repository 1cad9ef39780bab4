"""The packets of an OpenPGP message as one sees them without a key (RFC 9580 sections 4 and 5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from functions.bulk_import.problems import content, envelope
from functions.bulk_import.refused import FileRefused

MOST_RECIPIENTS = 20
ANYBODY = "0" * 16
"""The id of a recipient who is not named (RFC 9580 section 5.1.1)."""


class Tag(IntEnum):
    """Types of packets (RFC 9580 section 5)."""

    FOR_KEY = 1
    SIGNATURE = 2
    FOR_PASSWORD = 3
    ONE_PASS_SIGNATURE = 4
    SECRET_KEY = 5
    PUBLIC_KEY = 6
    COMPRESSED = 8
    UNPROTECTED = 9
    MARKER = 10
    LITERAL = 11
    PROTECTED = 18
    OWN_FORMAT = 20
    """Of GnuPG; RFC 9580 reserves the number."""
    PADDING = 21


_NOT_ENCRYPTED = {
    Tag.SIGNATURE: content.NOT_ENCRYPTED_ONLY_SIGNED,
    Tag.ONE_PASS_SIGNATURE: content.NOT_ENCRYPTED_ONLY_SIGNED,
    Tag.COMPRESSED: content.NOT_ENCRYPTED_ONLY_SIGNED,
    Tag.LITERAL: content.NOT_ENCRYPTED_ONLY_SIGNED,
    Tag.SECRET_KEY: content.IS_A_PRIVATE_KEY,
    Tag.PUBLIC_KEY: content.IS_A_KEY,
}
_MEANS_NOTHING = frozenset({Tag.MARKER, Tag.PADDING})
_ENCRYPTED = frozenset({Tag.UNPROTECTED, Tag.PROTECTED, Tag.OWN_FORMAT})


@dataclass(frozen=True, slots=True)
class Outside:
    """What a message shows without a key.

    recipients  ids of the keys that it is encrypted for, as 16 hexadecimal digits; ANYBODY for one who is not named
    is_own_format  whether it has the form of GnuPG
    """

    recipients: tuple[str, ...]
    is_own_format: bool


def outside_of(message: bytes) -> Outside:
    """What the message shows. Raises FileRefused where it is no message for a key, protected against changes, and
    nothing else."""
    recipients: list[str] = []
    has_password, data = False, 0
    for tag, body in _packets(message):
        if tag in _MEANS_NOTHING:
            continue
        if data:
            raise FileRefused(envelope.TRAILING)
        if tag == Tag.FOR_KEY:
            recipients.append(_recipient(body))
        elif tag == Tag.FOR_PASSWORD:
            has_password = True
        elif tag in _ENCRYPTED:
            data = tag
        elif not recipients and not has_password and tag in _NOT_ENCRYPTED:
            raise FileRefused(_NOT_ENCRYPTED[Tag(tag)])
        else:
            raise FileRefused(envelope.DAMAGED)
        if len(recipients) > MOST_RECIPIENTS:
            raise FileRefused(envelope.TOO_MANY_RECIPIENTS, {"most": str(MOST_RECIPIENTS)})
    if not data:
        raise FileRefused(envelope.DAMAGED)
    if data == Tag.UNPROTECTED:
        raise FileRefused(envelope.NO_INTEGRITY)
    if not recipients:
        raise FileRefused(envelope.PASSWORD_ONLY)
    return Outside(tuple(recipients), data == Tag.OWN_FORMAT)


def _recipient(body: bytes) -> str:
    """The id of the key (RFC 9580 section 5.1)."""
    if body[:1] == b"\x03" and len(body) > 9:
        return body[1:9].hex()
    if body[:1] == b"\x06" and len(body) > 2:
        fingerprint = body[2 : 2 + body[1]]
        if not fingerprint:
            return ANYBODY
        version, value = fingerprint[0], fingerprint[1:]
        return (value[-8:] if version == 4 else value[:8]).hex()
    raise FileRefused(envelope.DAMAGED)


def _packets(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Each packet's type and the first part of its body. Raises FileRefused."""
    position = 0
    while position < len(message):
        first = message[position]
        if not first & 0x80:
            raise FileRefused(envelope.TRAILING if position else content.UNKNOWN)
        is_new = bool(first & 0x40)
        tag = first & 0x3F if is_new else first >> 2 & 0x0F
        start, end, position = _new_body(message, position + 1) if is_new else _old_body(message, position)
        if position > len(message):
            raise FileRefused(envelope.DAMAGED)
        yield tag, message[start : min(end, start + 64)]


def _new_body(message: bytes, position: int) -> tuple[int, int, int]:
    """Where the first part of the body begins and ends, and where the next packet begins (RFC 9580 section 4.2.1)."""
    start = end = 0
    while position < len(message):
        length, after, is_last = message[position], position + 1, True
        if 192 <= length < 224:
            length, after = (length - 192 << 8) + int.from_bytes(message[after : after + 1]) + 192, after + 1
        elif length == 255:
            length, after = int.from_bytes(message[after : after + 4]), after + 4
        elif length >= 224:
            length, is_last = 1 << (length & 0x1F), False
        position = after + length
        if not start:
            start, end = after, position
        if is_last:
            return start, end, position
    raise FileRefused(envelope.DAMAGED)


def _old_body(message: bytes, position: int) -> tuple[int, int, int]:
    """The same (RFC 9580 section 4.2.2)."""
    size = message[position] & 3
    start = position + 1
    if size == 3:
        return start, len(message), len(message)
    start += 1 << size
    end = start + int.from_bytes(message[position + 1 : start])
    return start, end, end
