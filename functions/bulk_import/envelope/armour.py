"""ASCII armour: the form of an OpenPGP message that mail programs leave as it is (RFC 9580 section 6.2)."""

import binascii
import re

from functions.bulk_import.content import ARMOUR
from functions.bulk_import.problems.envelope import DAMAGED, TRAILING
from functions.bulk_import.refused import FileRefused

_END = re.compile(rb"^-----END PGP MESSAGE-----[ \t]*\r?$", re.MULTILINE)
_BLANK_LINE = re.compile(rb"^[ \t]*\r?\n", re.MULTILINE)
_CHECKSUM = re.compile(rb"\n=[A-Za-z0-9+/]{4}[ \t\r\n]*\Z")


def without_armour(text: bytes) -> bytes:
    """The packets of the one message in the text; what people wrote before and after it is left out. The checksum is
    not looked at: encryption has a better one. Raises FileRefused."""
    begin = ARMOUR.search(text)
    end = _END.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        raise FileRefused(DAMAGED)
    if ARMOUR.search(text, end.end()):
        raise FileRefused(TRAILING)
    blank = _BLANK_LINE.search(text, begin.end() + 1, end.start())
    if blank is None:
        raise FileRefused(DAMAGED)
    body = _CHECKSUM.sub(b"", text[blank.end() : end.start()])
    try:
        return binascii.a2b_base64(body.translate(None, b" \t\r\n"), strict_mode=True)
    except binascii.Error:
        raise FileRefused(DAMAGED) from None
