"""Expressions: a filter as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from functions.directory_sync.scim.schema.paths import Path

type Literal = str | bool | int | float | None
"""A value that an attribute is compared with, as JSON has it."""


class Operator(StrEnum):
    """How an attribute is compared with a value (RFC 7644 table 3)."""

    EQUAL = "eq"
    NOT_EQUAL = "ne"
    CONTAINS = "co"
    STARTS_WITH = "sw"
    ENDS_WITH = "ew"
    GREATER = "gt"
    GREATER_OR_EQUAL = "ge"
    LESS = "lt"
    LESS_OR_EQUAL = "le"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`path operator value`."""

    path: Path
    operator: Operator
    value: Literal


@dataclass(frozen=True, slots=True)
class Present:
    """`path pr`."""

    path: Path


@dataclass(frozen=True, slots=True)
class Within:
    """`path[filter]`: one of the values of a complex attribute matches the filter as a whole."""

    path: Path
    filter: "Filter"


@dataclass(frozen=True, slots=True)
class Not:
    """`not (filter)`."""

    filter: "Filter"


@dataclass(frozen=True, slots=True)
class Both:
    """`left and right`."""

    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Either:
    """`left or right`."""

    left: "Filter"
    right: "Filter"


type Filter = Comparison | Present | Within | Not | Both | Either


def demanded(filter_: Filter) -> Iterator[Comparison]:
    """The comparisons that every match meets: the whole filter, or parts that `and` joins."""
    match filter_:
        case Comparison():
            yield filter_
        case Both(left, right):
            yield from demanded(left)
            yield from demanded(right)
        case _:
            return


def names(filter_: Filter) -> Iterator[Path]:
    """The paths that the filter asks about; of values within another attribute that attribute's path."""
    match filter_:
        case Comparison(path=path) | Present(path=path) | Within(path=path):
            yield path
        case Not(inner):
            yield from names(inner)
        case Both(left, right) | Either(left, right):
            yield from names(left)
            yield from names(right)
