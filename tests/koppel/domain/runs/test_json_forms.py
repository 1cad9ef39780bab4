"""Candidates, items, results and runs come back from JSON as they were."""

import json
from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.accounts.account import Kind, Role
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.plan.desired import Desired, DesiredRelations, Manner
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.problems.problem import Level
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, ItemOutcome, ItemVerb, Result
from koppel.domain.runs.json_forms import (
    candidate_from_json,
    candidate_to_json,
    item_from_json,
    item_to_json,
    result_from_json,
    result_to_json,
    run_from_json,
    run_to_json,
)
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Approval, Run, RunKind, RunState
from koppel.domain.texts import Text

TEXTS = st.text(max_size=6)
VALUES = TEXTS | st.integers(0, 150) | st.lists(TEXTS, max_size=2).map(tuple)
FIELDS = st.dictionaries(st.sampled_from(["first_name", "email", "age", "labels"]), VALUES, max_size=3)
ROLES = st.lists(st.sampled_from(Role), max_size=3).map(tuple)
MANY = st.lists(TEXTS, max_size=2).map(tuple)
RELATIONS = st.builds(
    DesiredRelations,
    professional_ids=MANY,
    professionals=MANY,
    ended=MANY,
    ended_ids=MANY,
    kind=st.sampled_from(RelationKind),
    replace=st.booleans(),
    waits=st.booleans(),
)
DESIRED_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(Kind),
    "key": TEXTS,
    "id": TEXTS,
    "directory_id": st.none() | TEXTS,
    "values": FIELDS,
    "defaults": FIELDS,
    "active": st.none() | st.booleans(),
    "active_from": TEXTS,
    "roles": st.none() | ROLES,
    "roles_among": st.none() | ROLES.map(frozenset),
    "default_roles": ROLES,
    "relations": st.none() | RELATIONS,
    "client": TEXTS,
    "mail_requested": st.booleans(),
    "creates": st.booleans(),
    "welcome": st.booleans(),
    "by_directory_id": st.booleans(),
    "spares_last_manager": st.booleans(),
    "event_time": TEXTS,
    "event_end": TEXTS,
    "manner": st.sampled_from(Manner),
}
DESIRED = st.builds(Desired, **DESIRED_FIELDS)
NAMES = st.builds(ChangeName, st.sampled_from(Kind), TEXTS, st.integers(1, 9))
REASONS = st.lists(
    st.builds(Reason, TEXTS, st.sampled_from(Level), st.builds(Text, nl=TEXTS, en=TEXTS)), max_size=2
).map(tuple)
CANDIDATES = st.builds(
    Candidate,
    label=TEXTS,
    desired=st.none() | DESIRED,
    undo=st.none() | NAMES,
    email_check=TEXTS,
    reasons=REASONS,
    is_duplicate=st.booleans(),
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
OBJECTS = st.dictionaries(TEXTS, JSON, max_size=2)
ITEMS = st.builds(
    Item,
    number=st.integers(1, 9),
    label=TEXTS,
    verb=st.sampled_from(ItemVerb),
    kind=st.none() | st.sampled_from(Kind),
    key=TEXTS,
    version=st.none() | st.integers(1, 9),
    before=OBJECTS,
    after=OBJECTS,
    reasons=REASONS,
    loses_access=st.booleans(),
    signature=TEXTS,
    source=CANDIDATES.map(candidate_to_json),
)
RESULTS = st.builds(
    Result,
    number=st.integers(1, 9),
    outcome=st.sampled_from(ItemOutcome),
    changes=st.lists(NAMES, max_size=2).map(tuple),
    reasons=REASONS,
    drift=st.none() | ITEMS,
)
RUNS = st.builds(
    Run,
    id=TEXTS,
    integration=TEXTS,
    kind=st.sampled_from(RunKind),
    about=TEXTS,
    slot=TEXTS,
    queue=TEXTS,
    actor=TEXTS,
    started=TEXTS,
    changed=TEXTS,
    state=st.sampled_from(RunState),
    version=st.integers(1, 9),
    input=OBJECTS,
    counts=st.dictionaries(st.sampled_from(ItemVerb), st.integers(0, 9), max_size=3),
    outcomes=st.dictionaries(st.sampled_from(ItemOutcome), st.integers(0, 9), max_size=3),
    reasons=REASONS,
    approvals=st.lists(st.builds(Approval, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    files=st.dictionaries(TEXTS, TEXTS, max_size=2),
    holds_slot_while_waiting=st.booleans(),
    expires=st.integers(0, 9),
)


def through(value: Any) -> Any:
    """What is left of it after it was written as JSON and read again."""
    return json.loads(json.dumps(value))


@given(CANDIDATES)
def test_a_candidate_comes_back_as_it_was(candidate: Candidate) -> None:
    assert candidate_from_json(through(candidate_to_json(candidate))) == candidate


@given(ITEMS)
def test_an_item_comes_back_as_it_was(item: Item) -> None:
    assert item_from_json(through(item_to_json(item))) == item


@given(RESULTS)
def test_a_result_comes_back_as_it_was(result: Result) -> None:
    assert result_from_json(through(result_to_json(result))) == result


@given(RUNS)
def test_a_run_comes_back_as_it_was(run: Run) -> None:
    assert run_from_json(through(run_to_json(run))) == run


def test_what_is_empty_is_left_out() -> None:
    assert candidate_to_json(Candidate(label="row 1", desired=Desired(kind=Kind.CLIENT, id="C1"))) == {
        "label": "row 1",
        "desired": {"kind": "client", "id": "C1"},
    }
    assert item_to_json(Item(number=1, label="row 1", verb=ItemVerb.UNCHANGED)) == {
        "number": 1,
        "label": "row 1",
        "verb": "unchanged",
    }


def test_the_property_above_draws_every_field_of_a_desired_state() -> None:
    assert set(DESIRED_FIELDS) == {each.name for each in fields(Desired)}
