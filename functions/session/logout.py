"""Logging out: by the hub's own button or by the platform (OpenID Connect RP-Initiated Logout 1.0)."""

import hmac
from typing import Any
from urllib.parse import urlsplit

from functions.session import wire
from functions.session.wire import Parameters, Repeated
from koppel.domain.logon.session import Session
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import session_cookie
from koppel.entrance.pages import ASK, NOTE, redirect
from koppel.entrance.requests import Response
from koppel.logon import sessions, single_logout

PATH = "/session/logout"
LOGGED_OUT = Text(nl="U bent uitgelogd", en="You are logged out")
LOG_OUT = Text(nl="Uitloggen", en="Log out")
_SURE = Text(nl="Wilt u uitloggen?", en="Do you want to log out?")
_PASSED_ON = ("client_id", "post_logout_redirect_uri", "state")


def log_out(visit: Visit) -> Response:
    """End this browser's session: at once for a form of ours or for an ID token of this session, otherwise after a
    confirmation, so that another site cannot log somebody out."""
    try:
        parameters = wire.parameters(visit)
    except Repeated:
        parameters = {}
    session = sessions.from_row(visit.session) if visit.session else None
    is_open = session is not None and session.is_open(visit.tenant.epoch(), visit.security.lifetime)
    if session is None or not is_open:
        return _done(visit, parameters)
    if not visit.is_own_form and not _knows(parameters, session):
        return _ask(visit, parameters)
    sessions.end(visit.tenant, session.digest)
    done = _done(visit, parameters)
    onward = single_logout.begin(visit.tenant, session.digest, done.headers.get("Location", ""))
    return redirect(onward, headers=_gone(visit), outcome="logging-out") if onward else done


def _knows(parameters: Parameters, session: Session) -> bool:
    """Whether `id_token_hint` is of this session. Nobody can guess its `sid`, so its signature is not checked."""
    sid = _hinted(parameters).get("sid")
    return isinstance(sid, str) and hmac.compare_digest(sid.encode(errors="replace"), session.public.encode())


def _ask(visit: Visit, parameters: Parameters) -> Response:
    address = _address(visit, parameters)
    parts = urlsplit(address)
    targets = (f"{parts.scheme}://{parts.netloc}",) if address else ()
    return visit.page.show(
        ASK,
        LOG_OUT,
        question=_SURE,
        button=LOG_OUT,
        action=PATH,
        hidden={name: parameters[name] for name in _PASSED_ON if name in parameters},
        outcome="asked",
        form_targets=targets,
    )


def _done(visit: Visit, parameters: Parameters) -> Response:
    cookie = _gone(visit)
    address = _address(visit, parameters)
    if not address:
        return visit.page.show(NOTE, LOGGED_OUT, headers=cookie, outcome="logged-out")
    answer = {"state": parameters["state"]} if "state" in parameters else {}
    back = wire.back(address, answer, "logged-out") if answer else redirect(address, outcome="logged-out")
    return type(back)(status=303, headers={**back.headers, **cookie}, outcome=back.outcome)


def _gone(visit: Visit) -> dict[str, str]:
    """The header that removes the session cookie."""
    return {"Set-Cookie": session_cookie("", framed=visit.is_framed)}


def _address(visit: Visit, parameters: Parameters) -> str:
    """The address to which the platform wants the browser to return, if it is registered, "" otherwise."""
    address = parameters.get("post_logout_redirect_uri", "")
    platform = visit.platform
    if platform is None or address not in platform.after_logout:
        return ""
    named = parameters.get("client_id") or _hinted(parameters).get("aud")
    return address if named == platform.client_id else ""


def _hinted(parameters: Parameters) -> dict[str, Any]:
    """The claims of `id_token_hint`, unverified; {} without one."""
    token = parameters.get("id_token_hint")
    if not token:
        return {}
    from functions.session.jose import unverified_claims  # noqa: PLC0415

    return unverified_claims(token)
