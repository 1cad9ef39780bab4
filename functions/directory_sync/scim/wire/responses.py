"""JSON as it goes out: resources, lists of them, errors."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from functions.directory_sync.scim.errors import SCIM_TYPE
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.wire.requests import JSON, SCIM_JSON, Query
from koppel.domain.problems.problem import NO_DETAILS
from koppel.entrance.requests import Response

ERROR_URN = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST_URN = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
MOST_BYTES = 5_500_000
"""Most bytes of a body: Lambda passes on 6 MB at most, headers included."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def answer(body: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] = NO_DETAILS) -> Response:
    """One object."""
    return Response(
        status=status,
        body=_ENCODER.encode(body).encode(errors="replace"),
        content_type=f"{SCIM_JSON};charset=UTF-8",
        headers=headers,
    )


def resource(shown: Resource, selected: Resource, *, status: int = 200) -> Response:
    """A resource, with those of its attributes that were selected, its entity tag and, where it is new, its address."""
    meta = shown["meta"]
    headers = {"ETag": meta["version"], **({"Location": meta["location"]} if status == 201 else {})}
    return answer(selected, status=status, headers=headers)


def listed(resources: Sequence[Resource], total: int, query: Query) -> Response:
    """A page of a list (RFC 7644 section 3.4.2). Okta needs `Resources` in an empty one, too."""
    return answer(
        {
            "schemas": [LIST_URN],
            "totalResults": total,
            "startIndex": query.start,
            "itemsPerPage": len(resources),
            "Resources": resources,
        }
    )


def refuse(status: int, message: str, fields: Mapping[str, str]) -> Response:
    """A refusal (RFC 7644 section 3.12). The keyword comes among the fields."""
    keyword = {SCIM_TYPE: fields[SCIM_TYPE]} if SCIM_TYPE in fields else {}
    return answer({"schemas": [ERROR_URN], "status": str(status), **keyword, "detail": message}, status=status)


def is_wanted_as_json(accept: str) -> bool:
    """Whether the client wants plain JSON and does not name SCIM's media type (RFC 7644 section 3.8)."""
    return JSON in accept.lower() and SCIM_JSON not in accept.lower()
