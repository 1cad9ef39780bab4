"""The smallest shapes of values on the wire, as JSON Schema (2020-12)."""

from collections.abc import Iterable, Mapping
from typing import Any

from koppel.domain.accounts.account import Role

type Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
TRUTH: Shape = {"type": "boolean"}
URL: Shape = {"type": "string", "format": "uri"}
KEY: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
TIME: Shape = {"type": "string", "description": "UTC, YYYY-MM-DDTHH:MM:SS"}
ROLES: Shape = {"type": "array", "items": {"enum": [role.value for role in Role]}}


def object_of(properties: Mapping[str, Shape], required: Iterable[str] = ()) -> Shape:
    """An object with these properties, of which the required ones are always there."""
    names = list(required)
    return {"type": "object", "properties": dict(properties), **({"required": names} if names else {})}
