"""What kind of file it is, by its content: names and types that a browser or a mail program gives are not looked at."""

import re
from enum import StrEnum
from io import SEEK_END
from typing import BinaryIO

from functions.bulk_import.problems import content as problems
from functions.bulk_import.refused import FileRefused
from koppel.domain.problems.problem import Problem

LONGEST_FILE = 50 * 2**20
"""Bytes of a file as it is uploaded, and of what is in it once decrypted."""
HEAD = 65_536
"""How many bytes from its start tell what a file is."""


class Content(StrEnum):
    """What a file is."""

    ARMOURED = "OpenPGP, as text"
    OPENPGP = "OpenPGP"
    ARCHIVE = "a workbook, as far as one sees from outside"
    TEXT = "text: rows separated by line ends"

    @property
    def is_encrypted(self) -> bool:
        """Whether it is to be decrypted first."""
        return self in {Content.ARMOURED, Content.OPENPGP}


ARMOUR = re.compile(
    rb"(?:^|\A\xef\xbb\xbf)-----BEGIN PGP ([A-Z ]+)-----[ \t]*\r?$", re.MULTILINE
)  # RFC 9580 section 6.2
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] section 2.2
_OF_ARMOUR = {
    b"PUBLIC KEY BLOCK": problems.IS_A_KEY,
    b"PRIVATE KEY BLOCK": problems.IS_A_PRIVATE_KEY,
    b"SIGNATURE": problems.NOT_ENCRYPTED_ONLY_SIGNED,
    b"SIGNED MESSAGE": problems.NOT_ENCRYPTED_ONLY_SIGNED,
}
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|meta|style|body)", re.IGNORECASE)
_OTHER_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x7fELF", b"MZ", b"!BDN")
# Bytes that no text has in any of the character sets that we read, UTF-16 aside, which begins with a mark.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def content_of(file: BinaryIO) -> Content:
    """What this file is. Raises FileRefused for one that is recognised as something that we do not read, with the
    reason. Afterwards the file is at its start."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _content(head, size, file)
    finally:
        file.seek(0)


def _content(head: bytes, size: int, file: BinaryIO) -> Content:
    if not size:
        raise FileRefused(problems.EMPTY)
    if size > LONGEST_FILE:
        raise FileRefused(problems.TOO_LARGE, {"megabytes": str(LONGEST_FILE // 2**20)})
    if armour := ARMOUR.search(head):
        if armour[1] == b"MESSAGE":
            return Content.ARMOURED
        raise FileRefused(_OF_ARMOUR.get(armour[1], problems.UNKNOWN))
    if head.startswith(b"PK\x03\x04"):
        return Content.ARCHIVE
    if head.startswith(_OLE):
        raise FileRefused(_in_ole(head, file))
    if _MARKUP.match(head):
        raise FileRefused(problems.IS_MARKUP)
    if head.startswith((*_OTHER_ARCHIVES, b"PK")):
        raise FileRefused(problems.OTHER_ARCHIVE)
    if head.startswith(_OTHER_FILES):
        raise FileRefused(problems.OTHER_FILE)
    if head.startswith(_MARKS_OF_UTF16) or not _NO_TEXT.search(head):
        return Content.TEXT
    if head[0] & 0x80:  # RFC 9580 section 4.2: the first bit of a packet is one
        return Content.OPENPGP
    raise FileRefused(problems.UNKNOWN)


def _in_ole(head: bytes, file: BinaryIO) -> Problem:
    """What a compound file is, by the names in the first sector of its directory ([MS-CFB] section 2.2)."""
    header = head.ljust(512, b"\0")
    sector_size = 1 << min(header[30], 12)
    file.seek((int.from_bytes(header[48:52], "little") + 1) * sector_size)
    names = file.read(4096).decode("utf-16-le", "replace")
    if "EncryptedPackage" in names:
        return problems.PASSWORD
    if "Workbook" in names or "Book" in names:
        return problems.OLD_WORKBOOK
    return problems.OTHER_FILE
