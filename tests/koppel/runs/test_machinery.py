"""What keeps a run going: time that runs out, messages that come twice, failures, the queue's entrance, the sweep."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from koppel.aws import clients
from koppel.aws.errors import Contended
from koppel.aws.queues import Queue
from koppel.domain.problems.problem import State
from koppel.domain.runs.item import ItemOutcome
from koppel.domain.runs.run import Run, RunState
from koppel.entrance import queue
from koppel.entrance.queue import TRIES, Work
from koppel.organisation import error_log
from koppel.runs import (
    application,
    applying,
    approval,
    engine,
    judging,
    pacing,
    planning,
    reading,
    storage,
    sweeping,
    undoing,
)
from koppel.runs.procedure import ReadPage
from koppel.runtime import Tenant
from tests.harness.gateway import queue_event
from tests.koppel.runs.bench import INTEGRATION, WAITS, Bench, professional


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each invocation is over when it has asked three times whether it is; how often each has asked."""
    asked: list[int] = []

    @contextmanager
    def invocation() -> Iterator[None]:
        asked.append(0)
        yield

    def is_over() -> bool:
        asked[-1] += 1
        return asked[-1] > 3

    monkeypatch.setattr(pacing, "invocation", invocation)
    for module in (reading, applying, application, pacing):
        monkeypatch.setattr(module, "is_over", is_over)
    return asked


def test_a_run_goes_on_over_as_many_invocations_as_it_needs(here: Bench, hurried: list[int]) -> None:
    here.in_a_page, here.verdict = 5, WAITS
    here.candidates = [professional(number) for number in range(1, 24)]
    run = here.start()
    assert here.work() == ["reading", "waiting"]
    planned = len(hurried)
    approval.approve(here.tenant, run.id, "boss")
    outcomes = here.work()
    assert len(outcomes) > 10
    assert outcomes[-1] == "done"
    now = here.run(run)
    assert (now.outcomes, now.is_closed, now.half_page) == ({ItemOutcome.APPLIED: 23}, True, False)
    assert [result.outcome for _, result in here.rows(run) if result] == [ItemOutcome.APPLIED] * 23
    assert len(hurried) == planned + len(outcomes)


def test_a_run_whose_worker_was_killed_does_not_wait_for_its_message(here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start()
    taken = clients.sqs().receive_message(QueueUrl=here.url, MaxNumberOfMessages=1)["Messages"]
    assert len(taken) == 1, "its worker is killed, and nobody answers"
    here.world.clock.move(minutes=5)
    sweeping.continue_runs(here.tenant)
    assert here.work() == ["done"]
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 1}


def test_a_message_of_before_the_sweep_queued_the_run_again_is_ignored(here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start()
    here.world.clock.move(minutes=5)
    sweeping.continue_runs(here.tenant)
    assert here.work() == ["superseded", "done"]
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 1}


def test_a_message_about_nothing_is_no_failure(here: Bench) -> None:
    ids = {"organisation": "demo", "run": "20260302T090000-00000000"}
    assert engine.advance(here.world.runtime, here.procedures, ids) == "unknown"
    assert engine.advance(here.world.runtime, here.procedures, {**ids, "organisation": "nobody"}) == "unknown"
    assert engine.count_failure(here.world.runtime, ids) == 0
    assert engine.give_up(here.world.runtime, ids) == "unknown"


def test_a_run_that_has_ended_is_left_as_it_is(here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start()
    here.work()
    ended = here.run(run)
    ids = {"organisation": "demo", "run": run.id}
    assert engine.advance(here.world.runtime, here.procedures, ids) == "done"
    assert here.run(run) == ended
    assert here.ended == [run.id]


def serve(here: Bench) -> dict[str, Any]:
    """The worker of an integration takes a message, as its entry would. A message that is put back stays queued."""
    work = Work(
        lambda runtime, ids: engine.advance(runtime, here.procedures, ids), engine.count_failure, engine.give_up
    )
    found = clients.sqs().receive_message(QueueUrl=here.url, MaxNumberOfMessages=1)["Messages"][0]
    event = queue_event(("demo/directory_sync/main", found["Body"]))
    answer = queue.serve(event, here.world.runtime, "directory_worker", Queue(here.url), work)
    if answer["batchItemFailures"]:
        clients.sqs().change_message_visibility(
            QueueUrl=here.url, ReceiptHandle=found["ReceiptHandle"], VisibilityTimeout=0
        )
    else:
        clients.sqs().delete_message(QueueUrl=here.url, ReceiptHandle=found["ReceiptHandle"])
    return answer


def test_a_run_that_keeps_failing_is_given_up_with_an_entry_and_frees_its_slot(here: Bench) -> None:
    here.candidates, here.failure = [professional(1)], ValueError("a fault of the integration")
    run = here.start()
    for _ in range(TRIES - 1):
        assert serve(here)["batchItemFailures"]
        assert here.run(run).state is RunState.READING
    assert serve(here)["batchItemFailures"] == []
    now = here.run(run)
    assert (now.state, [each.slug for each in now.reasons]) == (RunState.FAILED, ["run-failed"])
    (entry,), _ = error_log.entries(here.tenant, INTEGRATION, State.OPEN)
    assert (entry.slug, entry.reference) == ("run-failed", run.id)
    assert here.work() == ["failed"]
    assert here.ended == [run.id]
    here.start()


def test_a_run_that_moves_between_its_failures_is_not_given_up(here: Bench) -> None:
    run = here.start()
    for _ in range(TRIES - 1):
        assert engine.count_failure(here.world.runtime, {"organisation": "demo", "run": run.id}) < TRIES
    here.candidates, here.in_a_page = [professional(1)], 1
    storage.save(here.tenant, here.run(run), here.run(run))
    assert engine.count_failure(here.world.runtime, {"organisation": "demo", "run": run.id}) == 1


def test_what_follows_the_end_is_given_up_too(here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start()

    def fail(_tenant: Tenant, _run: Run) -> None:
        raise ValueError("a fault of the integration")

    ended = {INTEGRATION: here.procedures[INTEGRATION].__class__(**{**_fields(here), "ended": fail})}
    with pytest.raises(ValueError, match="a fault"):
        engine.advance(here.world.runtime, ended, {"organisation": "demo", "run": run.id})
    assert (here.run(run).state, here.run(run).is_closed) == (RunState.DONE, False)
    engine.give_up(here.world.runtime, {"organisation": "demo", "run": run.id})
    assert (here.run(run).state, here.run(run).is_closed) == (RunState.DONE, True)


def _fields(here: Bench) -> Mapping[str, Any]:
    procedure = here.procedures[INTEGRATION]
    return {name: getattr(procedure, name) for name in procedure.__dataclass_fields__}


def test_a_busy_table_puts_the_message_back_and_counts_nothing(here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    here.candidates = [professional(1)]
    run = here.start()

    def busy(*_: object) -> Run:
        raise Contended("busy")

    with monkeypatch.context() as patch:
        patch.setattr(judging, "judge", busy)
        assert serve(here)["batchItemFailures"]
    assert here.run(run).state is RunState.PLANNED
    assert engine.count_failure(here.world.runtime, {"organisation": "demo", "run": run.id}) == 1
    assert here.work() == ["done"]


def test_a_reader_with_too_large_pages_is_a_fault(here: Bench) -> None:
    here.candidates, here.in_a_page = [professional(number) for number in range(101)], 101
    run = here.start()
    with pytest.raises(ValueError, match="too many candidates"):
        engine.advance(here.world.runtime, here.procedures, {"organisation": "demo", "run": run.id})


def test_a_reader_is_closed_when_the_time_is_over(here: Bench, hurried: list[int]) -> None:
    closed: list[int] = []

    def read(_tenant: Tenant, run: Run) -> Iterator[ReadPage]:
        try:
            for at in range(int(run.checkpoint or 0), 9):
                yield ReadPage(candidates=[professional(at)], checkpoint=str(at + 1))
        finally:
            closed.append(1)

    procedures = {INTEGRATION: here.procedures[INTEGRATION].__class__(**{**_fields(here), "read": read})}
    run = here.start()
    advance = partial(engine.advance, here.world.runtime, procedures, {"organisation": "demo", "run": run.id})
    while advance() != "done":
        pass
    assert len(closed) > 2
    assert here.run(run).rows == 9
    assert hurried


def test_one_row_that_cannot_be_planned_hides_no_other(here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real = planning.plan_desired

    def plan(tenant: Tenant, run: Run, number: int, *others: Any) -> Any:
        if number == 2:
            raise KeyError("a fault of ours")
        return real(tenant, run, number, *others)

    monkeypatch.setattr(planning, "plan_desired", plan)
    here.candidates = [professional(number) for number in range(1, 4)]
    run = here.start()
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 2, ItemOutcome.REFUSED: 1}
    assert [each.slug for each in here.rows(run)[1][0].reasons] == ["not-planned"]


def test_one_row_that_fails_keeps_no_other_from_being_applied(here: Bench) -> None:
    def fail_at(_tenant: Tenant, _run: Run, item: Any, _change: object) -> tuple[()]:
        if item.number == 2:
            raise KeyError("a fault of the integration")
        return ()

    here.applied = fail_at
    here.candidates = [professional(number) for number in range(1, 4)]
    run = here.start()
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 2, ItemOutcome.FAILED: 1}
    _, result = here.rows(run)[1]
    assert result is not None
    assert [each.slug for each in result.reasons] == ["not-applied"]


def test_what_a_failed_run_has_applied_after_it_last_stored_is_undone_too(
    here: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.in_a_page = 3
    here.candidates = [professional(number) for number in range(1, 6)]
    run = here.start()

    def fail(*_: object) -> None:
        raise ValueError("a fault of ours")

    real, saved = storage.outcome_write, 0

    def outcome_write(*given: Any) -> Any:
        nonlocal saved
        saved += 1
        return real(*given) if saved == 1 else fail()

    with monkeypatch.context() as patch:
        patch.setattr(storage, "outcome_write", outcome_write)
        with pytest.raises(ValueError, match="ours"):
            engine.advance(here.world.runtime, here.procedures, {"organisation": "demo", "run": run.id})
    engine.give_up(here.world.runtime, {"organisation": "demo", "run": run.id})
    assert (here.run(run).state, here.run(run).outcomes) == (RunState.FAILED, {ItemOutcome.APPLIED: 3})
    here.work()
    undone = undoing.undo_run(here.tenant, run.id, "boss")
    here.work()
    approval.approve(here.tenant, undone.id, "boss")
    here.work()
    assert here.run(undone).outcomes == {ItemOutcome.APPLIED: 5}
    for number in range(1, 6):
        found = here.account(number)
        assert found is not None
        assert not found.active
