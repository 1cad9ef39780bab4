"""Tables of documentation pages as values: the template `tables.html` makes HTML of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from koppel.domain.problems.problem import Problem
from koppel.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Code:
    """Texts that are shown as code, with commas in between."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in which backticks mark code."""

    marked: Text | str


@dataclass(frozen=True, slots=True)
class Lines:
    """Cells that stand below each other as one."""

    cells: "tuple[Cell, ...]"


type Cell = str | Text | Code | Marked | Lines
type Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the head says in each row what a cell is, where the screen is narrow."""

    head: Row
    rows: tuple[Row, ...]


_PROBLEM, _HAPPENED, _REMEDY = (
    Text(nl="Naam", en="Name"),
    Text(nl="Wat er is", en="What happened"),
    Text(nl="Wat te doen", en="What to do"),
)


def table(rows: Iterable[Row]) -> Table:
    """The table of these rows, of which the first is the head."""
    head, *body = rows
    return Table(head, tuple(body))


def problems(catalogue: Iterable[Problem]) -> Table:
    """The table of problems: name, what happened, what to do."""
    return table(_problems(catalogue))


def code(*texts: str) -> Code:
    """A cell that shows these texts as code."""
    return Code(texts)


def _problems(catalogue: Iterable[Problem]) -> Iterator[Row]:
    yield _PROBLEM, _HAPPENED, _REMEDY
    for each in catalogue:
        yield code(each.slug), _general(each.explanation), _general(each.remedy)


def _general(text: Text) -> Text:
    """The text with `…` for each value that is filled in."""
    return Text(nl=re.sub(r"\{\w+\}", "…", text.nl), en=re.sub(r"\{\w+\}", "…", text.en))
