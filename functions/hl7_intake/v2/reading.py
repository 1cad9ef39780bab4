"""Reading: bytes as sent to a message, or the reason why they cannot be read."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from functions.hl7_intake.v2.acknowledgement import Fault, Location
from functions.hl7_intake.v2.encoding import LATIN_1, READABLE, UTF_8, Charset, Delimiters, find_charset
from functions.hl7_intake.v2.header import Header
from functions.hl7_intake.v2.limits import Limits
from functions.hl7_intake.v2.message import Message
from koppel.domain.problems.refusal import Refusal

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "not-hl7": ("100", "This is not an HL7 v2 message: it does not begin with an MSH segment."),
        "bad-delimiters": ("102", "MSH-1 and MSH-2 do not declare usable delimiters."),
        "several-messages": ("100", "Send messages one by one: this holds a batch or a second MSH segment."),
        "too-large": ("207", "The message is too large."),
        "header-too-large": ("207", "The MSH segment is too large."),
        "too-many-segments": ("207", "The message has too many segments."),
        "too-many-fields": ("207", "The message has too many fields."),
        "too-many-repetitions": ("207", "The message has too many repetitions."),
        "too-many-components": ("207", "The message has too many components."),
        "unknown-charset": (
            "103",
            f"The character set that MSH-18 or Content-Type names is not read here. These are: {READABLE}.",
        ),
        "undecodable": ("102", "A character does not exist in the character set of the message."),
        "not-version-2": ("203", "MSH-12 does not name a version of HL7 v2."),
        "no-control-id": ("101", "MSH-10, the message control id, is empty."),
    }
)
"""Why a message cannot be read: slug → code of HL7 table 0357 and the text in the answer."""

_FRAMING: Final = b"\x0b\x1c\r\n\t \x00"  # MLLP's start and end of a block, and stray blanks
_BOM: Final = b"\xef\xbb\xbf"
_LINE_ENDS = re.compile(rb"[\r\n\x1c]+")
_SEVERAL = re.compile(rb"\A(?:BHS|FHS)|\r[\x0b \t]*(?:MSH|BHS|FHS)")
_SEGMENT_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")


class Unreadable(Refusal):
    """The bytes are not a message that can be read. The exception's text and fault hold nothing of the message.

    slug    one of REASONS
    fault   the error in the answer
    header  MSH as far as it could be read, at worst empty: enough for `acknowledge`
    """

    def __init__(self, slug: str, header: Header, location: Location) -> None:
        code, text = REASONS[slug]
        super().__init__(f"{slug}: {text}")
        self.slug = slug
        self.fault = Fault(code, text, location)
        self.header = header


def read(
    raw: bytes, default_charset: str, *, content_charset: str | None = None, limits: Limits | None = None
) -> Message:
    """The one message in these bytes. Segments end in CR, LF or CRLF; MLLP framing, blank lines and a byte order mark
    around it are tolerated. Time and memory are bounded by `limits`. Raises Unreadable.

    The character set is that of MSH-18; else UTF-8 after a byte order mark; else `content_charset`, that of the
    Content-Type; else `default_charset`. What it cannot decode is refused.
    """
    limits = limits or Limits()
    data, marked = _unframed(raw)
    data = _LINE_ENDS.sub(b"\r", data)
    otherwise = UTF_8.name if marked else content_charset or default_charset
    header, charset = _header(_first_line(data, limits), otherwise, data)
    if slug := limits.exceeded(data, header.delimiters):
        raise Unreadable(slug, header, Location())
    if _SEVERAL.search(data):
        raise Unreadable("several-messages", header, Location())
    if charset is None:
        raise Unreadable("unknown-charset", header, Location("MSH", 18))
    if not header.version_number:
        raise Unreadable("not-version-2", header, Location("MSH", 12))
    if not header.control_id:
        raise Unreadable("no-control-id", header, Location("MSH", 10))
    text = charset.decode(data)
    if isinstance(text, int):
        raise Unreadable("undecodable", header, _locate(data[:text], header.delimiters.field.encode()))
    return Message.of(header, text)


def peek(raw: bytes) -> Header:
    """The header alone, as far as it can be read, to find the sender; empty when there is none. Never raises.

    Without MSH-18 it is read as UTF-8 when it is valid UTF-8, else as ISO 8859-1: the default of the sender is unknown
    until the sender is known.
    """
    limits = Limits()
    data = _LINE_ENDS.sub(b"\r", _unframed(raw)[0][: 2 * limits.header_size])
    try:
        line = _first_line(data, limits)
        return _header(line, UTF_8.name, line)[0]
    except Unreadable as unreadable:
        return unreadable.header


def _unframed(raw: bytes) -> tuple[bytes, bool]:
    """The message without framing and blanks around it, and whether it began with a byte order mark."""
    data = raw.strip(_FRAMING)
    return data.removeprefix(_BOM).strip(_FRAMING), data.startswith(_BOM)


def _first_line(data: bytes, limits: Limits) -> bytes:
    line, end, _ = data[: limits.header_size + 1].partition(b"\r")
    # Of a header that goes on, the last field is cut off.
    return line if end or len(line) <= limits.header_size else line[: line.rfind(line[3:4])]


def charsets(header: Header, otherwise: str) -> tuple[Charset, ...]:
    """The character sets of the message by MSH-18 (HL7 2.5 section 2.15.9.18), else `otherwise`.

    The first filled repetition is used; when it lacks a character of the message, the next one (`ASCII~8859/1`). Empty
    when the first is not one of CHARSETS.
    """
    first, *others = header.texts(18) or [otherwise]
    counts = find_charset(first)
    return (counts, *filter(None, map(find_charset, others))) if counts else ()


def _header(line: bytes, otherwise: str, data: bytes) -> tuple[Header, Charset | None]:
    """What the first segment says, and the character set of `data`, None when it is not one of CHARSETS."""
    # Every byte is a character of ISO 8859-1: so what cannot be decoded is sent back as it came.
    name, fields = line[:3], _fields(line.decode(LATIN_1.codec))
    if name not in (b"MSH", b"BHS", b"FHS") or len(fields) < 2:
        raise Unreadable("not-hl7", Header(), Location("MSH"))
    try:
        delimiters = Delimiters.parse(fields[0], fields[1])
    except ValueError:
        raise Unreadable("bad-delimiters", Header(), Location("MSH", 2)) from None
    header = Header(delimiters=delimiters, charset=LATIN_1, fields=fields)
    if name != b"MSH":  # a batch: its control id is BHS-11 or FHS-11
        return replace(header, fields=(*fields[:7], "", "", header.raw(11))), None
    named = charsets(header, otherwise)
    charset = named[0] if named else None
    if len(named) > 1:
        charset = next((each for each in named if isinstance(each.decode(data), str)), charset)
    text = charset.decode(line) if charset else 0
    if charset and isinstance(text, str):
        header = replace(header, charset=charset, fields=_fields(text))
    return header, charset


def _fields(line: str) -> tuple[str, ...]:
    """The fields of an MSH segment; the first is the field separator."""
    return (line[3:4], *line[4:].split(line[3])) if len(line) > 3 else ()


def _locate(before: bytes, separator: bytes) -> Location:
    """Segment and field of the byte after these."""
    *earlier, line = before.split(b"\r")
    name = line[:3].decode(LATIN_1.codec)
    if not _SEGMENT_NAME.fullmatch(name):
        return Location()
    sequence = 1 + sum(each[:3] == line[:3] for each in earlier)
    return Location(name, line.count(separator) + (name == "MSH"), sequence=sequence)
