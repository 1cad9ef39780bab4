"""Every job of HL7 asks exactly what its budget says of AWS."""

import json
from collections.abc import Callable

import pytest

from functions.hl7_intake import entry
from functions.hl7_intake.archive.messages import Message
from koppel.organisation import organisations
from tests.budgets.hl7_intake import JOBS, Job, Part
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake, running_intake
from tests.harness.gateway import queue_event
from tests.harness.metering import metered


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_costs_what_its_budget_says(job: Job) -> None:
    with running_intake() as intake:
        act = prepare(intake, job)
        with metered() as meter:
            act()
        kept = stored(intake, job.raw)
    assert (kept.outcome if kept else "", dict(meter.requests), meter.read, meter.written) == (
        job.outcome,
        dict(job.requests),
        job.read,
        job.written,
    )


def prepare(intake: Intake, job: Job) -> Callable[[], object]:
    """What is to be measured, when all that comes before it has happened."""
    for each in ("P1", "P2"):
        intake.world.professional(each)
    intake.send(adt("A08", client="C0", pid={13: ""}), *job.earlier)
    if job.cold:
        organisations._pseudonyms.cache_clear()
        intake.world.clock.move(hours=2)
    if job.part is Part.INTAKE:
        return lambda: intake.post(job.raw)
    intake.post(job.raw)
    found = stored(intake, job.raw)
    assert found
    ids = json.dumps({"organisation": "demo", "message": found.id})
    return lambda: entry.apply(queue_event((found.group, ids)), None)


def stored(intake: Intake, raw: bytes) -> Message | None:
    """The message as it is kept."""
    return next((each for each in intake.stored() if each.raw == raw), None)
