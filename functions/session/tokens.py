"""The token endpoint: the platform exchanges a code for an ID token (OpenID Connect Core 1.0 section 3.1.3)."""

import secrets
from typing import Any

from functions.session import codes, problems, wire
from functions.session.codes import Grant
from functions.session.signer import Signer
from functions.session.wire import Repeated, answer
from koppel.domain.logon.security import SECURITY
from koppel.domain.problems.problem import Finding, Problem
from koppel.entrance.browser import Visit
from koppel.entrance.requests import Response
from koppel.logon import sessions
from koppel.logon.sessions import Present
from koppel.organisation import error_log

SECONDS_VALID = 300


def exchange(signer: Signer, visit: Visit) -> Response:
    """Exchange a code for an ID token, once."""
    try:
        parameters = wire.parameters(visit)
    except Repeated:
        return answer({"error": "invalid_request"}, 400, "invalid_request")
    offered = wire.credentials(visit.headers, parameters)
    platform = visit.platform
    if offered is None or platform is None or offered[0] != platform.client_id or not platform.has_secret(offered[1]):
        _note(visit, problems.SECRET_WRONG)
        return answer({"error": "invalid_client"}, 401, "invalid_client", WWW_Authenticate='Basic realm="token"')
    if parameters.get("grant_type") != "authorization_code":
        return answer({"error": "unsupported_grant_type"}, 400, "unsupported_grant_type")
    code = parameters.get("code", "")
    grant = codes.find(visit.tenant, code) if code else None
    if grant is None:
        return _refuse(visit, "it is unknown, was exchanged before, or is older than a minute")
    if grant.client_id != platform.client_id or grant.redirect_uri != parameters.get("redirect_uri"):
        return _refuse(visit, "redirect_uri is not that of the request")
    if not wire.proves(parameters.get("code_verifier", ""), grant.challenge):
        return _refuse(visit, "code_verifier does not fit the code_challenge")
    if not codes.use(visit.tenant, code):
        return _refuse(visit, "it was exchanged by another request at the same moment")
    present = sessions.find(visit.tenant, grant.session, visit.security.lifetime)
    if present is None:
        return _refuse(visit, "the session has ended")
    return answer(
        {
            "access_token": secrets.token_urlsafe(32),  # the standard requires one; no endpoint of ours accepts it
            "token_type": "Bearer",
            "expires_in": SECONDS_VALID,
            "scope": "openid",
            "id_token": signer.sign(visit.tenant.runtime, platform, claims(visit, grant, present)),
        },
        outcome="token",
        Pragma="no-cache",
    )


def claims(visit: Visit, grant: Grant, present: Present) -> dict[str, Any]:
    """What an ID token says (OpenID Connect Core 1.0 section 2). It holds no name and no
    number of a person: `sub` is the account's key. `nonce` is there when the platform sent one."""
    now, logon, account = visit.tenant.epoch(), present.session.logon, present.account
    return {
        "iss": grant.issuer,
        "sub": account.key,
        "aud": grant.client_id,
        "iat": now,
        "exp": now + SECONDS_VALID,
        "auth_time": logon.at,
        **({"nonce": grant.nonce} if grant.nonce else {}),
        "acr": logon.context,
        "amr": list(logon.methods),
        "sid": present.session.public,
        "organisation": visit.organisation.slug,
        "account_type": account.kind,
        "roles": list(account.roles),
    }


def _refuse(visit: Visit, reason: str) -> Response:
    _note(visit, problems.CODE_REFUSED, reason=reason)
    return answer({"error": "invalid_grant"}, 400, "invalid_grant")


def _note(visit: Visit, problem: Problem, **details: str) -> None:
    finding = Finding(problem=problem, cause=details.get("reason", ""), details=details, reference=visit.reference)
    error_log.record(visit.tenant, SECURITY.integration, finding)
