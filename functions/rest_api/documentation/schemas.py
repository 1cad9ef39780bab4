"""The shapes of requests and answers, as JSON Schema (2020-12), made from the tables of fields."""

from collections.abc import Mapping

from functions.rest_api.representation import NAMESPACE
from functions.rest_api.wire.bodies import Activation, NewRelationship, RolesOnly
from functions.rest_api.wire.shapes import KEY, ROLES, TEXT, TIME, TRUTH, URL, Shape, object_of
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS, GENDERS, LONGEST_DESCRIPTION, LONGEST_TEXT, REASONS, Field, FieldType
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.organisation import Mode

_READ: Mapping[FieldType, Shape] = {
    FieldType.DATE: {"type": ["string", "null"], "description": "YYYY-MM-DD, null when empty"},
    FieldType.AGE: {"type": ["integer", "null"], "description": "whole years"},
    FieldType.LABELS: {"type": "array", "items": TEXT},
}
_WRITTEN: Mapping[FieldType, Shape] = {
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


def schemas() -> dict[str, Shape]:
    """All shapes by name."""
    found = {
        "Application": object_of(
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
        "Refusal": object_of(
            {
                "code": {"type": "integer", "description": "the status of the answer"},
                "message": TEXT,
                "extra": {"type": "array", "items": object_of({"message": TEXT, "field": TEXT}, ["message", "field"])},
            },
            ["code", "message", "extra"],
        ),
        "Roles": object_of({"@url": URL, "roles": ROLES}, ["@url", "roles"]),
        "RolesOnly": RolesOnly.shape(),
        "Activation": Activation.shape(),
        "Relationship": _relationship(),
        "NewRelationship": NewRelationship.shape(),
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


def _account(kind: Kind) -> Shape:
    fields = FIELDS[kind]
    always = [name for name, rule in fields.items() if not rule.switchable and name not in {"nickname", "age"}]
    own = {"@links": _links(), "name": TEXT, "active": TRUTH}
    own |= {} if kind is Kind.FRIEND else {"external_source": {**TEXT, "description": "who made or last changed it"}}
    return object_of(
        {
            "@url": URL,
            "@type": {"const": f"{NAMESPACE}/{kind}"},
            "@changes": object_of({"creation_time": TIME, "modification_time": TIME}),
            **own,
            **{name: _meant(name, _READ.get(rule.type, TEXT)) for name, rule in fields.items()},
        },
        sorted({"@url", "@type", "@changes", "active", "name", *always}),
    )


def _fields(kind: Kind) -> Shape:
    shape = object_of({"active": TRUTH, **{name: _written(rule) for name, rule in FIELDS[kind].items()}})
    return {**shape, "description": "Fields that are left out stay as they are; null and an empty text empty a field."}


def _written(rule: Field) -> Shape:
    return _meant(rule.name, _WRITTEN[rule.type])


def _meant(name: str, schema: Shape) -> Shape:
    return {**schema, "description": _MEANINGS[name]} if name in _MEANINGS else schema


def _relationship() -> Shape:
    professional = object_of({"@url": URL, "id": TEXT}, ["@url", "id"])
    return object_of(
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


def _links() -> Shape:
    return {"type": "array", "items": object_of({"name": TEXT, "url": URL}, ["name", "url"])}


def _collection(name: str, *, paged: bool) -> Shape:
    cursor = {"@cursor": {**KEY, "description": "where the next page begins; missing after the last"}} if paged else {}
    return object_of({"@items": {"type": "array", "items": _reference(name)}, **cursor}, ["@items"])


def _reference(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}
