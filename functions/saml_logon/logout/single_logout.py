"""Single logout: a session here and the one at the identity provider end together, no matter which side begins."""

import secrets
from datetime import timedelta
from typing import Final

from functions.saml_logon.connection.connection_in_use import ConnectionInUse, signing_key
from functions.saml_logon.logout import messages as logout_messages
from functions.saml_logon.logout.messages import Expected
from functions.saml_logon.memory import saml_sessions
from functions.saml_logon.pages import LOG_OUT, LOGGED_OUT, ONLY_HERE, SURE
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.setup import NO_LOGOUT
from functions.saml_logon.reading import forms
from functions.saml_logon.sending import messages, outgoing, posts, redirects
from functions.saml_logon.sending.messages import Envelope
from functions.saml_logon.sending.outgoing import Outgoing
from functions.saml_logon.sending.redirects import Received
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import session_cookie
from koppel.entrance.pages import ASK, NOTE, redirect
from koppel.entrance.requests import Response
from koppel.logon import sessions, single_logout
from koppel.logon.single_logout import Leaving
from koppel.runtime import Runtime

_KINDS: Final = frozenset({"SAMLRequest", "SAMLResponse"})
_NO_SESSION: Final = (session_cookie("", framed=False),)


def log_out(visit: Visit, connection: ConnectionInUse) -> Response:
    """Handle a message of the identity provider, or a logout that begins here. Raises Rejected."""
    received = _received(visit, connection)
    if received is None:
        given = visit.query.get("go", ())
        leaving = single_logout.take(visit.tenant, given[0]) if len(given) == 1 else None
        return _go_on(visit, connection, leaving) if leaving else _begin(visit, connection)
    expected = Expected(
        issuer=connection.provider.entity_id,
        destination=connection.addresses.logout,
        now=visit.tenant.clock(),
        skew=timedelta(seconds=connection.settings.skew),
    )
    if received.kind == "SAMLRequest":
        return _answer(visit, connection, received, expected)
    answer = logout_messages.read_answer(received.xml, expected)
    back = single_logout.recall(visit.tenant, answer.in_response_to)
    return _sent(back, "logged-out") if back else _done(visit, everywhere=answer.success)


def _received(visit: Visit, connection: ConnectionInUse) -> Received | None:
    """The message of the identity provider, in the address or in a form; None when there is none. Raises Rejected."""
    certificates, allow_sha1 = [each.pem for each in connection.provider.certificates], connection.settings.allow_sha1
    if not _KINDS.isdisjoint(visit.query):
        return redirects.receive(visit.query, certificates, allow_sha1=allow_sha1)
    form = forms.read(visit) if visit.method == "POST" and visit.body else {}
    return None if _KINDS.isdisjoint(form) else posts.receive(form, certificates, allow_sha1=allow_sha1)


def _begin(visit: Visit, connection: ConnectionInUse) -> Response:
    """End the session here and send the browser to the identity provider to end the one there. Only a form of ours does
    so: another site cannot log somebody out."""
    if not visit.is_own_form:
        return visit.page.show(ASK, LOG_OUT, question=SURE, button=LOG_OUT, outcome="asked")
    if visit.session is None:
        return _done(visit, everywhere=False)
    session = sessions.from_row(visit.session)
    sessions.end(visit.tenant, session.digest)
    return _go_on(visit, connection, Leaving(session.digest, ""))


def _go_on(visit: Visit, connection: ConnectionInUse, leaving: Leaving) -> Response:
    """Send a browser whose session here has ended to the identity provider, to end the session there."""
    came = saml_sessions.of_session(visit.tenant, leaving.session)
    if came is None or came.connection != connection.id or not connection.provider.logout_url:
        return _sent(leaving.back, "logged-out") if leaving.back else _done(visit, everywhere=False)
    envelope = _envelope(visit.tenant.runtime, connection, connection.provider.logout_url)
    single_logout.remember(visit.tenant, envelope.id, leaving.back)
    message = Outgoing(
        address=envelope.destination,
        binding=connection.provider.logout_binding,
        kind="SAMLRequest",
        xml=messages.logout_request(envelope, came.name_id, came.session_index),
        key=signing_key(visit, connection, always=True),
    )
    return outgoing.send(visit, message, cookies=_NO_SESSION, outcome="logout-asked", after_form=True)


def _answer(visit: Visit, connection: ConnectionInUse, received: Received, expected: Expected) -> Response:
    request = logout_messages.read_request(received.xml, expected)
    saml_sessions.end_all(visit.tenant, connection.id, request.name_id, request.session_indexes)
    where = connection.provider.logout_answer_url or connection.provider.logout_url
    if not where:
        raise Rejected(NO_LOGOUT)
    message = Outgoing(
        address=where,
        binding=connection.provider.logout_binding,
        kind="SAMLResponse",
        xml=messages.logout_response(_envelope(visit.tenant.runtime, connection, where), request.id),
        key=signing_key(visit, connection, always=True),
        relay_state=received.relay_state,
    )
    return outgoing.send(visit, message, cookies=_NO_SESSION, outcome="logout-answered", after_form=False)


def _sent(address: str, outcome: str) -> Response:
    """A redirect to this address that removes the session cookie."""
    return redirect(address, cookies=_NO_SESSION, outcome=outcome)


def _done(visit: Visit, *, everywhere: bool) -> Response:
    text = None if everywhere else ONLY_HERE
    return visit.page.show(NOTE, LOGGED_OUT, text=text, cookies=_NO_SESSION, outcome="logged-out")


def _envelope(runtime: Runtime, connection: ConnectionInUse, destination: str) -> Envelope:
    return Envelope(
        id=f"_{secrets.token_hex(16)}",
        now=runtime.clock(),
        issuer=connection.addresses.entity_id,
        destination=destination,
    )
