"""What a file is, by its content."""

from io import BytesIO

import pytest

from functions.bulk_import.content import LONGEST_FILE, Content, content_of
from functions.bulk_import.refused import FileRefused


def ole(*names: str) -> bytes:
    """A compound file with a directory of these names."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))
    return bytes(header) + bytes(512) + entries


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"-----BEGIN PGP MESSAGE-----\n\nwcBM", Content.ARMOURED),
        (b"Beste,\r\n\r\nHierbij\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nwcBM", Content.ARMOURED),
        (b"\xef\xbb\xbf-----BEGIN PGP MESSAGE-----\n\nwcBM", Content.ARMOURED),
        (b"\x85\x01\x0c\x03abc\x00\x01", Content.OPENPGP),
        (b"\xc1\xc0\x4c\x03abc\x00\x01", Content.OPENPGP),
        (b"PK\x03\x04....", Content.ARCHIVE),
        (b"Voornaam;Achternaam\r\n", Content.TEXT),
        ("Één;Zoë".encode("cp1252"), Content.TEXT),
        ("\ufeffnaam".encode(), Content.TEXT),
        ("naam".encode("utf-16"), Content.TEXT),
    ],
)
def test_what_we_read_is_recognised(content: bytes, expected: Content) -> None:
    file = BytesIO(content)
    assert content_of(file) is expected
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "file-empty"),
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n", "file-is-a-key"),
        (b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n", "file-is-a-private-key"),
        (b"-----BEGIN PGP SIGNED MESSAGE-----\n\n", "file-only-signed"),
        (b"-----BEGIN PGP SIGNATURE-----\n\n", "file-only-signed"),
        (b"-----BEGIN PGP ARMORED FILE-----\n\n", "file-unknown"),
        (ole("EncryptionInfo", "EncryptedPackage"), "file-password"),
        (ole("Workbook"), "file-old-workbook"),
        (ole("Book"), "file-old-workbook"),
        (ole("WordDocument"), "file-other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file-other"),
        (b"<html><table><tr><td>Naam", "file-is-markup"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>", "file-is-markup"),
        (b"  <!DOCTYPE html>", "file-is-markup"),
        (b"7z\xbc\xaf\x27\x1c....", "file-other-archive"),
        (b"Rar!\x1a\x07\x01", "file-other-archive"),
        (b"\x1f\x8b\x08", "file-other-archive"),
        (b"PK\x05\x06" + bytes(18), "file-other-archive"),
        (b"%PDF-1.7\n", "file-other"),
        (b"\x89PNG\r\n", "file-other"),
        (b"MZ\x90\x00", "file-other"),
        (b"abc\x00def", "file-unknown"),
    ],
)
def test_what_we_do_not_read_is_named(content: bytes, slug: str) -> None:
    with pytest.raises(FileRefused, match=slug):
        content_of(BytesIO(content))


def test_a_file_may_not_be_too_large() -> None:
    with pytest.raises(FileRefused) as refused:
        content_of(BytesIO(bytes(LONGEST_FILE + 1)))
    assert (refused.value.problem.slug, refused.value.details) == ("file-too-large", {"megabytes": "50"})
