"""The paths of the session function."""

from collections.abc import Callable, Mapping

from functions.session import authorization, logon_page, logout, mailed_link, metadata, tokens
from functions.session.signer import Signer
from koppel.entrance.browser import Visit, method_not_allowed, not_found
from koppel.entrance.requests import Response

type Action = Callable[[Signer, Visit], Response]

ROUTES: Mapping[tuple[str, ...], Mapping[str, Action]] = {
    ("logon",): {"GET": lambda _, visit: logon_page.show(visit)},
    mailed_link.PLACE: {
        "GET": lambda _, visit: mailed_link.follow(visit),
        "POST": lambda _, visit: mailed_link.follow(visit),
    },
    metadata.DISCOVERY: {"GET": lambda _, visit: metadata.describe(visit)},
    metadata.KEYS: {"GET": lambda signer, _: metadata.public_keys(signer)},
    metadata.AUTHORIZE: {
        "GET": lambda _, visit: authorization.authorize(visit),
        "POST": lambda _, visit: authorization.authorize(visit),
    },
    metadata.TOKEN: {"POST": tokens.exchange},
    metadata.LOGOUT: {
        "GET": lambda _, visit: logout.log_out(visit),
        "POST": lambda _, visit: logout.log_out(visit),
    },
}


def route(signer: Signer, visit: Visit) -> Response:
    """One request. `HEAD` and a speculative request of a browser use up no session and no code."""
    methods = ROUTES.get(visit.segments)
    if methods is None:
        return not_found(visit.page)
    if visit.method == "HEAD" or visit.is_speculative:
        return Response(status=204, outcome="nothing")
    if visit.method not in methods:
        return method_not_allowed(visit.page, (*methods, "HEAD"))
    return methods[visit.method](signer, visit)
