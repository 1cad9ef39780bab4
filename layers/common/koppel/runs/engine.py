"""The engine: one message of the queue moves a run on, as far as the time of the invocation allows.

    reading   read a page, plan it, store it, again and again                      `reading`
    planned   have the integration judge the plan                                  `judging`
    waiting   nothing: people approve or reject                                    `approval`
    applying  apply a page, store what became of it, again and again               `applying`
    ended     write the last report, have the integration do what follows          `ending`

Every step ends with one transaction that names the version of the run that it began with. When two workers have the
same run, the second one writes nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.writes import PRESENT, Update
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.runs import RUN_FAILED
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import ENDED, MOVING, Run, RunState
from koppel.organisation import error_log, organisations
from koppel.runs import applying, ending, judging, pacing, queueing, reading, storage
from koppel.runs.procedure import Procedure, Procedures, ReadFailed
from koppel.runs.storage import RunTaken
from koppel.runtime import Runtime, Tenant

type Ids = Mapping[str, str]

TAKEN = "taken"
UNKNOWN = "unknown"
SUPERSEDED = "superseded"


def advance(runtime: Runtime, procedures: Procedures, ids: Ids) -> str:
    """Move the run of a message on, and queue it again where it is not at rest. Returns its state, or TAKEN, UNKNOWN
    or SUPERSEDED. What it raises puts the message back on the queue."""
    found = _find(runtime, ids)
    if found is None:
        return UNKNOWN
    tenant, run = found
    if ids.get("turn", str(run.turn)) != str(run.turn):
        return SUPERSEDED
    try:
        with pacing.invocation():
            run = _move(tenant, run, procedures[run.integration])
    except RunTaken:
        return TAKEN
    if run.state in MOVING or (run.state in ENDED and not run.is_closed):
        queueing.enqueue(tenant, run)
    return run.state


def count_failure(runtime: Runtime, ids: Ids) -> int:
    """Count one more failure of the run. Returns how many there were since it last moved; 0 when there is no such
    run."""
    key = row_keys.runs.run(ids["organisation"], ids["run"])
    try:
        return int(runtime.table.write(Update(key, "ADD tries :one", PRESENT, {":one": 1}))["tries"])
    except ConditionFailed:
        return 0


def give_up(runtime: Runtime, ids: Ids) -> str:
    """Let a run that cannot go on fail, with an entry in the error log, so that its slot is free. One that has ended
    already is closed as it is."""
    found = _find(runtime, ids)
    if found is None:
        return UNKNOWN
    tenant, run = found
    try:
        if run.state in ENDED:
            storage.save(tenant, run, replace(run, is_closed=True))
        else:
            queueing.enqueue(tenant, _fail(tenant, run, Finding(problem=RUN_FAILED, cause=run.id, reference=run.id)))
    except RunTaken:
        return TAKEN
    return RunState.FAILED


def _move(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    """Take steps until the run rests, or the time is over."""
    while True:
        before = run
        run = _step(tenant, run, procedure)
        if run.state is before.state or pacing.is_over():
            return run


def _step(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    match run.state:
        case RunState.READING:
            try:
                return reading.read(tenant, run, procedure)
            except ReadFailed as failed:
                current = storage.find(tenant, run.id) or run
                if current.state is not RunState.READING:
                    raise RunTaken from None
                finding = Finding(problem=failed.problem, details=failed.details, reference=run.id)
                return _fail(tenant, current, finding)
        case RunState.PLANNED:
            return judging.judge(tenant, run, procedure)
        case RunState.APPLYING:
            return applying.apply(tenant, run, procedure)
        case RunState.WAITING:
            return run
    return run if run.is_closed else ending.close(tenant, run, procedure)


def _fail(tenant: Tenant, run: Run, finding: Finding) -> Run:
    """The run fails: with the finding as its reason, and with an entry in its integration's error log."""
    entry = error_log.record_write(tenant, run.integration, finding)
    reason = Reason.of(finding.problem, finding.details)
    return ending.end(tenant, run, RunState.FAILED, (reason,), [entry])


def _find(runtime: Runtime, ids: Ids) -> tuple[Tenant, Run] | None:
    key = row_keys.runs.run(ids["organisation"], ids["run"])
    known = organisations.look_up(runtime, ids["organisation"], others=[key])
    row = known.rows.get(key) if known else None
    return (Tenant(runtime, known.organisation), storage.from_row(row)) if known and row else None
