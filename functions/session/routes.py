"""The paths of the session function."""

from collections.abc import Callable, Mapping

from functions.session import authorization, logon_page, logout, metadata, tokens
from functions.session.signer import Signer
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit, not_found
from koppel.entrance.pages import paragraph
from koppel.entrance.requests import Response
from koppel.runtime import Runtime

type Action = Callable[[Runtime, Signer, Visit], Response]

_METHOD = Text(nl="Zo kan dit niet", en="Not like this")
_METHOD_MORE = Text(nl="Dit adres kent deze methode niet.", en="This address does not know this method.")

ROUTES: Mapping[tuple[str, ...], Mapping[str, Action]] = {
    ("logon",): {"GET": lambda runtime, _, visit: logon_page.show(runtime, visit)},
    metadata.DISCOVERY: {"GET": lambda _, __, visit: metadata.describe(visit)},
    metadata.KEYS: {"GET": lambda _, signer, __: metadata.public_keys(signer)},
    metadata.AUTHORIZE: {
        "GET": lambda runtime, _, visit: authorization.authorize(runtime, visit),
        "POST": lambda runtime, _, visit: authorization.authorize(runtime, visit),
    },
    metadata.TOKEN: {"POST": tokens.exchange},
    metadata.LOGOUT: {
        "GET": lambda runtime, _, visit: logout.log_out(runtime, visit),
        "POST": lambda runtime, _, visit: logout.log_out(runtime, visit),
    },
}


def route(runtime: Runtime, signer: Signer, visit: Visit) -> Response:
    """One request. `HEAD`, and browsers that only look ahead, use nothing up."""
    methods = ROUTES.get(visit.segments)
    if methods is None:
        return not_found(visit.page)
    if visit.method == "HEAD" or visit.is_speculative:
        return Response(status=204, outcome="nothing")
    if visit.method not in methods:
        content = paragraph(visit.page.say(_METHOD_MORE))
        return visit.page.answer(_METHOD, content, status=405, headers={"Allow": ", ".join((*methods, "HEAD"))})
    return methods[visit.method](runtime, signer, visit)
