"""The part of a plan that concerns being active: who may log on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from koppel.domain.accounts.account import NO_TIMES, Account
from koppel.domain.plan.desired import Desired, Manner, Origin
from koppel.domain.plan.matching import subject_of
from koppel.domain.plan.watermarks import ACTIVITY, advance, is_late
from koppel.domain.problems.account import STAYS_INACTIVE
from koppel.domain.problems.problem import Finding


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """Whether the account is to be active, and who deactivated it. `is_late`: a newer event had settled it."""

    active: bool
    deactivated_by: str
    deactivate_at: str
    watermarks: Mapping[str, str] = NO_TIMES
    findings: tuple[Finding, ...] = ()
    is_late: bool = False


def plan_activity(desired: Desired, before: Account, origin: Origin, *, is_new: bool) -> PlannedActivity:
    """Activity after the change.

    In the lenient manner an integration reactivates only what it deactivated itself: an account that a person or
    another integration deactivated stays inactive, with a finding.
    """
    unchanged = PlannedActivity(before.active, before.deactivated_by, before.deactivate_at)
    if desired.active is None:
        return unchanged
    if is_late(before.watermarks, ACTIVITY, desired.event_time, desired.event_end):
        return replace(unchanged, is_late=True)
    watermarks = _moved(before, desired)
    if not desired.active:
        if desired.active_from > origin.at and before.active:
            return PlannedActivity(True, "", desired.active_from, watermarks)
        by = origin.integration if before.active or is_new else before.deactivated_by
        return PlannedActivity(False, by, "", watermarks)
    foreign = not before.active and not is_new and before.deactivated_by != origin.integration
    if foreign and desired.manner is Manner.LENIENT:
        subject = subject_of(desired, before) if desired.by_directory_id else before.text("id") or before.key
        finding = Finding(problem=STAYS_INACTIVE, subject=subject)
        return PlannedActivity(False, before.deactivated_by, "", watermarks, (finding,))
    return PlannedActivity(True, "", "", watermarks)


def _moved(before: Account, desired: Desired) -> Mapping[str, str]:
    moved = advance(before.watermarks, ACTIVITY, desired.event_time)
    return {ACTIVITY: moved[ACTIVITY]} if ACTIVITY in moved else {}
