"""Tables of documentation pages: rows of texts in both languages, and the table of problems."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from koppel.domain.problems.problem import Problem
from koppel.domain.texts import Text
from koppel.entrance.languages import say

type Row = tuple[str | Text, ...]
"""Cells: HTML, or a Text that is not yet escaped."""

_PROBLEM, _HAPPENED, _REMEDY = (
    Text(nl="Naam", en="Name"),
    Text(nl="Wat er is", en="What happened"),
    Text(nl="Wat te doen", en="What to do"),
)


def table(rows: Iterable[Row], language: str) -> str:
    """The table as HTML. The first row is the head."""
    head, *body = [[escape(say(cell, language)) if isinstance(cell, Text) else cell for cell in row] for row in rows]
    heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><thead><tr>{heads}</tr></thead>\n<tbody>{lines}</tbody></table>"


def problems(catalogue: Iterable[Problem], language: str) -> str:
    """The table of problems as HTML: name, what happened, what to do."""
    return table(_problems(catalogue), language)


def code(text: str) -> str:
    """A cell that shows this text as code."""
    return f"<code>{escape(text)}</code>"


def _problems(catalogue: Iterable[Problem]) -> Iterator[Row]:
    yield _PROBLEM, _HAPPENED, _REMEDY
    for each in catalogue:
        yield code(each.slug), _general(each.explanation), _general(each.remedy)


def _general(text: Text) -> Text:
    """The text with `…` for each value that is filled in."""
    return Text(nl=re.sub(r"\{\w+\}", "…", text.nl), en=re.sub(r"\{\w+\}", "…", text.en))
