"""From candidates to items: who is meant, what is checked, what is too much for one transaction."""

from typing import Any

import pytest

from koppel.accounts import apply, store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, DesiredRelations, Manner
from koppel.domain.plan.values import FieldRefusal
from koppel.domain.problems.runs import UNDO_WAITS
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import ItemOutcome, ItemVerb
from koppel.domain.runs.reason import Reason
from koppel.runs import approval, engine
from koppel.runs.procedure import Procedure
from tests.koppel.runs.bench import INTEGRATION, WAITS, Bench, professional


@pytest.mark.parametrize(
    ("address", "verb"),
    [
        ("P1@praktijk.example", ItemVerb.UPDATE),
        ("p2@praktijk.example", ItemVerb.REFUSED),
        ("nobody", ItemVerb.REFUSED),
        ("", ItemVerb.UPDATE),
    ],
)
def test_an_address_must_be_that_of_the_account_with_the_id(here: Bench, address: str, verb: ItemVerb) -> None:
    here.world.professional("P1")
    desired = Desired(kind=Kind.PROFESSIONAL, id="P1", values={"last_name": "Jansen"})
    here.candidates = [Candidate(label="row 1", desired=desired, email_check=address)]
    run = here.start()
    here.work()
    ((item, _),) = here.rows(run)
    assert item.verb is verb
    assert [each.slug for each in item.reasons] == (["field-refused"] if verb is ItemVerb.REFUSED else [])


def test_an_integration_says_in_its_own_words_why_a_field_is_refused(
    here: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, FieldRefusal]] = []

    def refused(candidate: Candidate, refusal: FieldRefusal) -> Reason:
        told.append((candidate.label, refusal))
        return Reason.of(UNDO_WAITS)

    procedure = here.procedures[INTEGRATION]
    own = Procedure(integration=INTEGRATION, read=procedure.read, judge=procedure.judge, refused=refused)
    monkeypatch.setattr(Bench, "procedures", {INTEGRATION: own})
    here.candidates = [professional(1, email="wrong")]
    run = here.start()
    here.work()
    assert told == [("row 1", FieldRefusal("email", "not-an-email"))]
    assert [each.slug for each in here.rows(run)[0][0].reasons] == ["undo-waits"]


def many_relations(here: Bench, count: int) -> str:
    """Key of a client with so many therapists, as the directory made them."""
    client = here.world.client("C1")
    for number in range(count):
        here.world.professional(f"P{number}")
    origin = here.world.origin(INTEGRATION, "AD")
    for start in range(0, count, 10):
        ids = tuple(f"P{number}" for number in range(start, min(start + 10, count)))
        relations = DesiredRelations(professional_ids=ids)
        synchronise(here.tenant, Desired(kind=Kind.CLIENT, id="C1", relations=relations), origin)
    return client.key


@pytest.mark.parametrize("killed", [False, True])
def test_a_change_that_is_too_large_for_one_transaction_is_made_in_parts_and_counts_once(
    here: Bench, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    key = many_relations(here, 45)
    relations = DesiredRelations(professional_ids=("P0",), replace=True)
    desired = Desired(kind=Kind.CLIENT, id="C1", relations=relations, manner=Manner.LENIENT)
    here.candidates, here.verdict = [Candidate(label="row 1", desired=desired)], WAITS
    run = here.start()
    here.work()
    assert here.rows(run)[0][0].is_partial
    approval.approve(here.tenant, run.id, "boss")
    ids = {"organisation": "demo", "run": run.id}
    if killed:
        with monkeypatch.context() as patch:
            kill_after_a_part(patch)
            with pytest.raises(KeyboardInterrupt):
                engine.advance(here.world.runtime, here.procedures, ids)
    assert engine.advance(here.world.runtime, here.procedures, ids) == "done"
    assert here.run(run).outcomes == {ItemOutcome.APPLIED: 1}
    ((_, result),) = here.rows(run)
    assert result is not None
    assert len(result.changes) == 3
    made, _ = store.relations(here.tenant, key)
    assert [each.professional_id for each in made] == ["P0"]


def kill_after_a_part(patch: pytest.MonkeyPatch) -> None:
    """The process ends after the first part of a change."""
    real, applied = apply.apply, 0

    def apply_or_die(*given: Any) -> Any:
        nonlocal applied
        applied += 1
        if applied == 2:
            raise KeyboardInterrupt
        return real(*given)

    patch.setattr("koppel.accounts.execution.apply", apply_or_die)
