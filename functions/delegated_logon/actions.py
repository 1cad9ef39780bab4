"""What happens: a signed link logs somebody on, or is refused with a reference."""

from dataclasses import replace
from urllib.parse import quote

from functions.delegated_logon import link_keys, nonces, problems, rules
from functions.delegated_logon.arrival import LOGON, onward
from functions.delegated_logon.destinations import FRAME, may_redirect
from functions.delegated_logon.rules import Genuine, Rejected
from functions.delegated_logon.tile import DelegatedLogonSettings
from functions.delegated_logon.wire import Link
from koppel.accounts import store
from koppel.aws import row_keys
from koppel.domain.accounts.account import Account
from koppel.domain.logon.session import Logon
from koppel.domain.problems.access import SWITCHED_OFF
from koppel.domain.problems.problem import Finding
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import session_cookie
from koppel.entrance.pages import paragraph, redirect, reference_paragraph
from koppel.entrance.requests import Response
from koppel.logon import references, sessions
from koppel.organisation import organisations
from koppel.runtime import Runtime

INTEGRATION = "delegated_logon"
METHODS = ("delegated",)
CONTEXT = "urn:koppel:acr:delegated"
"""Says that another system vouches for the person; how strongly it has authenticated them is not known here."""

UNAUTHORIZED = Text(nl="Niet toegestaan", en="Unauthorized")
_UNAUTHORIZED_MORE = Text(
    nl="U bent ingelogd, maar mag niet worden doorgestuurd naar de bestemming in de link. Geef de beheerder deze "
    "referentie:",
    en="You are logged in, but may not be sent on to the destination in the link. Give this reference to the "
    "administrator:",
)


def log_on(runtime: Runtime, visit: Visit) -> Response:
    """Log the person of a signed link on, or say on the logon page that it did not work."""
    try:
        genuine, account = _verify(runtime, visit)
    except Rejected as rejected:
        return _refuse(runtime, visit, rejected.finding)
    logon = Logon(
        kind=account.kind,
        account=account.key,
        integration=INTEGRATION,
        methods=METHODS,
        context=CONTEXT,
        at=runtime.epoch(),
    )
    started = sessions.start(runtime, visit.organisation, logon, visit.security.lifetime, visit.session)
    link_keys.note_use(runtime, visit.organisation, genuine.key)
    cookie = {"Set-Cookie": session_cookie(started.identifier, framed=visit.is_framed)}
    if visit.segments != FRAME:
        return redirect(onward(visit), headers=cookie, outcome="logged-on")
    if may_redirect(visit.security, genuine.link.redirect):
        return redirect(genuine.link.redirect, headers=cookie, outcome="redirected")
    return _stay(runtime, visit, cookie)


def _verify(runtime: Runtime, visit: Visit) -> tuple[Genuine, Account]:
    """Who the link is about, once it is proven good and its nonce is used. Before the signature is checked nothing but
    the organisation's own rows is looked at. Raises Rejected."""
    organisation, state = visit.organisation, visit.tiles[INTEGRATION]
    if not state.in_use:
        raise Rejected(SWITCHED_OFF)
    settings = organisations.read_settings(DelegatedLogonSettings, state.settings)
    stored = link_keys.from_row(visit.rows.get(row_keys.logon.link_keys(organisation.slug)))
    genuine = rules.examine(
        visit.query, stored, lambda key: link_keys.secret(runtime, organisation, key), settings, runtime.clock()
    )
    found = store.by_id(runtime, organisation, genuine.kind, genuine.link.user)
    account = rules.admit(genuine, found)
    if not _is_first_use(runtime, visit, genuine.link):
        raise Rejected(problems.NONCE_SEEN, genuine.link.user)
    return genuine, account


def _is_first_use(runtime: Runtime, visit: Visit, link: Link) -> bool:
    """Whether neither this nonce nor this token was seen before. The token counts as well because nothing separates
    names from values in what is signed: `nonce=ab` and `pq=1` have the token of `nonce=abpq1`, another nonce."""
    used = ((f"{INTEGRATION}/token", link.token), (INTEGRATION, link.nonce))
    return all(nonces.use(runtime, visit.organisation, scope, value) for scope, value in used)


def _refuse(runtime: Runtime, visit: Visit, finding: Finding) -> Response:
    references.record(runtime, visit.organisation, INTEGRATION, replace(finding, reference=visit.reference))
    return redirect(f"{LOGON}?reference={quote(visit.reference, safe='')}", outcome=finding.problem.slug)


def _stay(runtime: Runtime, visit: Visit, cookie: dict[str, str]) -> Response:
    finding = Finding(problem=problems.REDIRECT_NOT_ALLOWED, reference=visit.reference)
    references.record(runtime, visit.organisation, INTEGRATION, finding)
    content = paragraph(visit.page.say(_UNAUTHORIZED_MORE), "bad") + reference_paragraph(visit.reference)
    outcome = problems.REDIRECT_NOT_ALLOWED.slug
    return visit.page.answer(UNAUTHORIZED, content, status=403, headers=cookie, outcome=outcome)
