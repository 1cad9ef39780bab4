"""What happens: a logon is requested of the identity provider, and its response logs somebody on."""

from dataclasses import replace

from functions.saml_logon.connection import certificate_expiry
from functions.saml_logon.connection.connection_in_use import ConnectionInUse, signing_key
from functions.saml_logon.judgement import Admitted, judge
from functions.saml_logon.memory import logon_history, logon_requests, saml_sessions
from functions.saml_logon.memory.saml_sessions import SamlSession
from functions.saml_logon.pages import refuse
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.statements import RELAY_STATE
from functions.saml_logon.rules import has_second_factor
from functions.saml_logon.sending import messages, outgoing
from functions.saml_logon.sending.addresses import START, own_page, page
from functions.saml_logon.sending.messages import Envelope
from functions.saml_logon.sending.outgoing import Outgoing
from functions.saml_logon.tile import TILE
from koppel.domain.logon.session import Logon
from koppel.domain.problems.problem import Finding
from koppel.domain.tiles.activity import Outcome
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import session_cookie
from koppel.entrance.pages import redirect
from koppel.entrance.requests import Response
from koppel.logon import sessions
from koppel.organisation import error_log

ONE_FACTOR, TWO_FACTORS = "urn:koppel:acr:single-factor", "urn:koppel:acr:second-factor"


def log_on(visit: Visit, connection: ConnectionInUse) -> Response:
    """Send the browser to the identity provider; the query parameter `to` is the page that the logon leads
    to; with `fresh=1` the provider asks for the logon again (SAML core section 3.4.1, ForceAuthn)."""
    pages = visit.query.get("to", ("/",))
    target = page(pages[0]) if len(pages) == 1 else None
    request = logon_requests.ask(visit.tenant, connection.id, target or START, visit.headers)
    envelope = Envelope(
        id=request.id,
        now=visit.tenant.clock(),
        issuer=connection.addresses.entity_id,
        destination=connection.provider.logon_url,
    )
    force = connection.settings.force_authentication or visit.query.get("fresh") == ("1",)
    message = Outgoing(
        address=envelope.destination,
        binding=connection.provider.logon_binding,
        kind="SAMLRequest",
        xml=messages.authn_request(envelope, connection.addresses.acs, force=force),
        key=signing_key(visit, connection),
    )
    return outgoing.send(visit, message, cookies=request.cookies, outcome="sent-to-provider", after_form=False)


def take(visit: Visit, connection: ConnectionInUse) -> Response:
    """Log on the professional of a response, or show on the logon page that it did not work. The history of logons gets
    a report either way."""
    judgement = judge(visit, connection)
    logon_history.record(visit.tenant, connection.id, visit.reference, judgement.report)
    if isinstance(judgement.result, Rejected):
        return refuse(visit, judgement.result, connection.id)
    admitted = judgement.result
    used = admitted.response.certificates
    certificate_expiry.warn(visit.tenant, connection.id, connection.settings, used, visit.reference)
    cookie = _start(visit, connection, admitted)
    target = admitted.target if admitted.request else _relayed(visit, connection, admitted)
    cookies = (cookie, *logon_requests.taken_back(admitted.request))
    return replace(redirect(target, cookies=cookies, outcome="logged-on"), counted=Outcome.DONE)


def _relayed(visit: Visit, connection: ConnectionInUse, admitted: Admitted) -> str:
    """The page of ours that RelayState names, for a logon that the identity provider began (SAML profiles section
    4.1.5); the start page, and a notice to the administrator, for anything else."""
    values = admitted.relay_state or ("",)
    target = own_page(values[0], visit.base_url) if len(values) == 1 else None
    if target is None:
        finding = Finding(problem=RELAY_STATE, cause=connection.id, reference=visit.reference)
        error_log.record(visit.tenant, TILE.integration, finding)
    return target or START


def _start(visit: Visit, connection: ConnectionInUse, admitted: Admitted) -> str:
    """Start a session of this professional. Returns its cookie, as a Set-Cookie value."""
    assertion, account = admitted.response.assertion, admitted.account
    strong = has_second_factor(assertion, connection.settings)
    logon = Logon(
        kind=account.kind,
        account=account.key,
        integration=TILE.integration,
        methods=("saml", "mfa") if strong else ("saml",),
        context=TWO_FACTORS if strong else ONE_FACTOR,
        at=visit.tenant.epoch(),
    )
    started = sessions.start(visit.tenant, logon, visit.security.lifetime, visit.session)
    session = SamlSession(connection.id, assertion.name_id, assertion.session_index)
    saml_sessions.note(visit.tenant, started.session.digest, session)
    return session_cookie(started.identifier, framed=False)
