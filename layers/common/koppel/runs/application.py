"""Application: the items of a page, one after the other, each in a transaction of its own.

Each item is planned anew. Where the plan has the signature that was staged, exactly it is applied; otherwise the item
has drifted. A process may end at any moment: before an item is called drifted, or applied where its account has changed
since, the trail of its account is asked for the item's own reference. So each item is applied once, without a mark that
says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from koppel import log
from koppel.accounts import store, trail, undo, undo_many
from koppel.accounts.apply import Superseded
from koppel.accounts.execution import Execution, TooBusy
from koppel.aws.errors import TableError, Unavailable
from koppel.aws.writes import Write
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.problems.problem import Problem
from koppel.domain.problems.runs import KEPT_CHANGING, NOT_APPLIED
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, ItemOutcome, ItemVerb, Result
from koppel.domain.runs.json_forms import candidate_from_json
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run
from koppel.domain.runs.staging import new_account_key
from koppel.runs import planning
from koppel.runs.pacing import is_over
from koppel.runs.procedure import Procedure
from koppel.runtime import Tenant

FAULTS = frozenset({ItemOutcome.DRIFTED, ItemOutcome.FAILED, ItemOutcome.REFUSED})
"""Outcomes of an item to apply that undo the others of an all-or-nothing run."""


def apply_items(
    tenant: Tenant, run: Run, procedure: Procedure, items: Sequence[Item], known: Mapping[int, Result]
) -> tuple[list[Result], bool]:
    """Apply these items, in their order, except those whose results are known.

    Returns the results of all, and whether they are complete. They are not when the time is over, and after an item
    that undoes an all-or-nothing run.
    """
    left = [each for each in items if each.number not in known]
    results = [known[each.number] for each in items if each.number in known]
    before = _stored(tenant, left)
    for item in left:
        if is_over():
            return results, False
        results.append(_apply(tenant, run, procedure, item, before.get(item.number)))
        if run.all_or_nothing and results[-1].outcome in FAULTS:
            return results, False
    return results, True


def drifted(tenant: Tenant, run: Run, procedure: Procedure, items: Sequence[Item]) -> list[Item]:
    """What is planned by now for those of these items for which it is something else."""
    found = planning.plan_numbered(tenant, run, procedure, [(each.number, _candidate(each)) for each in items])
    return [now for item, now in zip(items, found, strict=True) if now.signature != item.signature]


def own_changes(tenant: Tenant, run: Run, item: Item) -> tuple[ChangeName, ...]:
    """The changes of the trail that this item has made already, oldest first."""
    reference = planning.reference_of(run, item.number)
    if item.kind is None:
        return ()
    key, kind = item.key or new_account_key(tenant.pseudonyms, run.id, item.number), item.kind
    found: list[ChangeName] = []
    for each in trail.page(tenant, kind, key):
        if each.version <= (item.version or 0):
            break
        if each.origin.reference == reference:
            found.append(ChangeName(kind, key, each.version))
    return tuple(reversed(found))


def _stored(tenant: Tenant, items: Sequence[Item]) -> dict[int, Stored]:
    """What is stored for these items, read together. Two kinds of items are read on their own, right before they are
    applied: one that takes access from somebody, as whether it may depends on other accounts, and one whose account an
    earlier item changes."""
    seen: set[str] = set()
    wanted: list[tuple[int, Desired]] = []
    for each in items:
        desired = _candidate(each).desired
        if desired and not each.loses_access and (each.key not in seen or not each.key):
            wanted.append((each.number, desired))
        seen.add(each.key)
    if not wanted:
        return {}
    found = store.stored_many(tenant, [desired for _, desired in wanted])
    return {number: each for (number, _), each in zip(wanted, found, strict=True)}


def _apply(tenant: Tenant, run: Run, procedure: Procedure, item: Item, before: Stored | None) -> Result:
    execution = _Application(
        tenant=tenant,
        staged_in=run,
        procedure=procedure,
        item=item,
        candidate=_candidate(item),
        before=[before] if before else [],
    )
    try:
        planned = execution.run()
    except _Settled as settled:
        return settled.result
    except Superseded:
        own = own_changes(tenant, run, item)
        return Result(number=item.number, outcome=ItemOutcome.APPLIED, changes=own) if own else _failed(item)
    except TooBusy:
        return _failed(item, KEPT_CHANGING)
    except (TableError, Unavailable):
        raise
    except Exception as error:  # one row must not keep the others from being applied
        log.broke("not applied", error, reference=planning.reference_of(run, item.number))
        return _failed(item)
    if planned.change:
        _after(tenant, execution.candidate, planned.change)
    changes = own_changes(tenant, run, item) if item.is_partial else tuple(_names(planned.change))
    return Result(number=item.number, outcome=ItemOutcome.APPLIED, changes=changes)


class _Settled(Exception):
    """The result of an item is known without a write."""

    def __init__(self, result: Result) -> None:
        super().__init__("nothing to write")
        self.result = result


@dataclass(frozen=True, kw_only=True)
class _Application(Execution[Plan]):
    """before  what is stored, where it was read already; used once
    made       the plans so far
    """

    staged_in: Run
    procedure: Procedure
    item: Item
    candidate: Candidate
    before: list[Stored]
    made: list[Plan] = field(default_factory=list)

    def make_plan(self) -> Plan:
        """The plan as it was staged. Raises _Settled where it is another one, or was applied already."""
        planned = self._plan()
        now = planning.stage(self.tenant, self.procedure, self.item.number, self.candidate, planned)
        is_same = now.signature == self.item.signature
        is_first = not self.made
        self.made.append(planned)
        if is_first and is_same and now.version == self.item.version:
            return planned
        if own := own_changes(self.tenant, self.staged_in, self.item):
            if self.item.is_partial and planned.change:
                return planned
            raise _Settled(Result(number=self.item.number, outcome=ItemOutcome.APPLIED, changes=own))
        if is_same:
            return planned
        raise _Settled(_drifted(now))

    def extra_writes(self, change: Change) -> Sequence[Write]:
        """The integration's writes for this item."""
        if self.candidate.undo:
            return ()
        return self.procedure.applied(self.tenant, self.staged_in, self.item, change)

    def _plan(self) -> Plan:
        candidate, number = self.candidate, self.item.number
        if candidate.undo:
            return planning.plan_undo(self.tenant, self.staged_in, number, candidate.undo)
        if candidate.desired is None:
            raise ValueError("an item without a desired state")
        stored = self.before.pop() if self.before else store.stored(self.tenant, candidate.desired)
        return planning.plan_desired(self.tenant, self.staged_in, number, candidate, stored)


def _after(tenant: Tenant, candidate: Candidate, change: Change) -> None:
    """Close the entries of what an undo has restored."""
    if candidate.undo and change.values_settled:
        for recorded in undo_many.recorded_changes(tenant, [candidate.undo]).values():
            undo.close_entries(tenant, recorded, change)


def _drifted(now: Item) -> Result:
    if now.is_change:
        return Result(number=now.number, outcome=ItemOutcome.DRIFTED, drift=now)
    outcome = ItemOutcome.UNCHANGED if now.verb is ItemVerb.UNCHANGED else ItemOutcome.REFUSED
    return Result(number=now.number, outcome=outcome, reasons=now.reasons)


def _failed(item: Item, problem: Problem = NOT_APPLIED) -> Result:
    return Result(number=item.number, outcome=ItemOutcome.FAILED, reasons=(Reason.of(problem),))


def _names(change: Change | None) -> Iterator[ChangeName]:
    for each in change.accounts if change else ():
        yield ChangeName(each.after.kind, each.after.key, each.after.version + 1)


def _candidate(item: Item) -> Candidate:
    return candidate_from_json(item.source)
