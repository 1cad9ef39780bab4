"""What has changed between a plan and its application is not applied, and is shown again."""

from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.runs.item import ItemOutcome, ItemVerb
from koppel.domain.runs.run import RunState
from koppel.runs import approval
from tests.koppel.runs.bench import WAITS, Bench, leaver, professional


def change(here: Bench, number: int, **values: str) -> None:
    """Somebody else changes a professional."""
    desired = Desired(kind=Kind.PROFESSIONAL, id=f"P{number}", values=dict(values))
    synchronise(here.tenant, desired, here.world.origin())


def make(here: Bench, *numbers: int) -> None:
    """Professionals as `professional` has them, but for their last names."""
    for number in numbers:
        here.world.professional(f"P{number}", last_name="Old", email=f"p{number}@praktijk.example")


def test_a_change_of_something_else_is_no_drift(here: Bench) -> None:
    make(here, 1)
    here.candidates, here.verdict = [professional(1)], WAITS
    run = here.start()
    here.work()
    change(here, 1, description="on leave")
    approval.approve(here.tenant, run.id, "boss")
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 1}
    found = here.account(1)
    assert found is not None
    assert (found.text("last_name"), found.text("description")) == ("Smit 1", "on leave")


def test_a_row_that_is_different_by_now_is_left_to_the_next_cycle(here: Bench) -> None:
    make(here, 1, 2)
    here.candidates, here.verdict = [professional(1), professional(2)], WAITS
    run = here.start()
    here.work()
    change(here, 1, last_name="Other")
    approval.approve(here.tenant, run.id, "boss")
    here.work()
    now = here.run(run)
    assert (now.state, now.outcomes) == (RunState.DONE, {ItemOutcome.APPLIED: 1, ItemOutcome.DRIFTED: 1})
    found = here.account(1)
    assert found is not None
    assert found.text("last_name") == "Other"
    _, result = here.rows(run)[0]
    assert result is not None
    assert result.drift is not None
    assert (result.drift.before["last_name"], result.drift.after["last_name"]) == ("Other", "Smit 1")


def test_rows_that_are_different_by_now_are_staged_again_and_wait(here: Bench) -> None:
    here.restages = True
    make(here, *range(1, 31))
    here.candidates, here.verdict = [professional(each) for each in range(1, 31)], WAITS
    run = here.start()
    here.work()
    first = here.run(run)
    for number in (3, 25):
        change(here, number, last_name="Other")
    approval.approve(here.tenant, run.id, "boss", first.digest)
    assert here.work() == ["waiting"]
    second = here.run(run)
    assert (second.state, second.outcomes, second.counts) == (
        RunState.WAITING,
        {ItemOutcome.APPLIED: 28},
        {ItemVerb.UPDATE: 30},
    )
    assert [each.slug for each in second.reasons] == ["drifted"]
    assert (second.from_page, second.pages, second.approvals) == (3, 3, ())
    assert second.digest not in {"", first.digest}
    approval.approve(here.tenant, run.id, "boss", second.digest)
    here.work()
    now = here.run(run)
    assert (now.state, now.outcomes) == (RunState.DONE, {ItemOutcome.APPLIED: 30})
    assert sum(now.outcomes.values()) == now.rows == 30
    for number in (3, 25):
        found = here.account(number)
        assert found is not None
        assert found.text("last_name") == f"Smit {number}"


def test_drift_of_drift_is_staged_a_third_time(here: Bench) -> None:
    here.restages = True
    make(here, 1, 2)
    here.candidates, here.verdict = [professional(1), professional(2)], WAITS
    run = here.start()
    here.work()
    for name in ("Other", "Another"):
        change(here, 1, last_name=name)
        approval.approve(here.tenant, run.id, "boss")
        assert here.work() == ["waiting"]
    approval.approve(here.tenant, run.id, "boss")
    assert here.work() == ["done"]
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 2}


def test_what_somebody_has_done_already_is_unchanged(here: Bench) -> None:
    make(here, 1)
    here.candidates, here.verdict = [professional(1)], WAITS
    run = here.start()
    here.work()
    change(here, 1, last_name="Smit 1")
    approval.approve(here.tenant, run.id, "boss")
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.UNCHANGED: 1}


def test_what_is_refused_by_now_says_why(here: Bench) -> None:
    here.candidates, here.verdict = [professional(1)], WAITS
    run = here.start()
    here.work()
    here.world.professional("P9", email="p1@praktijk.example")
    approval.approve(here.tenant, run.id, "boss")
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.REFUSED: 1}
    _, result = here.rows(run)[0]
    assert result is not None
    assert [each.slug for each in result.reasons] == ["field-refused"]


def test_two_rows_about_one_person_are_both_applied(here: Bench) -> None:
    make(here, 1)
    here.candidates = [professional(1), leaver(1)]
    run = here.start()
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 2}
    found = here.account(1)
    assert found is not None
    assert (found.active, found.text("last_name")) == (False, "Smit 1")
