"""What happens: a signed link logs a person on, or is refused with a reference."""

from dataclasses import replace
from functools import partial

from functions.delegated_logon import link_keys, nonces, problems, rules
from functions.delegated_logon.arrival import onward
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
from koppel.domain.tiles.activity import Outcome
from koppel.entrance import refusals
from koppel.entrance.browser import Visit, method_not_allowed
from koppel.entrance.cookies import session_cookie
from koppel.entrance.onward import lead_on
from koppel.entrance.pages import ASK, redirect
from koppel.entrance.requests import Response
from koppel.logon import sessions
from koppel.organisation import organisations
from koppel.runtime import Tenant

INTEGRATION = "delegated_logon"
ALLOWED = ("GET", "HEAD")
"""HTTP methods. The page that asks before a logon posts to the address of its link as well."""

METHODS = ("delegated",)
CONTEXT = "urn:koppel:acr:delegated"
"""Another system vouches for the person. How strongly it authenticated the person is not known."""

UNAUTHORIZED = Text(nl="Niet toegestaan", en="Unauthorized")
_UNAUTHORIZED_MORE = Text(
    nl="U bent ingelogd, maar mag niet worden doorgestuurd naar de bestemming in de link. Geef de beheerder deze "
    "referentie:",
    en="You are logged in, but may not be sent on to the destination in the link. Give this reference to the "
    "administrator:",
)
_LOG_ON = Text(nl="Inloggen", en="Log on")
_LOG_ON_MORE = Text(
    nl="Klik op de knop om in te loggen. De link werkt één keer; een programma dat links in e-mail controleert, "
    "verbruikt hem niet.",
    en="Click the button to log on. The link works once; a program that checks links in mail does not use it up.",
)


def log_on(visit: Visit) -> Response:
    """Log on the person of a signed link, or show a reference on the logon page. When its key says so, a page with a
    button comes first."""
    is_answer = visit.method == "POST"
    try:
        genuine, account = _verify(visit)
        if genuine.key.asks is not is_answer:
            return method_not_allowed(visit.page, ALLOWED) if is_answer else _ask(visit)
        if not _is_first_use(visit, genuine.link):
            raise Rejected(problems.NONCE_SEEN, genuine.link.user)
    except Rejected as rejected:
        return refusals.refuse_logon(visit, INTEGRATION, rejected.finding)
    logon = Logon(
        kind=account.kind,
        account=account.key,
        integration=INTEGRATION,
        methods=METHODS,
        context=CONTEXT,
        at=visit.tenant.epoch(),
    )
    return replace(_start(visit, genuine, logon, is_form=is_answer), counted=Outcome.DONE)


def _start(visit: Visit, genuine: Genuine, logon: Logon, *, is_form: bool) -> Response:
    """Start the session, and send the browser where the link leads."""
    started = sessions.start(visit.tenant, logon, visit.security.lifetime, visit.session)
    link_keys.note_use(visit.tenant, genuine.key)
    cookie = {"Set-Cookie": session_cookie(started.identifier, framed=visit.is_framed)}
    send = partial(lead_on, visit.page) if is_form else redirect
    if visit.segments != FRAME:
        return send(onward(visit), headers=cookie, outcome="logged-on")
    if may_redirect(visit.security, genuine.link.redirect):
        return send(genuine.link.redirect, headers=cookie, outcome="redirected")
    return _stay(visit, cookie)


def _verify(visit: Visit) -> tuple[Genuine, Account]:
    """The link, after all checks but that of its first use, and its account. Before the signature is checked, only
    rows of the organisation itself are read. Raises Rejected."""
    organisation, state = visit.organisation, visit.tiles[INTEGRATION]
    if not state.in_use:
        raise Rejected(SWITCHED_OFF)
    settings = organisations.read_settings(DelegatedLogonSettings, state.settings)
    stored = link_keys.from_row(visit.rows.get(row_keys.logon.link_keys(organisation.slug)))
    genuine = rules.examine(
        visit.query,
        stored,
        lambda key: link_keys.secret(Tenant(visit.tenant.runtime, organisation), key),
        settings,
        visit.tenant.clock(),
    )
    found = store.by_id(Tenant(visit.tenant.runtime, organisation), genuine.kind, genuine.link.user)
    return genuine, rules.admit(genuine, found)


def _is_first_use(visit: Visit, link: Link) -> bool:
    """Use up nonce and token. Returns whether both were new. The token counts too, because the signed text does not
    separate names from values: `nonce=ab` and `pq=1` have the token of `nonce=abpq1`, another nonce."""
    used = ((f"{INTEGRATION}/token", link.token), (INTEGRATION, link.nonce))
    return all(nonces.use(visit.tenant, scope, value) for scope, value in used)


def _ask(visit: Visit) -> Response:
    """A page with one button, which sends a POST to the same address. Programs that check links in mail send GET."""
    return visit.page.show(ASK, _LOG_ON, question=_LOG_ON_MORE, button=_LOG_ON, outcome="asked")


def _stay(visit: Visit, cookie: dict[str, str]) -> Response:
    problem = problems.REDIRECT_NOT_ALLOWED
    refusals.record(visit, INTEGRATION, Finding(problem=problem))
    return refusals.show(visit, UNAUTHORIZED, _UNAUTHORIZED_MORE, status=403, headers=cookie, outcome=problem.slug)
