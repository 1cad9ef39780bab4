"""Evaluation: whether a resource matches a filter (RFC 7644 section 3.4.2.2).

An attribute that no schema has is one without a value. Of several values one match is enough. A complex attribute that
is compared as a whole stands for its part `value`, as in `members eq "…"`, which Entra ID sends.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from functions.directory_sync.scim.errors import ScimType, bad_request
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
from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.attributes import Attribute, DataType, Resource, ResourceType
from functions.directory_sync.scim.schema.paths import Path

type Finder = Callable[[Path], Attribute | None]
"""Finds the attribute of a path."""

_ORDERS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.GREATER: lambda one, other: one > other,
    Operator.GREATER_OR_EQUAL: lambda one, other: one >= other,
    Operator.LESS: lambda one, other: one < other,
    Operator.LESS_OR_EQUAL: lambda one, other: one <= other,
}
_PARTS: dict[Operator, Callable[[str, str], bool]] = {
    Operator.CONTAINS: lambda text, part: part in text,
    Operator.STARTS_WITH: lambda text, part: text.startswith(part),
    Operator.ENDS_WITH: lambda text, part: text.endswith(part),
}


def matches(filter_: Filter, resource: Resource, of: ResourceType) -> bool:
    """Whether a resource of this type matches. Raises ScimRefused (invalidFilter) for a comparison that the type of the
    attribute does not have."""
    return _matches(filter_, resource, lambda path: paths.attribute(path, of))


def matches_value(filter_: Filter, value: Any, attribute: Attribute | None) -> bool:
    """Whether one value of a complex attribute matches; one that is no object never does."""
    return isinstance(value, dict) and _matches(filter_, value, _finder(attribute))


def _finder(attribute: Attribute | None) -> Finder:
    return lambda path: attribute.part(path.name) if attribute and not path.part else None


def _matches(filter_: Filter, resource: Resource, find: Finder) -> bool:
    match filter_:
        case Comparison(path, operator, value):
            return _compares(path, operator, value, resource, find(path))
        case Present(path):
            return any(each not in (None, "", [], {}) for each in paths.values(path, resource))
        case Within(path, inner):
            of_values = _finder(find(path))
            found = paths.values(path, resource)
            return any(isinstance(each, dict) and _matches(inner, each, of_values) for each in found)
        case Not(inner):
            return not _matches(inner, resource, find)
        case Both(left, right):
            return _matches(left, resource, find) and _matches(right, resource, find)
        case Either(left, right):
            return _matches(left, resource, find) or _matches(right, resource, find)


def _compares(path: Path, operator: Operator, value: Literal, resource: Resource, attribute: Attribute | None) -> bool:
    if attribute and attribute.is_complex:
        path, attribute = Path(urn=path.urn, name=path.name, part="value"), attribute.part("value")
    if attribute and attribute.type is DataType.BOOLEAN:
        if operator not in {Operator.EQUAL, Operator.NOT_EQUAL}:
            raise bad_request(ScimType.INVALID_FILTER, f"{attribute.name} is true or false; compare it with eq or ne.")
        value = {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value
    if attribute and attribute.type is DataType.DATE_TIME and isinstance(value, str):
        _moment(value)
    found = [*_values(path, resource)] or [None]
    if operator is Operator.NOT_EQUAL:
        return any(not _is_equal(each, value, attribute) for each in found)
    return any(_compare(operator, each, value, attribute) for each in found)


def _values(path: Path, resource: Resource) -> Iterator[Any]:
    for each in paths.values(path, resource):
        yield None if each == "" else each


def _compare(operator: Operator, stored: Any, value: Literal, attribute: Attribute | None) -> bool:
    if operator is Operator.EQUAL:
        return _is_equal(stored, value, attribute)
    if not isinstance(stored, str) or not isinstance(value, str):
        return False
    one, other = _folded(stored, attribute), _folded(value, attribute)
    if operator in _PARTS:
        return _PARTS[operator](one, other)
    if attribute and attribute.type is DataType.DATE_TIME:
        return _ORDERS[operator](_moment(stored), _moment(value))
    return _ORDERS[operator](one, other)


def _is_equal(stored: Any, value: Literal, attribute: Attribute | None) -> bool:
    if isinstance(stored, str) and isinstance(value, str):
        if attribute and attribute.type is DataType.DATE_TIME:
            return _moment(stored) == _moment(value)
        return _folded(stored, attribute) == _folded(value, attribute)
    return type(stored) is type(value) and bool(stored == value)


def _folded(text: str, attribute: Attribute | None) -> str:
    """Without capitals, unless they count (RFC 7643 section 2.2: they do not by default)."""
    return text if attribute and attribute.case_exact else text.casefold()


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request(ScimType.INVALID_FILTER, "The filter has a time that is not written as RFC 3339.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
