"""The plan: from a desired state and what is stored to the change to make. No I/O, no clock.

    plan
    ├── find_obstacle   why nothing can be done at all (`obstacles`)
    ├── spared          the wish, but for what the last application manager must keep (`last_manager`)
    ├── plan_parts      fields, directory id, relationships, activity, each for itself (`parts`)
    └── account_after, findings_of, change_to   the account afterwards, what to report, what to write (`assembly`)

A plan can be shown, counted, approved and thrown away; `koppel.accounts.apply` writes it.
"""

from dataclasses import dataclass

from koppel.domain.organisation import Organisation
from koppel.domain.plan.assembly import account_after, change_to, findings_of
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.last_manager import spared
from koppel.domain.plan.matching import Match, Stored, match
from koppel.domain.plan.obstacles import find_obstacle
from koppel.domain.plan.parts import new_account, plan_parts
from koppel.domain.plan.values import FieldRefusal
from koppel.domain.problems.problem import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to happen.

    match       which account is meant, and how it was found
    change      None when nothing is to be written
    findings    for the error log, when there is no change that carries them
    refusals    why nothing can be done (strict manner), field by field; then there is no change
    is_blocked  whether there is an obstacle: nothing at all can be done, and `findings` or `refusals` say why
    is_partial  whether the change is too large for one transaction: after this part of it, plan again
    """

    match: Match
    change: Change | None = None
    findings: tuple[Finding, ...] = ()
    refusals: tuple[FieldRefusal, ...] = ()
    is_blocked: bool = False
    is_partial: bool = False


def plan(desired: Desired, stored: Stored, organisation: Organisation, origin: Origin, new_key: str) -> Plan:
    """The change that makes the stored account what is desired.

    `new_key` becomes the key of a new account. `origin.at` is the time of the change.
    """
    matched = match(desired, stored)
    obstacle = find_obstacle(desired, stored, organisation, origin)
    if isinstance(obstacle, FieldRefusal):
        return Plan(match=matched, refusals=(obstacle,), is_blocked=True)
    if obstacle is not None:
        return Plan(match=matched, findings=(obstacle,), is_blocked=True)
    if stored.is_last_manager:
        desired = spared(desired)
    before = stored.account or new_account(desired, origin, new_key)
    parts = plan_parts(desired, before, stored, organisation, origin)
    if parts.refusals:
        return Plan(match=matched, refusals=parts.refusals)
    after = account_after(desired, before, parts, is_new=stored.account is None)
    findings = findings_of(desired, stored, after, parts, origin)
    change = change_to(desired, stored, after, parts, origin, findings=findings)
    return Plan(match=matched, change=change, findings=findings, is_partial=parts.relations.is_partial)
