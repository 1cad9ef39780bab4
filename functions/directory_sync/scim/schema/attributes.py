"""Attributes: name, type and rules, as a SCIM schema states them (RFC 7643 section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from koppel.domain.texts import Text

type Resource = dict[str, Any]
"""A resource as JSON, under the names of our schemas."""


class DataType(StrEnum):
    """The type of an attribute's value."""

    STRING = "string"
    BOOLEAN = "boolean"
    DATE_TIME = "dateTime"
    REFERENCE = "reference"
    COMPLEX = "complex"


class Mutability(StrEnum):
    """Who may set an attribute, and when."""

    READ_WRITE = "readWrite"
    READ_ONLY = "readOnly"
    IMMUTABLE = "immutable"


class Returned(StrEnum):
    """When an attribute is in an answer."""

    ALWAYS = "always"
    DEFAULT = "default"
    REQUEST = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute.

    explanation  what it is, for the documentation and `/Schemas`
    several      whether it has several values
    required     whether a resource must have it
    case_exact   whether capitals count when it is compared
    unique       whether no two resources may have the same value
    choices      the values that are usual
    most         how many values it may have, where it has several
    parts        the attributes within a complex one
    refers_to    the types of resources that a reference leads to
    """

    name: str
    type: DataType = DataType.STRING
    explanation: Text
    several: bool = False
    most: int = 50
    required: bool = False
    mutability: Mutability = Mutability.READ_WRITE
    returned: Returned = Returned.DEFAULT
    case_exact: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    parts: "tuple[Attribute, ...]" = ()
    refers_to: tuple[str, ...] = ()

    @property
    def is_complex(self) -> bool:
        """Whether it has attributes within it."""
        return self.type is DataType.COMPLEX

    @property
    def is_read_only(self) -> bool:
        """Whether clients cannot set it."""
        return self.mutability is Mutability.READ_ONLY

    def part(self, name: str) -> "Attribute | None":
        """The attribute of this name within it, in any capitals."""
        return next((each for each in self.parts if each.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The attributes under one URN (RFC 7643 section 7)."""

    urn: str
    name: str
    explanation: Text
    attributes: tuple[Attribute, ...]

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, in any capitals (RFC 7643 section 2.1)."""
        return next((each for each in self.attributes if each.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """A type of resources: its own schema, the attributes of every resource, and its extensions."""

    name: str
    endpoint: str
    explanation: Text
    schema: Schema
    common: tuple[Attribute, ...]
    extensions: tuple[Schema, ...] = ()

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Those that stand at the top of a resource."""
        return (*self.common, *self.schema.attributes)

    def extension(self, urn: str) -> Schema | None:
        """The extension with this URN, in any capitals."""
        return next((each for each in self.extensions if each.urn.lower() == urn.lower()), None)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name at the top of a resource, in any capitals."""
        return next((each for each in self.attributes if each.name.lower() == name.lower()), None)


def same_name(resource: Mapping[str, Any], name: str) -> str | None:
    """The name in this object that is the same in other capitals; None where there is none."""
    return next((each for each in resource if each.lower() == name.lower()), None)
