"""Judgement: what becomes of one response of an identity provider, step by step."""

from dataclasses import dataclass, replace
from datetime import timedelta

from functions.saml_logon import account_lookup, rules
from functions.saml_logon.connection.connection_in_use import ConnectionInUse, trust
from functions.saml_logon.memory import logon_requests, name_id_bindings
from functions.saml_logon.memory.logon_history import LogonReport
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import forms, responses
from functions.saml_logon.reading.responses import Heard
from functions.saml_logon.rules import Expected
from functions.saml_logon.tile import MatchOn
from koppel.domain.accounts.account import Account
from koppel.entrance.browser import Visit
from koppel.runtime import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A response that logs a professional on.

    request      id of the request that it answers, "" for a logon that the identity provider began
    target       page that the request leads to, "" without a request
    relay_state  the values of RelayState that came with it
    """

    response: Heard
    account: Account
    request: str
    target: str
    relay_state: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one response.

    report  for the history of logons
    result  whom the response logs on, or why it logs nobody on
    """

    report: LogonReport
    result: Admitted | Rejected


def judge(visit: Visit, connection: ConnectionInUse) -> Judgement:
    """Read the response that was posted, check it, find the professional, and use the response up. The first step that
    is not passed ends it; `LogonReport.passed` names those before it."""
    report = LogonReport()
    try:
        form = forms.read(visit)
        heard = responses.hear(form, trust(visit.tenant, connection))
        attributes = rules.masked({"NameID": [heard.assertion.name_id.value], **heard.assertion.attributes})
        report = replace(report.after(*heard.passed), attributes=attributes)
        accepted = rules.judge(heard, expected(visit.tenant, connection))
        report = report.after(*accepted.passed)
        identity = rules.identity(heard.assertion, connection.settings)
        report = replace(report, compared=account_lookup.compared(identity))
        account = account_lookup.find(visit.tenant, identity)
        report = report.after("person")
        secret = logon_requests.secret_in(visit.headers, accepted.request)
        target = logon_requests.finish(visit.tenant, connection.id, accepted, heard.assertion, secret=secret)
        report = report.after("request")
        if identity.field is MatchOn.EMAIL:
            name_id = heard.assertion.name_id.value
            name_id_bindings.bind(visit.tenant, heard.assertion.issuer, name_id, account.key)
            report = report.after("pin")
    except Rejected as rejected:
        return Judgement(replace(report.after(*rejected.passed), outcome=rejected.problem.slug), rejected)
    admitted = Admitted(
        response=heard,
        account=account,
        request=accepted.request,
        target=target,
        relay_state=tuple(form.get("RelayState", ())),
    )
    return Judgement(replace(report, outcome="logged on"), admitted)


def expected(tenant: Tenant, connection: ConnectionInUse) -> Expected:
    """What a response must have now to be for this connection."""
    return Expected(
        acs=connection.addresses.acs,
        entity_id=connection.addresses.entity_id,
        now=tenant.clock(),
        skew=timedelta(seconds=connection.settings.skew),
        idp_initiated=connection.settings.idp_initiated,
    )
