"""The grammar of filters (RFC 7644 figure 1): `not` binds more than `and`, and `and` more than `or`.

More is read than the grammar has: `path[filter].part eq "value"`, as Entra ID writes it, stands for the two conditions
on one value.
"""

from collections.abc import Iterator

from functions.directory_sync.scim.errors import ScimRefused, ScimType, bad_request
from functions.directory_sync.scim.filters.expression import (
    Both,
    Comparison,
    Either,
    Filter,
    Literal,
    Not,
    Operator,
    Present,
    Within,
)
from functions.directory_sync.scim.filters.words import Kind, Word, split
from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.attributes import ResourceType
from functions.directory_sync.scim.schema.paths import Path

DEEPEST = 40
"""Brackets within brackets."""
MOST_CONDITIONS = 200

_WORDS: dict[str, Literal] = {"true": True, "false": False, "null": None}
_BARE = frozenset(each.value for each in Operator)


def read(text: str, of: ResourceType) -> Filter:
    """The filter in this text, about resources of this type. Raises ScimRefused (invalidFilter)."""
    reader = _Reader(split(text), of)
    found = reader.either()
    reader.expect_end()
    return found


def read_values(text: str, of: ResourceType) -> Filter:
    """The filter that stands between brackets, about the values of one attribute. Raises ScimRefused."""
    reader = _Reader(split(text), of, is_within=True)
    found = reader.either()
    reader.expect_end()
    return found


class _Reader:
    """Reads words from left to right, one ahead."""

    def __init__(self, words: Iterator[Word], of: ResourceType, *, is_within: bool = False) -> None:
        self._words = words
        self._of = of
        self._is_within = is_within
        self._depth = self._conditions = 0
        self._word = next(words)

    def either(self) -> Filter:
        """`both or both …`."""
        found = self._both()
        while self._word.is_name("or"):
            self._next()
            found = Either(found, self._both())
        return found

    def expect_end(self) -> None:
        """Raises ScimRefused where words are left."""
        if self._word.kind is not Kind.END:
            raise self._wrong("the end, and or or")

    def _both(self) -> Filter:
        found = self._one()
        while self._word.is_name("and"):
            self._next()
            found = Both(found, self._one())
        return found

    def _one(self) -> Filter:
        if self._word.is_name("not"):
            self._next()
            if not self._word.is_bracket("("):
                raise self._wrong("( after not")
            return Not(self._in_brackets("(", ")"))
        if self._word.is_bracket("("):
            return self._in_brackets("(", ")")
        return self._condition()

    def _in_brackets(self, opening: str, closing: str) -> Filter:
        self._depth += 1
        if self._depth > DEEPEST:
            raise bad_request(ScimType.INVALID_FILTER, f"A filter may be nested {DEEPEST} deep at most.")
        self._expect(opening)
        found = self.either()
        self._expect(closing)
        self._depth -= 1
        return found

    def _condition(self) -> Filter:
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            raise bad_request(ScimType.INVALID_FILTER, f"A filter may have {MOST_CONDITIONS} conditions at most.")
        path = self._path()
        if self._word.is_bracket("[") and not self._is_within:
            return self._values_of(path)
        return self._comparison(path)

    def _comparison(self, path: Path) -> Filter:
        if self._word.is_name("pr"):
            self._next()
            return Present(path)
        if not self._word.is_name(*_BARE):
            raise self._wrong("pr, eq, ne, co, sw, ew, gt, ge, lt or le")
        operator = Operator(self._next().text.lower())
        return Comparison(path, operator, self._value())

    def _values_of(self, path: Path) -> Filter:
        """`path[filter]`, and with `.part eq "value"` behind it both conditions on one value."""
        self._is_within = True
        inner = self._in_brackets("[", "]")
        if self._word.kind is Kind.NAME and self._word.text.startswith("."):
            part = paths.read(self._next().text[1:], self._of)
            if part is None or part.part or part.urn:
                raise self._wrong("the name of a part")
            inner = Both(inner, self._comparison(part))
        self._is_within = False
        return Within(path, inner)

    def _path(self) -> Path:
        if self._word.kind is not Kind.NAME:
            raise self._wrong("the name of an attribute")
        found = paths.read(self._next().text, self._of)
        if found is None or not found.name:
            raise bad_request(ScimType.INVALID_FILTER, "The filter has a path that no attribute can have.")
        return found

    def _value(self) -> Literal:
        if self._word.kind is Kind.VALUE:
            return self._next().value
        if self._word.is_name(*_WORDS):
            return _WORDS[self._next().text.lower()]
        raise self._wrong("a value")

    def _expect(self, bracket: str) -> None:
        if not self._word.is_bracket(bracket):
            raise self._wrong(bracket)
        self._next()

    def _next(self) -> Word:
        """The present word, and on to the next."""
        word = self._word
        if word.kind is not Kind.END:
            self._word = next(self._words)
        return word

    def _wrong(self, expected: str) -> ScimRefused:
        return bad_request(ScimType.INVALID_FILTER, f"The filter cannot be read: expected {expected}.")
