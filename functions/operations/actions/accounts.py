"""The command that makes accounts, and brings them up to date, from a list."""

from functions.operations import arguments as given
from functions.operations.actions import Answer, organisation_of
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS, REASONS, InvalidValue, normalise
from koppel.domain.accounts.presence import CLIENT_DETAILS, PROFESSIONAL_DETAILS
from koppel.domain.organisation import Organisation
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.values import RefusalReason
from koppel.domain.problems.account import PROTECTED
from koppel.domain.problems.command import INVALID
from koppel.domain.problems.refusal import Declined
from koppel.organisation import error_log
from koppel.runtime import Runtime

DETAILS = {Kind.CLIENT: CLIENT_DETAILS.integration, Kind.PROFESSIONAL: PROFESSIONAL_DETAILS.integration}
"""Whose error log tells of accounts that may not be changed by hand."""

REFUSALS = {**REASONS, RefusalReason.REQUIRED: "must be filled", RefusalReason.TAKEN: "belongs to another account"}


def import_accounts(runtime: Runtime, actor: str, arguments: given.ImportAccounts) -> Answer:
    """Each account of the list on its own: what came of it. Doing it again changes nothing."""
    organisation, kind = organisation_of(runtime, arguments), arguments.kind
    if kind is Kind.FRIEND or not organisation.has(kind, "id"):
        raise Declined(INVALID, fields={"kind": "has no id to be found by here"})
    origin = Origin(integration="operations", source=arguments.source, actor=actor, at=runtime.now())
    found = [_import(runtime, organisation, kind, each, origin) for each in arguments.accounts]
    outcomes = [each["outcome"] for each in found]
    return {
        **{name: outcomes.count(name) for name in ("created", "changed", "unchanged", "refused")},
        "accounts": found,
    }


def _import(
    runtime: Runtime, organisation: Organisation, kind: Kind, account: given.GivenAccount, origin: Origin
) -> Answer:
    unknown = [name for name in account.values if name == "id" or name not in FIELDS[kind]]
    if unknown:
        return _refused(account, dict.fromkeys(unknown, f"is not a value of a {kind}"))
    try:
        external_id = normalise(kind, "id", account.id, runtime.clock().date())
    except InvalidValue as invalid:
        return _refused(account, {"id": invalid.explanation})
    if not external_id:
        return _refused(account, {"id": REFUSALS[RefusalReason.REQUIRED]})
    desired = Desired(
        kind=kind,
        id=str(external_id),
        directory_id=account.directory_id,
        values={name: tuple(value) if isinstance(value, list) else value for name, value in account.values.items()},
        roles=None if account.roles is None else tuple(account.roles),
        active=account.active,
    )
    planned = synchronise(runtime, organisation, desired, origin)
    for finding in planned.findings:
        if finding.problem is PROTECTED:
            error_log.record(runtime, organisation, DETAILS[kind], finding)
    return _outcome(account, planned)


def _outcome(account: given.GivenAccount, planned: Plan) -> Answer:
    if planned.refusals:
        return _refused(account, {each.field: REFUSALS[each.reason] for each in planned.refusals})
    if any(each.problem is PROTECTED for each in planned.findings):
        return _refused(account, {"id": "may not be changed by hand here; give a source, or change the setting"})
    if planned.change is None:
        return {"id": account.id, "outcome": "unchanged", "key": planned.match.key}
    outcome = "changed" if planned.match.key else "created"
    return {"id": account.id, "outcome": outcome, "key": planned.change.accounts[0].after.key}


def _refused(account: given.GivenAccount, fields: dict[str, str]) -> Answer:
    return {"id": account.id, "outcome": "refused", "fields": fields}
