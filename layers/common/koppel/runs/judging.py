"""Judging: a staged plan is applied at once, waits for people, or is not applied."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from koppel.aws.writes import Write
from koppel.domain.problems.runs import ROWS_REFUSED, UNDO_WAITS
from koppel.domain.runs.item import ItemVerb
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run, RunKind, RunState
from koppel.domain.runs.verdict import HOURS, Apply, Stop, Verdict, Wait
from koppel.domain.times import to_seconds
from koppel.organisation import error_log
from koppel.runs import ending, pacing, reporting, storage
from koppel.runs.procedure import Procedure
from koppel.runtime import Tenant


def judge(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    """Decide about a run that is planned. One that has nothing to apply is done, whatever its integration says; of one
    that waits the report is written first, in another invocation where there is too little time."""
    if pacing.is_late_for(reporting.seconds(run)):
        return run
    if run.kind is RunKind.DRY_RUN:
        return ending.end(tenant, run, RunState.DONE)
    verdict = _verdict(tenant, run, procedure)
    if isinstance(verdict, Stop):
        return ending.end(tenant, run, RunState.STOPPED, verdict.reasons)
    findings = verdict.findings if isinstance(verdict, Wait) else ()
    entries = [error_log.record_write(tenant, run.integration, each) for each in findings]
    if not run.changes:
        return ending.finish(tenant, run, procedure, entries)
    if isinstance(verdict, Apply):
        return storage.save(tenant, run, replace(run, state=RunState.APPLYING))
    after = replace(run, approvals_needed=verdict.approvals)
    return wait(tenant, run, after, verdict.reasons, verdict.hours, extra=entries)


def wait(
    tenant: Tenant,
    before: Run,
    after: Run,
    reasons: tuple[Reason, ...],
    hours: float,
    *,
    extra: Sequence[Write] = (),
) -> Run:
    """Have the run, which becomes `after`, wait for people. `extra` are writes for the same transaction."""
    waits_until = to_seconds(tenant.clock() + timedelta(hours=hours))
    after = replace(after, state=RunState.WAITING, reasons=reasons, approvals=(), waits_until=waits_until)
    return storage.save(tenant, before, replace(after, files=reporting.write(tenant, after)), extra)


def _verdict(tenant: Tenant, run: Run, procedure: Procedure) -> Verdict:
    if run.undoes:
        return Wait(reasons=(Reason.of(UNDO_WAITS),), hours=HOURS, approvals=run.approvals_needed)
    verdict = procedure.judge(tenant, run)
    refused = run.counts.get(ItemVerb.REFUSED, 0)
    if isinstance(verdict, Apply) and run.all_or_nothing and refused:
        return Stop(reasons=(Reason.of(ROWS_REFUSED, {"count": str(refused)}),))
    return verdict
