"""Every import asks exactly what its budget says of the table and the queue."""

import pytest

from functions.bulk_import import actions
from koppel.domain.runs.run import Run, RunState
from koppel.runs import approval, engine
from tests.budgets.bulk_import import APPROVAL, JOBS, ROWS, START, Cost, Job
from tests.functions.bulk_import.import_desk import Desk, open_desk
from tests.harness.metering import Meter, metered
from tests.harness.workbooks import excel


def spent(meter: Meter) -> Cost:
    """What the meter shows."""
    return Cost(dict(meter.requests), meter.read, meter.written)


def advance(desk: Desk, run: Run) -> Cost:
    """One message."""
    with metered() as meter:
        engine.advance(desk.world.runtime, actions.PROCEDURES, {"organisation": "demo", "run": run.id})
    return spent(meter)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_an_import_costs_what_its_budget_says(job: Job) -> None:
    with open_desk() as desk:
        for script, rows in job.earlier:
            desk.final_run(excel(rows), script)
        upload = desk.upload(excel(job.rows))
        with metered() as meter:
            run = desk.run(desk.done("start-import", script=job.script, upload=upload)["run"])
        assert spent(meter) == START
        assert advance(desk, run) == job.test_run
        read = desk.run(run.id)
        assert (read.rows, read.pages) == (ROWS, 1)
        assert read.state is (RunState.WAITING if job.final_run else RunState.DONE)
        if job.final_run is None:
            return
        with metered() as meter:
            approval.approve(desk.tenant, run.id, "manager", read.digest)
        assert spent(meter) == APPROVAL
        assert advance(desk, run) == job.final_run
        assert desk.run(run.id).outcomes == {"applied": ROWS}
