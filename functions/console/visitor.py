"""Who visits the console: an application manager with an ordinary session, or somebody who came by a one-time link."""

from dataclasses import dataclass, field, replace

from functions.console import links
from koppel.aws import row_keys
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.logon.session import Lifetime
from koppel.domain.problems.refusal import Refusal
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import identifier_in, pairs
from koppel.logon import sessions
from koppel.organisation.commands import Who

COOKIE = "__Host-console"
FRESH_SECONDS = 600
"""How long after a logon a sensitive act needs no other one."""
SAML = "saml_logon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who may use the console.

    role          as whom
    organisation  the organisation of the session; the operator is not bound to it
    actor         how the audit log names the person: without a name
    name          how the page greets the person
    since         time of the logon, seconds since 1970
    log_on_again  path at which the identity provider asks for the logon again; "" where it cannot be asked
    secret        what the tokens of forms are made from
    """

    role: Who
    organisation: str
    actor: str
    name: str
    since: int
    log_on_again: str = ""
    secret: str = field(repr=False)

    def is_fresh(self, now: int) -> bool:
        """Whether a sensitive act may go on without another logon. Where nobody can be asked again, it may."""
        return not self.log_on_again or now < self.since + FRESH_SECONDS

    def may_see(self, organisation: str) -> bool:
        """Whether the pages of this organisation are for the visitor."""
        return self.role is Who.OPERATOR or organisation == self.organisation


class NotAManager(Refusal):
    """A session of somebody who is no application manager."""


def visitor_of(visit: Visit) -> Visitor | None:
    """The visitor; None without a session. Raises NotAManager."""
    return _by_link(visit) or _by_session(visit)


def identifier_of(visit: Visit) -> str:
    """The identifier in the cookie of a session that began with a link, "" without one."""
    return next((value for name, value in pairs(visit.headers) if name == COOKIE), "")


def cookie(identifier: str) -> str:
    """The value of `Set-Cookie` that keeps the identifier of such a session; "" removes it."""
    ended = "" if identifier else "; Max-Age=0"
    return f"{COOKIE}={identifier}; Path=/; Secure; HttpOnly; SameSite=Lax{ended}"


def _by_link(visit: Visit) -> Visitor | None:
    identifier = identifier_of(visit)
    found = links.present(visit.tenant, identifier) if identifier else None
    if found is None:
        return None
    return Visitor(
        role=found.role,
        organisation=visit.tenant.slug,
        actor=f"console link of {found.actor}",
        name="",
        since=found.at,
        secret=identifier,
    )


def _by_session(visit: Visit) -> Visitor | None:
    usual = visit.security.lifetime
    lifetime = Lifetime(idle=min(usual.idle, links.IDLE_SECONDS), absolute=usual.absolute)
    found = sessions.present(visit.tenant, visit.session, lifetime)
    if found is None:
        return None
    account, logon = found.account, found.session.logon
    if account.kind is not Kind.PROFESSIONAL or Role.APPLICATION_MANAGER not in account.roles:
        raise NotAManager
    made = Visitor(
        role=Who.APPLICATION_MANAGER,
        organisation=visit.tenant.slug,
        actor=f"{account.key} ({logon.integration})",
        name=account.name,
        since=logon.at,
        secret=identifier_in(visit.headers),
    )
    if logon.integration != SAML or visit.tenant.epoch() < logon.at + FRESH_SECONDS:
        return made
    row = visit.tenant.table.get(row_keys.saml.session(visit.tenant.slug, found.session.digest))
    return replace(made, log_on_again=f"/saml/{row['connection']}/login") if row else made
