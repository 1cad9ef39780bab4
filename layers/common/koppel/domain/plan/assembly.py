"""The assembly of a plan: from its parts the account afterwards, what to report, and the change to write."""

from collections.abc import Mapping
from dataclasses import replace

from koppel.domain.accounts.account import Account
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Desired, Manner, Origin
from koppel.domain.plan.matching import Stored, is_by_id_alone, is_of_retired_id, subject_of
from koppel.domain.plan.parts import Parts
from koppel.domain.plan.values import taken
from koppel.domain.plan.watermarks import DETAILS, advance
from koppel.domain.problems.account import ADOPTED, INCOMPLETE, LAST_MANAGER, LATE_EVENT
from koppel.domain.problems.merge import RETIRED_ID
from koppel.domain.problems.problem import Finding


def account_after(desired: Desired, before: Account, parts: Parts, *, is_new: bool) -> Account:
    """The account as the parts make it; `modified` and `external_source` are still those of before."""
    return replace(
        before,
        values=parts.values.values,
        directory_id=parts.directory_id.directory_id,
        waiting=parts.values.waiting,
        missing=parts.missing,
        active=parts.activity.active,
        deactivated_by=parts.activity.deactivated_by,
        deactivate_at=parts.activity.deactivate_at,
        roles=before.roles if parts.has_late_details else _roles(desired, before, is_new=is_new),
        watermarks=_watermarks(desired, before, parts),
    )


def findings_of(desired: Desired, stored: Stored, after: Account, parts: Parts, origin: Origin) -> tuple[Finding, ...]:
    """The findings of all parts, those about the whole, and the reference of the origin in each."""
    subject = subject_of(desired, after)
    findings = [
        *parts.values.findings,
        *parts.directory_id.findings,
        *parts.activity.findings,
        *parts.relations.findings,
    ]
    if parts.has_late_details or parts.activity.is_late or parts.relations.is_late:
        findings.append(Finding(problem=LATE_EVENT, subject=subject))
    if is_by_id_alone(desired, stored):
        findings.append(Finding(problem=ADOPTED))
    if stored.is_last_manager:
        findings.append(Finding(problem=LAST_MANAGER, subject=subject))
    findings += _incomplete(desired, stored.account, after, origin)
    if is_of_retired_id(desired, stored):
        findings.append(Finding(problem=RETIRED_ID, subject=desired.id))
    return tuple(replace(each, reference=origin.reference) for each in findings)


def change_to(
    desired: Desired,
    stored: Stored,
    after: Account,
    parts: Parts,
    origin: Origin,
    *,
    findings: tuple[Finding, ...],
) -> Change | None:
    """The change from the stored account to this one; None when it changes nothing."""
    account = stored.account
    verb = _verb(account, after, parts)
    if verb is None:
        return None
    if verb not in {Verb.OBSERVE, Verb.RELATE}:
        after = replace(after, modified=origin.at, external_source=origin.source or after.external_source)
    subject = subject_of(desired, after)
    released = [name for name in account.waiting if name not in after.waiting] if account else []
    relations = parts.relations
    return Change(
        verb=verb,
        origin=origin,
        accounts=(AccountChange(before=account, after=after),),
        relations_made=relations.made,
        relations_ended=relations.ended,
        waiting_made=relations.waiting_made,
        waiting_ended=relations.waiting_ended,
        values_waiting=parts.values.values_waiting,
        values_settled=parts.values.values_settled,
        findings=findings,
        solved=tuple(taken(name, subject) for name in released),
        mail_requested=desired.mail_requested or (desired.welcome and account is None),
    )


def _watermarks(desired: Desired, before: Account, parts: Parts) -> Mapping[str, str]:
    """The watermarks after the change. A part removes one by making it empty."""
    times = dict(before.watermarks)
    if parts.has_details:
        times = advance(times, DETAILS, desired.event_time)
    times |= {**parts.activity.watermarks, **parts.relations.watermarks}
    return {aspect: time for aspect, time in times.items() if time}


def _roles(desired: Desired, before: Account, *, is_new: bool) -> tuple[str, ...]:
    if desired.roles is None:
        return tuple(desired.default_roles) if is_new else before.roles
    if desired.roles_among is None:
        return tuple(desired.roles)
    kept = (each for each in before.roles if each not in desired.roles_among)
    roles = tuple(dict.fromkeys((*kept, *desired.roles)))
    return before.roles if set(roles) == set(before.roles) else roles


def _incomplete(desired: Desired, account: Account | None, after: Account, origin: Origin) -> list[Finding]:
    """A finding for each required field that the account lacks from now on. It counts per field and source, not per
    person: most people of an EHR may lack the same field."""
    if desired.manner is Manner.STRICT:
        return []
    source = origin.source or origin.integration
    before = account.missing if account else ()
    return [
        Finding(
            problem=INCOMPLETE,
            cause=f"{desired.kind}/{name}/{source}",
            details={"kind": desired.kind, "field": name, "source": source},
        )
        for name in after.missing
        if name not in before
    ]


def _verb(account: Account | None, after: Account, parts: Parts) -> Verb | None:
    """What happens to the account; None when nothing does."""
    if account is None:
        return Verb.CREATE
    if account.active != after.active:
        return Verb.REACTIVATE if after.active else Verb.DEACTIVATE
    if replace(after, watermarks=account.watermarks) != account:
        return Verb.UPDATE
    if parts.relations.is_change:
        return Verb.RELATE
    return Verb.OBSERVE if after != account else None
