"""Pages as a strict parser of HTML sees them (html5lib, which follows the HTML standard)."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

_REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
_FIELDS = frozenset({"input", "select", "textarea"})
_ADDRESSES = frozenset({"action", "formaction", "href", "src"})


def faults(page: str) -> list[str]:
    """What is wrong with the page: each error of the parser, and what the parser does not look at: an id that stands
    twice, a reference to an id that is not there, a cell that does not name its column where the table folds, a field
    without a label, a heading that skips a level, what acts where only text may be."""
    tree, errors = parsed(page)
    found = list(errors)
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    ids = Counter(each.attrib["id"] for each in elements if "id" in each.attrib)
    found += [f"the id {name} stands {number} times" for name, number in ids.items() if number > 1]
    for each in elements:
        found += [f"{each.tag} names #{name}, which is not there" for name in _named(each) if name not in ids]
    found += [f"a cell does not name its column: {''.join(cell.itertext())[:40]}" for cell in _nameless(elements)]
    found += [f"nobody can tell what the {each.tag} {each.get('name')} is for" for each in _unlabelled(tree)]
    return found + list(_skipped(elements)) + list(_active(elements))


@lru_cache(maxsize=1)
def parsed(page: str) -> tuple[Any, tuple[str, ...]]:
    """The page as a browser reads it, and each error of the parser. Kept for those who ask about the same page next."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    return tree, tuple(f"{place}: {code} {details or ''}".strip() for place, code, details in parser.errors)


def _unlabelled(tree: Element) -> Iterator[Element]:
    """Fields of forms without a label."""
    labelled: set[str | int | None] = {each.get("for") for each in tree.iter("label")}
    labelled |= {id(field) for label in tree.iter("label") for field in label.iter() if field.tag in _FIELDS}
    for each in tree.iter():
        if each.tag in _FIELDS and each.get("type") != "hidden":
            names = (each.get("aria-label"), each.get("aria-labelledby"))
            if not any(names) and not labelled & {each.get("id"), id(each)}:
                yield each


def _skipped(elements: list[Element]) -> Iterator[str]:
    """Headings that are more than one level below the one before, and pages that do not begin with the first level."""
    last = 0
    for each in elements:
        if re.fullmatch("h[1-6]", each.tag):
            level = int(each.tag[1])
            if level > last + 1:
                yield f"a heading of level {level} follows one of level {last}: {''.join(each.itertext())[:40]}"
            last = level


def _active(elements: list[Element]) -> Iterator[str]:
    """Attributes that run or style, and addresses that are scripts."""
    for each in elements:
        for name, value in each.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{each.tag} has the attribute {name}"
            if name in _ADDRESSES and re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE):
                yield f"{each.tag} leads to a script: {value[:40]}"


def _named(element: Element) -> Iterator[str]:
    """The ids that an element refers to."""
    for attribute in _REFERRING:
        yield from element.get(attribute, "").split()
    address = element.get("href", "")
    if address.startswith("#") and address != "#":
        yield address[1:]


def _nameless(elements: list[Element]) -> Iterator[Element]:
    """Cells without `data-label`, but for those of tables that do not fold, and the one beside the heading of a row."""
    for table in elements:
        if table.tag == "table" and "matrix" not in table.get("class", "").split():
            for row in table.iter("tr"):
                cells = list(row.iter("td"))
                is_told = len(cells) == 1 and row.find("th") is not None
                yield from (cell for cell in cells if "data-label" not in cell.attrib and not is_told)
