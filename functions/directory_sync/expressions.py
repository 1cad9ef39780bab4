"""Expressions: how a field of an account follows from the attributes of a person.

    mail                              the attribute, its first value
    first(mail, userPrincipalName)    the first of these that is not empty
    prefix_of(sn)                     `van den`, of `van den Berg` or `Berg, van den`
    without_prefix(sn)                `Berg`
    before(userPrincipalName, '@')    what stands before the first sign; all of it where the sign is missing
    after(uid, '-')                   what stands behind it; nothing where it is missing
    starting(proxyAddresses, 'SMTP:') of the values the one that begins so, without that beginning
    without_zeros(employeeID)         without the zeros at its start
    lower(mail)                       in lower case
    {givenName} {initials}            text, with an expression in each pair of braces

Nothing is ever executed: a text becomes values of this module, or is refused.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from functions.directory_sync import surnames
from functions.directory_sync.people import Attributes
from koppel.domain.texts import WrongValue

LONGEST = 300
DEEPEST = 6
LONGEST_VALUE = 2_000
"""Characters of an attribute that count; names and addresses are far shorter."""

_TOKEN = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_][A-Za-z0-9_.;-]*)|'(?P<text>[^']*)'|\"(?P<quoted>[^\"]*)\"|(?P<sign>[(),]))\s*"
)


class Expression(ABC):
    """A value that follows from attributes."""

    @abstractmethod
    def values(self, attributes: Attributes) -> Sequence[str]:
        """All values, none of them empty. Names of attributes are in lower case."""

    @property
    @abstractmethod
    def names(self) -> frozenset[str]:
        """The attributes that are read, as they are written."""

    def value(self, attributes: Attributes) -> str:
        """The first value, "" for none."""
        return next(iter(self.values(attributes)), "")


@dataclass(frozen=True, slots=True)
class Attribute(Expression):
    """An attribute by its name, in any case."""

    name: str

    def values(self, attributes: Attributes) -> Sequence[str]:
        """Those of the attribute."""
        found = (each.strip()[:LONGEST_VALUE] for each in attributes.get(self.name.lower(), ()))
        return [each for each in found if each]

    @property
    def names(self) -> frozenset[str]:
        """Its own."""
        return frozenset({self.name})


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """A text."""

    text: str

    def values(self, _attributes: Attributes) -> Sequence[str]:
        """The text."""
        return [self.text] if self.text else []

    @property
    def names(self) -> frozenset[str]:
        """None."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Template(Expression):
    """Texts and expressions, one behind the other; nothing where all expressions are empty."""

    parts: tuple[Expression, ...]

    def values(self, attributes: Attributes) -> Sequence[str]:
        """One value, with one space for all white space."""
        found = [(each, each.value(attributes)) for each in self.parts]
        is_empty = not any(text for each, text in found if not isinstance(each, Literal))
        whole = " ".join("".join(text for _, text in found).split())
        return [] if is_empty or not whole else [whole]

    @property
    def names(self) -> frozenset[str]:
        """Those of its parts."""
        return frozenset(name for each in self.parts for name in each.names)


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A function of other expressions."""

    function: str
    arguments: tuple[Expression, ...]

    def values(self, attributes: Attributes) -> Sequence[str]:
        """What the function makes of them."""
        found = FUNCTIONS[self.function].apply([each.values(attributes) for each in self.arguments])
        return [each for each in found if each]

    @property
    def names(self) -> frozenset[str]:
        """Those of its arguments."""
        return frozenset(name for each in self.arguments for name in each.names)


type Lists = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes (`most` 0: any number), and what it makes of their values."""

    least: int
    most: int
    apply: Callable[[Lists], Sequence[str]]


def _first(lists: Lists) -> Sequence[str]:
    return next((each for each in lists if each), [])


def _each(change: Callable[[str], str]) -> Function:
    return Function(1, 1, lambda lists: [change(each) for each in lists[0]])


def _before(lists: Lists) -> Sequence[str]:
    return [each.partition(_sign(lists))[0] if _sign(lists) else each for each in lists[0]]


def _after(lists: Lists) -> Sequence[str]:
    return [each.partition(_sign(lists))[2] if _sign(lists) else each for each in lists[0]]


def _starting(lists: Lists) -> Sequence[str]:
    return [each.removeprefix(_sign(lists)) for each in lists[0] if each.startswith(_sign(lists))]


def _sign(lists: Lists) -> str:
    return lists[1][0] if lists[1] else ""


FUNCTIONS: Mapping[str, Function] = {
    "first": Function(1, 0, _first),
    "prefix_of": _each(lambda each: surnames.split(each)[0]),
    "without_prefix": _each(lambda each: surnames.split(each)[1]),
    "before": Function(2, 2, _before),
    "after": Function(2, 2, _after),
    "starting": Function(2, 2, _starting),
    "without_zeros": _each(lambda each: each.lstrip("0") or each[-1:]),
    "lower": _each(str.lower),
}


def parse(text: str) -> Expression:
    """The expression in this text. Raises WrongValue."""
    if len(text) > LONGEST:
        raise WrongValue(nl=f"is langer dan {LONGEST} tekens", en=f"has more than {LONGEST} characters")
    return Template(tuple(_parts(text))) if "{" in text or "}" in text else _Reader(text).whole()


def lowered(attributes: Attributes) -> Attributes:
    """The attributes under names in lower case, as expressions read them."""
    return {name.lower(): values for name, values in attributes.items()}


def _parts(text: str) -> Iterator[Expression]:
    while text:
        before, brace, rest = text.partition("{")
        inner, end, text = rest.partition("}")
        if "}" in before or (brace and not end):
            raise WrongValue(nl="heeft een accolade zonder de andere", en="has a brace without its other half")
        if before:
            yield Literal(before)
        if brace:
            yield _Reader(inner).whole()


class _Reader:
    """Reads one expression from its tokens."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def whole(self) -> Expression:
        """The expression, behind which nothing may follow."""
        found = self._expression(0)
        if self._at < len(self._tokens):
            raise _odd(self._tokens[self._at][1])
        return found

    def _expression(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise WrongValue(nl="is te diep genest", en="is nested too deep")
        kind, text = self._next()
        if kind in {"text", "quoted"}:
            return Literal(text)
        if kind != "name":
            raise _odd(text)
        if self._peek() != "(":
            return Attribute(text)
        return self._call(text, depth)

    def _call(self, name: str, depth: int) -> Expression:
        function = FUNCTIONS.get(name)
        if function is None:
            known = ", ".join(FUNCTIONS)
            raise WrongValue(nl=f"kent alleen deze functies: {known}", en=f"knows these functions only: {known}")
        self._next()
        arguments = [self._expression(depth + 1)]
        while (sign := self._next()[1]) == ",":
            arguments.append(self._expression(depth + 1))
        if sign != ")":
            raise _odd(sign)
        if len(arguments) < function.least or (function.most and len(arguments) > function.most):
            raise WrongValue(
                nl=f"geeft {name} een verkeerd aantal waarden", en=f"gives {name} a wrong number of values"
            )
        return Call(name, tuple(arguments))

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise WrongValue(nl="houdt te vroeg op", en="ends too early")
        self._at += 1
        return self._tokens[self._at - 1]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise _odd(text[place])
        place = found.end()
        yield found.lastgroup, found[found.lastgroup]


def _odd(sign: str) -> WrongValue:
    shown = sign[:20]
    return WrongValue(nl=f"heeft een {shown} waar dat niet kan", en=f"has a {shown} where it cannot be")
