"""JSON in request bodies: one object, of the media types and up to the size that an integration takes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from koppel.domain.problems.problem import NO_DETAILS
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request


def read(
    request: Request, accepted: Sequence[str], most_bytes: int, headers: Mapping[str, str] = NO_DETAILS
) -> dict[str, Any]:
    """The object in the body; a byte order mark before it is ignored (RFC 8259 section 8.1).

    headers  of the answer to a wrong media type

    Raises Refused: 413 for a body that is too large, 415 for a media type that is not accepted, 400 for a body that is
    not a JSON object.
    """
    if len(request.body) > most_bytes:
        raise Refused(413, f"A body may be {most_bytes // 1024} KiB at most.")
    media_type, _, _ = request.headers.get("content-type", "").partition(";")
    if media_type.strip().lower() not in accepted:
        raise Refused(415, f"Send JSON, as Content-Type: {' or '.join(accepted)}.", headers=headers)
    try:
        body = json.loads(request.body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise Refused(400, "The body must be a JSON object.")
    return body


def _refuse(_constant: str) -> None:
    """NaN and the infinities are not JSON (RFC 8259 section 6)."""
    raise ValueError
