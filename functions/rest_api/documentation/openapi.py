"""The documentation of the API as an OpenAPI 3.1 document, made from the table of routes and the tables of fields."""

from collections.abc import Mapping
from typing import Any

from functions.rest_api.documentation import guide, schemas
from functions.rest_api.endpoints import Operation
from functions.rest_api.representation import BASE_PATH, LONGEST_PAGE
from functions.rest_api.wire import filters
from functions.rest_api.wire.requests import JSON, MOST_BYTES, PATCH_TYPES
from functions.rest_api.wire.shapes import KEY

type Part = dict[str, Any]

_MEANINGS: Mapping[int, str] = {
    200: "Done; as it is now",
    201: "Made; Location says where",
    204: "Done",
    304: "The reader has this representation already (If-None-Match)",
    400: "It cannot be read",
    401: "A token is needed, or the token is not valid",
    403: "The token does not allow this",
    404: "It does not exist",
    409: "Another account has this already, or the account was merged",
    412: "Its entity tag is not the one in If-Match",
    413: f"The body is larger than {MOST_BYTES // 1024} KiB",
    415: "The body is not JSON by its Content-Type, or its Content-Encoding is not gzip",
    422: "Fields or parameters are not valid; `extra` names them",
    429: "Too many calls; Retry-After says how many seconds to wait",
    503: "Others are changing the same data; try again after Retry-After",
}
_PATH: Mapping[str, Part] = {
    "key": {"schema": KEY, "description": "key of the account, as in its `@url`"},
    "professional": {"schema": KEY, "description": "key of the professional"},
    "external_id": {"schema": {"type": "string", "minLength": 1}, "description": "id of the outside system"},
}
_HEADERS: Mapping[str, str] = {
    "If-Match": "entity tag of the representation that was read; refused (412) when it has changed since",
    "If-None-Match": "entity tag that the reader has; answered with 304 when it is still the same",
    "Idempotency-Key": "any text; a repeat with the same text and the same body has no second effect",
}
_PAGE: Mapping[str, Part] = {
    "limit": {
        "schema": {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE},
        "description": "most accounts on a page; without it all are in one answer",
    },
    "cursor": {"schema": KEY, "description": "`@cursor` of the page before"},
}


def document(routes: Mapping[str, Mapping[str, Operation]]) -> Part:
    """The whole document."""
    paths = {
        "/" + path.replace("<", "{").replace(">", "}"): {
            **({"parameters": [_parameter("path", name) for name in _names(path)]} if _names(path) else {}),
            **{method.lower(): _operation(method, path, each) for method, each in operations.items()},
        }
        for path, operations in routes.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Koppel REST API", "version": "2", "description": guide.text("en")},
        "servers": [{"url": BASE_PATH}],
        "paths": {path.rstrip("/") or "/": each for path, each in paths.items()},
        "components": {
            "schemas": schemas.schemas(),
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`md-token <token>`, with the token of an API user",
                }
            },
        },
    }


def _operation(method: str, path: str, operation: Operation) -> Part:
    statuses = {*operation.statuses, *operation.refusals, 503}
    found: Part = {
        "operationId": _id(method, path),
        "summary": operation.summary[0].upper() + operation.summary[1:],
        "description": _scopes(operation),
        "security": [{"token": []}] if operation.scopes else [{}, {"token": []}],
        "parameters": _parameters(method, operation),
        "responses": {str(status): _response(status, operation) for status in sorted(statuses)},
    }
    if operation.takes:
        types = PATCH_TYPES if method == "PATCH" else (JSON,)
        found["requestBody"] = {"required": True, "content": _json(operation.takes, *types)}
    return found


def _scopes(operation: Operation) -> str:
    return f"Scopes: {', '.join(operation.scopes)}." if operation.scopes else "No token needed."


def _parameters(method: str, operation: Operation) -> list[Part]:
    found = [_query(name, each) for name, each in _PAGE.items()] if "page" in operation.query else []
    if "filter" in operation.query:
        found += [
            _query(name, {"schema": _filter(name), "description": text}) for name, text in filters.PARAMETERS.items()
        ]
    headers = {
        "If-Match": 412 in operation.refusals,
        "If-None-Match": 304 in operation.refusals,
        "Idempotency-Key": method == "POST" and bool(operation.takes),
    }
    return found + [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}, "description": _HEADERS[name]}
        for name, is_used in headers.items()
        if is_used
    ]


def _filter(name: str) -> Part:
    return {"type": "boolean"} if name in {"active", "incomplete"} else {"type": "string"}


def _query(name: str, part: Part) -> Part:
    return {"name": name, "in": "query", "required": False, **part}


def _parameter(where: str, name: str) -> Part:
    return {"name": name, "in": where, "required": True, **_PATH[name]}


def _response(status: int, operation: Operation) -> Part:
    found: Part = {"description": _MEANINGS[status]}
    if status in operation.statuses and operation.shows and status != 204:
        return {**found, "content": _json(operation.shows)}
    return found if status in {204, 304} else {**found, "content": _json("Refusal")}


def _json(name: str, *types: str) -> Part:
    return {each: {"schema": {"$ref": f"#/components/schemas/{name}"}} for each in types or (JSON,)}


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("<")]


def _id(method: str, path: str) -> str:
    parts = [part.strip("<>").replace(".", "_") for part in path.split("/") if part]
    return "_".join([method.lower(), *parts])
