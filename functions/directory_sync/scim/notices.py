"""Notices: what a client sends and is not kept, once for each client and set of names in the error log."""

from collections.abc import Iterable

from functions.directory_sync.problems.scim import ATTRIBUTES_IGNORED
from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.attributes import ResourceType
from functions.directory_sync.scim.schema.tables import ENTERPRISE_URN
from functions.directory_sync.tile import TILE
from koppel.domain.problems.problem import Finding
from koppel.entrance.requests import Request
from koppel.organisation import error_log

KNOWN = frozenset(
    {
        *("nickname", "profileurl", "title", "usertype", "preferredlanguage", "locale", "timezone", "password"),
        *("phonenumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509certificates"),
        *("name.formatted", "name.middlename", "name.honorificprefix", "name.honorificsuffix", "emails.display"),
        *("employeenumber", "costcenter", "organization", "division", "department", "manager"),
    }
)
"""Attributes of RFC 7643 sections 4.1 and 4.3, in small letters. Other names are not written down: they come from
outside."""


def ignored(request: Request, of: ResourceType, names: Iterable[str]) -> None:
    """Note the attributes that were sent and are not kept."""
    fields = ", ".join(sorted({_known(each, of) for each in names}))
    caller = request.caller
    if not fields or caller is None:
        return
    finding = Finding(
        problem=ATTRIBUTES_IGNORED,
        subject=caller.id,
        cause=fields,
        details={"user": caller.name, "fields": fields},
        reference=request.reference,
    )
    error_log.record(request.tenant, TILE.integration, finding)


def _known(name: str, of: ResourceType) -> str:
    path = paths.read(name, of)
    if path is None:
        return "…"
    if path.urn.lower() == ENTERPRISE_URN.lower():
        return path.name if path.name.lower() in KNOWN else "enterprise"
    whole = f"{path.name}.{path.part}" if path.part else path.name
    if not path.urn and {whole.lower(), path.name.lower()} & KNOWN:
        return whole if whole.lower() in KNOWN else path.name
    return "…"
