"""The wire: every way of sending a message reads alike, and what cannot be read is refused by name."""

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.v2.acknowledgement import Location
from functions.hl7_intake.v2.encoding import CHARSETS
from functions.hl7_intake.v2.header import Header
from functions.hl7_intake.v2.limits import Limits
from functions.hl7_intake.v2.message import Message, message_identity
from functions.hl7_intake.v2.reading import REASONS, Unreadable, peek, read
from tests.harness.hl7_messages import CODECS, escaped, message, segment

NAME = "Zoë Brûlée-Ørsted"
PID = segment("PID", {3: "4711^^^EPD^PI~999990019^^^NLMINBIZA^NNNLD", 5: f"Müller&&Müller^{NAME}", 13: "^NET^^z@v.nl"})
PLAIN = message("ADT^A01^ADT_A01", "PID|1||4711^^^EPD^PI||Jansen^Anna", charset="")


def values(found: Message) -> list[str | None]:
    paths = ("PID-3[5=PI].1", "PID-3[4=NLMINBIZA].1", "PID-5.1.3", "PID-5.2", "PID-13[2=NET].4")
    return [found.value(path) for path in paths]


EXPECTED = ["4711", "999990019", "Müller", NAME, "z@v.nl"]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda raw: raw,
        lambda raw: raw.rstrip(b"\r"),
        lambda raw: raw.replace(b"\r", b"\n"),
        lambda raw: raw.replace(b"\r", b"\r\n"),
        lambda raw: raw.replace(b"\r", b"\n", 1),
        lambda raw: raw.replace(b"\r", b"\r\n\r\n\n\r"),
        lambda raw: b"\r\n \t\r\n" + raw + b"\n\n",
        lambda raw: b"\x0b" + raw + b"\x1c\r",
        lambda raw: b"\x0b\x0b" + raw + b"\x1c\r\x1c\r\x00",
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: b"\x0b\xef\xbb\xbf" + raw + b"\x1c\r",
    ],
)
def test_line_ends_and_framing(wrap: Callable[[bytes], bytes]) -> None:
    found = read(wrap(message("ADT^A01^ADT_A01", "EVN|A01", PID)), "ASCII")
    assert values(found) == EXPECTED
    assert message_identity(found) == ("EPD", "ZORG", "M1", "20260105080000")
    assert len(found.segments("EVN")) == 1


@pytest.mark.parametrize("codec", ["iso8859-1", "iso8859-15", "utf-8"])
@pytest.mark.parametrize("told_by", ["MSH-18", "Content-Type", "feed"])
def test_the_same_message_in_every_character_set(codec: str, told_by: str) -> None:
    name = {"iso8859-1": "8859/1", "iso8859-15": "8859/15", "utf-8": "UNICODE UTF-8"}[codec]
    raw = message("ADT^A01", PID, charset=name if told_by == "MSH-18" else "", codec=codec)
    found = read(
        raw,
        name if told_by == "feed" else "ASCII",
        content_charset={"MSH-18": "us-ascii", "Content-Type": codec, "feed": None}[told_by],
    )
    assert values(found) == EXPECTED
    assert found.charset.name == name


def test_first_repetition_of_msh_18_counts() -> None:
    raw = message("ADT^A01", PID, charset="8859/1~UNICODE UTF-8", codec="iso8859-1")
    assert values(read(raw, "ASCII")) == EXPECTED


@pytest.mark.parametrize(
    ("named", "codec"),
    [
        ("ASCII~8859/1", "iso8859-1"),
        ("ASCII~UNICODE UTF-8", "utf-8"),
        ("ASCII~8859/15~8859/1", "iso8859-15"),
        ("UNICODE UTF-8~8859/1", "iso8859-1"),
        ("UNICODE UTF-8~8859/1", "utf-8"),
        ("~8859/1", "iso8859-1"),
        ('""~8859/1', "iso8859-1"),
        ("8859/1~KLINGON", "iso8859-1"),
        ("ASCII~ISO 2022 IR 87~ISO_IR 192", "utf-8"),
    ],
)
def test_a_repetition_counts_where_those_before_it_lack_a_character(named: str, codec: str) -> None:
    raw = message("ADT^A01", PID, charset=named, codec=codec)
    found = read(raw, "ASCII")
    assert values(found) == EXPECTED
    assert found.charset.codec == codec


def test_what_none_of_the_named_sets_has_is_refused_and_none_is_guessed() -> None:
    for named, slug in (("ASCII~ISO IR87", "undecodable"), ("ISO IR87~8859/1", "unknown-charset")):
        with pytest.raises(Unreadable) as refused:
            read(message("ADT^A01", PID, charset=named, codec="iso8859-1"), "8859/1")
        assert refused.value.slug == slug


def test_a_refusal_names_the_sets_that_can_be_read() -> None:
    with pytest.raises(Unreadable) as refused:
        read(message("ADT^A01", PID, charset="KLINGON", codec="utf-8"), "ASCII")
    assert all(each.name in refused.value.fault.text for each in CHARSETS)


def test_byte_order_mark_says_utf_8_where_msh_18_says_nothing() -> None:
    raw = b"\xef\xbb\xbf" + message("ADT^A01", PID, charset="")
    assert values(read(raw, "8859/1", content_charset="ASCII")) == EXPECTED


REFUSALS = [
    (b"", "not-hl7", Location("MSH")),
    (b"\r\n\x0b\x1c", "not-hl7", Location("MSH")),
    (b"\xef\xbb\xbf", "not-hl7", Location("MSH")),
    (b'{"patient": "Jansen"}', "not-hl7", Location("MSH")),
    (b"msh|^~\\&|", "not-hl7", Location("MSH")),
    (b"MSH", "not-hl7", Location("MSH")),
    ("MSH|^~\\&|".encode("utf-16"), "not-hl7", Location("MSH")),
    (b"MSH|", "bad-delimiters", Location("MSH", 2)),
    (b"MSH|||EPD", "bad-delimiters", Location("MSH", 2)),
    (b"MSH|^^^^|EPD", "bad-delimiters", Location("MSH", 2)),
    (b"MSHx^~\\&xEPD", "bad-delimiters", Location("MSH", 2)),
    (b"MSH \xff", "bad-delimiters", Location("MSH", 2)),
    (PLAIN + PLAIN, "several-messages", Location()),
    (b"\x0b" + PLAIN + b"\x1c\r\x0b" + PLAIN + b"\x1c\r", "several-messages", Location()),
    (b"\x0b" + PLAIN[:-1] + b"\x1c\x0b" + PLAIN, "several-messages", Location()),
    (b"FHS|^~\\&|EPD\r" + PLAIN, "several-messages", Location()),
    (PLAIN + b"NTE|" + b"a" * 2 * 256 * 1024, "too-large", Location()),
    (PLAIN.replace(b"|EPD|", b"|" + b"a" * 5000 + b"|", 1), "header-too-large", Location()),
    (PLAIN + b"A\r" * 2000, "too-many-segments", Location()),
    (PLAIN + b"|" * 20001, "too-many-fields", Location()),
    (PLAIN + b"~" * 2001, "too-many-repetitions", Location()),
    (PLAIN + b"^" * 10001, "too-many-components", Location()),
    (message("ADT^A01", charset="KLINGON", codec="ascii"), "unknown-charset", Location("MSH", 18)),
    (message("ADT^A01", version=""), "not-version-2", Location("MSH", 12)),
    (message("ADT^A01", version="3.0"), "not-version-2", Location("MSH", 12)),
    (message("ADT^A01", version="2"), "not-version-2", Location("MSH", 12)),
    (message("ADT^A01", control_id=""), "no-control-id", Location("MSH", 10)),
    (message("ADT^A01", control_id=" "), "no-control-id", Location("MSH", 10)),
    (message("ADT^A01", control_id='""'), "no-control-id", Location("MSH", 10)),
    (message("ADT^A01", PID, charset="ASCII", codec="utf-8"), "undecodable", Location("PID", 5)),
    (message("ADT^A01", PID, codec="iso8859-1"), "undecodable", Location("PID", 5)),
    (message("ADT^A01", PID, charset="", codec="utf-8"), "undecodable", Location("PID", 5)),
    (message("ADT^A01", "NK1|1|a", "NK1|2|ë", charset="ASCII", codec="utf-8"), "undecodable", Location("NK1", 2, 0, 2)),
    (message("ADT^A01", "ëëë|1", charset="ASCII", codec="utf-8"), "undecodable", Location()),
    (message("ADT^A01", sender=("Zorgë", ""), charset="ASCII", codec="utf-8"), "undecodable", Location("MSH", 3)),
]


@pytest.mark.parametrize(("raw", "slug", "location"), REFUSALS)
def test_an_unreadable_message_is_refused_with_its_reason(raw: bytes, slug: str, location: Location) -> None:
    with pytest.raises(Unreadable) as refused:
        read(raw, "ASCII")
    assert (refused.value.slug, refused.value.fault.location) == (slug, location)
    assert (refused.value.fault.code, refused.value.fault.text) == REASONS[slug]
    assert "Jansen" not in f"{refused.value}{refused.value!r}{refused.value.header!r}{refused.value.fault!r}"


def test_every_reason_has_its_case() -> None:
    assert {slug for _, slug, _ in REFUSALS} == set(REASONS)


@pytest.mark.parametrize(
    "raw",
    [
        raw
        for raw, slug, _ in REFUSALS
        if slug not in ("not-hl7", "bad-delimiters", "no-control-id", "several-messages", "header-too-large")
    ],
)
def test_a_refusal_keeps_what_an_answer_needs(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(raw, "ASCII")
    header = refused.value.header
    assert (header.control_id, header.type, header.trigger) == ("M1", "ADT", "A01")
    assert header.receiving_facility == "PLATFORM"


def test_a_batch_is_answered_with_its_own_control_id() -> None:
    with pytest.raises(Unreadable) as refused:
        read(b"BHS|^~\\&|EPD|ZORG|KOPPEL|PLATFORM|20260105||||B77\r" + PLAIN, "ASCII")
    header = refused.value.header
    assert (header.control_id, header.sending_application, header.type) == ("B77", "EPD", "")


def test_bytes_that_cannot_be_decoded_are_kept_for_the_answer() -> None:
    raw = message("ADT^A01", control_id="Mé", charset="ASCII", codec="iso8859-1")
    with pytest.raises(Unreadable) as refused:
        read(raw, "ASCII")
    header = refused.value.header
    assert header.control_id.encode(header.charset.codec) == b"M\xe9"


def test_a_header_that_is_cut_off_loses_the_field_that_was_cut() -> None:
    raw = PLAIN.replace(b"|M1|", b"|M1|" + b"P" * 5000 + b"|")
    with pytest.raises(Unreadable) as refused:
        read(raw, "ASCII")
    assert (refused.value.header.control_id, refused.value.header.raw(11)) == ("M1", "")


def test_a_header_of_just_the_allowed_size_is_whole() -> None:
    limits = Limits(header_size=PLAIN.index(b"\r"))
    assert read(PLAIN, "ASCII", limits=limits).version == "2.5"


@pytest.mark.parametrize("charset", ["8859/1", "8859/15", "UNICODE UTF-8", ""])
def test_the_sender_is_known_before_the_message_is_read(charset: str) -> None:
    raw = b"\x0b\xef\xbb\xbf\r\n" + message("ADT^A01", PID, sender=("Zorgë", "NOORD"), charset=charset) + b"\x1c\r"
    assert (peek(raw).sending_application, peek(raw).sending_facility) == ("Zorgë", "NOORD")
    assert peek(raw).control_id == "M1"


def test_a_sender_without_msh_18_is_known_in_latin_1_too() -> None:
    raw = message("ADT^A01", PID, sender=("Zorgë", "NOORD"), charset="", codec="iso8859-1")
    assert peek(raw).sending_application == "Zorgë"


@pytest.mark.parametrize("raw", [b"", b"MSH", b"{}", b"MSH|^^^^|EPD"])
def test_nobody_is_known_by_what_is_no_header(raw: bytes) -> None:
    assert (peek(raw).sending_application, peek(raw).fields) == ("", ())


# Properties ---------------------------------------------------------------------------------------------------------

SIGNS = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
TEXTS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_categories=["C", "Z"]), min_size=1, max_size=20
)
SKELETON = message("ADT^A01^ADT_A01", "EVN|A01|2026", PID, "PV1|1|I")


@given(st.binary() | st.binary().map(lambda data: b"MSH" + data) | st.binary().map(lambda data: b"MSH|^~\\&|" + data))
def test_any_bytes_are_a_message_or_refused(raw: bytes) -> None:
    read_or_refuse(raw)


@given(
    st.integers(0, len(SKELETON)),
    st.integers(0, 12),
    st.binary(max_size=4)
    | st.sampled_from([b"|", b"^", b"~", b"&", b"\\", b'""', b"\r", b"\rMSH|", b"\x0b", b"\x1c\r"]),
)
def test_any_damage_to_a_message_is_read_or_refused(at: int, length: int, damage: bytes) -> None:
    read_or_refuse(SKELETON[:at] + damage + SKELETON[at + length :])


def attempt(raw: bytes) -> Message | Unreadable:
    try:
        return read(raw, "8859/1")
    except Unreadable as refused:
        return refused


def header_of(found: Message | Unreadable) -> Header:
    return found.header if isinstance(found, Unreadable) else found


def read_or_refuse(raw: bytes) -> None:
    found, seen = attempt(raw), peek(raw)
    if raw.isascii():
        assert seen.fields == header_of(found).fields
    if isinstance(found, Unreadable):
        assert found.slug in REASONS
        return
    assert found.control_id
    for path in ("PID-3.1", "PID-3[5=PI].1", "PID-5.1.3", "PID-13[2=NET].4.2", "MSH-2", "EVN-1", "ZZZ-9"):
        assert all(found.values(path))


@given(
    st.lists(st.sampled_from(SIGNS), min_size=5, max_size=6, unique=True).map("".join),
    st.sampled_from(["\r", "\n", "\r\n"]),
    st.sampled_from(["8859/1", "UNICODE UTF-8"]),
    st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=3),
    TEXTS,
)
def test_delimiters_line_ends_and_character_sets_change_nothing(
    signs: str, line_end: str, charset: str, repetitions: list[list[str]], subcomponent: str
) -> None:
    def write(text: str) -> str:
        return escaped(text, signs)

    field = signs[2].join(signs[1].join(map(write, each)) for each in repetitions)
    header = ["MSH", signs[1:], *[""] * 4, "2026", "", "ADT", "M1", "P", write("2.5"), *[""] * 5, write(charset)]
    pid = ["PID", "", field, f"{write('a')}{signs[4]}{write(subcomponent)}"]
    raw = line_end.join(signs[0].join(each) for each in (header, pid)).encode(CODECS[charset])
    found = read(raw, "ASCII")
    for number in (1, 2, 3):
        expected = [each[number - 1] for each in repetitions if number <= len(each)]
        assert found.values(f"PID-2.{number}") == expected
    assert found.value("PID-3.1.2") == subcomponent


HOSTILE = {
    "repetitions": ("too-large", b"PID|1||" + b"1^^^H^PI~" * 80_000),
    "repetitions within 256 KiB": ("too-many-repetitions", b"PID|1||" + b"1~" * 80_000),
    "small segments": ("too-many-segments", b"OBX|1\r" * 30_000),
    "fields": ("too-many-fields", b"PID" + b"|a" * 80_000),
    "components": ("too-many-components", b"PID|" + b"a^" * 80_000),
    "subcomponents": ("too-many-components", b"PID|" + b"a&" * 80_000),
    "null values": ("too-many-repetitions", b"PID|" + b'""~' * 80_000),
    "bare CRs": (None, b"\r" * 1_000_000 + b"PID|1"),
    "mixed line ends": (None, b"\r\n\n" * 300_000 + b"PID|1"),
    "lone escapes": (None, b"PID|" + b"\\" * 250_000),
    "broken escapes": (None, b"PID|" + b"\\Z" * 120_000),
    "unfinished hex": (None, b"PID|" + b"\\X" + b"0" * 250_000),
    "hex that is no character": (None, b"PID|" + b"\\XFF\\" * 50_000 + b"\\X4"),
    "one long field": (None, b"PID|" + b"a" * 250_000),
    "everything at its limit": (None, b"PID" + b"|a^b" * 9_000 + b"~c" * 1_900 + b"|" * 9_000),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_shapes_are_bounded_and_say_nothing(
    shape: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """What passes the limits is at most 256 KiB in 20,000 fields: that bounds time and memory, whatever is in it."""
    slug, body = HOSTILE[shape]
    caplog.set_level(logging.NOTSET)
    found = attempt(PLAIN.replace(b"PID|1||4711^^^EPD^PI||Jansen^Anna\r", body))
    if isinstance(found, Unreadable):
        assert found.slug == slug
    else:
        assert slug is None
        assert sum(len(each) for each in found.values("PID-1")) <= 256 * 1024
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_long_escapes_are_left_as_they_are() -> None:
    found = read(PLAIN + b"NTE|" + b"\\Z" * 100_000, "ASCII")
    assert found.value("NTE-1") == "\\Z" * 100_000


# Real messages ------------------------------------------------------------------------------------------------------


def corpus() -> list[bytes]:
    """Messages of other makers: one a file, or parted by blank lines in one file."""
    folder = os.environ.get("KOPPEL_HL7_CORPUS")
    if not folder:
        pytest.skip("not run: KOPPEL_HL7_CORPUS names no folder with HL7 messages of other makers")
    found = [
        each
        for file in sorted(File(folder).rglob("*.hl7"))
        for each in re.split(rb"\n\n+", file.read_bytes())
        if each.strip()
    ]
    assert found, "KOPPEL_HL7_CORPUS names a folder without *.hl7 files"
    return found


def test_real_messages_all_read(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.NOTSET)
    for raw in corpus():
        found = read(raw, "8859/1")
        # What stands between the bars is the same, by a reading that knows nothing else.
        fields = raw.lstrip().splitlines()[0].split(b"|")
        assert found.control_id == fields[9].decode().strip()
        assert (found.type, found.trigger) == tuple(fields[8].decode().split("^")[:2])
        line = next((each for each in re.split(rb"[\r\n]+", raw) if each.startswith(b"PID")), b"")
        first = line.split(b"|")[3].decode().split("~")[0].split("^")[0] if line else ""
        assert (found.value("PID-3") or "") == first
    assert caplog.records == []
