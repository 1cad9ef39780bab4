"""Applying: page by page; what became of a page is stored together with how far the run is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from koppel.domain.problems.runs import ALL_UNDONE, ROWS_DIFFER
from koppel.domain.runs.item import Item, ItemOutcome, ItemVerb, Result
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run, RunState
from koppel.runs import application, ending, restaging, rollback, storage
from koppel.runs.pacing import is_over
from koppel.runs.procedure import Procedure
from koppel.runtime import Tenant


def apply(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    """Go on applying. Returns the run, in another state when this is over, otherwise as far as there was time."""
    while run.state is RunState.APPLYING and not is_over():
        if run.is_undoing:
            if run.undone_pages < run.applied_pages:
                run = rollback.undo_pages(tenant, run)
            if run.undone_pages == run.applied_pages:
                run = ending.end(tenant, run, RunState.STOPPED, (Reason.of(ALL_UNDONE),))
        elif run.all_or_nothing and run.verified_pages < run.pages:
            run = _verify(tenant, run, procedure)
        elif run.applied_pages < run.last_page:
            run = _apply_pages(tenant, run, procedure)
        elif run.next_page or _is_staged_again(run, procedure):
            return restaging.restage(tenant, run)
        else:
            run = ending.finish(tenant, run, procedure)
    return run


def _is_staged_again(run: Run, procedure: Procedure) -> bool:
    wants = procedure.restage_drift or bool(run.undoes)
    return wants and not run.all_or_nothing and run.outcomes.get(ItemOutcome.DRIFTED, 0) > 0


def _verify(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    """Look at every page before anything of it is applied."""
    for number, rows in storage.pages(tenant, run, run.verified_pages + 1, run.pages):
        if is_over():
            break
        items = [item for item, _ in rows if item.is_change]
        different = len(application.drifted(tenant, run, procedure, items)) if items else 0
        if different:
            reason = Reason.of(ROWS_DIFFER, {"count": str(different)})
            return ending.end(tenant, run, RunState.STOPPED, (reason,))
        run = replace(run, verified_pages=number)
    return storage.save(tenant, run, run)


def _apply_pages(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    """Apply pages while there is time. Pages without a change are counted with the next one that has some."""
    stored = run
    for number, rows in storage.pages(tenant, run, run.applied_pages + 1, run.last_page):
        if is_over():
            break
        items = [item for item, _ in rows]
        if not any(each.is_change for each in items):
            run = _counted(run, items, ())
            continue
        known = {result.number: result for _, result in rows if result}
        to_apply = [each for each in items if each.is_change]
        results, is_complete = application.apply_items(tenant, run, procedure, to_apply, known)
        write = storage.outcome_write(tenant, run, number, results)
        is_undoing = run.all_or_nothing and any(each.outcome in application.FAULTS for each in results)
        if is_complete or is_undoing:
            after = replace(_counted(run, items, results), half_page=False, is_undoing=is_undoing)
        else:
            after = replace(run, half_page=True)
        run = stored = storage.save(tenant, run, after, [write])
        if not is_complete:
            return run
    return run if run is stored else storage.save(tenant, run, run)


def _counted(run: Run, items: Iterable[Item], results: Iterable[Result]) -> Run:
    """The run after one more page."""
    by_number = {each.number: each.outcome for each in results}
    found = Counter(outcome for each in items if (outcome := _outcome(each, by_number)))
    return replace(
        run, applied_pages=run.applied_pages + 1, outcomes=dict(sorted((Counter(run.outcomes) + found).items()))
    )


def _outcome(item: Item, results: Mapping[int, ItemOutcome]) -> ItemOutcome | None:
    """What became of an item; None for one that an all-or-nothing run did not reach."""
    if item.is_change:
        return results.get(item.number)
    return ItemOutcome.UNCHANGED if item.verb is ItemVerb.UNCHANGED else ItemOutcome.REFUSED
