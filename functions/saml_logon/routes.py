"""The paths of SAML logon: `/saml/<connection>/` with metadata, login, acs or slo."""

from functions.saml_logon import actions, documentation, outgoing
from functions.saml_logon.connection import connection_in_use
from functions.saml_logon.logout import single_logout
from functions.saml_logon.pages import refuse
from functions.saml_logon.problems.form import NOT_POST
from functions.saml_logon.problems.refusal import Rejected
from koppel.entrance.browser import Visit, method_not_allowed, not_found
from koppel.entrance.requests import Response

METHODS = {"metadata": ("GET",), "login": ("GET",), "acs": ("POST",), "slo": ("GET", "POST")}


def route(visit: Visit) -> Response:
    """One request. `HEAD`, and browsers that only look ahead, use nothing up."""
    match visit.segments:
        case ("docs", "saml"):
            known = visit.method in documentation.METHODS
            return documentation.serve(visit) if known else method_not_allowed(visit.page, documentation.METHODS)
        case outgoing.SCRIPT:
            known = visit.method in documentation.METHODS
            return outgoing.script() if known else method_not_allowed(visit.page, documentation.METHODS)
        case ("saml", connection, word) if word in METHODS:
            if visit.method == "HEAD" or visit.is_speculative:
                return Response(status=204, headers={"Vary": "Sec-Purpose"}, outcome="nothing")
            if word == "login" and not visit.is_page:  # an image of another site must not make a request of ours
                return Response(status=204, headers={"Vary": "Sec-Fetch-Dest, Sec-Fetch-Mode"}, outcome="nothing")
            try:
                return _act(visit, connection, word)
            except Rejected as rejected:
                return refuse(visit, rejected, "")
    return not_found(visit.page)


def _act(visit: Visit, connection: str, word: str) -> Response:
    """Raises Rejected."""
    if visit.method not in METHODS[word]:
        if word == "acs":
            raise Rejected(NOT_POST)
        return method_not_allowed(visit.page, METHODS[word])
    if word == "metadata":
        return connection_in_use.show_metadata(visit, connection)
    asked = connection_in_use.connection_in_use(visit, connection)
    if word == "login":
        return actions.log_on(visit, asked)
    return actions.take(visit, asked) if word == "acs" else single_logout.log_out(visit, asked)
