"""XML in the parts of a workbook: small parts are parsed, large ones are looked at as bytes."""

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from functions.bulk_import.problems import workbook
from functions.bulk_import.refused import FileRefused

type OnStart = Callable[[str, Mapping[str, str]], None]

_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)""")
_READABLE = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_MARKS = (b"\xfe\xff", b"\xff\xfe", b"\x00<", b"<\x00")


def parse(part: bytes, on_start: OnStart) -> None:
    """Call `on_start` with the name of each element and its attributes, without the prefixes of namespaces. Raises
    FileRefused for what is no XML, and for a document type: no workbook has one, and entities are declared there."""
    parser = expat.ParserCreate()

    def started(name: str, attributes: dict[str, str]) -> None:
        on_start(local(name), {local(each): value for each, value in attributes.items()})

    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        raise FileRefused(workbook.DAMAGED) from None


def refuse_doctype(*_: object) -> None:
    """Raise FileRefused."""
    raise FileRefused(workbook.UNUSUAL, {"what": "xml: DOCTYPE"})


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def check_start(first: bytes) -> None:
    """Look at the start of a part that is not parsed here. Readers differ in the encodings that they know, and one that
    does not know an encoding may see an empty sheet. Raises FileRefused."""
    head = first[:200]
    declared = _ENCODING.search(head)
    if head.startswith(_MARKS) or (declared and declared[1].strip().lower() not in _READABLE):
        raise FileRefused(workbook.UNUSUAL, {"what": "xml: encoding"})
