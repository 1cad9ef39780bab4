"""Rollback: what an all-or-nothing run has applied is undone, latest first, because one of its rows failed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from koppel.accounts import trail, undo, undo_many
from koppel.accounts.execution import Execution, TooBusy
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.plan.undo import UndoPlan
from koppel.domain.problems.runs import KEPT_CHANGING
from koppel.domain.runs.item import ItemOutcome, Result
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run
from koppel.runs import planning, storage
from koppel.runs.pacing import is_over
from koppel.runtime import Tenant


def undo_pages(tenant: Tenant, run: Run) -> Run:
    """Go on undoing, page by page downwards, while there is time."""
    for number, rows in storage.pages(tenant, run, run.applied_pages - run.undone_pages, 1):
        results = [result for _, result in rows if result]
        undone: dict[int, Result] = {}
        for each in reversed(results):
            if is_over():  # what was undone of this page is found again in the trail
                return run
            if each.outcome is ItemOutcome.APPLIED:
                undone[each.number] = _undo(tenant, run, each)
        after = [undone.get(each.number, each) for each in results]
        outcomes = Counter(run.outcomes) + Counter(each.outcome for each in after)
        outcomes.subtract(each.outcome for each in results)
        write = [storage.outcome_write(tenant, run, number, after)] if undone else []
        counted = replace(run, outcomes=dict(sorted((+outcomes).items())), undone_pages=run.undone_pages + 1)
        run = storage.save(tenant, run, counted, write)
    return run


def _undo(tenant: Tenant, run: Run, applied: Result) -> Result:
    """The result after the changes of an item were undone. Changes that others have overtaken stay, and say why."""
    reference = f"{planning.reference_of(run, applied.number)}/undo"
    origin = Origin(integration=planning.UNDOING, actor=run.actor, reference=reference, at=tenant.now())
    stays: list[Reason] = []
    for name in reversed(applied.changes):
        stays += _undo_change(tenant, name, origin)
    if stays:
        return replace(applied, reasons=tuple(stays))
    return replace(applied, outcome=ItemOutcome.UNDONE)


def _undo_change(tenant: Tenant, name: ChangeName, origin: Origin) -> Sequence[Reason]:
    """Undo a change. Returns why it stays; nothing where it is undone."""
    try:
        planned = _Undo(tenant=tenant, name=name, origin=origin).run()
    except TooBusy:
        return [Reason.of(KEPT_CHANGING)]
    if planned.change and planned.change.values_settled:
        for recorded in undo_many.recorded_changes(tenant, [name]).values():
            undo.close_entries(tenant, recorded, planned.change)
    if planned.change or planned.refused is None or _is_undone(tenant, name, origin.reference):
        return []
    return [Reason.of(planned.refused)]


def _is_undone(tenant: Tenant, name: ChangeName, reference: str) -> bool:
    """Whether an earlier try has undone the change."""
    later = takewhile(lambda each: each.version > name.version, trail.page(tenant, name.kind, name.key))
    return any(each.origin.reference == reference for each in later)


@dataclass(frozen=True, kw_only=True)
class _Undo(Execution[UndoPlan]):
    name: ChangeName
    origin: Origin

    def make_plan(self) -> UndoPlan:
        return undo_many.previews(self.tenant, [(self.name, self.origin)])[0]
