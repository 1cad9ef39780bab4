"""Pages as a strict parser of HTML sees them (html5lib, which follows the HTML standard)."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

_REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


def faults(page: str) -> list[str]:
    """What is wrong with the page: each error of the parser, and what the parser does not look at: an id that stands
    twice, a reference to an id that is not there, a cell that does not name its column where the table folds."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    found = [f"{place}: {code} {details or ''}".strip() for place, code, details in parser.errors]
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    ids = Counter(each.attrib["id"] for each in elements if "id" in each.attrib)
    found += [f"the id {name} stands {number} times" for name, number in ids.items() if number > 1]
    for each in elements:
        found += [f"{each.tag} names #{name}, which is not there" for name in _named(each) if name not in ids]
    found += [f"a cell does not name its column: {''.join(cell.itertext())[:40]}" for cell in _nameless(elements)]
    return found


def _named(element: Element) -> Iterator[str]:
    """The ids that an element refers to."""
    for attribute in _REFERRING:
        yield from element.get(attribute, "").split()
    address = element.get("href", "")
    if address.startswith("#") and address != "#":
        yield address[1:]


def _nameless(elements: list[Element]) -> Iterator[Element]:
    """Cells without `data-label`, but for those of tables that do not fold."""
    for table in elements:
        if table.tag == "table" and "matrix" not in table.get("class", "").split():
            yield from (cell for cell in table.iter("td") if "data-label" not in cell.attrib)
