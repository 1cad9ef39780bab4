"""The shapes of what goes in and out, as JSON Schema (2020-12), made from the tables of fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.rest_api.representation import NAMESPACE
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.accounts.fields import FIELDS, GENDERS, LONGEST_DESCRIPTION, LONGEST_TEXT, REASONS, Field, FieldType
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.organisation import Mode

type Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TRUTH: Schema = {"type": "boolean"}
URL: Schema = {"type": "string", "format": "uri"}
KEY: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
TIME: Schema = {"type": "string", "description": "UTC, YYYY-MM-DDTHH:MM:SS"}

_READ: Mapping[FieldType, Schema] = {
    FieldType.DATE: {"type": ["string", "null"], "description": "YYYY-MM-DD, null when empty"},
    FieldType.AGE: {"type": ["integer", "null"], "description": "whole years"},
    FieldType.LABELS: {"type": "array", "items": TEXT},
}
_WRITTEN: Mapping[FieldType, Schema] = {
    FieldType.TEXT: {"type": ["string", "null"], "maxLength": LONGEST_TEXT},
    FieldType.ID: {"type": ["string", "null"], "maxLength": external_ids.LONGEST},
    FieldType.DESCRIPTION: {"type": ["string", "null"], "maxLength": LONGEST_DESCRIPTION},
    FieldType.EMAIL: {"type": ["string", "null"], "description": f"{REASONS['not-an-email']}; stored in lower case"},
    FieldType.DATE: {"type": ["string", "null"], "description": "YYYY-MM-DD, also without the zeros: 1980-3-5"},
    FieldType.GENDER: {"type": ["string", "null"], "enum": [*GENDERS, "", None]},
    FieldType.BSN: {"type": ["string", "null"], "description": "8 or 9 digits that pass the 11-test"},
    FieldType.AGE: {"type": ["integer", "null"], "minimum": 0, "maximum": 150},
    FieldType.LABELS: {"type": ["array", "null"], "items": TEXT, "maxItems": 50},
}
_NAMES: Mapping[Kind, str] = {Kind.CLIENT: "Client", Kind.PROFESSIONAL: "Professional", Kind.FRIEND: "Friend"}
_MEANINGS = {
    "id": "id of the outside system, such as the number in the EHR; exists where the organisation has it on",
    "bsn": "only for tokens with the scope bsn:read",
    "nickname": "only anonymous clients have one; `nick_name` is understood too",
    "age": "follows from the date of birth; only that of an anonymous client can be written",
}


def schemas() -> dict[str, Schema]:
    """All shapes by name."""
    found = {
        "Application": _object(
            {
                "@url": URL,
                "@type": TEXT,
                "@links": _links(),
                "name": TEXT,
                "mode": {"enum": [Mode.TRAINING, None]},
                "warning": {"enum": ["for_training_only", None]},
                "web_url": URL,
            },
            ["name", "mode", "warning", "web_url", "@url", "@type", "@links"],
        ),
        "Document": {"type": "object", "description": "an OpenAPI document"},
        "Refusal": _object(
            {
                "code": {"type": "integer", "description": "the status of the answer"},
                "message": TEXT,
                "extra": {"type": "array", "items": _object({"message": TEXT, "field": TEXT}, ["message", "field"])},
            },
            ["code", "message", "extra"],
        ),
        "Roles": _object({"@url": URL, "roles": _roles()}, ["@url", "roles"]),
        "RolesOnly": _object({"roles": {**_roles(), "minItems": 1}}, ["roles"]),
        "Activation": _object(
            {
                "active": TRUTH,
                "send_email": {
                    "enum": ["yes", "no"],
                    "default": "no",
                    "description": "whether the platform is asked to mail the person; the hub itself sends no mail",
                },
            },
            ["active"],
        ),
        "Relationship": _relationship(),
        "NewRelationship": _object(
            {
                "professional": {
                    "oneOf": [
                        KEY,
                        _object({"@url": URL}, ["@url"]) | {"not": {"required": ["id"]}},
                        _object({"id": TEXT}, ["id"]) | {"not": {"required": ["@url"]}},
                    ]
                }
            },
            ["professional"],
        ),
        "ClientOrFriend": {"anyOf": [_reference("Client"), _reference("Friend")]},
        "ClientOrFriendFields": {"anyOf": [_reference("ClientFields"), _reference("FriendFields")]},
        "Relationships": _collection("Relationship", paged=False),
    }
    for kind, name in _NAMES.items():
        found[name] = _account(kind)
        found[f"{name}s"] = _collection(name, paged=kind is not Kind.FRIEND)
        found[f"{name}Fields"] = _fields(kind)
        needed = [each.name for each in FIELDS[kind].values() if each.required and each.name[-5:] != "_name"]
        found[f"New{name}"] = {**_fields(kind), "required": needed}
    return found


def _account(kind: Kind) -> Schema:
    fields = FIELDS[kind]
    always = [name for name, rule in fields.items() if not rule.switchable and name not in {"nickname", "age"}]
    own = {"@links": _links(), "name": TEXT, "active": TRUTH}
    own |= {} if kind is Kind.FRIEND else {"external_source": {**TEXT, "description": "who made or last changed it"}}
    return _object(
        {
            "@url": URL,
            "@type": {"const": f"{NAMESPACE}/{kind}"},
            "@changes": _object({"creation_time": TIME, "modification_time": TIME}, []),
            **own,
            **{name: _meant(name, _READ.get(rule.type, TEXT)) for name, rule in fields.items()},
        },
        sorted({"@url", "@type", "@changes", "active", "name", *always}),
    )


def _fields(kind: Kind) -> Schema:
    return _object(
        {"active": TRUTH, **{name: _written(rule) for name, rule in FIELDS[kind].items()}},
        [],
    ) | {"description": "Fields that are left out stay as they are; null and an empty text empty a field."}


def _written(rule: Field) -> Schema:
    return _meant(rule.name, _WRITTEN[rule.type])


def _meant(name: str, schema: Schema) -> Schema:
    return {**schema, "description": _MEANINGS[name]} if name in _MEANINGS else schema


def _relationship() -> Schema:
    professional = _object({"@url": URL, "id": TEXT}, ["@url", "id"])
    return _object(
        {
            "@url": URL,
            "@type": TEXT,
            "professional": professional,
            "kind": {"enum": [each.value for each in RelationKind]},
            "external_source": TEXT,
            "since": TIME,
        },
        ["@url", "professional", "kind"],
    )


def _roles() -> Schema:
    return {"type": "array", "items": {"enum": [each.value for each in Role]}}


def _links() -> Schema:
    return {"type": "array", "items": _object({"name": TEXT, "url": URL}, ["name", "url"])}


def _collection(name: str, *, paged: bool) -> Schema:
    cursor = {"@cursor": {**KEY, "description": "where the next page begins; missing after the last"}} if paged else {}
    return _object({"@items": {"type": "array", "items": _reference(name)}, **cursor}, ["@items"])


def _object(properties: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    found: Schema = {"type": "object", "properties": dict(properties)}
    names = list(required)
    return {**found, "required": names} if names else found


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
