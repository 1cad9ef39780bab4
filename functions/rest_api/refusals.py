"""Refusals on their way out, and the entries that they get in the error log."""

from collections.abc import Mapping

from functions.rest_api.problems import NOT_ALLOWED, REFUSALS
from koppel.domain.problems.access import SCOPE_MISSING
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def explained(refused: Refused, request: Request, path: str | None, headers: Mapping[str, str]) -> Refused:
    """The refusal with these headers added, and with a finding for the error log: one entry for each API user,
    endpoint, reason and set of fields. A finding holds names from our own tables only, never a value that was sent."""
    return Refused(
        refused.status,
        refused.message,
        fields=refused.fields,
        finding=_finding(refused, request, path),
        headers={**headers, **refused.headers},
    )


def _finding(refused: Refused, request: Request, path: str | None) -> Finding | None:
    given, caller = refused.finding, request.caller
    problem = REFUSALS.get(refused.status)
    if given and given.problem is not SCOPE_MISSING:
        return given
    if given:
        problem = NOT_ALLOWED
    if problem is None or (caller is None and refused.status != 401):
        return given  # without a token it is no link of the organisation, so the administrator need not know
    method = request.method if request.method in METHODS else "?"
    endpoint = f"{method} /api/2/{path}" if path is not None else f"{method} (unknown address)"
    fields = ", ".join(sorted(refused.fields)) or "-"
    return Finding(
        problem=problem,
        subject=caller.id if caller else "",
        cause=f"{endpoint} {fields}" + (f" {given.cause}" if given else ""),
        details={
            "user": caller.name if caller else "",
            "endpoint": endpoint.rstrip("/"),
            "fields": fields,
            **(given.details if given else {}),
        },
    )
