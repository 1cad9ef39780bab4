"""The entrance for HTTP: the same steps, in the same order, around every handler that API Gateway calls."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from koppel import log
from koppel.aws import row_keys
from koppel.aws.errors import Unavailable
from koppel.domain.api_tokens import read_authorization, read_token
from koppel.domain.hosts import Host
from koppel.domain.problems.access import SWITCHED_OFF, TOKEN_REFUSED
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.domain.tiles.activity import Outcome
from koppel.domain.tiles.tile import Tile
from koppel.entrance.requests import (
    CHALLENGES,
    Request,
    Response,
    body_of,
    headers_of,
    query_of,
    segments_of,
    to_gateway,
)
from koppel.entrance.stages import below, root_of
from koppel.organisation import activity, api_users, error_log, organisations
from koppel.runtime import Runtime, Tenant

type Handler = Callable[[Request], Response]
type Refuser = Callable[[int, str, Mapping[str, str]], Response]
"""Makes the answer to a refusal in the integration's own form, from status, message and wrong fields."""


def serve(event: Mapping[str, Any], runtime: Runtime, tile: Tile, handle: Handler, refuse: Refuser) -> dict[str, Any]:
    """Answer one request to an integration: admit it, handle it, turn failures into an answer, log one line."""
    started = time.monotonic()
    reference = str((event.get("requestContext") or {}).get("requestId") or uuid4().hex)
    headers = headers_of(event)
    request = None
    try:
        request = admit(event, headers, reference, runtime, tile)
        response = handle(request)
    except Refused as refused:
        response = _refused(request, tile, refused, refuse)
    except Unavailable as error:
        log.broke("unavailable", error, reference=reference)
        busy = Refused(503, "This cannot be done at the moment. Try again shortly.", headers={"Retry-After": "1"})
        response = _refused(request, tile, busy, refuse)
    except Exception as error:  # the last resort: its text may not reach the sender
        log.broke("broke", error, reference=reference)
        response = refuse(500, f"Something went wrong on our side. Reference: {reference}", {})
    log.done(
        "answered",
        organisation=request.organisation.slug if request else "",
        reference=reference,
        route=f"{event.get('httpMethod', '')} {event.get('resource', '')}",
        status=response.status,
        caller=request.caller.id if request and request.caller else "",
        outcome=response.outcome,
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    if request:
        activity.count(runtime, request.organisation.slug, tile.integration, {_counted(response): 1})
    log.measure(tile.integration, Requests=1, Refused=int(response.status >= 400), Broken=int(response.status >= 500))
    return to_gateway(below(root_of(event, headers), response), headers)


def admit(
    event: Mapping[str, Any], headers: Mapping[str, str], reference: str, runtime: Runtime, tile: Tile
) -> Request:
    """The request, bound to the organisation of its host and the API user of its token.

    Raises Refused: 404 for a host that no organisation has, 401 for a token that is not valid for this organisation,
    403 when the integration is not in use.
    """
    host = Host.parse(headers.get("host", ""))
    slug = organisations.slug_of(runtime, headers.get("host", ""))
    given = read_authorization(headers["authorization"]) if "authorization" in headers else None
    token = read_token(given) if given else None
    is_own = token is not None and token.organisation == slug
    place = row_keys.organisation.api_user(slug, token.user) if token and is_own else None
    known = organisations.look_up(runtime, slug, (tile.integration,), [place] if place else []) if slug else None
    if known is None or host is None:
        raise Refused(404, "There is nothing at this address.")
    tenant = Tenant(runtime, known.organisation)
    row = known.rows.get(place) if place else None
    caller = api_users.authenticated(runtime, token, row) if token and is_own else None
    if given is not None and caller is None:
        # The subject is a user that exists: invented tokens would otherwise fill the error log with entries.
        user = token.user if token and row else ""
        _note(tenant, tile, Finding(problem=TOKEN_REFUSED, subject=user, reference=reference))
        raise Refused(401, "The token is not valid.", headers={"WWW-Authenticate": CHALLENGES})
    state = known.tiles[tile.integration]
    if not state.in_use:
        _note(tenant, tile, Finding(problem=SWITCHED_OFF, reference=reference))
        raise Refused(403, f"{tile.title.en} is not switched on for this organisation.")
    return Request(
        tenant=tenant,
        caller=caller,
        settings=state.settings,
        method=str(event.get("httpMethod", "")),
        segments=segments_of(event),
        query=query_of(event),
        headers=headers,
        body=body_of(event),
        base_url=f"{host.base_url}{root_of(event, headers)}",
        reference=reference,
    )


def _refused(request: Request | None, tile: Tile, refused: Refused, refuse: Refuser) -> Response:
    if request and refused.finding:
        _note(request.tenant, tile, replace(refused.finding, reference=request.reference))
    response = refuse(refused.status, refused.message, refused.fields)
    outcome = refused.finding.problem.slug if refused.finding else ""
    return replace(response, headers={**response.headers, **refused.headers}, outcome=outcome)


def _counted(response: Response) -> Outcome:
    """As what the request is counted; those of an unknown caller are not."""
    if response.counted:
        return response.counted
    if response.status >= 500:
        return Outcome.BROKEN
    return Outcome.REFUSED if response.status >= 400 else Outcome.DONE


def _note(tenant: Tenant, tile: Tile, finding: Finding) -> None:
    try:
        error_log.record(tenant, tile.integration, finding)
    except Exception as error:  # the sender gets its answer even so
        log.broke("not noted", error, reference=finding.reference)
