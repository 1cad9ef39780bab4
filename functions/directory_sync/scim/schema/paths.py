"""Paths: the name of an attribute as clients write it, and the attribute that it means (RFC 7644 section 3.10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from functions.directory_sync.scim.schema.attributes import Attribute, Resource, ResourceType, Schema, same_name

LONGEST = 400
"""Characters of a path; the longest URN with two names is far shorter."""

_NAME = re.compile(r"\$?[A-Za-z][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The path of an attribute, or of an extension as a whole.

    urn   of the extension, as our table writes it or, of one that is unknown, as it was sent; "" of the resource itself
    name  "" of the extension as a whole
    part  of a complex attribute, "" for all of it
    """

    urn: str = ""
    name: str = ""
    part: str = ""

    def __str__(self) -> str:
        attribute = f"{self.name}.{self.part}" if self.part else self.name
        return ":".join(each for each in (self.urn, attribute) if each)


def read(text: str, of: ResourceType) -> Path | None:
    """The path in this text, in any capitals, with or without the URN of its schema; None where it cannot be one.

    Its attribute need not exist. A URN holds dots (`2.0`), so it is taken off first.
    """
    if len(text) > LONGEST:
        return None
    urn, names = _split(text, of)
    if urn and not names:
        return Path(urn=urn)
    name, dot, part = names.partition(".")
    if not _NAME.fullmatch(name) or (dot and not _NAME.fullmatch(part)):
        return None
    return Path(urn=urn, name=name, part=part)


def attribute(path: Path, of: ResourceType) -> Attribute | None:
    """The attribute of this path, its part where it names one; None where no attribute has it."""
    home: ResourceType | Schema | None = of.extension(path.urn) if path.urn else of
    found = home.attribute(path.name) if home and path.name else None
    return found.part(path.part) if found and path.part else found


def whole(path: Path, of: ResourceType) -> Attribute | None:
    """The attribute of this path, without its part."""
    return attribute(Path(urn=path.urn, name=path.name), of)


def home_of(path: Path, resource: Resource) -> Resource:
    """The object of the resource in which the attribute stands; an empty one where it is not there."""
    found = resource.get(path.urn, {}) if path.urn else resource
    return found if isinstance(found, dict) else {}


def values(path: Path, resource: Resource) -> Iterator[Any]:
    """The values of this path in a resource: of several values each, of a complex one that of its part."""
    home = home_of(path, resource)
    name = same_name(home, path.name)
    found = home.get(name) if name else None
    for each in found if isinstance(found, list) else [found]:
        if path.part and isinstance(each, dict):
            part = same_name(each, path.part)
            yield each.get(part) if part else None
        elif not path.part or each is None:
            yield each


def _split(text: str, of: ResourceType) -> tuple[str, str]:
    """URN of an extension and names. The URN of the resource's own schema says nothing more than the names do."""
    lowered = text.lower()
    if not lowered.startswith("urn:"):
        return "", text
    for schema in (of.schema, *of.extensions):
        urn = schema.urn.lower()
        if lowered == urn or lowered.startswith((f"{urn}:", f"{urn}.")):
            return ("" if schema is of.schema else schema.urn), text[len(urn) + 1 :]
    urn, _, names = text.rpartition(":")
    if re.match(r"[0-9.]+:", f"{names}:"):  # an unknown extension as a whole
        return text, ""
    # `…:2.0:User` names an extension, `…:2.0:User:department` an attribute of it.
    is_whole = re.fullmatch(r".*:[0-9]+(\.[0-9]+)*", urn) is not None
    return (text, "") if is_whole else (urn, names)
