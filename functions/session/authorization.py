"""The authorize endpoint: a platform requests the identity of the user, and gets a code for an open session (OpenID
Connect Core 1.0 section 3.1.2)."""

import re

from functions.session import codes, problems, wire
from functions.session.codes import Grant
from functions.session.wire import Parameters, Repeated, back
from koppel.domain.logon.platform import Platform
from koppel.domain.logon.security import SECURITY
from koppel.domain.problems.problem import Finding, Problem
from koppel.domain.texts import Text
from koppel.entrance import refusals
from koppel.entrance.browser import Visit
from koppel.entrance.pages import redirect
from koppel.entrance.refusals import LOGON
from koppel.entrance.requests import Response
from koppel.logon import sessions
from koppel.logon.sessions import Present
from koppel.organisation import error_log
from koppel.runtime import Runtime

_SECONDS = re.compile(r"[0-9]{1,15}")
_LONGEST = 1024  # characters of a value that the platform chooses

WRONG = Text(nl="Dit verzoek klopt niet", en="This request is not valid")
_WRONG_MORE = Text(
    nl="Het platform heeft gevraagd wie u bent, maar zo dat wij niet mogen antwoorden. De beheerder kan zien waarom.",
    en="The platform asked who you are, but in a way that we may not answer. The administrator can see why.",
)


def authorize(visit: Visit) -> Response:
    """Redirect to the platform with a code or an error, or to the logon page. When client_id or redirect_uri are not
    registered, show a page of our own: the browser must not be sent there (RFC 6749 section 4.1.2.1)."""
    try:
        parameters = wire.parameters(visit)
    except Repeated:
        return _refuse_here(visit, problems.REQUEST_WRONG, reason="a parameter is repeated or cannot be read")
    platform = visit.platform
    if platform is None or parameters.get("client_id") != platform.client_id:
        return _refuse_here(visit, problems.PLATFORM_UNKNOWN)
    if parameters.get("redirect_uri") not in platform.redirects:
        return _refuse_here(visit, problems.ADDRESS_UNKNOWN)
    error, reason = _error(parameters)
    if error:
        _note(visit, problems.REQUEST_WRONG, reason=reason)
        return _refuse(visit, parameters, error)
    present = sessions.present(visit.tenant, visit.session, visit.security.lifetime)
    if present is None or _needs_new_logon(visit.tenant.runtime, parameters, present):
        if "none" in parameters.get("prompt", "").split():
            return _refuse(visit, parameters, "login_required")
        return redirect(LOGON, outcome="no-session")
    return _grant(visit, platform, parameters, present)


def _error(parameters: Parameters) -> tuple[str, str]:
    """Error code and reason, ("", "") for a valid request."""
    rules = (
        ("request" in parameters, "request_not_supported", "request objects are not supported"),
        ("request_uri" in parameters, "request_uri_not_supported", "request objects are not supported"),
        (parameters.get("response_type") != "code", "unsupported_response_type", "response_type is not code"),
        (parameters.get("response_mode", "query") != "query", "invalid_request", "response_mode is not query"),
        ("openid" not in parameters.get("scope", "").split(), "invalid_scope", "scope lacks openid"),
        (not parameters.get("state"), "invalid_request", "state is missing"),
        (parameters.get("code_challenge_method") != "S256", "invalid_request", "code_challenge_method is not S256"),
        (not wire.is_challenge(parameters.get("code_challenge", "")), "invalid_request", "code_challenge is malformed"),
        (not _SECONDS.fullmatch(parameters.get("max_age") or "0"), "invalid_request", "max_age is not a number"),
        (
            any(len(parameters.get(name, "")) > _LONGEST for name in ("state", "nonce")),
            "invalid_request",
            "state or nonce is too long",
        ),
    )
    return next(((error, reason) for is_wrong, error, reason in rules if is_wrong), ("", ""))


def _needs_new_logon(runtime: Runtime, parameters: Parameters, present: Present) -> bool:
    """Whether the platform requests a newer logon than that of this session (`prompt`, `max_age`)."""
    if "login" in parameters.get("prompt", "").split():
        return True
    return bool(parameters.get("max_age")) and runtime.epoch() - present.session.logon.at > int(parameters["max_age"])


def _grant(visit: Visit, platform: Platform, parameters: Parameters, present: Present) -> Response:
    grant = Grant(
        client_id=platform.client_id,
        redirect_uri=parameters["redirect_uri"],
        nonce=parameters.get("nonce", ""),
        challenge=parameters["code_challenge"],
        issuer=visit.base_url,
        session=present.session.digest,
    )
    code = codes.issue(visit.tenant, grant)
    return back(grant.redirect_uri, {"code": code, "state": parameters["state"], "iss": visit.base_url}, "code")


def _refuse(visit: Visit, parameters: Parameters, error: str) -> Response:
    """Redirect to the platform with an error (RFC 6749 section 4.1.2.1; `iss`: RFC 9207)."""
    state = {"state": parameters["state"][:_LONGEST]} if parameters.get("state") else {}
    return back(parameters["redirect_uri"], {"error": error, **state, "iss": visit.base_url}, error)


def _refuse_here(visit: Visit, problem: Problem, **details: str) -> Response:
    _note(visit, problem, **details)
    return refusals.show(visit, WRONG, _WRONG_MORE, status=400, outcome=problem.slug)


def _note(visit: Visit, problem: Problem, **details: str) -> None:
    finding = Finding(problem=problem, cause=details.get("reason", ""), details=details, reference=visit.reference)
    error_log.record(visit.tenant, SECURITY.integration, finding)
