"""Turns: a job continues where its last run stopped, each row has its turn, and one that fails holds up no other."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.aws import patience, row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import Delete, Put
from koppel.organisation import turns
from tests.harness.world import World, world

PARTITION = "demo/rows"


@pytest.fixture(scope="module")
def w() -> Iterator[World]:
    with world() as made:
        yield made


class Job:
    """Does a row in a second of a clock of its own."""

    def __init__(self, w: World, *failing: str) -> None:
        self.w = w
        self.failing = failing
        self.done: list[str] = []
        self.seconds = 0.0

    def __call__(self, rows: Sequence[Row]) -> int:
        self.seconds += 1
        for row in rows:
            if row["sk"] in self.failing:
                raise ValueError(row["sk"])
            self.done.append(row["sk"])
        return len(rows)

    def run(self, seconds: float, at_once: int = 1, most: int = 5000) -> int:
        """One run of so many seconds."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(patience, "now", lambda: self.seconds)
            with turns.lasting(seconds):
                return turns.continue_job(self.w.tenant, "job", PARTITION, self, at_once=at_once, most=most)


def fill(w: World, count: int) -> list[str]:
    """So many rows, and no others; their sort keys."""
    for row in list(w.runtime.table.query(PARTITION)):
        w.runtime.table.write(Delete(RowKey(row["pk"], row["sk"])))
    w.runtime.table.write(Delete(row_keys.organisation.turn("demo", "job")))
    names = [f"{number:03d}" for number in range(count)]
    for each in names:
        w.runtime.table.write(Put(RowKey(PARTITION, each), {}))
    return names


def place(w: World) -> str | None:
    row = w.runtime.table.get(row_keys.organisation.turn("demo", "job"))
    return row["after"] if row else None


@settings(max_examples=25)
@given(count=st.integers(0, 12), seconds=st.integers(1, 6), at_once=st.integers(1, 4))
def test_each_row_has_its_turn_once_before_any_has_it_again(w: World, count: int, seconds: int, at_once: int) -> None:
    names = fill(w, count)
    job = Job(w)
    for _ in range(max(1, -(-count // (seconds * at_once)))):
        before = len(job.done)
        job.run(seconds, at_once)
        assert len(job.done) - before <= seconds * at_once
    assert job.done[:count] == names


def test_the_place_is_stored_and_is_deleted_after_the_last_row(w: World) -> None:
    fill(w, 5)
    job = Job(w)
    assert (job.run(2), place(w)) == (2, "001")
    assert (job.run(2), place(w)) == (2, "003")
    assert (job.run(10), place(w)) == (5, None)
    assert job.done == ["000", "001", "002", "003", "004", "000", "001", "002", "003"]
    assert (job.run(10, most=2), place(w)) == (2, "001")


def test_a_failure_is_raised_after_all_other_rows_had_their_turn(w: World) -> None:
    fill(w, 4)
    job = Job(w, "000")
    with pytest.raises(ValueError, match="000"):
        job.run(2)
    assert (job.done, place(w)) == (["001"], "001")
    with pytest.raises(ValueError, match="000"):
        job.run(10)
    assert job.done == ["001", "002", "003", "001"]


def test_turn_ends_with_the_budget_of_the_invocation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "now", lambda: 0.0)
    assert not turns.is_over()
    with turns.lasting(100):
        assert not turns.is_over()
        with patience.within(turns.RESERVE_SECONDS - 0.1):
            assert turns.is_over()
    with turns.lasting(0):
        assert turns.is_over()
