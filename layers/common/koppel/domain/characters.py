"""Characters: texts from outside get one form before they are compared, stored or shown.

Every step takes time in proportion to the text: white space, invisible characters and length come before normalisation,
which would take quadratic time for a long run of combining marks.
"""

import re
from unicodedata import category, combining, normalize

MOST_MARKS = 30
"""Combining marks in a row (UAX #15 section 13, Stream-Safe Text Format)."""

_MOST_COMPOSED = 4  # characters that NFC makes one of (UAX #15 section 9.1, U+1F82)
_SPACES = (  # White_Space (PropList.txt)
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_LINE_ENDS = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")  # UAX #14: BK, CR, LF, NL
_WHITE_SPACE = re.compile(f"[{_SPACES}]+")
# Default_Ignorable_Code_Point (DerivedCoreProperties.txt), interlinear annotation and the blank of Braille, but for
# what some scripts cannot be written without: joiners and variation selectors.
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINING = "\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
_CLEANED = re.compile(f"[{_INVISIBLE}]+")
_UNSEEN = re.compile(f"[{_INVISIBLE}{_JOINING}]")
_SEEN = re.compile(f"[^ {_JOINING}]")


class Unfit(ValueError):
    """A text cannot be stored. `reason` is a key of `fields.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def line(text: str, longest: int) -> str:
    """The text as one line of at most `longest` characters: every white space one space, trimmed, composed (NFC), and
    without invisible characters such as zero-width spaces, soft hyphens and marks of direction. People copy these with
    a text without seeing them, and a mark of direction can make a text look like another one (UTR #36 section 2.5).
    Joiners and variation selectors stay: Persian, Hindi, Mongolian and Japanese names need them.

    "" for a text of white space. Raises Unfit: nothing-visible, too-long, too-many-marks, control-character.
    """
    blank = one_line(text)
    cleaned = one_line(_CLEANED.sub("", blank))
    if blank and not _SEEN.search(cleaned):
        raise Unfit("nothing-visible")
    return fit(cleaned, longest)


def lines(text: str, longest: int) -> str:
    """As `line`, for a text of several lines, separated by `\\n`."""
    parts = _LINE_ENDS.split(text)
    cleaned = "\n".join(one_line(_CLEANED.sub("", each)) for each in parts).strip("\n")
    if not _SEEN.search(cleaned.replace("\n", "")):
        if trimmed(text):
            raise Unfit("nothing-visible")
        return ""
    return fit(cleaned, longest)


def fit(text: str, longest: int) -> str:
    """The text, composed (NFC). Raises Unfit: too-long, too-many-marks, control-character."""
    if len(text) > _MOST_COMPOSED * longest:
        raise Unfit("too-long")
    if not is_stream_safe(text):
        raise Unfit("too-many-marks")
    found = normalize("NFC", text)
    if len(found) > longest:
        raise Unfit("too-long")
    # Half a surrogate pair is what JSON makes of a lone `\ud800`; UTF-8 cannot hold it.
    if any(category(each) in {"Cc", "Cs"} and each != "\n" for each in found):
        raise Unfit("control-character")
    return found


def one_line(text: str) -> str:
    """The text without white space around it, and with one space for all white space within."""
    return _WHITE_SPACE.sub(" ", text).strip(" ")


def trimmed(text: str) -> str:
    """The text without white space around it."""
    return text.strip(_SPACES)


def composed(text: str) -> str:
    """The text in NFC, so that a letter with its accents has one spelling. A text with more marks in a row than the
    Stream-Safe Text Format allows is returned unchanged: `fit` refuses it."""
    return normalize("NFC", text) if is_stream_safe(text) else text


def in_ascii(text: str) -> str:
    """The text in ASCII, without accents and without characters that have no ASCII letter."""
    return (normalize("NFKD", text) if is_stream_safe(text) else text).encode("ascii", "ignore").decode()


def is_stream_safe(text: str) -> bool:
    """Whether no more than 30 combining marks (non-starters) follow each other, compatibility decomposed (UAX #15-D4).
    Such a text is normalised in linear time."""
    if text.isascii():
        return True
    marks = 0
    for each in text:
        for part in normalize("NFKD", each) if each >= "\xa0" else each:
            marks = marks + 1 if combining(part) else 0
            if marks > MOST_MARKS:
                return False
    return True


def is_unseen(character: str) -> bool:
    """Whether the character is invisible or has no meaning in Unicode: categories Cc, Cf, Cs, Co and Cn, and those that
    are ignored when text is shown."""
    return category(character).startswith("C") or _UNSEEN.match(character) is not None
