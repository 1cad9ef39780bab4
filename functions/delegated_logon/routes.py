"""The paths of delegated logon: all that no other function owns."""

from functions.delegated_logon.actions import ALLOWED, log_on
from functions.delegated_logon.arrival import arrive
from functions.delegated_logon.documentation import DOCUMENTATION
from functions.delegated_logon.wire import is_attempt
from koppel.entrance.browser import Visit, method_not_allowed, not_found
from koppel.entrance.requests import Response


def route(visit: Visit) -> Response:
    """`GET` of any path, and `POST` by the button of the page that asks before a link is used. `HEAD`, a speculative
    request, and a signed link without a navigation get an empty answer and use up no link."""
    attempt = is_attempt(visit.query)
    if visit.method not in {"GET", "HEAD"} and not (attempt and visit.method == "POST"):
        return method_not_allowed(visit.page, ALLOWED)
    if visit.method == "HEAD" or visit.is_speculative or (attempt and not visit.is_navigation):
        vary = {"Vary": "Sec-Purpose, Sec-Fetch-Mode, Sec-Fetch-Dest"}
        return Response(status=204, headers=vary, outcome="nothing")
    if DOCUMENTATION.owns(visit.segments):
        return DOCUMENTATION.serve_neutrally(visit)
    if visit.segments[:2] == DOCUMENTATION.document.path:
        return not_found(visit.page)
    return log_on(visit) if attempt else arrive(visit)
