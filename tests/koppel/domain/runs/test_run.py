"""Runs as values: states, slots, people."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.runs.item import OUTCOME_LABELS, VERB_LABELS, ItemOutcome, ItemVerb
from koppel.domain.runs.run import ENDED, KIND_LABELS, MOVING, NEXT, STATE_LABELS, Approval, Run, RunKind, RunState

RUN = Run(
    id="20260302T090000-00000001",
    integration="directory_sync",
    kind=RunKind.CYCLE,
    about="main",
    slot="directory_sync/main",
    queue="DIRECTORY_QUEUE_URL",
    actor="",
    started="2026-03-02T09:00:00",
    changed="2026-03-02T09:00:00",
)


def test_every_state_has_states_that_may_follow_it_until_an_end() -> None:
    assert set(NEXT) == set(RunState)
    for state, following in NEXT.items():
        assert bool(following) is (state not in ENDED)
        assert state not in following
    assert {RunState.WAITING, *MOVING, *ENDED} == set(RunState)


@given(st.lists(st.sampled_from(RunState), max_size=9))
def test_a_path_of_states_starts_with_reading_and_ends_once(path: list[RunState]) -> None:
    state, ends = RunState.READING, 0
    for each in path:
        if each in NEXT[state]:
            state = each
            ends += each in ENDED
    assert ends <= 1


def test_a_run_that_moves_holds_its_slot_and_one_that_waits_where_it_is_to() -> None:
    for state in RunState:
        for holds in (True, False):
            run = replace(RUN, state=state, holds_slot_while_waiting=holds)
            assert run.holds_slot is (state in MOVING or (state is RunState.WAITING and holds))


def test_a_person_who_logs_on_in_two_ways_is_one_person() -> None:
    one, other = (Approval(f"abc ({way})", "", "") for way in ("saml_logon", "delegated_logon"))
    assert one.person == other.person == "abc"
    assert Approval("arn:aws:sts::1:assumed-role/Operator/anna", "", "").person.endswith("anna")


def test_everything_has_a_name() -> None:
    assert set(KIND_LABELS) == set(RunKind)
    assert set(STATE_LABELS) == set(RunState)
    assert set(VERB_LABELS) == set(ItemVerb)
    assert set(OUTCOME_LABELS) == set(ItemOutcome)
