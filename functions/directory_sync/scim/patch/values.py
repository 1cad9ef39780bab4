"""Values: what a client sends for an attribute, in the form that the attribute has.

Lenient where dialects differ and the meaning is clear: `"True"` and `"False"` for a boolean (Entra ID), a single value
in a list, one value without its list, a text where an object with `value` belongs.
"""

from typing import Any

from functions.directory_sync.scim.errors import ScimType, bad_request
from functions.directory_sync.scim.schema.attributes import Attribute, DataType

LONGEST = 2000
"""Characters of a text, before the rules of its field are applied."""

_TRUTHS = {"true": True, "false": False}


def read(attribute: Attribute, value: Any) -> Any:
    """The value of this attribute, None for none. Names within it are ours; parts that no schema has, and those that
    clients cannot set, are left out. Raises ScimRefused (invalidValue)."""
    if attribute.several:
        return _several(attribute, value)
    return read_one(attribute, value)


def read_one(attribute: Attribute, value: Any) -> Any:
    """The same for one value of an attribute that may have several."""
    if isinstance(value, list):  # a single value in a list: `[{"value": "False"}]`
        if len(value) > 1:
            raise _wrong(attribute, "has one value")
        value = value[0] if value else None
    if value is None:
        return None
    if attribute.is_complex:
        return _complex(attribute, value)
    if isinstance(value, dict):
        value = value.get("value")
    if attribute.type is DataType.BOOLEAN:
        return _truth(attribute, value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(attribute, "must be text")
    if len(value) > LONGEST:
        raise _wrong(attribute, f"may have {LONGEST} characters at most")
    return value


def _several(attribute: Attribute, value: Any) -> list[Any]:
    given = value if isinstance(value, list) else [] if value is None else [value]
    if len(given) > attribute.most:
        raise _wrong(attribute, f"may have {attribute.most} values at most")
    found = (read_one(attribute, each) for each in given)
    return [each for each in found if each not in (None, {})]


def _complex(attribute: Attribute, value: Any) -> dict[str, Any]:
    if isinstance(value, str) and attribute.part("value"):
        value = {"value": value}
    if not isinstance(value, dict):
        raise _wrong(attribute, "must be an object")
    found = {}
    for name, given in value.items():
        part = attribute.part(name)
        if part and not part.is_read_only and (one := read_one(part, given)) is not None:
            found[part.name] = one
    return found


def _truth(attribute: Attribute, value: Any) -> bool:
    if isinstance(value, str):
        value = _TRUTHS.get(value.strip().lower(), value)
    if not isinstance(value, bool):
        raise _wrong(attribute, "must be true or false")
    return value


def _wrong(attribute: Attribute, text: str) -> Exception:
    return bad_request(ScimType.INVALID_VALUE, "The value is not valid:", fields={attribute.name: text})
