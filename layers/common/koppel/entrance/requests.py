"""Requests and responses as handlers see them, and the events of API Gateway that they come from and go to."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from koppel.domain.api_tokens import Scope
from koppel.domain.organisation import Organisation
from koppel.domain.problems.access import SCOPE_MISSING
from koppel.domain.problems.problem import NO_DETAILS, Finding
from koppel.domain.problems.refusal import Refused
from koppel.domain.tiles.activity import Outcome
from koppel.organisation.api_users import ApiUser
from koppel.runtime import Tenant

CHALLENGES = "md-token, Bearer"
"""The schemes under which a token is taken, for `WWW-Authenticate` (RFC 9110 section 11.6.1, RFC 6750)."""

COMMON_HEADERS: Mapping[str, str] = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request.

    caller     the API user, None for a request without a token
    settings   settings of the integration, as JSON
    segments   segments of the path, decoded once; a slash at the end adds none
    query      by name the values in the order in which they were sent
    headers    by lower-case name
    body       the bytes that were sent
    base_url   scheme and host under which the sender reached us, and the stage where the host is the API's own
    reference  the gateway's request id, under which log lines and entries are found
    """

    tenant: Tenant
    caller: ApiUser | None
    settings: str
    method: str
    segments: tuple[str, ...]
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    base_url: str
    reference: str

    @property
    def organisation(self) -> Organisation:
        """The tenant's organisation."""
        return self.tenant.organisation

    def require(self, scope: Scope) -> ApiUser:
        """The caller, if its token has this scope. Raises Refused: 401 without a token, 403 without the scope."""
        if self.caller is None:
            raise Refused(401, "A token is needed.", headers={"WWW-Authenticate": CHALLENGES})
        if scope not in self.caller.scopes:
            finding = Finding(problem=SCOPE_MISSING, subject=self.caller.id, cause=scope, details={"scope": scope})
            raise Refused(403, f"The token does not have the scope {scope}.", finding=finding)
        return self.caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP response.

    cookies  values of `Set-Cookie`
    outcome  a word for the log line
    counted  as what the entrance counts the request; None to let it decide
    """

    status: int
    body: bytes = b""
    content_type: str = "application/json;charset=UTF-8"
    headers: Mapping[str, str] = NO_DETAILS
    cookies: tuple[str, ...] = ()
    outcome: str = ""
    counted: Outcome | None = None


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """Headers by lower-case name; repeated headers are joined by a comma (RFC 9110 section 5.3)."""
    many: Mapping[str, list[str]] = event.get("multiValueHeaders") or {}
    one: Mapping[str, str] = event.get("headers") or {}
    found = {name.lower(): value for name, value in one.items()}
    return found | {name.lower(): ", ".join(values) for name, values in many.items()}


def query_of(event: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Query parameters as the gateway decoded them."""
    many: Mapping[str, list[str]] = event.get("multiValueQueryStringParameters") or {}
    return {name: tuple(values) for name, values in many.items()}


def segments_of(event: Mapping[str, Any]) -> tuple[str, ...]:
    """The path's segments, each percent-decoded once; a plus sign stays one (RFC 3986 section 2)."""
    path = str(event.get("path") or "/")
    return tuple(unquote(each, errors="replace") for each in path.strip("/").split("/")) if path.strip("/") else ()


def body_of(event: Mapping[str, Any]) -> bytes:
    """The body as it was sent; the gateway passes it on in base64."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else str(body).encode()


def to_gateway(response: Response, headers: Mapping[str, str]) -> dict[str, Any]:
    """The response as API Gateway expects it.

    Bytes that are not UTF-8 text go in base64, which the gateway decodes only for a request with an `Accept` header;
    without that header every byte that is not ASCII becomes a question mark.
    """
    sent = {**COMMON_HEADERS, "Content-Type": response.content_type, **response.headers}
    answer: dict[str, Any] = {"statusCode": response.status, "headers": sent, "isBase64Encoded": False}
    if response.cookies:  # each is a header of its own (RFC 6265 section 3)
        answer["multiValueHeaders"] = {"Set-Cookie": list(response.cookies)}
    try:
        return {**answer, "body": response.body.decode("utf-8")}
    except UnicodeDecodeError:
        if "accept" in headers:
            return {**answer, "body": base64.b64encode(response.body).decode(), "isBase64Encoded": True}
        return {**answer, "body": response.body.decode("ascii", "replace").replace("\ufffd", "?")}
