"""Every step of a run asks exactly what its budget says of AWS: a page costs a handful of requests, and an applied row
its own transaction and no other write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.run import Run
from koppel.runs import approval, engine, sweeping, undoing
from tests.harness.metering import Meter, metered
from tests.koppel.runs.bench import WAITS, Bench, bench, professional

ROWS = 100


def client(number: int) -> Candidate:
    """A client as an import may have one."""
    values = {"first_name": "Johanna", "last_name": f"Berg {number}", "email": f"c{number}@x.example", "gender": "f"}
    return Candidate(label=f"row {number}", desired=Desired(kind=Kind.CLIENT, id=f"C{number}", values=values))


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests of the table and the queues, and units of the table."""

    requests: dict[str, int]
    read: float
    written: int


START = Cost({"TransactWriteItems": 1, "SendMessage": 1}, 0, 5)
APPROVAL = Cost({"GetItem": 2, "TransactWriteItems": 1, "SendMessage": 1}, 2, 6)
LOOK_UP = 4  # units: the organisation, its two tiles, and the run
UNDO = {"BatchGetItem": 6, "GetItem": 1, "TransactWriteItems": 1, "PutItem": 2}
"""A page of an undo: what was changed, the accounts, who holds their values."""
NOTHING = Cost({"BatchGetItem": 1, "PutItem": 2, "TransactWriteItems": 1}, LOOK_UP, 7)
"""A cycle without a row: planned, done with its slot freed, closed."""


@dataclass(frozen=True, slots=True)
class Job:
    """A page of a hundred rows.

    plan   read, planned, stored; of rows that change, until the run waits and its report is written
    apply  all that follows the approval, until the last report is written; None where there is nothing to apply
    """

    name: str
    rows: Callable[[int], Candidate]
    earlier: Callable[[int], Candidate] | None
    plan: Cost
    apply: Cost | None


JOBS = (
    Job(
        "new clients",
        client,
        None,
        Cost({"BatchGetItem": 5, "TransactWriteItems": 1, "PutItem": 2}, 208, 16),
        Cost({"BatchGetItem": 6, "TransactWriteItems": ROWS + 2, "PutItem": 1}, 212, 8 * ROWS + 14),
    ),
    Job(
        "new professionals",  # each one's id may be waited for: a mark in the transaction, a look, the mark goes
        professional,
        None,
        Cost({"BatchGetItem": 5, "TransactWriteItems": 1, "PutItem": 2}, 208, 16),
        Cost(
            {"BatchGetItem": 6, "TransactWriteItems": ROWS + 2, "Query": ROWS, "DeleteItem": ROWS, "PutItem": 1},
            312,
            11 * ROWS + 14,
        ),
    ),
    Job(
        "changed professionals",
        lambda number: professional(number, last_name="Jansen"),
        professional,
        Cost({"BatchGetItem": 6, "TransactWriteItems": 1, "PutItem": 2}, 308, 20),
        Cost({"BatchGetItem": 7, "TransactWriteItems": ROWS + 2, "PutItem": 1}, 312, 4 * ROWS + 14),
    ),
    Job(
        "unchanged professionals",
        professional,
        professional,
        Cost({"BatchGetItem": 6, "TransactWriteItems": 2, "PutItem": 2}, 308, 15),
        None,
    ),
)


@pytest.fixture
def here() -> Iterator[Bench]:
    with bench() as made:
        made.in_a_page = ROWS
        yield made


def spent(meter: Meter) -> Cost:
    """What the meter shows."""
    return Cost(dict(meter.requests), meter.read, meter.written)


def advance(here: Bench, run: Run) -> Cost:
    """One message."""
    with metered() as meter:
        engine.advance(here.world.runtime, here.procedures, {"organisation": "demo", "run": run.id})
    return spent(meter)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_page_costs_what_its_budget_says(job: Job, here: Bench) -> None:
    if job.earlier:
        here.candidates = [job.earlier(number) for number in range(ROWS)]
        here.start()
        here.work()
    here.candidates, here.verdict = [job.rows(number) for number in range(ROWS)], WAITS
    with metered() as meter:
        run = here.start()
    assert spent(meter) == START
    assert advance(here, run) == job.plan
    if job.apply is None:
        return
    with metered() as meter:
        approval.approve(here.tenant, run.id, "boss")
    assert spent(meter) == APPROVAL
    assert advance(here, run) == job.apply


def test_a_cycle_without_a_row_costs_a_handful_of_requests(here: Bench) -> None:
    assert advance(here, here.start()) == NOTHING


def test_planning_an_undo_costs_a_handful_of_requests(here: Bench) -> None:
    here.candidates = [client(number) for number in range(ROWS)]
    run = here.start()
    here.work()
    undone = undoing.undo_run(here.tenant, run.id, "boss")
    cost = advance(here, undone)
    assert cost.requests == UNDO


def test_the_sweep_asks_once_where_nothing_stands_still(here: Bench) -> None:
    here.start()
    here.work()
    with metered() as meter:
        sweeping.continue_runs(here.tenant)
    assert spent(meter) == Cost({"Query": 1}, 0.5, 0)
