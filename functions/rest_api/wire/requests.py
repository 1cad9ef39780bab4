"""JSON that callers send, and the fields of an account that it requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.organisation import Organisation
from koppel.entrance import json_bodies
from koppel.entrance.requests import Request

MOST_BYTES = 256 * 1024
JSON = "application/json"
PATCH_TYPES = (JSON, "application/merge-patch+json")
"""Media types of a PATCH, which is a merge patch (RFC 7396) under both; `Accept-Patch`: RFC 5789 section 3.1."""

ALIASES: Mapping[str, str] = {"nick_name": "nickname"}
"""Name that a program may send → name of the field: programs read `nickname` and write `nick_name`."""

READ_ONLY: Mapping[Kind, frozenset[str]] = {
    Kind.CLIENT: frozenset({"name", "external_source"}),
    Kind.PROFESSIONAL: frozenset({"name", "external_source"}),
    Kind.FRIEND: frozenset({"external_source"}),
}
"""Fields that are ignored, because programs send them back as they read them; so is every name that starts with `@`."""

_FIELD_NAMES = frozenset(name for fields in FIELDS.values() for name in fields) | {"picture", "roles", "tags"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedFields:
    """The fields of an account as a caller requests them.

    values   by field the value that was sent, null as "", not yet checked
    active   None when it was not sent
    unknown  names of fields that this organisation does not have; "…" for a name that no organisation has
    wrong    by field what is wrong with it, of fields that are not in `values`
    """

    values: Mapping[str, Any]
    active: bool | None
    unknown: tuple[str, ...]
    wrong: Mapping[str, str]

    def about(self, account: Account | None) -> dict[str, Any]:
        """The values for this account, None for a new one. An age is dropped when there is a date of birth, from which
        it follows; only anonymous clients have an age of their own."""
        born = self.values.get("date_of_birth") or (account.text("date_of_birth") if account else "")
        return {name: value for name, value in self.values.items() if name != "age" or not born}


def read(request: Request) -> dict[str, Any]:
    """The object in the body; a byte order mark before it is ignored (RFC 8259 section 8.1). Raises Refused: 413 for a
    body that is too large, 415 for a media type other than JSON, 400 for a body that is not a JSON object."""
    is_patch = request.method == "PATCH"
    headers = {"Accept-Patch": ", ".join(PATCH_TYPES)} if is_patch else {}
    return json_bodies.read(request, PATCH_TYPES if is_patch else (JSON,), MOST_BYTES, headers)


def requested_fields(organisation: Organisation, kind: Kind, body: Mapping[str, Any]) -> RequestedFields:
    """The fields that a body requests for an account of this kind."""
    values: dict[str, Any] = {}
    unknown = set()
    wrong = {}
    for sent, value in body.items():
        name = ALIASES.get(sent, sent)
        if name in FIELDS[kind] and organisation.has(kind, name):
            values[name] = "" if value is None else value
        elif name == "active" and not isinstance(value, bool):
            wrong[name] = "must be true or false"
        elif name != "active" and name not in READ_ONLY[kind] and not name.startswith("@"):
            unknown.add(name if name in _FIELD_NAMES else "…")
    active = body.get("active") if "active" not in wrong else None
    return RequestedFields(values=values, active=active, unknown=tuple(sorted(unknown)), wrong=wrong)
