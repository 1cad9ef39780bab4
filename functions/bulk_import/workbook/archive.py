"""The archive that a workbook is (.ZIP File Format Specification, APPNOTE 6.3.10), unpacked with limits.

What an archive says of itself is checked before anything is unpacked, and again while it is. Nothing is written to
disk, so that names in the archive lead nowhere.
"""

import zlib
from collections.abc import Iterator
from io import SEEK_END
from struct import unpack_from
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from functions.bulk_import.problems import content, workbook
from functions.bulk_import.refused import FileRefused

MOST_PARTS = 500
LARGEST = 256 * 2**20
"""Bytes of everything, unpacked."""
TIGHTEST: Final = 200
"""How many times larger than packed a part may be; rows of a sheet become some ten times larger."""
_SMALL = 2**20
"""Bytes of a part that may be packed as tight as it will."""
CHUNK = 2**20
_LONGEST_DIRECTORY = 2**20
_END = b"PK\x05\x06"  # APPNOTE 4.3.16
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # APPNOTE 4.4.4


class Archive:
    """An archive that is open, and what may still be unpacked of it."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises FileRefused where the archive is damaged, too large, or nothing that a spreadsheet program writes."""
        self._file = file
        self._unpacked = 0
        _check_directory(file)
        try:
            with ZipFile(file) as opened:
                infos, comment = opened.infolist(), opened.comment
        except (BadZipFile, LargeZipFile, ValueError, OverflowError, NotImplementedError, OSError):
            raise FileRefused(workbook.DAMAGED) from None
        if comment:
            raise FileRefused(workbook.UNUSUAL, {"what": "zip: comment"})
        _check(infos)
        self.parts = {each.filename: each for each in infos}

    def find(self, name: str) -> str:
        """The part of this name, in its own spelling: some programs differ in upper and lower case; "" for none."""
        if name in self.parts:
            return name
        return next((each for each in self.parts if each.lower() == name.lower()), "")

    def read(self, name: str, most: int = 8 * CHUNK) -> bytes:
        """A whole part, of at most so many bytes. Raises FileRefused."""
        if self.parts[name].file_size > most:
            raise FileRefused(workbook.UNPACKS_TOO_LARGE, {"megabytes": str(most // 2**20)})
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part in pieces of at most CHUNK bytes. Raises FileRefused where it is not what the archive says of it, or
        all that was unpacked becomes too much."""
        info = self.parts[name]
        position = _start_of(self._file, info)
        end = position + info.compress_size
        inflating = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == ZIP_DEFLATED else None
        packed, size, checksum = b"", 0, 0
        while True:
            if not packed and position < end:
                self._file.seek(position)
                packed = self._file.read(min(CHUNK, end - position))
                position += len(packed) or end
            piece, packed = _inflated(inflating, packed) if inflating else (packed, b"")
            if not piece:
                if position >= end or (inflating and inflating.eof):
                    break
                continue
            size += len(piece)
            self._unpacked += len(piece)
            if size > info.file_size or self._unpacked > LARGEST:
                raise FileRefused(workbook.UNPACKS_TOO_LARGE, {"megabytes": str(LARGEST // 2**20)})
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != info.file_size or checksum != info.CRC or position != end or (inflating and not inflating.eof):
            raise FileRefused(workbook.DAMAGED)


def _inflated(inflating: "zlib._Decompress", packed: bytes) -> tuple[bytes, bytes]:
    """Some of what the packed bytes unpack to, and those that are not unpacked yet."""
    try:
        return inflating.decompress(packed, CHUNK), inflating.unconsumed_tail
    except zlib.error:
        raise FileRefused(workbook.DAMAGED) from None


def _check_directory(file: BinaryIO) -> None:
    """Look at the size of the directory, which is read as a whole, before it is read."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - 2**16 - 22))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        raise FileRefused(workbook.DAMAGED)
    parts, length = unpack_from("<HI", tail, at + 10)
    if parts > MOST_PARTS or length > _LONGEST_DIRECTORY:
        raise FileRefused(workbook.TOO_MANY_PARTS, {"most": str(MOST_PARTS)})


def _check(infos: list[ZipInfo]) -> None:
    """Look at what the archive says of its parts."""
    if len(infos) > MOST_PARTS:
        raise FileRefused(workbook.TOO_MANY_PARTS, {"most": str(MOST_PARTS)})
    names = [each.filename.replace("\\", "/").lower() for each in infos]
    if len(set(names)) != len(names):
        raise FileRefused(workbook.UNUSUAL, {"what": "zip: name"})
    if any(name.startswith("/") or ".." in name.split("/") or "\0" in name for name in names):
        raise FileRefused(workbook.UNUSUAL, {"what": "zip: path"})
    for each in infos:
        if each.flag_bits & _ENCRYPTED:
            raise FileRefused(content.PASSWORD)
        if each.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise FileRefused(workbook.UNUSUAL, {"what": "zip: method"})
        if each.file_size > _SMALL and each.file_size > TIGHTEST * each.compress_size:
            raise FileRefused(workbook.UNPACKS_TOO_LARGE, {"megabytes": str(LARGEST // 2**20)})
    if sum(each.file_size for each in infos) > LARGEST:
        raise FileRefused(workbook.UNPACKS_TOO_LARGE, {"megabytes": str(LARGEST // 2**20)})


def _start_of(file: BinaryIO, info: ZipInfo) -> int:
    """Where the part begins, after its own header (APPNOTE 4.3.7)."""
    file.seek(max(info.header_offset, 0))
    header = file.read(30)
    if info.header_offset < 0 or len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise FileRefused(workbook.DAMAGED)
    flags, method = unpack_from("<HH", header, 6)
    if method != info.compress_type or flags & _ENCRYPTED:
        raise FileRefused(workbook.UNUSUAL, {"what": "zip: header"})
    name, extra = unpack_from("<HH", header, 26)
    return info.header_offset + 30 + int(name) + int(extra)
