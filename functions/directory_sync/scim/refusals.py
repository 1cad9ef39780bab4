"""Refusals on their way out, and the entries that they get in the error log."""

from collections.abc import Mapping

from functions.directory_sync.problems.scim import FILTER_REFUSED, NOT_ALLOWED, PERSON_INVALID, REFUSALS
from functions.directory_sync.scim.errors import SCIM_TYPE, ScimType
from koppel.domain.problems.access import SCOPE_MISSING
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OF_FILTERS = frozenset({ScimType.INVALID_FILTER, ScimType.TOO_MANY})


def explained(refused: Refused, request: Request, path: str | None, headers: Mapping[str, str]) -> Refused:
    """The refusal with these headers added, and with a finding for the error log: one entry for each API user,
    endpoint, reason and set of attributes. A finding holds names from our own tables only, never what was sent."""
    return Refused(
        refused.status,
        refused.message,
        fields=refused.fields,
        finding=_finding(refused, request, path),
        headers={**headers, **refused.headers},
    )


def _finding(refused: Refused, request: Request, path: str | None) -> Finding | None:
    given, caller = refused.finding, request.caller
    if given and given.problem is not SCOPE_MISSING:
        return given
    keyword = refused.fields.get(SCIM_TYPE, "")
    problem = NOT_ALLOWED if given else REFUSALS.get(refused.status)
    if keyword in _OF_FILTERS:
        problem = FILTER_REFUSED
    elif keyword == ScimType.INVALID_VALUE:
        problem = PERSON_INVALID
    if problem is None or (caller is None and refused.status != 401):
        return given  # without a token it is no identity provider of the organisation
    method = request.method if request.method in METHODS else "?"
    endpoint = f"{method} /scim/v2/{path}" if path is not None else f"{method} (unknown address)"
    fields = ", ".join(sorted(name for name in refused.fields if name != SCIM_TYPE)) or "-"
    return Finding(
        problem=problem,
        subject=caller.id if caller else "",
        cause=f"{endpoint} {keyword} {fields}",
        details={
            "user": caller.name if caller else "",
            "endpoint": endpoint.rstrip("/"),
            "fields": fields,
            "reason": keyword or str(refused.status),
        },
    )
