"""Whatever is read, whenever the time runs out: a run does what applying its rows one by one would do, counts each row
once, and its undo restores what was."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.run import Run, RunState
from koppel.runs import application, applying, approval, pacing, reading, restaging, rollback, undoing
from tests.koppel.runs.bench import WAITS, Bench, bench, professional

NUMBERS = st.integers(1, 6)
NAMES = st.sampled_from(["Old", "Jansen", "Smit"])


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    """At most one row for each of a few people: new, changed, leaving, wrong."""
    found = []
    for number in draw(st.lists(NUMBERS, unique=True, max_size=6)):
        values: dict[str, Any] = {"last_name": draw(NAMES)}
        if draw(st.integers(0, 5)) == 0:
            values["email"] = draw(st.sampled_from(["p1@praktijk.example", "p9@praktijk.example", "wrong"]))
        made = professional(number, **values)
        active = draw(st.sampled_from([None, None, False, True]))
        manner = draw(st.sampled_from(Manner))
        assert made.desired is not None
        desired = Desired(
            kind=Kind.PROFESSIONAL,
            id=made.desired.id,
            values=made.desired.values,
            roles=made.desired.roles,
            active=active,
            manner=manner,
        )
        found.append(Candidate(label=made.label, desired=desired))
    return found


def has_a_strange_address(row: Candidate) -> bool:
    """Whether the row has an e-mail address that is wrong or another one's."""
    assert row.desired is not None
    return row.desired.values["email"] != f"{row.desired.id.lower()}@praktijk.example"


def people(here: Bench) -> dict[str, tuple[Any, ...]]:
    """What is stored of all professionals, by id."""
    return {
        each.text("id"): (each.values, each.active, each.roles, each.waiting)
        for each in store.listed(here.tenant, Kind.PROFESSIONAL)
    }


def started(here: Bench, existing: list[int]) -> None:
    """These professionals exist."""
    for number in existing:
        here.world.professional(f"P{number}", last_name="Old", email=f"p{number}@praktijk.example")


def patiently(patch: pytest.MonkeyPatch, stops: list[bool]) -> None:
    """Time runs out at these moments, and then no more."""
    left = iter(stops)
    for module in (reading, applying, application, pacing, restaging, rollback):
        patch.setattr(module, "is_over", lambda: next(left, False))


def approved(here: Bench, run: Run) -> Run:
    """The run after it was approved as often as it asks."""
    here.work()
    while here.run(run).state is RunState.WAITING:
        approval.approve(here.tenant, run.id, "boss")
        here.work()
    return here.run(run)


@settings(max_examples=25)
@given(
    rows=candidates(),
    existing=st.lists(NUMBERS, unique=True, max_size=4),
    in_a_page=st.integers(1, 4),
    stops=st.lists(st.booleans(), max_size=30),
)
def test_a_run_does_what_its_rows_would_do_one_by_one(
    rows: list[Candidate], existing: list[int], in_a_page: int, stops: list[bool]
) -> None:
    with bench() as other:
        started(other, existing)
        before = people(other)
        for each in rows:
            assert each.desired is not None
            synchronise(other.tenant, each.desired, other.world.origin("directory_sync", "AD"))
        expected = people(other)
    with bench() as here, pytest.MonkeyPatch.context() as patch:
        patiently(patch, stops)
        started(here, existing)
        assert people(here) == before
        here.candidates, here.in_a_page, here.verdict, here.restages = rows, in_a_page, WAITS, True
        run = here.start()
        ended = approved(here, run)
        assert ended.state is RunState.DONE
        assert sum(ended.outcomes.values()) == sum(ended.counts.values()) == ended.rows == len(rows)
        if not any(map(has_a_strange_address, rows)):  # these depend on the order in which addresses come free
            assert people(here) == expected


@settings(max_examples=25)
@given(
    rows=candidates(),
    existing=st.lists(NUMBERS, unique=True, max_size=4),
    in_a_page=st.integers(1, 4),
    stops=st.lists(st.booleans(), max_size=30),
)
def test_an_undo_restores_what_was(
    rows: list[Candidate], existing: list[int], in_a_page: int, stops: list[bool]
) -> None:
    with bench() as here, pytest.MonkeyPatch.context() as patch:
        patiently(patch, stops)
        started(here, existing)
        before = people(here)
        here.candidates, here.in_a_page = rows, in_a_page
        run = here.start()
        ended = approved(here, run)
        if not undoing.may_undo(ended):
            return
        undone = undoing.undo_run(here.tenant, run.id, "boss")
        assert approved(here, undone).state is RunState.DONE
        after = people(here)
        assert {number: found for number, found in after.items() if number in before} == before
        assert not any(found[1] for number, found in after.items() if number not in before)
