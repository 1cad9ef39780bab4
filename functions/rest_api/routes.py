"""The table of routes: path, method, operation."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from functions.rest_api import platform, reads, refusals, writes
from functions.rest_api.documentation import openapi_file
from functions.rest_api.endpoints import COMMON, WRITE, Operation
from functions.rest_api.wire import requests
from koppel.aws.errors import Unavailable
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.refusal import Refused
from koppel.entrance import preconditions
from koppel.entrance.codings import decoded
from koppel.entrance.requests import Request, Response
from koppel.organisation import rate_limit

BASES = (("api", "2"), ("api", "1"))
"""First segments of every path. Version 1 had the same shapes, and some bridges still use it."""

_OF_CLIENTS = (Kind.CLIENT, Kind.FRIEND)
_OF_PROFESSIONALS = (Kind.PROFESSIONAL,)
_LIST = partial(Operation, shows="Collection", refusals=(*COMMON, 400, 422), query=("page", "filter"))
_WRITE = partial(Operation, refusals=WRITE, scopes=(Scope.READ_ACCOUNTS, Scope.WRITE_ACCOUNTS))
_CREATE = partial(_WRITE, statuses=(201,))
_RELATE = partial(_WRITE, shows="Relationship", takes="NewRelationship", statuses=(201, 200))


def _show_documentation(request: Request) -> Response:
    return Response(status=200, body=openapi_file.served(urlsplit(request.base_url).path))


def _relationships(kind: RelationKind) -> dict[str, Operation]:
    return {
        "GET": Operation(
            action=partial(reads.show_relation, kind=kind), summary=f"one {kind} of a client", shows="Relationship"
        ),
        "DELETE": _WRITE(
            action=partial(writes.end_relation, kind=kind),
            summary=f"end the relationship with a {kind}",
            statuses=(204,),
            refusals=(*COMMON, 409, 412),
        ),
    }


ROUTES: Mapping[str, Mapping[str, Operation]] = {
    "": {
        "GET": Operation(
            action=reads.show_application,
            summary="what answers here, and where to go",
            shows="Application",
            scopes=(),
        )
    },
    "openapi.json": {
        "GET": Operation(action=_show_documentation, summary="this document", shows="Document", scopes=())
    },
    "authenticate": {
        "POST": Operation(
            action=reads.refuse_passwords,
            summary="log on with a password, as older programs do: always refused",
            statuses=(),
            refusals=(401, 403, 404, 429),
            scopes=(),
        )
    },
    "c": {
        "POST": _CREATE(
            action=partial(writes.create_account, kind=Kind.CLIENT),
            summary="make a client",
            shows="Client",
            takes="NewClient",
        )
    },
    "c/items": {
        "GET": _LIST(action=partial(reads.list_accounts, kind=Kind.CLIENT), summary="clients", shows="Clients")
    },
    "c/<key>": {
        "GET": Operation(
            action=partial(reads.show_account, kinds=_OF_CLIENTS),
            summary="one client or friend",
            shows="ClientOrFriend",
        ),
        "PATCH": _WRITE(
            action=partial(writes.change_account, kinds=_OF_CLIENTS),
            summary="change some fields of a client or friend",
            shows="ClientOrFriend",
            takes="ClientOrFriendFields",
        ),
    },
    "c/<key>/activation": {
        "POST": _WRITE(
            action=partial(writes.change_activity, kinds=_OF_CLIENTS),
            summary="activate or deactivate a client or friend",
            shows="ClientOrFriend",
            takes="Activation",
        )
    },
    "c/<key>/friends": {
        "POST": _CREATE(
            action=writes.create_friend, summary="make a friend of a client", shows="Friend", takes="NewFriend"
        )
    },
    "c/<key>/friends/items": {
        "GET": Operation(action=reads.list_friends, summary="the friends of a client", shows="Friends")
    },
    "c/<key>/therapists": {
        "POST": _RELATE(
            action=partial(writes.add_relation, kind=RelationKind.THERAPIST), summary="link a therapist to a client"
        )
    },
    "c/<key>/therapists/items": {
        "GET": Operation(
            action=reads.list_relations,
            summary="the treatment relationships of a client, with therapists and supervisors",
            shows="Relationships",
        )
    },
    "c/<key>/therapists/<professional>": _relationships(RelationKind.THERAPIST),
    "c/<key>/supervisors": {
        "POST": _RELATE(
            action=partial(writes.add_relation, kind=RelationKind.SUPERVISOR), summary="link a supervisor to a client"
        )
    },
    "c/<key>/supervisors/<professional>": _relationships(RelationKind.SUPERVISOR),
    "p": {
        "POST": _CREATE(
            action=partial(writes.create_account, kind=Kind.PROFESSIONAL),
            summary="make a professional",
            shows="Professional",
            takes="NewProfessional",
        )
    },
    "p/items": {
        "GET": _LIST(
            action=partial(reads.list_accounts, kind=Kind.PROFESSIONAL),
            summary="professionals",
            shows="Professionals",
        )
    },
    "p/<key>": {
        "GET": Operation(
            action=partial(reads.show_account, kinds=_OF_PROFESSIONALS),
            summary="one professional",
            shows="Professional",
        ),
        "PATCH": _WRITE(
            action=partial(writes.change_account, kinds=_OF_PROFESSIONALS),
            summary="change some fields of a professional",
            shows="Professional",
            takes="ProfessionalFields",
        ),
    },
    "p/<key>/activation": {
        "POST": _WRITE(
            action=partial(writes.change_activity, kinds=_OF_PROFESSIONALS),
            summary="activate or deactivate a professional",
            shows="Professional",
            takes="Activation",
        )
    },
    "p/<key>/roles": {
        "GET": Operation(action=reads.show_roles, summary="the roles of a professional", shows="Roles"),
        "PATCH": _WRITE(
            action=writes.change_roles, summary="replace the roles of a professional", shows="Roles", takes="RolesOnly"
        ),
    },
    "aux/client/id/<external_id>": {
        "GET": Operation(
            action=partial(reads.find_account, kind=Kind.CLIENT),
            summary="the client with this id of the outside system",
            shows="Client",
        )
    },
    "aux/professional/id/<external_id>": {
        "GET": Operation(
            action=partial(reads.find_account, kind=Kind.PROFESSIONAL),
            summary="the professional with this id of the outside system",
            shows="Professional",
        )
    },
}
"""When two paths match, the first one counts."""

_TABLE = tuple(([name for name in path.split("/") if name], path) for path in ROUTES)


def route(request: Request) -> Response:
    """Carry out the operation of this path and method. Raises Refused: 404 for an unknown path, 405 for a method that
    the path does not have, 429 for a call beyond the quota, 503 when others write the same, and what the action
    refuses.

    Paths are compared segment by segment as the entrance decoded them, so a slash inside a value does not split it.
    """
    path, values = _find(request.segments)
    quota = rate_limit.consume(request.tenant, request.caller) if request.caller else None
    headers = quota.headers if quota else {}
    try:
        if quota and not quota.passes:
            raise Refused(429, "Too many calls. Wait as long as Retry-After says.")
        response = _answer(request, path, values)
    except Refused as refused:
        raise refusals.explained(refused, request, path, headers) from None
    except Unavailable:
        busy = Refused(503, "Others are writing the same. Try again in a moment.", headers={"Retry-After": "1"})
        raise refusals.explained(busy, request, path, headers) from None
    return replace(response, headers={**headers, **response.headers})


def _answer(request: Request, path: str | None, values: Mapping[str, str]) -> Response:
    """HEAD is answered as GET is, without the body (RFC 9110 section 9.3.2)."""
    if path is None:
        raise Refused(404, platform.explanation(request.segments[2:]) or "There is nothing at this address.")
    operations = ROUTES[path]
    allowed = {"Allow": ", ".join([*operations, *(["HEAD"] if "GET" in operations else []), "OPTIONS"])}
    if request.method == "OPTIONS":
        patch = {"Accept-Patch": ", ".join(requests.PATCH_TYPES)} if "PATCH" in operations else {}
        return Response(status=204, headers={**allowed, **patch})
    reads = request.method in {"GET", "HEAD"}
    operation = operations.get("GET" if reads else request.method)
    if operation is None:
        raise Refused(405, "This method is not possible here.", headers=allowed)
    if operation.takes:
        request = decoded(request, requests.MOST_BYTES)
    response = operation.action(request, **values)
    tag = response.headers.get("ETag")
    if reads and tag and preconditions.is_known(request.headers, tag):
        return replace(response, status=304, body=b"")
    return replace(response, body=b"") if request.method == "HEAD" else response


def _find(segments: tuple[str, ...]) -> tuple[str | None, dict[str, str]]:
    rest = segments[2:]
    for names, path in _TABLE if segments[:2] in BASES else ():
        if len(names) == len(rest) and all(a == b or a.startswith("<") for a, b in zip(names, rest, strict=True)):
            return path, {a[1:-1]: b for a, b in zip(names, rest, strict=True) if a.startswith("<")}
    return None, {}
