"""Operations: the body of a PATCH as a list of single steps, each with one target (RFC 7644 section 3.5.2).

Dialects that mean the same are read alike: `"Replace"` and `"replace"`, an operation without a path whose value has
names with dots (`name.givenName`), URNs or filters (`emails[type eq "work"].value`), a `remove` that lists values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from functions.directory_sync.scim.errors import ScimType, bad_request
from functions.directory_sync.scim.patch import targets
from functions.directory_sync.scim.patch.targets import Target
from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.attributes import Resource, ResourceType, same_name

MOST_OPERATIONS = 1000


class Verb(StrEnum):
    """What an operation does."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a verb, its target, and the value as it was sent, None for none."""

    verb: Verb
    target: Target
    value: Any


def read(body: Resource, of: ResourceType) -> list[Step]:
    """The steps of a PATCH. Raises ScimRefused: invalidSyntax, invalidPath, noTarget."""
    name = same_name(body, "Operations")
    operations = body.get(name) if name else None
    if not isinstance(operations, list) or not operations:
        raise bad_request(ScimType.INVALID_SYNTAX, "The body must have a list of Operations.")
    if len(operations) > MOST_OPERATIONS:
        raise bad_request(ScimType.INVALID_SYNTAX, f"A PATCH may have {MOST_OPERATIONS} operations at most.")
    return [step for each in operations for step in _steps(each, of)]


def of_resource(body: Resource, of: ResourceType) -> list[Step]:
    """A whole resource, as the steps that make it of nothing."""
    return [*_of_object(Verb.ADD, body, of)]


def _steps(operation: Any, of: ResourceType) -> Iterator[Step]:
    if not isinstance(operation, Mapping):
        raise bad_request(ScimType.INVALID_SYNTAX, "Each operation must be an object.")
    given = {str(name).lower(): value for name, value in operation.items()}
    verb, path, value = given.get("op"), given.get("path"), given.get("value")
    if not isinstance(verb, str) or verb.lower() not in set(Verb):
        raise bad_request(ScimType.INVALID_SYNTAX, "The op of an operation must be add, replace or remove.")
    if path is not None and not isinstance(path, str):
        raise bad_request(ScimType.INVALID_PATH, "The path of an operation must be text.")
    found = Verb(verb.lower())
    if path and path.strip():
        yield from _of_path(found, path, value, of)
    elif found is Verb.REMOVE:
        raise bad_request(ScimType.NO_TARGET, "A remove needs a path.")
    elif not isinstance(value, Mapping):
        raise bad_request(ScimType.INVALID_SYNTAX, "An operation without a path needs an object as value.")
    else:
        yield from _of_object(found, value, of)


def _of_object(verb: Verb, value: Mapping[str, Any], of: ResourceType) -> Iterator[Step]:
    for name, each in value.items():
        yield from _of_path(verb, str(name), each, of)


def _of_path(verb: Verb, path: str, value: Any, of: ResourceType) -> Iterator[Step]:
    """One step; for an extension as a whole, one for each of its attributes."""
    target = targets.read(path, of)
    schema = of.extension(target.path.urn) if target.path.urn and not target.path.name else None
    if schema is None:
        yield Step(verb, target, value)
        return
    names = [each.name for each in schema.attributes] if verb is Verb.REMOVE else None
    if names is None and not isinstance(value, Mapping):
        raise bad_request(ScimType.INVALID_VALUE, "The value of an extension must be an object.")
    for name in names or value or ():
        inner = paths.read(f"{schema.urn}:{name}", of)
        if inner is None:
            raise bad_request(ScimType.INVALID_PATH, "An extension has a name that no attribute can have.")
        yield Step(verb, Target(inner, None, paths.whole(inner, of)), None if names else value[name])
