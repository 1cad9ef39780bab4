"""What happens: a logon is asked for, and a response logs somebody on."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from functions.saml_logon import account_lookup, outgoing, rules
from functions.saml_logon.connection.connection_in_use import INTEGRATION, ConnectionInUse, signing_key, trust
from functions.saml_logon.memory import logon_history, logon_requests, name_id_bindings, saml_sessions
from functions.saml_logon.memory.logon_history import LogonReport
from functions.saml_logon.memory.saml_sessions import SamlSession
from functions.saml_logon.outgoing import Outgoing
from functions.saml_logon.pages import refuse
from functions.saml_logon.problems.certificates import CERTIFICATE_EXPIRED, CERTIFICATE_EXPIRES
from functions.saml_logon.problems.claims import RELAY_STATE
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import forms, responses
from functions.saml_logon.reading.assertions import Assertion
from functions.saml_logon.reading.responses import Heard
from functions.saml_logon.rules import Expected
from functions.saml_logon.sending import messages
from functions.saml_logon.sending.addresses import START, own_page, page
from functions.saml_logon.sending.messages import Envelope
from functions.saml_logon.tile import MatchOn
from koppel.domain.accounts.account import Account
from koppel.domain.logon.session import Logon
from koppel.domain.problems.problem import Finding
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import session_cookie
from koppel.entrance.pages import redirect
from koppel.entrance.requests import Response
from koppel.logon import sessions
from koppel.organisation import error_log

ONE_FACTOR, TWO_FACTORS = "urn:koppel:acr:single-factor", "urn:koppel:acr:second-factor"
WARNED_BEFORE = timedelta(days=30)
"""How long before a certificate expires the administrator is told."""


def log_on(visit: Visit, asked: ConnectionInUse) -> Response:
    """Send the browser to the identity provider; `to` is the page that the logon leads to."""
    wanted = visit.query.get("to", ("/",))
    target = page(wanted[0]) if len(wanted) == 1 else None
    request = logon_requests.ask(visit.tenant, asked.id, target or START, visit.headers)
    envelope = Envelope(
        id=request.id,
        now=visit.tenant.clock(),
        issuer=asked.addresses.entity_id,
        destination=asked.provider.logon_url,
    )
    xml = messages.authn_request(envelope, asked.addresses.acs, force=asked.connection.force_authentication)
    message = Outgoing(
        address=envelope.destination,
        binding=asked.provider.logon_binding,
        kind="SAMLRequest",
        xml=xml,
        key=signing_key(visit, asked),
    )
    return outgoing.send(visit, message, cookies=request.cookies, outcome="sent-to-provider", after_form=False)


def take(visit: Visit, asked: ConnectionInUse) -> Response:
    """Log the person of a response on, or say on the logon page that it did not work; either way leave a trace."""
    passed: list[str] = []
    attributes: dict[str, list[str]] = {}
    compared: dict[str, str] = {}
    try:
        form = forms.read(visit)
        heard = responses.hear(form, trust(visit, asked), passed)
        attributes = rules.masked({"NameID": [heard.assertion.name_id.value], **heard.assertion.attributes})
        expected = Expected(
            acs=asked.addresses.acs,
            entity_id=asked.addresses.entity_id,
            now=visit.tenant.clock(),
            skew=timedelta(seconds=asked.connection.skew),
            idp_initiated=asked.connection.idp_initiated,
        )
        accepted = rules.judge(heard, expected, passed)
        identity = rules.identity(heard.assertion, asked.connection)
        compared = account_lookup.compared(identity)
        account = account_lookup.find(visit.tenant, identity)
        passed.append("person")
        secret = logon_requests.secret_in(visit.headers, accepted.request)
        target = logon_requests.finish(visit.tenant, asked.id, accepted, heard.assertion, secret=secret)
        passed.append("request")
        if identity.field is MatchOn.EMAIL:
            name_id = heard.assertion.name_id.value
            name_id_bindings.bind(visit.tenant, heard.assertion.issuer, name_id, account.key)
            passed.append("pin")
    except Rejected as rejected:
        trace = LogonReport(outcome=rejected.problem.slug, passed=passed, attributes=attributes, compared=compared)
        logon_history.record(visit.tenant, asked.id, visit.reference, trace)
        return refuse(visit, rejected, asked.id)
    trace = LogonReport(outcome="logged on", passed=passed, attributes=attributes, compared=compared)
    logon_history.record(visit.tenant, asked.id, visit.reference, trace)
    _warn(visit, asked, heard)
    cookie = _start(visit, asked, heard.assertion, account)
    target = target if accepted.request else _relayed(visit, asked, form)
    return redirect(target, cookies=(cookie, *logon_requests.taken_back(accepted.request)), outcome="logged-on")


def _relayed(visit: Visit, asked: ConnectionInUse, form: Mapping[str, Sequence[str]]) -> str:
    """The page of ours that RelayState names, for a logon that the identity provider began (SAML profiles section
    4.1.5); the start page, and a notice to the administrator, for anything else."""
    given = form.get("RelayState", ("",))
    found = own_page(given[0], visit.base_url) if len(given) == 1 else None
    if found is None:
        finding = Finding(problem=RELAY_STATE, cause=asked.id, reference=visit.reference)
        error_log.record(visit.tenant, INTEGRATION, finding)
    return found or START


def _start(visit: Visit, asked: ConnectionInUse, assertion: Assertion, account: Account) -> str:
    """The cookie of a new session of this person."""
    strong = rules.has_second_factor(assertion, asked.connection)
    logon = Logon(
        kind=account.kind,
        account=account.key,
        integration=INTEGRATION,
        methods=("saml", "mfa") if strong else ("saml",),
        context=TWO_FACTORS if strong else ONE_FACTOR,
        at=visit.tenant.epoch(),
    )
    started = sessions.start(visit.tenant, logon, visit.security.lifetime, visit.session)
    came = SamlSession(asked.id, assertion.name_id, assertion.session_index)
    saml_sessions.note(visit.tenant, started.session.digest, came)
    return session_cookie(started.identifier, framed=False)


def _warn(visit: Visit, asked: ConnectionInUse, heard: Heard) -> None:
    """Tell the administrator of certificates that have expired, or will soon, among those that the provider uses."""
    now = visit.tenant.clock()
    for each in asked.provider.certificates:
        if each.pem not in heard.certificates or each.end > now + WARNED_BEFORE:
            continue
        problem = CERTIFICATE_EXPIRED if each.end <= now else CERTIFICATE_EXPIRES
        details = {"connection": asked.connection.name, "date": visit.organisation.day(each.end).isoformat()}
        finding = Finding(
            problem=problem, subject=asked.id, cause=each.fingerprint, details=details, reference=visit.reference
        )
        error_log.record(visit.tenant, INTEGRATION, finding)
