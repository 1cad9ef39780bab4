"""The words of a filter: brackets, names, and values as JSON writes them (RFC 7644 section 3.4.2.2)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from functions.directory_sync.scim.errors import ScimType, bad_request
from functions.directory_sync.scim.filters.expression import Literal

LONGEST = 4000
"""Characters of a filter."""

_WORD = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\.)*")
    |(?P<bracket>[()\[\]])
    |(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.:$-]))
    |(?P<name>\.?[A-Za-z$][A-Za-z0-9_.:$-]*)
    )""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)


class Kind(Enum):
    """The kind of a word."""

    NAME = "name"
    VALUE = "value"
    BRACKET = "bracket"
    END = "end"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text` as it stands in the filter, and the value of one that is a text or a number."""

    kind: Kind
    text: str
    value: Literal = None

    def __str__(self) -> str:
        return self.text

    def is_name(self, *names: str) -> bool:
        """Whether it is one of these names, in any capitals."""
        return self.kind is Kind.NAME and self.text.lower() in names

    def is_bracket(self, bracket: str) -> bool:
        """Whether it is this bracket."""
        return self.kind is Kind.BRACKET and self.text == bracket


def split(text: str) -> Iterator[Word]:
    """The words of a filter, and one for its end. Raises ScimRefused (invalidFilter)."""
    if len(text) > LONGEST:
        raise bad_request(ScimType.INVALID_FILTER, f"A filter may have {LONGEST} characters at most.")
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _WORD.match(text, position)
        if found is None:
            raise bad_request(ScimType.INVALID_FILTER, "The filter has a word that is neither a name nor a value.")
        position = found.end()
        if found["bracket"]:
            yield Word(Kind.BRACKET, found["bracket"])
        elif found["name"]:
            yield Word(Kind.NAME, found["name"])
        else:
            yield Word(Kind.VALUE, found[0].strip(), _value(found["text"] or found["number"]))
    yield Word(Kind.END, "the end")


def _value(text: str) -> Literal:
    try:
        found: Literal = json.loads(text)
    except ValueError:
        raise bad_request(ScimType.INVALID_FILTER, "The filter has a value that is not JSON.") from None
    return found
