"""The plan: from a desired state and what is stored to the change that is to be made. No I/O, no clock.

A plan can be shown, counted, approved and thrown away; `koppel.accounts.apply` writes it.
"""

from dataclasses import dataclass, replace
from datetime import date

from koppel.domain.accounts.account import Account, Kind, Value, rival
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.organisation import Organisation
from koppel.domain.plan.activity import plan_activity
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Desired, Manner, Origin
from koppel.domain.plan.directory_id import plan_directory_id
from koppel.domain.plan.matching import Match, Stored, id_claim, match
from koppel.domain.plan.relations import PlannedRelations, plan_relations
from koppel.domain.plan.values import FieldRefusal, PlannedValues, RefusalReason, plan_values, taken
from koppel.domain.plan.watermarks import DETAILS, advance, is_late
from koppel.domain.problems.account import ID_TAKEN, INCOMPLETE, LATE_EVENT, OTHER_PERSON, PROTECTED, UNKNOWN_ACCOUNT
from koppel.domain.problems.merge import RETIRED_ID
from koppel.domain.problems.problem import Finding, Problem
from koppel.domain.times import from_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to happen.

    match       which account is meant, and how it was found
    change      None when nothing is to be written
    findings    for the error log, when there is no change that carries them
    refusals    why nothing can be done (strict manner), field by field; then there is no change
    is_partial  whether the change is too large for one transaction: after this part of it, plan again
    """

    match: Match
    change: Change | None = None
    findings: tuple[Finding, ...] = ()
    refusals: tuple[FieldRefusal, ...] = ()
    is_partial: bool = False


def plan(desired: Desired, stored: Stored, organisation: Organisation, origin: Origin, new_key: str) -> Plan:
    """The change that makes the stored account what is desired.

    `new_key` becomes the account's key should it be new. `origin.at` is the time of the change.
    """
    found = match(desired, stored)
    account, today = stored.account, organisation.day(from_text(origin.at))
    if account is None and (not desired.creates or desired.key):
        return Plan(match=found, findings=(_about(UNKNOWN_ACCOUNT, desired, origin),))
    retired = bool(stored.through) and not desired.key and desired.manner is Manner.LENIENT
    if account is not None and not retired and _is_other_person(desired, account, today):
        return Plan(match=found, findings=(_about(OTHER_PERSON, desired, origin),))

    if account is None and _is_rivalled(desired, stored):
        if desired.manner is Manner.STRICT:
            return Plan(match=found, refusals=(FieldRefusal("id", RefusalReason.TAKEN),))
        return Plan(match=found, findings=(_about(ID_TAKEN, desired, origin),))
    if not origin.source and not organisation.allows_by_hand(desired.kind, account.external_source if account else ""):
        return Plan(match=found, findings=(_about(PROTECTED, desired, origin),))

    before = account or _blank(desired, origin, new_key)
    # Of a merged account's former id only what happens to the person counts, not how that record describes the person.
    says_details = (bool(desired.values) or desired.roles is not None) and not retired
    late = says_details and is_late(before.watermarks, DETAILS, desired.event_time, desired.event_end)
    values = (
        plan_values(desired, before, stored, organisation, origin)
        if says_details and not late
        else PlannedValues(before.values, before.waiting)
    )
    missing = organisation.missing(desired.kind, dict(values.values))
    refusals = values.refusals
    if desired.manner is Manner.STRICT:
        named = {each.field for each in refusals}
        asked = [name for name in missing if name not in named and (account is None or name in desired.values)]
        refusals += tuple(FieldRefusal(name, RefusalReason.REQUIRED) for name in asked)
    relations = plan_relations(desired, before, stored, origin)
    identity = plan_directory_id(desired, before, stored)
    refusals += relations.refusals + identity.refusals
    if refusals:
        return Plan(match=found, refusals=refusals)

    activity = plan_activity(desired, before, origin, is_new=account is None)
    watermarks = dict(before.watermarks)
    if says_details and not late:
        watermarks = advance(watermarks, DETAILS, desired.event_time)
    after = replace(
        before,
        values=values.values,
        directory_id=identity.directory_id,
        waiting=values.waiting,
        missing=missing,
        active=activity.active,
        deactivated_by=activity.deactivated_by,
        deactivate_at=activity.deactivate_at,
        roles=_roles(desired, before, is_new=account is None) if not late else before.roles,
        watermarks=_filled({**watermarks, **activity.watermarks, **relations.watermarks}),
    )
    findings = (*values.findings, *identity.findings, *activity.findings, *relations.findings)
    findings = (*findings, *_remarks(desired, after, late or activity.is_late or relations.is_late))
    findings = (*findings, *_lacking(desired, account, after, origin))
    if retired:
        findings = (*findings, Finding(problem=RETIRED_ID, subject=desired.id))
    findings = tuple(replace(each, reference=origin.reference) for each in findings)
    change = _change(account, after, values, relations, origin)
    if change is not None:
        solved = _solved(before, after, desired.id or after.text("id") or after.key)
        change = replace(change, findings=findings, solved=solved, mail_requested=desired.mail_requested)
    return Plan(match=found, change=change, findings=findings, is_partial=relations.is_partial)


def _about(problem: Problem, desired: Desired, origin: Origin) -> Finding:
    return Finding(problem=problem, subject=desired.id or desired.key, reference=origin.reference)


def _filled(watermarks: dict[str, str]) -> dict[str, str]:
    return {aspect: time for aspect, time in watermarks.items() if time}


def _blank(desired: Desired, origin: Origin, new_key: str) -> Account:
    values: dict[str, Value] = {"id": desired.id} if desired.id else {}
    return Account(
        kind=desired.kind,
        key=new_key,
        version=0,
        created=origin.at,
        modified=origin.at,
        values=values,
        external_source=origin.source,
        client=desired.client,
    )


def _is_rivalled(desired: Desired, stored: Stored) -> bool:
    """Whether a new account's id is one of the other kind; rivals are looked up only where ids may not be shared."""
    own = id_claim(desired)
    return own is not None and rival(own) in stored.holders


def _is_other_person(desired: Desired, account: Account, today: date) -> bool:
    """The same id with another BSN and another date of birth: an id that was reused or mixed up."""
    if desired.manner is Manner.STRICT or desired.kind is not Kind.CLIENT:
        return False
    pairs = [(_normalised(desired, name, today), account.text(name)) for name in ("bsn", "date_of_birth")]
    return all(wished and held and wished != held for wished, held in pairs)


def _normalised(desired: Desired, name: str, today: date) -> Value:
    try:
        return normalise(desired.kind, name, desired.values.get(name, ""), today)
    except InvalidValue:
        return ""


def _roles(desired: Desired, before: Account, *, is_new: bool) -> tuple[str, ...]:
    if desired.roles is None:
        return tuple(desired.default_roles) if is_new else before.roles
    if desired.roles_among is None:
        return tuple(desired.roles)
    kept = (each for each in before.roles if each not in desired.roles_among)
    return tuple(dict.fromkeys((*kept, *desired.roles)))


def _remarks(desired: Desired, after: Account, late: bool) -> tuple[Finding, ...]:
    return (Finding(problem=LATE_EVENT, subject=desired.id or after.text("id") or after.key),) if late else ()


def _lacking(desired: Desired, account: Account | None, after: Account, origin: Origin) -> tuple[Finding, ...]:
    """For each required field that the account lacks from now on: one entry for the field and the source, since most
    people of an EHR may lack it."""
    if desired.manner is Manner.STRICT:
        return ()
    source = origin.source or origin.integration
    before = account.missing if account else ()
    return tuple(
        Finding(
            problem=INCOMPLETE,
            cause=f"{desired.kind}/{name}/{source}",
            details={"kind": desired.kind, "field": name, "source": source},
        )
        for name in after.missing
        if name not in before
    )


def _solved(before: Account, after: Account, subject: str) -> tuple[Finding, ...]:
    return tuple(taken(name, subject) for name in before.waiting if name not in after.waiting)


def _change(
    account: Account | None,
    after: Account,
    values: PlannedValues,
    relations: PlannedRelations,
    origin: Origin,
) -> Change | None:
    related = relations.made or relations.ended or relations.waiting_made or relations.waiting_ended
    if account is None:
        verb = Verb.CREATE
    elif account.active != after.active:
        verb = Verb.REACTIVATE if after.active else Verb.DEACTIVATE
    elif replace(after, watermarks=account.watermarks) != account:
        verb = Verb.UPDATE
    elif related:
        verb = Verb.RELATE
    elif after != account:
        verb = Verb.OBSERVE
    else:
        return None
    if verb not in {Verb.OBSERVE, Verb.RELATE}:
        after = replace(after, modified=origin.at, external_source=origin.source or after.external_source)
    return Change(
        verb=verb,
        origin=origin,
        accounts=(AccountChange(before=account, after=after),),
        relations_made=relations.made,
        relations_ended=relations.ended,
        waiting_made=relations.waiting_made,
        waiting_ended=relations.waiting_ended,
        values_waiting=values.values_waiting,
        values_settled=values.values_settled,
    )
