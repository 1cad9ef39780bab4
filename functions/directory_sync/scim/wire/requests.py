"""What SCIM clients send: bodies, and the parameters of a query (RFC 7644 sections 3.4.2 and 3.4.3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.directory_sync.scim.errors import ScimRefused, ScimType, bad_request
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.schema.selection import EVERYTHING, Selection
from koppel.domain.problems.refusal import Refused
from koppel.entrance import json_bodies
from koppel.entrance.requests import Request

MOST_BYTES = 1024 * 1024
SCIM_JSON, JSON = "application/scim+json", "application/json"
MEDIA_TYPES = (SCIM_JSON, JSON)
USUAL_COUNT = 100
MOST_RESULTS = 200
"""Resources in one answer: without `count`, and at most."""
MOST_NAMES = 100

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a query asks for.

    filter     as it was sent, "" for all
    start      number of the first resource, from 1
    count      resources in the answer at most
    selection  attributes in the answer
    """

    filter: str = ""
    start: int = 1
    count: int = USUAL_COUNT
    selection: Selection = EVERYTHING


def body(request: Request) -> Resource:
    """The object in the body. Raises Refused: 400, 413, 415."""
    try:
        return json_bodies.read(request, MEDIA_TYPES, MOST_BYTES)
    except Refused as refused:
        if refused.status != 400:
            raise
        raise ScimRefused(400, refused.message, ScimType.INVALID_SYNTAX) from None


def query(request: Request) -> Query:
    """What the parameters of the address ask for. Raises ScimRefused (invalidValue)."""
    given = {name.lower(): values[-1] for name, values in request.query.items() if values}
    return _query({name: _listed(name, value) for name, value in given.items()})


def search(request: Request) -> Query:
    """What the body of a search asks for. Raises Refused."""
    return _query({str(name).lower(): value for name, value in body(request).items()})


def selection(request: Request) -> Selection:
    """The attributes that the parameters of the address ask for."""
    return query(request).selection


def _listed(name: str, value: str) -> Any:
    return (
        [each for each in value.split(",") if each.strip()] if name in {"attributes", "excludedattributes"} else value
    )


def _query(given: Mapping[str, Any]) -> Query:
    text = given.get("filter") or ""
    if not isinstance(text, str):
        raise bad_request(ScimType.INVALID_FILTER, "The filter must be text.")
    count = _number(given, "count", USUAL_COUNT)
    return Query(
        filter=text.strip(),
        start=max(1, _number(given, "startindex", 1)),
        count=max(0, min(count, MOST_RESULTS)),
        selection=Selection(_names(given, "attributes"), _names(given, "excludedattributes")),
    )


def _number(given: Mapping[str, Any], name: str, usual: int) -> int:
    value = given.get(name)
    if value is None or value == "":
        return usual
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        return value
    raise bad_request(ScimType.INVALID_VALUE, "A parameter is not valid:", fields={name: "must be a whole number"})


def _names(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name) or ()
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(each, str) for each in names):
        raise bad_request(ScimType.INVALID_VALUE, "A parameter is not valid:", fields={name: "must be names"})
    if len(names) > MOST_NAMES:
        raise bad_request(ScimType.INVALID_VALUE, "A parameter is not valid:", fields={name: "has too many names"})
    return tuple(names)
