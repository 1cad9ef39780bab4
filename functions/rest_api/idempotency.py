"""Idempotency: a POST with an `Idempotency-Key` has its effect once, even when it is sent again within a day
(IETF draft-ietf-httpapi-idempotency-key-header).

The outcome is stored in the transaction that has the effect: the status, the path of the object and a keyed hash of the
body; never the body itself or the answer.
"""

import re
from dataclasses import dataclass

from koppel.aws import row_keys
from koppel.aws.writes import Put
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request

DAYS_KNOWN = 1
_KEY = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The outcome of an earlier request: the status of its answer, and the path of the object below the API."""

    status: int
    place: str


def find(request: Request) -> Earlier | None:
    """The outcome of the first request with the same Idempotency-Key, None for a first request. Raises Refused: 400 for
    an invalid key, 422 when the first request had another body."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Refused(400, "The Idempotency-Key must be 1 to 255 visible ASCII characters.")
    row = request.tenant.table.get(row_keys.traffic.repeat(request.organisation.slug, _name(request, key)))
    if row is None or row["expires"] <= request.tenant.epoch():
        return None
    if row["body"] != _body(request):
        message = "This Idempotency-Key was used with another body."
        raise Refused(422, message, fields={"Idempotency-Key": "was used with another body"})
    return Earlier(row["status"], row["place"])


def keeping(request: Request, status: int, place: str) -> list[Put]:
    """The write that stores the outcome of this request. Its condition fails when that is stored already."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return []
    row = {"status": status, "place": place, "body": _body(request), "expires": request.tenant.epoch(DAYS_KNOWN)}
    condition = "attribute_not_exists(pk) OR expires <= :now"
    place_of_row = row_keys.traffic.repeat(request.organisation.slug, _name(request, key))
    return [Put(place_of_row, row, condition, {":now": request.tenant.epoch()})]


def _name(request: Request, key: str) -> str:
    caller = request.caller.id if request.caller else ""
    # Version 1 and 2 of the API are one, so the path counts without it.
    parts = ("repeat", caller, request.method, *request.segments[2:], key)
    return request.organisation.pseudonyms.of(*parts)


def _body(request: Request) -> str:
    return request.organisation.pseudonyms.of("repeat-body", request.body.hex())
