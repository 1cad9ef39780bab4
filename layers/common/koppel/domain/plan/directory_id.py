"""The part of a plan that concerns the id that the organisation's directory has for a person.

Unlike other unique values it never waits for its holder: a directory gives an id to one person and never again.
"""

from dataclasses import dataclass

from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.account import Account, directory_claim
from koppel.domain.accounts.fields import InvalidValue
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.plan.matching import Stored, subject_of
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.problems.account import DIRECTORY_ID_TAKEN, VALUE_INVALID
from koppel.domain.problems.problem import Finding


@dataclass(frozen=True, slots=True)
class PlannedDirectoryId:
    """The directory's id after the change, and why it is not the desired one."""

    directory_id: str
    findings: tuple[Finding, ...] = ()
    refusals: tuple[FieldRefusal, ...] = ()


def plan_directory_id(desired: Desired, before: Account, stored: Stored) -> PlannedDirectoryId:
    """The directory's id after the change. An unusable or taken one leaves it as it was."""
    if desired.directory_id is None:
        return PlannedDirectoryId(before.directory_id)
    subject = subject_of(desired, before)
    try:
        requested = directory_ids.normalise(desired.directory_id)
    except InvalidValue as invalid:
        details = {"field": invalid.name, "reason": invalid.explanation}
        finding = Finding(problem=VALUE_INVALID, subject=subject, cause=invalid.name, details=details)
        return _not_met(desired, before, finding, invalid.reason)
    if requested and stored.holders.get(directory_claim(requested), before.key) != before.key:
        finding = Finding(problem=DIRECTORY_ID_TAKEN, subject=subject)
        return _not_met(desired, before, finding, RefusalReason.TAKEN)
    return PlannedDirectoryId(requested)


def _not_met(desired: Desired, before: Account, finding: Finding, reason: str) -> PlannedDirectoryId:
    if desired.manner is Manner.STRICT:
        return PlannedDirectoryId(before.directory_id, refusals=(FieldRefusal("directory_id", reason),))
    return PlannedDirectoryId(before.directory_id, findings=(finding,))
