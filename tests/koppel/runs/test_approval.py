"""People decide about a plan that waits, and only about the one that they have seen."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from koppel.aws import row_keys
from koppel.domain.problems.refusal import Declined
from koppel.domain.runs.run import Run, RunKind, RunState
from koppel.domain.runs.verdict import Wait
from koppel.organisation import audit_log
from koppel.runs import approval, storage, sweeping
from koppel.runs.storage import RunTaken
from tests.koppel.runs.bench import INTEGRATION, WAITS, Bench, professional


@pytest.fixture
def waiting(here: Bench) -> Run:
    here.candidates, here.verdict = [professional(1), professional(2)], WAITS
    run = here.start()
    here.work()
    return here.run(run)


def slug(act: Callable[[], object]) -> str:
    """The problem with which the act is declined."""
    with pytest.raises(Declined) as declined:
        act()
    return declined.value.problem.slug


def test_who_approves_is_recorded_with_the_digest(here: Bench, waiting: Run) -> None:
    approval.approve(here.tenant, waiting.id, "boss")
    (act,) = audit_log.every(here.world.runtime, "demo")
    assert (act.verb, act.actor, act.details) == (
        "approve-run",
        "boss",
        {"run": waiting.id, "digest": waiting.digest},
    )


def test_another_digest_than_that_of_what_is_staged_is_declined(here: Bench, waiting: Run) -> None:
    assert slug(lambda: approval.approve(here.tenant, waiting.id, "boss", "0" * 32)) == "plan-differs"
    assert here.run(waiting) == waiting


def test_other_settings_than_those_of_the_start_are_declined(here: Bench, waiting: Run) -> None:
    here.world.set_tile("demo", INTEGRATION)
    assert slug(lambda: approval.approve(here.tenant, waiting.id, "boss")) == "settings-differ"


def test_an_approval_comes_within_a_day_or_not_at_all(here: Bench, waiting: Run) -> None:
    here.world.clock.move(hours=24)
    assert slug(lambda: approval.approve(here.tenant, waiting.id, "boss")) == "approval-late"
    assert sweeping.continue_runs(here.tenant) == 1
    assert here.work() == ["stopped"]
    now = here.run(waiting)
    assert (now.state, [each.slug for each in now.reasons], here.ended) == (
        RunState.STOPPED,
        ["approval-late"],
        [waiting.id],
    )
    assert here.account(1) is None
    here.start()


def test_a_run_is_approved_once(here: Bench, waiting: Run) -> None:
    approval.approve(here.tenant, waiting.id, "boss")
    assert slug(lambda: approval.approve(here.tenant, waiting.id, "boss")) == "not-waiting"
    assert slug(lambda: approval.reject(here.tenant, waiting.id, "boss")) == "not-waiting"


def test_two_people_are_two_people(here: Bench) -> None:
    here.candidates, here.verdict = [professional(1)], Wait(approvals=2)
    run = here.start()
    here.work()
    now = approval.approve(here.tenant, run.id, "a1 (saml_logon)")
    assert (now.state, [each.actor for each in now.approvals]) == (RunState.WAITING, ["a1 (saml_logon)"])
    assert here.work() == []
    assert slug(lambda: approval.approve(here.tenant, run.id, "a1 (delegated_logon)")) == "approved-already"
    approval.approve(here.tenant, run.id, "a2 (saml_logon)")
    assert here.work() == ["done"]


def test_a_rejected_run_is_closed_and_frees_its_slot(here: Bench, waiting: Run) -> None:
    approval.reject(here.tenant, waiting.id, "boss", "wrong group")
    assert here.work() == ["rejected"]
    now = here.run(waiting)
    assert [each.text.en for each in now.reasons] == ["Rejected: wrong group Nothing (more) was applied."]
    assert (here.ended, here.account(1)) == ([waiting.id], None)
    here.start()


def test_a_run_that_is_unknown_is_declined(here: Bench) -> None:
    for act in (approval.approve, approval.reject):
        assert slug(lambda act=act: act(here.tenant, "20260302T090000-00000000", "boss")) == "unknown-run"  # type: ignore[misc]


def test_of_two_who_decide_at_once_the_second_decides_about_what_the_first_has_left(
    here: Bench, waiting: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = storage.find, 0

    def find(*arguments: object) -> Run | None:
        nonlocal tries
        tries += 1
        found = real(*arguments)  # type: ignore[arg-type]
        if tries == 1:
            approval.reject(here.tenant, waiting.id, "other")
        return found

    monkeypatch.setattr(storage, "find", find)
    assert slug(lambda: approval.approve(here.tenant, waiting.id, "boss")) == "not-waiting"


def test_a_run_that_frees_its_slot_while_it_waits_takes_it_again_or_is_declined(here: Bench) -> None:
    here.candidates, here.verdict = [professional(1)], WAITS
    first = here.start(RunKind.IMPORT, holds_slot_while_waiting=False)
    here.work()
    second = here.start(RunKind.IMPORT, holds_slot_while_waiting=False)
    assert slug(lambda: approval.approve(here.tenant, first.id, "boss")) == "run-busy"
    here.work()
    approval.approve(here.tenant, first.id, "boss")
    assert slug(lambda: approval.approve(here.tenant, second.id, "boss")) == "run-busy"
    here.work()
    assert here.run(first).state is RunState.DONE
    assert here.world.runtime.table.get(row_keys.runs.slot("demo", "directory_sync/main")) is None


def test_a_state_is_followed_by_those_that_may_follow_it(here: Bench, waiting: Run) -> None:
    with pytest.raises(ValueError, match="waiting cannot become done"):
        storage.save(here.tenant, waiting, replace(waiting, state=RunState.DONE))
    with pytest.raises(RunTaken):
        storage.save(here.tenant, replace(waiting, version=1), waiting)
