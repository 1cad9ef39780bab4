"""The paths of delegated logon: all that no other function owns."""

from functions.delegated_logon import documentation
from functions.delegated_logon.actions import log_on
from functions.delegated_logon.arrival import arrive
from functions.delegated_logon.wire import is_attempt
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.pages import paragraph
from koppel.entrance.requests import Response
from koppel.runtime import Runtime

_ONLY_GET = Text(nl="Alleen GET", en="GET only")
_ONLY_GET_MORE = Text(nl="Dit adres kan alleen worden opgevraagd.", en="This address can only be asked for.")


def route(runtime: Runtime, visit: Visit) -> Response:
    """`GET` of anything. A browser that only looks ahead gets nothing and uses nothing up, nor does `HEAD`."""
    if visit.method not in {"GET", "HEAD"}:
        content = paragraph(visit.page.say(_ONLY_GET_MORE))
        return visit.page.answer(_ONLY_GET, content, status=405, headers={"Allow": "GET, HEAD"})
    if visit.method == "HEAD" or visit.is_speculative:
        return Response(status=204, headers={"Vary": "Sec-Purpose"}, outcome="nothing")
    if visit.segments[:2] == documentation.PATH:
        return documentation.serve(visit)
    return log_on(runtime, visit) if is_attempt(visit.query) else arrive(runtime, visit)
