"""The paths of SAML logon: `/saml/<connection>/` with metadata, login, acs or slo."""

from dataclasses import replace

from functions.saml_logon import actions
from functions.saml_logon.connection import connection_in_use
from functions.saml_logon.documentation import DOCUMENTATION
from functions.saml_logon.logout import single_logout
from functions.saml_logon.pages import refuse
from functions.saml_logon.problems.form import NOT_POST
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.sending import outgoing
from koppel.domain.tiles.activity import Outcome
from koppel.entrance.browser import Visit, method_not_allowed, not_found
from koppel.entrance.requests import Response

LOGON = ("acs", "login")
METHODS = {"metadata": ("GET",), "login": ("GET",), "acs": ("POST",), "slo": ("GET", "POST")}


def route(visit: Visit) -> Response:
    """One request. `HEAD` and a speculative request of a browser use up no link, request or response."""
    if DOCUMENTATION.owns(visit.segments):
        return DOCUMENTATION.serve_neutrally(visit)
    match visit.segments:
        case outgoing.SCRIPT:
            is_allowed = visit.method in outgoing.METHODS
            return outgoing.script() if is_allowed else method_not_allowed(visit.page, outgoing.METHODS)
        case ("saml", connection, word) if word in METHODS:
            if visit.method == "HEAD" or visit.is_speculative:
                return Response(status=204, headers={"Vary": "Sec-Purpose"}, outcome="nothing")
            if word == "login" and not visit.is_page:  # an image of another site must not make a request of ours
                return Response(status=204, headers={"Vary": "Sec-Fetch-Dest, Sec-Fetch-Mode"}, outcome="nothing")
            try:
                return _act(visit, connection, word)
            except Rejected as rejected:
                is_logon = word in LOGON
                return replace(refuse(visit, rejected, ""), counted=Outcome.REFUSED if is_logon else Outcome.UNCOUNTED)
    return not_found(visit.page)


def _act(visit: Visit, connection: str, word: str) -> Response:
    """Raises Rejected."""
    if visit.method not in METHODS[word]:
        if word == "acs":
            raise Rejected(NOT_POST)
        return method_not_allowed(visit.page, METHODS[word])
    if word == "metadata":
        return connection_in_use.show_metadata(visit, connection)
    in_use = connection_in_use.connection_in_use(visit, connection)
    if word == "login":
        return actions.log_on(visit, in_use)
    return actions.take(visit, in_use) if word == "acs" else single_logout.log_out(visit, in_use)
