"""Selections: which attributes an answer has (RFC 7644 section 3.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.attributes import Resource, ResourceType, Returned
from functions.directory_sync.scim.schema.paths import Path


@dataclass(frozen=True, slots=True)
class Selection:
    """The attributes that a client wants (none: those that are usual), and those that it does not want; in any
    capitals, as they were sent."""

    attributes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def wants(self, name: str, of: ResourceType) -> bool:
        """Whether an answer has this attribute of the resource itself, or a part of it."""
        attribute = of.attribute(name)
        if attribute is None or attribute.returned is Returned.ALWAYS:
            return True
        if self.attributes:
            return any(_is_about(name, each) for each in _read(self.attributes, of))
        left_out = any(_is_about(name, each) and not each.part for each in _read(self.excluded, of))
        return attribute.returned is Returned.DEFAULT and not left_out

    def of(self, resource: Resource, of: ResourceType) -> Resource:
        """The resource with these attributes. What is returned always stays."""
        always = {each.name for each in of.attributes if each.returned is Returned.ALWAYS}
        on_request = {each.name for each in of.attributes if each.returned is Returned.REQUEST}
        if self.attributes:
            found = {name: value for name, value in resource.items() if name in always}
            for path in _read(self.attributes, of):
                _copy(path, resource, found)
            return {name: value for name, value in found.items() if value not in ({}, [])}
        found = {name: value for name, value in resource.items() if name not in on_request}
        for path in _read(self.excluded, of):
            if path.urn or path.name.lower() not in {each.lower() for each in always}:
                found = _without(path, found)
        return found


EVERYTHING = Selection()
"""The usual attributes."""


def _read(names: Iterable[str], of: ResourceType) -> list[Path]:
    return [path for each in names if (path := paths.read(each.strip(), of))]


def _is_about(name: str, path: Path) -> bool:
    return not path.urn and path.name.lower() == name.lower()


def _copy(path: Path, resource: Resource, found: Resource) -> None:
    """Put the values of this path into the answer."""
    source = paths.home_of(path, resource)
    if path.urn and not path.name:
        if source:
            found[path.urn] = source
        return
    home = found.setdefault(path.urn, {}) if path.urn else found
    for name, value in source.items():
        if name.lower() != path.name.lower():
            continue
        home[name] = value if not path.part else _merged(home.get(name), _parts(value, path.part))


def _parts(value: Any, part: str) -> Any:
    """A complex value, or each of several, with one of its parts only."""
    if isinstance(value, list):
        return [_parts(each, part) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: each for name, each in value.items() if name.lower() == part.lower()}


def _merged(before: Any, more: Any) -> Any:
    if isinstance(before, dict) and isinstance(more, dict):
        return {**before, **more}
    if isinstance(before, list) and isinstance(more, list) and len(before) == len(more):
        return [_merged(one, other) for one, other in zip(before, more, strict=True)]
    return more


def _without(path: Path, resource: Resource) -> Resource:
    """The resource without the values of this path."""
    if path.urn:
        inner = resource.get(path.urn, {})
        rest = _without(Path(name=path.name, part=path.part), inner) if path.name else {}
        return {name: rest if name == path.urn else each for name, each in resource.items() if name != path.urn or rest}
    found = {}
    for name, value in resource.items():
        if name.lower() != path.name.lower():
            found[name] = value
        elif path.part:
            found[name] = _stripped(value, path.part)
    return found


def _stripped(value: Any, part: str) -> Any:
    if isinstance(value, list):
        return [_stripped(each, part) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: each for name, each in value.items() if name.lower() != part.lower()}
