"""Which method of which path does what."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from functions.rest_api import actions
from koppel.domain.accounts import Kind
from koppel.domain.refusals import Refused
from koppel.domain.relations import RelationKind
from koppel.entrance.requests import Request, Response
from koppel.runtime import Runtime

type Action = Callable[..., Response]
"""Takes the runtime, the request, and by name the values that `<names>` in the path stand for."""

BASES = (("api", "2"), ("api", "1"))
"""Where the paths begin. Version 1 had the same shapes; bridges that speak it are still about."""

ROUTES: Mapping[str, Mapping[str, Action]] = {
    "": {"GET": actions.show_application},
    "authenticate": {"POST": actions.refuse_passwords},
    "c/items": {"GET": partial(actions.list_accounts, kind=Kind.CLIENT)},
    "c/<key>": {"GET": partial(actions.show_account, kinds=(Kind.CLIENT, Kind.FRIEND))},
    "c/<key>/therapists/items": {"GET": actions.list_relations},
    "c/<key>/therapists/<professional>": {"GET": partial(actions.show_relation, kind=RelationKind.THERAPIST)},
    "c/<key>/supervisors/<professional>": {"GET": partial(actions.show_relation, kind=RelationKind.SUPERVISOR)},
    "p/items": {"GET": partial(actions.list_accounts, kind=Kind.PROFESSIONAL)},
    "p/<key>": {"GET": partial(actions.show_account, kinds=(Kind.PROFESSIONAL,))},
    "aux/client/id/<external_id>": {"GET": partial(actions.find_account, kind=Kind.CLIENT)},
    "aux/professional/id/<external_id>": {"GET": partial(actions.find_account, kind=Kind.PROFESSIONAL)},
}
"""Of two paths that fit, the upper one counts."""

_TABLE = tuple(([name for name in path.split("/") if name], methods) for path, methods in ROUTES.items())


def route(runtime: Runtime, request: Request) -> Response:
    """Do what the path and the method ask for. Raises Refused: 404 for an unknown path, 405 for a wrong method.

    Paths are compared segment by segment as the entrance decoded them, so that a slash within a value stays there.
    HEAD is answered as GET is, without the body (RFC 9110 section 9.3.2).
    """
    methods, values = _find(request.segments)
    allowed = {"Allow": ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])}
    if request.method == "OPTIONS":
        return Response(status=204, headers=allowed)
    action = methods.get("GET" if request.method == "HEAD" else request.method)
    if action is None:
        raise Refused(405, "This method is not possible here.", headers=allowed)
    response = action(runtime, request, **values)
    return replace(response, body=b"") if request.method == "HEAD" else response


def _find(segments: tuple[str, ...]) -> tuple[Mapping[str, Action], dict[str, str]]:
    rest = segments[2:]
    for names, methods in _TABLE if segments[:2] in BASES else ():
        if len(names) == len(rest) and all(a == b or a.startswith("<") for a, b in zip(names, rest, strict=True)):
            return methods, {a[1:-1]: b for a, b in zip(names, rest, strict=True) if a.startswith("<")}
    raise Refused(404, "There is nothing at this address.")
