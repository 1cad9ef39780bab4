"""The authorize endpoint: a platform asks who is here, and gets a code for an open session (OpenID Connect Core 1.0
section 3.1.2)."""

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
_LONGEST = 1024  # of what the platform makes up itself

WRONG = Text(nl="Dit verzoek klopt niet", en="This request is not right")
_WRONG_MORE = Text(
    nl="Het platform heeft gevraagd wie u bent, maar zo dat wij niet mogen antwoorden. De beheerder kan zien waarom.",
    en="The platform asked who you are, but in a way that we may not answer. The administrator can see why.",
)


def authorize(visit: Visit) -> Response:
    """A code, an error for the platform, the logon page, or a page of our own where the platform must not be trusted
    to be one."""
    try:
        given = wire.parameters(visit)
    except Repeated:
        return _mistrust(visit, problems.REQUEST_WRONG, reason="a parameter is repeated or cannot be read")
    platform = visit.platform
    if platform is None or given.get("client_id") != platform.client_id:
        return _mistrust(visit, problems.PLATFORM_UNKNOWN)
    if given.get("redirect_uri") not in platform.redirects:
        return _mistrust(visit, problems.ADDRESS_UNKNOWN)
    error, reason = _error(given)
    if error:
        _note(visit, problems.REQUEST_WRONG, reason=reason)
        return _refuse(visit, given, error)
    present = sessions.present(visit.tenant, visit.session, visit.security.lifetime)
    if present is None or _wants_new(visit.tenant.runtime, given, present):
        if "none" in given.get("prompt", "").split():
            return _refuse(visit, given, "login_required")
        return redirect(LOGON, outcome="no-session")
    return _grant(visit, platform, given, present)


def _error(given: Parameters) -> tuple[str, str]:
    """Error code and reason, ("", "") for a request that is right."""
    rules = (
        ("request" in given, "request_not_supported", "request objects are not supported"),
        ("request_uri" in given, "request_uri_not_supported", "request objects are not supported"),
        (given.get("response_type") != "code", "unsupported_response_type", "response_type is not code"),
        (given.get("response_mode", "query") != "query", "invalid_request", "response_mode is not query"),
        ("openid" not in given.get("scope", "").split(), "invalid_scope", "scope lacks openid"),
        (not given.get("state"), "invalid_request", "state is missing"),
        (given.get("code_challenge_method") != "S256", "invalid_request", "code_challenge_method is not S256"),
        (not wire.is_challenge(given.get("code_challenge", "")), "invalid_request", "code_challenge is not fit"),
        (not _SECONDS.fullmatch(given.get("max_age") or "0"), "invalid_request", "max_age is no number"),
        (any(len(given.get(name, "")) > _LONGEST for name in ("state", "nonce")), "invalid_request", "too long"),
    )
    return next(((error, reason) for is_wrong, error, reason in rules if is_wrong), ("", ""))


def _wants_new(runtime: Runtime, given: Parameters, present: Present) -> bool:
    """Whether the platform asks for a logon newer than this session's."""
    if "login" in given.get("prompt", "").split():
        return True
    return bool(given.get("max_age")) and runtime.epoch() - present.session.logon.at > int(given["max_age"])


def _grant(visit: Visit, platform: Platform, given: Parameters, present: Present) -> Response:
    grant = Grant(
        client_id=platform.client_id,
        redirect_uri=given["redirect_uri"],
        nonce=given.get("nonce", ""),
        challenge=given["code_challenge"],
        issuer=visit.base_url,
        session=present.session.digest,
    )
    code = codes.issue(visit.tenant, grant)
    return back(grant.redirect_uri, {"code": code, "state": given["state"], "iss": visit.base_url}, "code")


def _refuse(visit: Visit, given: Parameters, error: str) -> Response:
    """Tell the platform (RFC 6749 section 4.1.2.1; `iss`: RFC 9207)."""
    state = {"state": given["state"][:_LONGEST]} if given.get("state") else {}
    return back(given["redirect_uri"], {"error": error, **state, "iss": visit.base_url}, error)


def _mistrust(visit: Visit, problem: Problem, **details: str) -> Response:
    _note(visit, problem, **details)
    return refusals.show(visit, WRONG, _WRONG_MORE, status=400, outcome=problem.slug)


def _note(visit: Visit, problem: Problem, **details: str) -> None:
    finding = Finding(problem=problem, cause=details.get("reason", ""), details=details, reference=visit.reference)
    error_log.record(visit.tenant, SECURITY.integration, finding)
