"""All or nothing: either every row is applied or none."""

import pytest

from koppel.accounts.execution import TooBusy
from koppel.domain.problems.refusal import Declined
from koppel.domain.runs.item import Item, ItemOutcome
from koppel.domain.runs.run import Run, RunKind, RunState
from koppel.domain.runs.verdict import Apply
from koppel.runs import approval, ending, engine
from koppel.runtime import Tenant
from tests.koppel.runs.bench import WAITS, Bench, professional
from tests.koppel.runs.test_drift import change, make


def waiting(here: Bench, *numbers: int) -> Run:
    """A run of these professionals that waits."""
    here.candidates, here.verdict = [professional(each) for each in numbers], WAITS
    run = here.start(RunKind.IMPORT, all_or_nothing=True)
    here.work()
    return here.run(run)


def test_all_is_applied_where_nothing_is_in_the_way(here: Bench) -> None:
    run = waiting(here, *range(1, 46))
    approval.approve(here.tenant, run.id, "boss")
    assert here.work() == ["done"]
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 45}


def test_a_refused_row_keeps_all_from_being_approved(here: Bench) -> None:
    here.candidates, here.verdict = [professional(1), professional(2, email="wrong")], WAITS
    run = here.start(RunKind.IMPORT, all_or_nothing=True)
    here.work()
    assert not approval.may_approve(here.run(run))
    with pytest.raises(Declined) as declined:
        approval.approve(here.tenant, run.id, "boss")
    assert (declined.value.problem.slug, declined.value.details) == ("rows-refused", {"count": "1"})


def test_a_row_that_is_different_by_now_keeps_all_from_being_applied(here: Bench) -> None:
    make(here, 44)
    run = waiting(here, *range(1, 46))
    change(here, 44, last_name="Other")
    approval.approve(here.tenant, run.id, "boss")
    assert here.work() == ["stopped"]
    now = here.run(run)
    assert (now.outcomes, [each.slug for each in now.reasons]) == ({}, ["rows-differ"])
    assert here.account(1) is None


def test_a_row_that_fails_undoes_what_was_applied(here: Bench) -> None:
    make(here, *range(1, 23))
    run = waiting(here, *range(1, 46))

    def fail_at(_tenant: Tenant, _run: Run, item: Item, _change: object) -> tuple[()]:
        if item.number == 43:
            raise TooBusy
        return ()

    here.applied = fail_at
    approval.approve(here.tenant, run.id, "boss")
    assert here.work() == ["stopped"]
    now = here.run(run)
    assert (now.state, [each.slug for each in now.reasons]) == (RunState.STOPPED, ["all-undone"])
    assert now.outcomes == {ItemOutcome.UNDONE: 42, ItemOutcome.FAILED: 1}
    for number in range(1, 23):
        found = here.account(number)
        assert found is not None
        assert found.text("last_name") == "Old"
    for number in range(23, 43):
        found = here.account(number)
        assert found is not None
        assert not found.active
    assert here.account(43) is None
    assert here.ended == [run.id]


def test_a_run_whose_worker_ends_after_the_last_undone_page_ends(here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    here.in_a_page, here.verdict = 5, Apply()
    here.candidates = [professional(number) for number in range(1, 13)]

    def fail_at(_tenant: object, _run: object, item: Item, _change: object) -> tuple[()]:
        if item.number == 8:
            raise ValueError("a fault of the integration")
        return ()

    def break_off(*_: object, **__: object) -> Run:
        raise ConnectionError

    here.applied = fail_at
    run = here.start(all_or_nothing=True)
    ids = {"organisation": "demo", "run": run.id}
    with monkeypatch.context() as patch:
        patch.setattr(ending, "end", break_off)
        with pytest.raises(ConnectionError):
            engine.advance(here.world.runtime, here.procedures, ids)
    stopped = here.run(run)
    assert (stopped.state, stopped.undone_pages) == (RunState.APPLYING, stopped.applied_pages)
    assert engine.advance(here.world.runtime, here.procedures, ids) == RunState.STOPPED
    assert here.run(run).outcomes == {"undone": 7, "failed": 1}
