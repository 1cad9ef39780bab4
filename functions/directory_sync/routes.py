"""The table of routes: path, method, operation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from functions.directory_sync.scim import discovering, groups, refusals, users
from functions.directory_sync.scim.errors import ScimRefused
from functions.directory_sync.scim.wire import requests, responses
from koppel.aws.errors import Unavailable
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.refusal import Refused
from koppel.domain.texts import Text
from koppel.entrance import preconditions
from koppel.entrance.codings import decoded
from koppel.entrance.requests import Request, Response
from koppel.organisation import rate_limit

BASE = ("scim", "v2")
"""First segments of every path."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path: what carries it out, and what it does, for the documentation."""

    action: Callable[..., Response]
    summary: Text


ROUTES: Mapping[str, Mapping[str, Operation]] = {
    "": {"GET": Operation(discovering.find, Text(nl="Gebruikers en groepen zoeken.", en="Search users and groups."))},
    "ServiceProviderConfig": {
        "GET": Operation(discovering.show_configuration, Text(nl="Wat er kan.", en="What is supported."))
    },
    "ResourceTypes": {
        "GET": Operation(discovering.list_resource_types, Text(nl="Soorten resources.", en="Types of resources."))
    },
    "ResourceTypes/<name>": {"GET": Operation(discovering.show_resource_type, Text(nl="Eén soort.", en="One type."))},
    "Schemas": {"GET": Operation(discovering.list_schemas, Text(nl="De attributen.", en="The attributes."))},
    "Schemas/<urn>": {"GET": Operation(discovering.show_schema, Text(nl="Eén schema.", en="One schema."))},
    "Users": {
        "GET": Operation(users.find, Text(nl="Gebruikers zoeken, in pagina's.", en="Search users, in pages.")),
        "POST": Operation(
            users.create,
            Text(
                nl="Gebruiker maken, of wie verwijderd was of al een account heeft weer opnemen.",
                en="Create a user, or take up again who was deleted or has an account already.",
            ),
        ),
    },
    "Users/.search": {
        "POST": Operation(users.search, Text(nl="Idem, met de vraag in de body.", en="The same, asked in the body."))
    },
    "Users/<key>": {
        "GET": Operation(users.show, Text(nl="Eén gebruiker.", en="One user.")),
        "PUT": Operation(
            users.replace,
            Text(
                nl="Gebruiker vervangen; wat geheel ontbreekt, blijft.",
                en="Replace a user; what is left out altogether stays.",
            ),
        ),
        "PATCH": Operation(users.modify, Text(nl="Gebruiker wijzigen.", en="Change a user.")),
        "DELETE": Operation(
            users.delete,
            Text(
                nl="Account deactiveren; de gebruiker is er daarna niet meer.",
                en="Deactivate the account; afterwards the user is not there any more.",
            ),
        ),
    },
    "Groups": {
        "GET": Operation(groups.find, Text(nl="Groepen zoeken, in pagina's.", en="Search groups, in pages.")),
        "POST": Operation(groups.create, Text(nl="Groep maken.", en="Create a group.")),
    },
    "Groups/.search": {
        "POST": Operation(groups.search, Text(nl="Idem, met de vraag in de body.", en="The same, asked in the body."))
    },
    "Groups/<key>": {
        "GET": Operation(groups.show, Text(nl="Eén groep.", en="One group.")),
        "PUT": Operation(groups.replace, Text(nl="Groep vervangen.", en="Replace a group.")),
        "PATCH": Operation(
            groups.modify, Text(nl="Groep wijzigen, ook de leden.", en="Change a group, its members too.")
        ),
        "DELETE": Operation(groups.delete, Text(nl="Groep verwijderen.", en="Delete a group.")),
    },
    ".search": {
        "POST": Operation(
            discovering.search,
            Text(nl="Gebruikers en groepen zoeken, met de vraag in de body.", en="Search all, asked in the body."),
        )
    },
    "Me": {
        method: Operation(discovering.refuse_me, Text(nl="Niet ondersteund (501).", en="Not supported (501)."))
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    },
    "Bulk": {"POST": Operation(discovering.refuse_bulk, Text(nl="Niet ondersteund (501).", en="Not supported (501)."))},
}
"""When two paths match, the first one counts."""

_TABLE = tuple(([name for name in path.split("/") if name], path) for path in ROUTES)


def route(request: Request) -> Response:
    """Carry out the operation of this path and method. Raises Refused: 401 and 403 for a token without the scope, 404
    for an unknown path, 405 for a method that the path does not have, 429 for a call beyond the quota, 503 when others
    write the same, and what the action refuses.
    """
    path, values = _find(request.segments)
    quota = rate_limit.consume(request.tenant, request.caller) if request.caller else None
    headers = quota.headers if quota else {}
    try:
        request.require(Scope.SCIM)
        if quota and not quota.passes:
            raise ScimRefused(429, "Too many calls. Wait as long as Retry-After says.")
        response = _answer(request, path, values)
    except Refused as refused:
        raise refusals.explained(refused, request, path, headers) from None
    except Unavailable:
        message = "Others are writing the same. Try again in a moment."
        busy = ScimRefused(503, message, headers={"Retry-After": "1"})
        raise refusals.explained(busy, request, path, headers) from None
    if responses.is_wanted_as_json(request.headers.get("accept", "")):
        response = replace(response, content_type=f"{requests.JSON};charset=UTF-8")
    return replace(response, headers={**headers, **response.headers})


def _answer(request: Request, path: str | None, values: Mapping[str, str]) -> Response:
    """HEAD is answered as GET is, without the body (RFC 9110 section 9.3.2)."""
    if path is None:
        raise ScimRefused(404, "There is nothing at this address.")
    operations = ROUTES[path]
    allowed = {"Allow": ", ".join([*operations, *(["HEAD"] if "GET" in operations else []), "OPTIONS"])}
    if request.method == "OPTIONS":
        return Response(status=204, headers=allowed)
    reads = request.method in {"GET", "HEAD"}
    operation = operations.get("GET" if reads else request.method)
    if operation is None:
        raise ScimRefused(405, "This method is not possible here.", headers=allowed)
    response = operation.action(decoded(request, requests.MOST_BYTES), **values)
    tag = response.headers.get("ETag")
    if reads and tag and preconditions.is_known(request.headers, tag):
        return replace(response, status=304, body=b"")
    return replace(response, body=b"") if request.method == "HEAD" else response


def _find(segments: tuple[str, ...]) -> tuple[str | None, dict[str, str]]:
    rest = segments[len(BASE) :]
    for names, path in _TABLE if segments[: len(BASE)] == BASE else ():
        if len(names) == len(rest) and all(a == b or a.startswith("<") for a, b in zip(names, rest, strict=True)):
            return path, {a[1:-1]: b for a, b in zip(names, rest, strict=True) if a.startswith("<")}
    return None, {}
