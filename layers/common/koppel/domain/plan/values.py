"""The part of a plan that concerns fields: normalised and checked; a value that another account holds waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from koppel.domain.accounts.account import NO_TIMES, Account, Claim, Value, claim
from koppel.domain.accounts.fields import REASONS, InvalidValue, normalise
from koppel.domain.organisation import Organisation
from koppel.domain.plan.desired import Desired, Manner, Origin
from koppel.domain.plan.matching import Stored, subject_of
from koppel.domain.problems.account import VALUE_INVALID, VALUE_TAKEN
from koppel.domain.problems.problem import Finding
from koppel.domain.times import from_text


class RefusalReason(StrEnum):
    """Why a field is refused; an invalid value has one of the reasons of `fields.REASONS` instead."""

    REQUIRED = "required"
    TAKEN = "taken"
    UNKNOWN = "unknown"
    NOT_A_SUPERVISOR = "not-a-supervisor"
    OTHER_DIRECTORY_ID = "other-directory-id"
    LAST_MANAGER = "last-manager"


@dataclass(frozen=True, slots=True)
class FieldRefusal:
    """A field that is refused, and why: a RefusalReason or a key of `fields.REASONS`."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlannedValues:
    """All fields after the change, and why some are not as desired.

    waiting         field → value that the account gets when its holder releases it
    values_waiting  (account key, claim) of values that begin to wait
    values_settled  (account key, claim) of values that no longer wait
    """

    values: Mapping[str, Value]
    waiting: Mapping[str, str] = NO_TIMES
    values_waiting: tuple[tuple[str, Claim], ...] = ()
    values_settled: tuple[tuple[str, Claim], ...] = ()
    findings: tuple[Finding, ...] = ()
    refusals: tuple[FieldRefusal, ...] = ()


def own_id(desired: Desired) -> Mapping[str, Value]:
    """The id as a field that may change: of an account that is found by its directory id, where it has one."""
    return {"id": desired.id} if desired.by_directory_id and desired.id else {}


def plan_values(
    desired: Desired, before: Account, stored: Stored, organisation: Organisation, origin: Origin
) -> PlannedValues:
    """The fields after the change. Fields that the organisation has switched off are left out without a finding."""
    values, waiting = dict(before.values), dict(before.waiting)
    findings: list[Finding] = []
    refusals: list[FieldRefusal] = []
    subject = subject_of(desired, before)
    today = organisation.day(from_text(origin.at))
    new = desired.defaults if stored.account is None else {}
    for name, requested in {**new, **own_id(desired), **desired.values}.items():
        if not organisation.has(desired.kind, name):
            continue
        try:
            value = normalise(desired.kind, name, requested, today)
        except InvalidValue as invalid:
            refusals.append(FieldRefusal(name, invalid.reason))
            details = {"field": name, "reason": REASONS[invalid.reason]}
            findings.append(Finding(problem=VALUE_INVALID, subject=subject, cause=name, details=details))
            continue
        own_claim = claim(desired.kind, name, value) if isinstance(value, str) else None
        if own_claim and _is_taken(own_claim, before, stored):
            refusals.append(FieldRefusal(name, RefusalReason.TAKEN))
            if desired.manner is Manner.LENIENT:
                values.pop(name, None)
                waiting[name] = own_claim.value
                findings.append(taken(name, subject))
            continue
        waiting.pop(name, None)
        if value or value == 0:
            values[name] = value
        else:
            values.pop(name, None)
    begins = {name: value for name, value in waiting.items() if before.waiting.get(name) != value}
    ends = {name: value for name, value in before.waiting.items() if waiting.get(name) != value}
    return PlannedValues(
        values,
        waiting,
        _rows(before, begins),
        _rows(before, ends),
        tuple(findings if desired.manner is Manner.LENIENT else ()),
        tuple(refusals if desired.manner is Manner.STRICT else ()),
    )


def _is_taken(requested: Claim, before: Account, stored: Stored) -> bool:
    """Whether another account holds the value, or, of a new id, an account of the other kind."""
    if stored.holders.get(requested, before.key) != before.key:
        return True
    return stored.has_rival(requested) and before.text("id") != requested.value


def taken(name: str, subject: str) -> Finding:
    """The finding that an account waits for the value of this field, which another account holds."""
    return Finding(problem=VALUE_TAKEN, subject=subject, cause=name, details={"field": name})


def taken_from(account: Account, field: str) -> tuple[Finding, ...]:
    """The findings by which an entry may say that this account waits for the value of this field: an integration that
    finds it by its directory id names it by that."""
    subjects = (account.text("id") or account.key, account.directory_id)
    return tuple(taken(field, each) for each in subjects if each)


def _rows(account: Account, waiting: Mapping[str, str]) -> tuple[tuple[str, Claim], ...]:
    found = ((account.key, claim(account.kind, name, value)) for name, value in waiting.items())
    return tuple((key, each) for key, each in found if each is not None)
