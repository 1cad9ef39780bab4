"""Targets: where an operation has its effect: an attribute, a part of it, or those of its values that a filter
selects (RFC 7644 section 3.5.2, figure 7)."""

from dataclasses import dataclass

from functions.directory_sync.scim.errors import ScimRefused, ScimType, bad_request
from functions.directory_sync.scim.filters import grammar
from functions.directory_sync.scim.filters.expression import Filter
from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.attributes import Attribute, ResourceType
from functions.directory_sync.scim.schema.paths import Path


@dataclass(frozen=True, slots=True)
class Target:
    """One target.

    path       of the attribute, or of an extension as a whole; its part, where it names one
    filter     which of the values are meant, None for all
    attribute  None for one that no schema has, and for an extension as a whole
    """

    path: Path
    filter: Filter | None
    attribute: Attribute | None


def read(text: str, of: ResourceType) -> Target:
    """The target in this text: `path`, `path[filter]` or `path[filter].part`. Raises ScimRefused (invalidPath)."""
    before, bracket, rest = text.strip().partition("[")
    path = paths.read(before.strip(), of)
    if path is None or (bracket and (path.part or not path.name)):
        raise _wrong()
    if not bracket:
        return Target(path, None, paths.whole(path, of))
    inner, closing, after = rest.rpartition("]")
    part = after.strip().removeprefix(".")
    if not closing or (after.strip() and not after.strip().startswith(".")) or after.strip() == ".":
        raise _wrong()
    if part:
        named = paths.read(part, of)
        if named is None or named.urn or named.part:
            raise _wrong()
        path = Path(urn=path.urn, name=path.name, part=part)
    try:
        found = grammar.read_values(inner, of)
    except ScimRefused:
        raise _wrong() from None
    return Target(path, found, paths.whole(path, of))


def _wrong() -> ScimRefused:
    return bad_request(ScimType.INVALID_PATH, "An operation has a path that cannot be read.")
