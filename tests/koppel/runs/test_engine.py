"""A run from its start to its end."""

import pytest

from koppel.domain.accounts.account import Kind, Role
from koppel.domain.plan.desired import Desired
from koppel.domain.problems.runs import UNDO_WAITS
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import ItemOutcome, ItemVerb
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import RunKind, RunState
from koppel.domain.runs.verdict import Stop
from koppel.runs import approval
from koppel.runs.procedure import ReadFailed
from koppel.runs.storage import SlotTaken
from tests.koppel.runs.bench import WAITS, Bench, leaver, professional


def test_a_run_reads_plans_applies_and_is_done(here: Bench) -> None:
    here.candidates = [professional(number) for number in range(1, 46)]
    run = here.start()
    assert here.work() == ["done"]
    now = here.run(run)
    assert (now.state, now.rows, now.pages, now.applied_pages) == (RunState.DONE, 45, 3, 3)
    assert now.counts == {ItemVerb.CREATE: 45}
    assert now.outcomes == {ItemOutcome.APPLIED: 45}
    assert (now.progress, now.is_closed, here.ended) == ("45 / 45", True, [run.id])
    made = here.account(7)
    assert made is not None
    assert made.external_source == "AD"
    item, result = here.rows(run)[6]
    assert (item.label, item.verb, item.version) == ("row 7", ItemVerb.CREATE, None)
    assert result is not None
    assert [(each.key, each.version) for each in result.changes] == [(made.key, 1)]


def test_the_same_again_changes_nothing_and_applies_no_page(here: Bench) -> None:
    here.candidates = [professional(number) for number in range(1, 4)]
    here.start()
    here.work()
    before = here.account(1)
    run = here.start()
    here.work()
    now = here.run(run)
    assert (now.state, now.counts, now.outcomes) == (
        RunState.DONE,
        {ItemVerb.UNCHANGED: 3},
        {ItemOutcome.UNCHANGED: 3},
    )
    assert here.account(1) == before


def test_every_kind_of_row_has_its_verb_and_its_outcome(here: Bench) -> None:
    for number in (1, 2, 3):
        here.world.professional(f"P{number}")
    here.candidates = [
        professional(1, last_name="Jansen"),
        leaver(2),
        Candidate(label="row 3", desired=Desired(kind=Kind.PROFESSIONAL, id="P3", roles=(Role.THERAPIST,))),
        professional(4),
        professional(5, email="not an address"),
        Candidate(label="row 6", is_duplicate=True, reasons=(Reason.of(UNDO_WAITS),)),
        Candidate(label="row 7", reasons=(Reason.of(UNDO_WAITS),)),
        Candidate(label="row 8", desired=Desired(kind=Kind.PROFESSIONAL, id="P8", creates=False, active=False)),
    ]
    run = here.start()
    here.work()
    rows = here.rows(run)
    assert [item.verb for item, _ in rows] == [
        ItemVerb.UPDATE,
        ItemVerb.DEACTIVATE,
        ItemVerb.UNCHANGED,
        ItemVerb.CREATE,
        ItemVerb.REFUSED,
        ItemVerb.DUPLICATE,
        ItemVerb.REFUSED,
        ItemVerb.REFUSED,
    ]
    now = here.run(run)
    assert now.outcomes == {ItemOutcome.APPLIED: 3, ItemOutcome.REFUSED: 4, ItemOutcome.UNCHANGED: 1}
    assert sum(now.outcomes.values()) == sum(now.counts.values()) == now.rows
    assert now.loses_access == 1
    assert [each.slug for each in rows[4][0].reasons] == ["field-refused"]
    assert [each.slug for each in rows[7][0].reasons] == ["unknown-account"]
    assert rows[0][0].before["last_name"] == "Smit"
    assert rows[0][0].after["last_name"] == "Jansen"


def test_a_plan_waits_for_approval_and_is_applied_then(here: Bench) -> None:
    here.candidates, here.verdict = [professional(1)], WAITS
    run = here.start()
    assert here.work() == ["waiting"]
    waiting = here.run(run)
    assert (waiting.state, waiting.approvals_needed) == (RunState.WAITING, 1)
    assert waiting.waits_until == "2026-03-03T09:00:00"
    assert here.account(1) is None
    approval.approve(here.tenant, run.id, "boss", waiting.digest)
    assert here.work() == ["done"]
    assert here.account(1) is not None
    assert [each.actor for each in here.run(run).approvals] == ["boss"]


def test_a_plan_that_is_not_wanted_is_not_applied(here: Bench) -> None:
    here.candidates, here.verdict = [professional(1)], Stop(reasons=(Reason.of(UNDO_WAITS),))
    run = here.start()
    here.work()
    now = here.run(run)
    assert (now.state, [each.slug for each in now.reasons], here.account(1)) == (
        RunState.STOPPED,
        ["undo-waits"],
        None,
    )
    assert here.ended == [run.id]


def test_a_dry_run_applies_nothing(here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start(RunKind.DRY_RUN)
    here.work()
    now = here.run(run)
    assert (now.state, now.counts, now.outcomes) == (RunState.DONE, {ItemVerb.CREATE: 1}, {})
    assert here.account(1) is None


def test_a_slot_admits_one_run(here: Bench) -> None:
    run = here.start()
    with pytest.raises(SlotTaken) as taken:
        here.start()
    assert taken.value.run == run.id
    here.start(slot="directory_sync/second")
    here.work()
    here.start()


def test_reading_that_fails_fails_the_run_with_an_entry(here: Bench) -> None:
    here.candidates, here.failure = [professional(1)], ReadFailed(UNDO_WAITS)
    run = here.start()
    assert here.work() == ["failed"]
    now = here.run(run)
    assert (now.state, [each.slug for each in now.reasons]) == (RunState.FAILED, ["undo-waits"])
    assert here.account(1) is None
    here.start()


def test_what_is_read_twice_within_a_run_is_planned_twice_and_applied_once(here: Bench) -> None:
    here.candidates = [professional(1), professional(1)]
    run = here.start()
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 1, ItemOutcome.UNCHANGED: 1}
