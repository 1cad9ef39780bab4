"""Encoding: which characters separate the parts of a message, and which bytes are which letters."""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Self

_LEGAL = re.compile(r"[!#-/:-@[-`{-~]{2,6}")  # ASCII signs; a quotation mark would hide the null value ""
_USUAL: Final = "|^~\\&"
_C1 = re.compile(rb"[\x80-\x9f]")


@dataclass(frozen=True)
class Charset:
    """A character set: its name in HL7 table 0211, Python's codec, and the other ways it is spelled."""

    name: str
    codec: str
    spellings: tuple[str, ...] = field(default=(), repr=False)

    def decode(self, data: bytes) -> str | int:
        """The text, or the position of the first byte that is not a character.

        In ISO 8859 a byte from 0x80 to 0x9F is not: it comes from Windows-1252, and would become a control character.
        """
        strange = _C1.search(data) if self.codec.startswith("iso8859") else None
        if strange:
            return strange.start()
        try:
            return data.decode(self.codec)
        except UnicodeDecodeError as error:
            return error.start

    def encodes(self, text: str) -> bool:
        """Whether every character of the text exists in it."""
        try:
            text.encode(self.codec)
        except UnicodeEncodeError:
            return False
        return True


ASCII: Final = Charset("ASCII", "ascii", ("US-ASCII", "ISO IR6", "ISO 2022 IR 6", "ISO646", "ANSI_X3.4-1968"))
LATIN_1: Final = Charset("8859/1", "iso8859-1", ("ISO 8859/1", "ISO IR100", "ISO 2022 IR 100", "LATIN1"))
LATIN_9: Final = Charset("8859/15", "iso8859-15", ("ISO 8859/15", "ISO IR203", "ISO 2022 IR 203", "LATIN9"))
UTF_8: Final = Charset("UNICODE UTF-8", "utf-8", ("UTF-8", "UNICODE", "ISO IR192", "ISO 10646 UTF-8"))
WINDOWS_1252: Final = Charset("WINDOWS-1252", "cp1252", ("CP1252",))
CHARSETS: Final = (ASCII, LATIN_1, LATIN_9, UTF_8, WINDOWS_1252)
READABLE: Final = ", ".join(each.name for each in CHARSETS)
"""The names of CHARSETS, for error texts."""


@lru_cache(maxsize=64)
def find_charset(spelling: str) -> Charset | None:
    """The character set by its name in HL7 table 0211 or a common spelling of it (`ISO-8859-1`, `utf8`, DICOM's
    `ISO_IR 192`), None when it is not one of CHARSETS."""
    plain = _plain(spelling)
    for each in CHARSETS:
        if plain in {_plain(name) for name in (each.name, *each.spellings)}:
            return each
    return None


def _plain(spelling: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", spelling.upper())


@dataclass(frozen=True)
class Delimiters:
    """What MSH-1 and MSH-2 declare (HL7 2.5 section 2.5.4), read and escaped by its rules (section 2.7).

    declared    MSH-2 as sent
    truncation  the fifth character of version 2.7 and later, "" where none is declared
    """

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""
    declared: str = "^~\\&"

    @classmethod
    def parse(cls, separator: str, declared: str) -> Self:
        """From MSH-1 and MSH-2; what MSH-2 leaves out is the usual character. ValueError when they are letters,
        digits, spaces or not ASCII, when one has two meanings, or when there are too few or too many."""
        if not _LEGAL.fullmatch(separator + declared):
            raise ValueError("MSH-1 and MSH-2 must be two to six punctuation signs")
        used = separator + declared + _USUAL[len(declared) + 1 :]
        if len(set(used)) < len(used):
            raise ValueError("one sign in MSH-1 and MSH-2 has two meanings")
        names = ("field", "component", "repetition", "escape", "subcomponent", "truncation")
        return cls(declared=declared, **dict(zip(names, used, strict=False)))

    def divide(self, field: str) -> list[str]:
        """The repetitions, components and subcomponents of a field as one list, as sent."""
        return re.split(f"[{re.escape(self.repetition + self.component + self.subcomponent)}]", field)

    @cached_property
    def _signs(self) -> dict[str, str]:
        """Letter of the escape sequence → its character."""
        signs = {"F": self.field, "S": self.component, "R": self.repetition, "T": self.subcomponent, "E": self.escape}
        return signs | ({"P": self.truncation} if self.truncation else {})

    @cached_property
    def _sequences(self) -> re.Pattern[str]:
        mark = re.escape(self.escape)
        letters = "".join(self._signs)
        # Neighbouring hex sequences are one run: a character of several bytes may be spread over them.
        return re.compile(rf"{mark}(?:([{letters}])|(\.br)){mark}|((?:{mark}X(?:[0-9A-Fa-f]{{2}})+{mark})+)")

    def unescape(self, text: str, charset: Charset) -> str:
        r"""The text without its escape sequences: the delimiters, `\X..\` in this character set, `\.br\` as a line end.

        Everything else stays as it is, unknown and broken sequences too. Linear in time, and nothing is logged (the
        hl7 package's own unescape writes the whole field to the log once for every broken sequence).
        """
        if self.escape not in text:
            return text

        def replace(found: re.Match[str]) -> str:
            letter, line_end, run = found.groups()
            if letter:
                return self._signs[letter]
            return "\n" if line_end else self._from_hex(run, charset)

        return self._sequences.sub(replace, text)

    def _from_hex(self, run: str, charset: Charset) -> str:
        found = charset.decode(bytes.fromhex(run.replace(self.escape + "X", "").replace(self.escape, "")))
        return found if isinstance(found, str) else run

    def escape_text(self, text: str) -> str:
        r"""The text escaped for a field: delimiters escaped, line ends as `\.br\` (in hex where the dot is a
        delimiter), other control characters as spaces."""
        letters = {sign: f"{self.escape}{letter}{self.escape}" for letter, sign in self._signs.items()}
        lines = re.split(r"\r\n|\r|\n", text)
        escaped = ("".join(letters.get(each, max(each, " ")) for each in line) for line in lines)
        return f"{self.escape}{'X0A' if '.' in letters else '.br'}{self.escape}".join(escaped)
