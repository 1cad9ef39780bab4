"""The bench: a response or metadata looked at check by check. Nothing is sent, stored or used up.

A response is read up to the first check that it fails; what its signed content says is then checked point by point, so
that a response of yesterday still shows whether the rest of it is right.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from functions.saml_logon import account_lookup, checks, judgement, rules
from functions.saml_logon.connection import provider_metadata
from functions.saml_logon.connection.connection_in_use import ConnectionInUse, trust
from functions.saml_logon.memory import logon_requests, name_id_bindings
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.setup import PROVIDER_CHANGED
from functions.saml_logon.reading import responses
from functions.saml_logon.reading.responses import Heard
from functions.saml_logon.sending.addresses import Addresses
from functions.saml_logon.tile import Connection, IdentityProvider, MatchOn
from functions.saml_logon.xml import toolkit
from koppel.domain.accounts.account import Account
from koppel.domain.hosts import Host
from koppel.domain.texts import Text
from koppel.organisation import organisations
from koppel.runtime import Tenant

type Answer = dict[str, Any]

_FIELD = re.compile(r"(?:^|&)SAMLResponse=")
_HEARD = tuple(checks.RESPONSE)[: tuple(checks.RESPONSE).index("destination")]


class _Sheet:
    """The outcome of each check: passed, failed with a problem, or not looked at."""

    def __init__(self, names: Mapping[str, Text]) -> None:
        self._names = names
        self._outcomes: dict[str, Rejected | None] = {}

    def run[Value](self, name: str, check: Callable[[], Value]) -> Value | None:
        """What the check returns; None when it fails."""
        try:
            found = check()
        except Rejected as rejected:
            self._outcomes[name] = rejected
            return None
        self._outcomes[name] = None
        return found

    def read[Value](self, names: tuple[str, ...], steps: Callable[[], Value]) -> Value | None:
        """What these steps return, which have these names; None when one of them fails, after which none is made."""
        try:
            found = steps()
        except Rejected as rejected:
            self._outcomes |= dict.fromkeys(names[: len(rejected.passed)])
            self._outcomes[names[len(rejected.passed)]] = rejected
            return None
        self._outcomes |= dict.fromkeys(names)
        return found

    def answer(self) -> Answer:
        """The outcomes as JSON, each check with its text and, where it failed, with the problem."""
        has_failed = any(self._outcomes.values())
        return {
            "passed": not has_failed,
            "checks": [
                {"check": name, "what": _both(text), **_outcome(name in self._outcomes, self._outcomes.get(name))}
                for name, text in self._names.items()
            ],
        }


def check_response(tenant: Tenant, name: str, connection: Connection, provider: IdentityProvider, text: str) -> Answer:
    """A response, as XML, in base64, or as the form that a browser posted."""
    sheet = _Sheet(checks.RESPONSE)
    in_use = ConnectionInUse(id=name, settings=connection, provider=provider, addresses=Addresses("", name))
    heard = sheet.read(_HEARD, lambda: responses.hear(_form(text), trust(tenant, in_use)))
    if heard is None:
        return {**sheet.answer(), "attributes": {}, "compared": {}}
    attributes = rules.masked({"NameID": [heard.assertion.name_id.value], **heard.assertion.attributes})
    compared = _judge(sheet, tenant, _reached_by(tenant, in_use, heard.destination), heard)
    return {**sheet.answer(), "attributes": attributes, "compared": compared}


def check_metadata(tenant: Tenant, connection: Connection, text: str) -> Answer:
    """Metadata of an identity provider, and what they say."""
    sheet = _Sheet(checks.METADATA)
    *names, last = checks.METADATA
    found = sheet.read(tuple(names), lambda: provider_metadata.read(text.encode(errors="replace"), tenant.clock()))
    if found is None:
        return {**sheet.answer(), "provider": None}
    sheet.run(last, lambda: _check_same(connection, found))
    said = found.model_dump(mode="json", exclude={"certificates"})
    pinned = [{"fingerprint": each.fingerprint, "expires": each.expires} for each in found.certificates]
    return {**sheet.answer(), "provider": {**said, "certificates": pinned}}


def _judge(sheet: _Sheet, tenant: Tenant, connection: ConnectionInUse, heard: Heard) -> dict[str, str]:
    """Judge what a response says. Returns what was compared to find the person."""
    expected, assertion = judgement.expected(tenant, connection), heard.assertion
    for name, check in rules.CHECKS.items():
        sheet.run(name, lambda check=check: check(heard, expected))  # type: ignore[misc]
    compared: dict[str, str] = {}

    def person() -> Account:
        identity = rules.identity(assertion, connection.settings)
        compared.update(account_lookup.compared(identity))
        return account_lookup.find(tenant, identity)

    def request() -> None:
        asked = rules.answered(heard, rules.confirmed(heard, expected), expected)
        logon_requests.look(tenant, connection.id, asked, assertion)

    account = sheet.run("person", person)
    sheet.run("request", request)
    if account and connection.settings.match_on is MatchOn.EMAIL:
        name_id = assertion.name_id.value
        sheet.run("pin", lambda: name_id_bindings.look(tenant, assertion.issuer, name_id, account.key))
    return compared


def _form(text: str) -> dict[str, list[str]]:
    text = text.strip()
    if text.startswith("<"):
        return {"SAMLResponse": [toolkit.encoded(text.encode(errors="replace"))]}
    if _FIELD.search(text):
        return {"SAMLResponse": parse_qs(text).get("SAMLResponse", [])}
    return {"SAMLResponse": [unquote(text)]}


def _reached_by(tenant: Tenant, connection: ConnectionInUse, destination: str) -> ConnectionInUse:
    """The connection under the address of ours that the response names, as a browser would have reached it; under the
    organisation's own name when the response names no address of ours."""
    parts = urlsplit(destination)
    host = Host.parse(parts.netloc)
    is_ours = host is not None and organisations.slug_of(tenant.runtime, parts.netloc) == tenant.slug
    base_url = host.base_url if host and is_ours else own_address(tenant)
    addresses = Addresses(base_url, connection.id)
    return ConnectionInUse(
        id=connection.id, settings=connection.settings, provider=connection.provider, addresses=addresses
    )


def own_address(tenant: Tenant) -> str:
    """Where the organisation's browsers reach us; on a developer's machine the port has to be added."""
    if tenant.runtime.domain_name in {"localhost", ""}:
        return "http://localhost"
    return f"https://{tenant.slug}.{tenant.runtime.domain_name}"


def _check_same(connection: Connection, found: IdentityProvider) -> None:
    if connection.provider and connection.provider.entity_id != found.entity_id:
        raise Rejected(PROVIDER_CHANGED)


def _outcome(is_made: bool, rejected: Rejected | None) -> Answer:
    if rejected is None:
        return {"passed": True if is_made else None, "problem": "", "explanation": None, "remedy": None}
    problem, details = rejected.problem, rejected.details
    return {
        "passed": False,
        "problem": problem.slug,
        "explanation": _both(problem.explanation.fill(details)),
        "remedy": _both(problem.remedy.fill(details)),
    }


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
