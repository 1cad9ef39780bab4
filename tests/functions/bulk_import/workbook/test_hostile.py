"""Archives that are made to hurt are refused within bounded time and memory."""

import struct
import zipfile
import zlib
from base64 import b64encode
from io import BytesIO
from random import Random

import pytest

from functions.bulk_import.workbook.archive import LARGEST, MOST_PARTS
from tests.functions.bulk_import.conftest import refusal_here, refusal_of_child
from tests.harness.workbook_parts import archive, by_hand, parts, sheet

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'


def workbook(**changed: str | bytes) -> dict[str, str | bytes]:
    """The parts of a small workbook."""
    return parts({"Blad1": sheet(ROW)}) | changed


def with_part(name: str, content: str | bytes) -> bytes:
    """A small workbook with one more part, or with another one of this name."""
    return archive(workbook() | {name: content})


def test_the_small_workbook_itself_is_read() -> None:
    with pytest.raises(AssertionError):
        refusal_here(archive(workbook()))


def test_a_bomb_is_refused_by_what_the_archive_says_of_it() -> None:
    assert refusal_here(with_part("xl/media/a.bin", bytes(300 * 2**20)))[0] == "workbook-unpacks-too-large"
    assert refusal_here(with_part("xl/media/a.bin", bytes(2 * 2**20)))[0] == "workbook-unpacks-too-large"  # too tight


def test_a_bomb_of_many_parts_is_refused() -> None:
    many = {f"xl/{number}.xml": "" for number in range(MOST_PARTS)}
    assert refusal_here(archive(workbook() | many))[0] == "workbook-too-many-parts"


def lying(content: bytes, name: str, size: int) -> bytes:
    """The archive with another size of this part in its directory, and a checksum that fits what is then read."""
    entry = content.rindex(name.encode()) - 46
    with zipfile.ZipFile(BytesIO(content)) as opened:
        checksum = zlib.crc32(opened.read(name)[:size])
    changed = bytearray(content)
    struct.pack_into("<I", changed, entry + 16, checksum)
    struct.pack_into("<I", changed, entry + 24, size)
    return bytes(changed)


@pytest.mark.parametrize("size", [10, 200, 100_000])
def test_a_part_that_is_longer_or_shorter_than_the_archive_says_is_refused(size: int) -> None:
    content = lying(archive(workbook()), "xl/worksheets/sheet1.xml", size)
    assert refusal_here(content)[0] in {"workbook-unpacks-too-large", "workbook-damaged"}


def test_a_part_with_another_checksum_is_refused() -> None:
    content = bytearray(archive(workbook(), zipfile.ZIP_STORED))
    content[content.index(b"<t>x</t>") + 3] ^= 1
    assert refusal_here(bytes(content))[0] == "workbook-damaged"


@pytest.mark.parametrize("cut", [1, 30, 500])
def test_a_truncated_workbook_is_refused(cut: int) -> None:
    content = archive(workbook())
    assert refusal_here(content[:-cut])[0] in {"workbook-damaged", "workbook-unusual"}
    assert refusal_here(content[: len(content) // 2])[0] == "workbook-damaged"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("../evil.xml", "zip: path"),
        ("/etc/passwd", "zip: path"),
        ("xl\\..\\..\\evil.xml", "zip: path"),
        ("XL/Workbook.xml", "zip: name"),
        ("xl\\workbook.xml", "zip: name"),
    ],
)
def test_names_that_lead_elsewhere_or_are_double_are_refused(name: str, what: str) -> None:
    assert refusal_here(with_part(name, "x")) == ("workbook-unusual", {"what": what})


def test_an_archive_with_a_remark_is_refused() -> None:
    made = BytesIO(archive(workbook()))
    with zipfile.ZipFile(made, "a") as opened:
        opened.comment = b"hello"
    assert refusal_here(made.getvalue()) == ("workbook-unusual", {"what": "zip: comment"})


def test_methods_and_passwords_that_no_workbook_has_are_refused() -> None:
    assert refusal_here(archive(workbook(), zipfile.ZIP_BZIP2))[1] == {"what": "zip: method"}
    content = bytearray(archive(workbook()))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal_here(bytes(content))[0] == "file-password"


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ],
)
def test_entities_are_refused_in_every_part(part: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    content = str(workbook()[part]).replace("?>\n", f"?>\n{laughs}", 1)
    assert refusal_here(with_part(part, content))[0] == "workbook-unusual"


@pytest.mark.parametrize("hidden", ["<!-- x -->", "<![CDATA[x]]>"])
def test_what_hides_cells_from_a_search_is_refused(hidden: str) -> None:
    assert refusal_here(by_hand(ROW.replace("<t>", f"{hidden}<t>"))) == ("workbook-unusual", {"what": "xml: <!"})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "iso-8859-1", "utf-7"])
def test_a_sheet_in_an_encoding_that_readers_may_not_know_is_refused(encoding: str) -> None:
    content = str(workbook()["xl/worksheets/sheet1.xml"]).replace("UTF-8", encoding).encode(encoding)
    assert refusal_here(with_part("xl/worksheets/sheet1.xml", content))[0] == "workbook-unusual"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(part: str) -> None:
    assert refusal_here(with_part(part, "x"))[0] == "workbook-macros"


@pytest.mark.parametrize(
    ("part", "slug"),
    [
        ("word/document.xml", "file-other"),
        ("ppt/presentation.xml", "file-other"),
        ("xl/workbook.bin", "file-binary-workbook"),
        ("readme.txt", "file-other-archive"),
    ],
)
def test_other_archives_are_named(part: str, slug: str) -> None:
    assert refusal_here(archive({part: "x"}))[0] == slug


def test_a_text_of_many_megabytes_is_refused() -> None:
    long = b64encode(Random(1).randbytes(9 * 2**20)).decode()
    assert refusal_of_child(by_hand(ROW.replace(">x<", f">{long}<")))[0] == "workbook-too-long-text"
    texts = archive(parts({"Blad1": sheet(ROW)}, [long]))
    assert refusal_of_child(texts)[0] == "workbook-too-long-text"


def test_one_long_text_in_very_many_cells_is_refused_by_the_limits_of_the_child() -> None:
    """Each cell gets a text of its own when it is read: 32 KB times 200,000."""
    rows = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 200_001))
    content = archive(parts({"Blad1": sheet(rows)}, ["abcdefgh" * 4095]))
    assert refusal_of_child(content)[0] == "file-too-heavy"


def test_a_sheet_that_hides_how_far_it_goes_is_refused_by_the_limits_of_the_child() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal_of_child(by_hand(rows))[0] == "file-too-heavy"


def test_what_is_packed_tight_is_still_unpacked_with_a_limit() -> None:
    """Parts share their packed bytes: each is small, all together are not."""
    piece = bytes(range(256)) * 40_000
    many = {f"xl/media/{number}.bin": piece for number in range(LARGEST // len(piece) + 1)}
    assert refusal_here(archive(workbook() | many, zipfile.ZIP_STORED))[0] in {
        "file-too-large",
        "workbook-unpacks-too-large",
    }
