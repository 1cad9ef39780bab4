"""The parts of OData that Graph's collections take: `$select`, `$filter`, `$top`."""

import re
from collections.abc import Callable, Mapping

from tests.harness.graph.entries import DEFAULT, error, selectable
from tests.harness.graph.tenant import Kind, Thing

type Query = Mapping[str, str]

_TERM = re.compile(r"\(?(\w+) eq '((?:[^']|'')*)'\)?")


def select(query: Query, kind: Kind) -> tuple[str, ...]:
    """The selected properties, the usual ones where none are named. Raises Answer for an unknown one."""
    names = tuple(each.strip() for each in query.get("$select", "").split(",") if each.strip())
    for name in names:
        if not selectable(kind, name):
            text = f"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type "
            raise error(400, "BadRequest", f"{text}'microsoft.graph.{kind}'.")
    return names or (DEFAULT if kind is Kind.USER else ("displayName", "members"))


def top(query: Query, default: int = 100) -> int:
    """The size of a page. Raises Answer for one that is no number from 1 to 999."""
    text = query.get("$top", str(default))
    if not text.isdecimal() or not 1 <= int(text) <= 999:
        raise error(400, "Request_BadRequest", f"Invalid page size specified: '{text}'. Must be between 1 and 999.")
    return int(text)


def chosen(query: Query) -> Callable[[Thing], bool]:
    """Whether an object fits the filter: equations joined by `or`. Raises Answer for anything else."""
    if "$filter" not in query:
        return lambda _: True
    wanted = terms(query["$filter"])

    def fits(thing: Thing) -> bool:
        values = thing.properties | {"id": thing.id}
        return any(str(values.get(name) or "").lower() == value.lower() for name, value in wanted)

    return fits


def terms(text: str) -> list[tuple[str, str]]:
    """The equations of a filter. A quote within a value is written twice."""
    found = []
    for each in _parts(text.strip()):
        match = _TERM.fullmatch(each)
        if match is None:
            raise error(400, "BadRequest", "Invalid filter clause")
        found.append((match[1], match[2].replace("''", "'")))
    return found


def _parts(text: str) -> list[str]:
    """Split at ` or ` outside of quotes."""
    pieces = re.split(r"('(?:[^']|'')*')", text)
    marked = "".join(each if each.startswith("'") else each.replace(" or ", "\0") for each in pieces)
    return [each.strip() for each in marked.split("\0")]
