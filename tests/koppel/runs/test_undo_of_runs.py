"""A run is undone by a run of its own, as far as nothing has changed since."""

import pytest

from koppel.accounts import store
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.plan.desired import Desired, DesiredRelations
from koppel.domain.problems.refusal import Declined
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import ItemOutcome, ItemVerb
from koppel.domain.runs.run import Run, RunKind, RunState
from koppel.runs import approval, undoing
from tests.koppel.runs.bench import WAITS, Bench, leaver, professional
from tests.koppel.runs.test_drift import change, make


def undo(here: Bench, run: Run) -> Run:
    """The undo of this run, as it waits."""
    made = undoing.undo_run(here.tenant, run.id, "boss")
    assert here.work() == ["waiting"]
    return here.run(made)


def test_an_undo_restores_what_was_and_deactivates_what_is_new(here: Bench) -> None:
    make(here, 1, 2, 3)
    before = {number: here.account(number) for number in (1, 2, 3)}
    here.candidates = [professional(1), leaver(2), professional(4)]
    run = here.start()
    here.work()
    made = undo(here, run)
    assert (made.kind, made.undoes, made.counts) == (
        RunKind.UNDO,
        run.id,
        {ItemVerb.DEACTIVATE: 1, ItemVerb.REACTIVATE: 1, ItemVerb.UPDATE: 1},
    )
    assert [item.label for item, _ in here.rows(made)] == ["row 4", "row 2", "row 1"]
    approval.approve(here.tenant, made.id, "boss", made.digest)
    assert here.work() == ["done"]
    assert here.run(made).outcomes == {ItemOutcome.APPLIED: 3}
    for number, was in before.items():
        now = here.account(number)
        assert was is not None
        assert now is not None
        assert (now.values, now.active, now.external_source) == (was.values, was.active, was.external_source)
    new = here.account(4)
    assert new is not None
    assert not new.active
    assert here.run(run).undone_by == made.id


def test_what_has_changed_since_stays_and_is_named(here: Bench) -> None:
    make(here, 1, 2)
    here.candidates = [professional(1, description="new"), professional(2)]
    run = here.start()
    here.work()
    change(here, 1, last_name="Later")
    change(here, 2, last_name="Later")
    made = undo(here, run)
    rows = here.rows(made)
    assert [item.verb for item, _ in rows] == [ItemVerb.REFUSED, ItemVerb.UPDATE]
    assert [each.slug for each in rows[0][0].reasons] == ["nothing-to-undo", "stays"]
    assert [each.slug for each in rows[1][0].reasons] == ["stays"]
    approval.approve(here.tenant, made.id, "boss")
    here.work()
    found = here.account(1)
    assert found is not None
    assert (found.text("last_name"), found.text("description")) == ("Later", "")


def test_what_changes_while_the_undo_waits_is_shown_again(here: Bench) -> None:
    make(here, 1, 2)
    here.candidates = [professional(1, description="new"), professional(2)]
    run = here.start()
    here.work()
    made = undo(here, run)
    change(here, 1, last_name="Later")
    approval.approve(here.tenant, made.id, "boss")
    assert here.work() == ["waiting"]
    assert here.run(made).outcomes == {ItemOutcome.APPLIED: 1}
    assert here.run(run).undone_by == ""
    approval.approve(here.tenant, made.id, "boss")
    here.work()
    assert here.run(made).outcomes == {ItemOutcome.APPLIED: 2}
    assert here.run(run).undone_by == made.id


def test_an_undo_is_undone_like_any_run(here: Bench) -> None:
    make(here, 1)
    here.candidates = [professional(1)]
    run = here.start()
    here.work()
    first = undo(here, run)
    approval.approve(here.tenant, first.id, "boss")
    here.work()
    second = undo(here, first)
    approval.approve(here.tenant, second.id, "boss")
    here.work()
    found = here.account(1)
    assert found is not None
    assert found.text("last_name") == "Smit 1"


def test_relationships_are_undone(here: Bench) -> None:
    here.world.client("C1")
    for number in (1, 2):
        here.world.professional(f"P{number}")
    relations = [
        Desired(kind=Kind.CLIENT, id="C1", relations=DesiredRelations(professional_ids=(each,)), creates=False)
        for each in ("P1", "P2", "P3")
    ]
    here.candidates = [Candidate(label=f"row {at}", desired=each) for at, each in enumerate(relations, 1)]
    run = here.start()
    here.work()
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 3}
    client = store.by_id(here.tenant, Kind.CLIENT, "C1")
    assert client is not None
    made, waiting = store.relations(here.tenant, client.key)
    assert sorted(each.professional_id for each in made) == ["P1", "P2"]
    assert [(each.professional_id, each.kind) for each in waiting] == [("P3", RelationKind.THERAPIST)]
    undone = undo(here, run)
    approval.approve(here.tenant, undone.id, "boss")
    here.work()
    assert here.run(undone).outcomes == {ItemOutcome.APPLIED: 3}
    assert store.relations(here.tenant, client.key) == ((), ())


def test_a_run_is_undone_once_and_only_when_it_has_ended_and_changed_something(here: Bench) -> None:
    here.candidates, here.verdict = [professional(1)], WAITS
    run = here.start()
    here.work()
    for expected in ("not-ended",):
        with pytest.raises(Declined) as declined:
            undoing.undo_run(here.tenant, run.id, "boss")
        assert declined.value.problem.slug == expected
    approval.reject(here.tenant, run.id, "boss")
    here.work()
    with pytest.raises(Declined) as declined:
        undoing.undo_run(here.tenant, run.id, "boss")
    assert declined.value.problem.slug == "nothing-applied"
    with pytest.raises(Declined) as declined:
        undoing.undo_run(here.tenant, "20260302T090000-00000000", "boss")
    assert declined.value.problem.slug == "unknown-run"
    again = here.start()
    here.work()
    approval.approve(here.tenant, again.id, "boss")
    here.work()
    made = undo(here, again)
    with pytest.raises(Declined) as declined:
        undoing.undo_run(here.tenant, again.id, "boss")
    assert declined.value.problem.slug == "run-busy"
    approval.approve(here.tenant, made.id, "boss")
    here.work()
    with pytest.raises(Declined) as declined:
        undoing.undo_run(here.tenant, again.id, "boss")
    assert declined.value.problem.slug == "undone-already"
    assert here.run(made).state is RunState.DONE
