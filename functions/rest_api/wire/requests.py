"""What callers send: JSON, read with care, and what of it is about which field of an account."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.organisation import Organisation
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request

MOST_BYTES = 256 * 1024
JSON = "application/json"
PATCH_TYPES = (JSON, "application/merge-patch+json")
"""A PATCH is a merge patch (RFC 7396), whichever of these it is called; `Accept-Patch`: RFC 5789 section 3.1."""

ALIASES: Mapping[str, str] = {"nick_name": "nickname"}
"""Programs read `nickname` and write `nick_name`."""

READ_ONLY: Mapping[Kind, frozenset[str]] = {
    Kind.CLIENT: frozenset({"name", "external_source"}),
    Kind.PROFESSIONAL: frozenset({"name", "external_source"}),
    Kind.FRIEND: frozenset({"external_source"}),
}
"""Fields that programs send back as they read them; beside these, everything that starts with `@`."""

_FIELD_NAMES = frozenset(name for fields in FIELDS.values() for name in fields) | {"picture", "roles", "tags"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a caller says of an account.

    values   per field what is sent, null as "", not yet checked
    active   None when nothing is said of it
    unknown  names of fields that do not exist here; of those that nobody has, only "…"
    wrong    field → what is wrong, of what is not in `values`
    """

    values: Mapping[str, Any]
    active: bool | None
    unknown: tuple[str, ...]
    wrong: Mapping[str, str]

    def about(self, account: Account | None) -> dict[str, Any]:
        """The values for this account. An age is that of an anonymous client: where there is a date of birth it
        follows from that."""
        born = self.values.get("date_of_birth") or (account.text("date_of_birth") if account else "")
        return {name: value for name, value in self.values.items() if name != "age" or not born}


def read(request: Request) -> dict[str, Any]:
    """The object in the body; a byte order mark before it is ignored (RFC 8259 section 8.1). Raises Refused: 413 for
    one that is too large, 415 for what is not JSON by its type, 400 for what cannot be read as an object."""
    if len(request.body) > MOST_BYTES:
        raise Refused(413, "A body may be 256 KiB at most.")
    media_type, _, _ = request.headers.get("content-type", "").partition(";")
    accepted = PATCH_TYPES if request.method == "PATCH" else (JSON,)
    if media_type.strip().lower() not in accepted:
        headers = {"Accept-Patch": ", ".join(PATCH_TYPES)} if request.method == "PATCH" else {}
        raise Refused(415, f"Send JSON, as Content-Type: {' or '.join(accepted)}.", headers=headers)
    try:
        found = json.loads(request.body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise Refused(400, "The body must be a JSON object.")
    return found


def account(organisation: Organisation, kind: Kind, body: Mapping[str, Any]) -> Given:
    """What a body says of an account of this kind."""
    values: dict[str, Any] = {}
    unknown = set()
    wrong = {}
    for given, value in body.items():
        name = ALIASES.get(given, given)
        if name in FIELDS[kind] and organisation.has(kind, name):
            values[name] = "" if value is None else value
        elif name == "active" and not isinstance(value, bool):
            wrong[name] = "must be true or false"
        elif name != "active" and name not in READ_ONLY[kind] and not name.startswith("@"):
            unknown.add(name if name in _FIELD_NAMES else "…")
    active = body.get("active") if "active" not in wrong else None
    return Given(values=values, active=active, unknown=tuple(sorted(unknown)), wrong=wrong)


def _refuse(_constant: str) -> None:
    """NaN and the infinities are no JSON (RFC 8259 section 6)."""
    raise ValueError
