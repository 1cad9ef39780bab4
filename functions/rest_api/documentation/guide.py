"""The guide at the head of the documentation: headings, samples of code, and paragraphs with code in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SECTIONS = ("start", "authentication", "reading", "writing", "errors", "limits")
"""Anchors of the headings, in their order."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the guide. `kind` is `heading`, `sample` or `paragraph`; a heading has an `anchor`."""

    kind: str
    text: str
    anchor: str = ""


def text(language: str) -> str:
    """The guide as Markdown."""
    return Path(__file__).with_name(f"guide.{language}.md").read_text(encoding="utf-8")


@cache
def blocks(language: str) -> tuple[Block, ...]:
    """The guide in parts."""
    return tuple(_blocks(text(language)))


def _blocks(markdown: str) -> Iterator[Block]:
    anchors = iter(SECTIONS)
    for number, part in enumerate(markdown.split("```")):
        if number % 2:
            yield Block("sample", part.partition("\n")[2].rstrip())
            continue
        for each in filter(None, map(str.strip, part.split("\n\n"))):
            is_heading = each.startswith("## ")
            yield Block("heading", each[3:], next(anchors)) if is_heading else Block("paragraph", each)
