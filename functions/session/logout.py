"""Logging out: by the hub's own button or by the platform (OpenID Connect RP-Initiated Logout 1.0)."""

import hmac
from html import escape
from typing import Any
from urllib.parse import urlsplit

from functions.session import wire
from functions.session.wire import Parameters, Repeated
from koppel.domain.logon.session import Session
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import session_cookie
from koppel.entrance.pages import paragraph, redirect
from koppel.entrance.requests import Response
from koppel.logon import sessions, single_logout

PATH = "/session/logout"
LOGGED_OUT = Text(nl="U bent uitgelogd", en="You are logged out")
LOG_OUT = Text(nl="Uitloggen", en="Log out")
_SURE = Text(nl="Wilt u uitloggen?", en="Do you want to log out?")
_PASSED_ON = ("client_id", "post_logout_redirect_uri", "state")


def log_out(visit: Visit) -> Response:
    """End this browser's session, at once when it is clear that its user or the platform asks for it; otherwise after
    asking, so that no other site can log somebody out."""
    try:
        given = wire.parameters(visit)
    except Repeated:
        given = {}
    session = sessions.from_row(visit.session) if visit.session else None
    is_open = session is not None and session.is_open(visit.tenant.epoch(), visit.security.lifetime)
    if session is None or not is_open:
        return _done(visit, given)
    if not visit.is_own_form and not _knows(given, session):
        return _ask(visit, given)
    sessions.end(visit.tenant, session.digest)
    done = _done(visit, given)
    onward = single_logout.begin(visit.tenant, session.digest, done.headers.get("Location", ""))
    return redirect(onward, headers=_gone(visit), outcome="logging-out") if onward else done


def _knows(given: Parameters, session: Session) -> bool:
    """Whether the ID token handed in is this session's: nobody can guess its `sid`, so its signature adds nothing."""
    sid = _hinted(given).get("sid")
    return isinstance(sid, str) and hmac.compare_digest(sid.encode(errors="replace"), session.public.encode())


def _ask(visit: Visit, given: Parameters) -> Response:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(given[name])}">' for name in _PASSED_ON if name in given
    )
    form = f'<form method="post" action="{PATH}">{hidden}<button>{visit.page.say(LOG_OUT)}</button></form>'
    content = paragraph(visit.page.say(_SURE)) + form
    address = _address(visit, given)
    parts = urlsplit(address)
    targets = (f"{parts.scheme}://{parts.netloc}",) if address else ()
    return visit.page.answer(LOG_OUT, content, outcome="asked", form_targets=targets)


def _done(visit: Visit, given: Parameters) -> Response:
    cookie = _gone(visit)
    address = _address(visit, given)
    if not address:
        return visit.page.answer(LOGGED_OUT, "", headers=cookie, outcome="logged-out")
    answer = {"state": given["state"]} if "state" in given else {}
    back = wire.back(address, answer, "logged-out") if answer else redirect(address, outcome="logged-out")
    return type(back)(status=303, headers={**back.headers, **cookie}, outcome=back.outcome)


def _gone(visit: Visit) -> dict[str, str]:
    """Takes the cookie back."""
    return {"Set-Cookie": session_cookie("", framed=visit.is_framed)}


def _address(visit: Visit, given: Parameters) -> str:
    """Where the platform wants the browser, if that is registered, "" otherwise."""
    wanted = given.get("post_logout_redirect_uri", "")
    platform = visit.platform
    if platform is None or wanted not in platform.after_logout:
        return ""
    named = given.get("client_id") or _hinted(given).get("aud")
    return wanted if named == platform.client_id else ""


def _hinted(given: Parameters) -> dict[str, Any]:
    """The claims of the ID token that the platform sent along, unverified, {} without one."""
    token = given.get("id_token_hint")
    if not token:
        return {}
    from functions.session.jose import unverified_claims  # noqa: PLC0415

    return unverified_claims(token)
