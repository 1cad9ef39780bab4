"""Sweeping: what the sweep does for runs. A worker may have ended halfway, and time passes."""

from contextlib import suppress
from dataclasses import replace

from koppel.domain.problems.runs import APPROVAL_LATE
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run, RunState
from koppel.organisation import turns
from koppel.runs import ending, queueing, storage
from koppel.runs.storage import RunTaken
from koppel.runtime import Tenant

MOST = 100  # runs of one sweep; the next sweep does the rest


def continue_runs(tenant: Tenant) -> int:
    """Queue again each run that has not moved for five minutes, and stop each one that was not approved in time.
    Returns how many."""
    done = 0
    for run in storage.due(tenant, MOST):
        if turns.is_over():
            break
        with suppress(RunTaken):  # it has moved in this moment
            done += _continue(tenant, run)
    return done


def _continue(tenant: Tenant, run: Run) -> bool:
    """Whether there was something to do. The listing may be older than the row."""
    if run.is_closed or storage.due_at(run) > tenant.now():
        return False
    if run.state is not RunState.WAITING:
        queueing.enqueue(tenant, storage.save(tenant, run, replace(run, turn=run.turn + 1)))
        return True
    queueing.enqueue(tenant, ending.end(tenant, run, RunState.STOPPED, (Reason.of(APPROVAL_LATE),)))
    return True
