"""Ending: a run ends once, releases its slot, and then has everything done that follows."""

from collections.abc import Sequence
from dataclasses import replace

from koppel.aws.writes import Write
from koppel.domain.runs.item import ItemOutcome, ItemVerb
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run, RunState
from koppel.runs import pacing, reporting, storage, undoing
from koppel.runs.procedure import Procedure
from koppel.runtime import Tenant


def finish(tenant: Tenant, run: Run, procedure: Procedure, extra: Sequence[Write] = ()) -> Run:
    """The run is done: with the integration's writes, or with the mark at the run that it has undone. `extra` are more
    writes for the same transaction."""
    if not run.changes:  # no page was applied, and none has to be
        run = replace(run, outcomes=untouched(run), applied_pages=run.pages)
    last = undoing.mark_undone(tenant, run) if run.undoes else procedure.finish(tenant, run)
    return end(tenant, run, RunState.DONE, extra=[*last, *extra])


def end(
    tenant: Tenant, run: Run, state: RunState, reasons: tuple[Reason, ...] = (), extra: Sequence[Write] = ()
) -> Run:
    """The run ends in this state."""
    ended = replace(run, state=state, reasons=reasons, waits_until="", ended=tenant.now())
    return storage.save(tenant, run, ended, extra)


def close(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    """Do what follows the end: the last report, and what the integration does then; in another invocation where there
    is too little time. It may be done twice."""
    if pacing.is_late_for(reporting.seconds(run)):
        return run
    files = reporting.write(tenant, run)
    procedure.ended(tenant, run)
    return storage.save(tenant, run, replace(run, files=files, is_closed=True))


def untouched(run: Run) -> dict[ItemOutcome, int]:
    """The outcomes of the rows that are not applied."""
    counts = run.counts
    found = {
        ItemOutcome.UNCHANGED: counts.get(ItemVerb.UNCHANGED, 0),
        ItemOutcome.REFUSED: counts.get(ItemVerb.REFUSED, 0) + counts.get(ItemVerb.DUPLICATE, 0),
    }
    return {outcome: count for outcome, count in found.items() if count}
