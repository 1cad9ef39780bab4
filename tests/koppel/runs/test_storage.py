"""Runs, pages and slots as stored."""

from dataclasses import replace
from random import Random

import pytest

from koppel.aws import row_keys
from koppel.aws.errors import TransactionRefused
from koppel.aws.writes import ABSENT, Put
from koppel.domain.runs.item import Item, ItemVerb
from koppel.domain.runs.run import RunState
from koppel.runs import listing, storage
from koppel.runs.storage import MOST_BYTES, RunTaken
from tests.koppel.runs.bench import Bench


def items(count: int, size: int = 10) -> list[Item]:
    """Items that hardly compress."""
    chance = Random(1)
    return [
        Item(number=number, label=f"row {number}", verb=ItemVerb.CREATE, after={"x": chance.randbytes(size).hex()})
        for number in range(1, count + 1)
    ]


def test_a_page_that_is_too_large_for_a_row_becomes_several(here: Bench) -> None:
    run = here.start()
    made = items(100, 8_000)
    writes = storage.page_writes(here.tenant, run, 1, made)
    assert len(writes) == 8
    assert all(len(each.row["items"]) <= MOST_BYTES for each in writes)
    run = storage.save(here.tenant, run, replace(run, pages=len(writes), rows=100), writes)
    assert [item for item, _ in listing.every_row(here.tenant, run)] == made


def test_pages_are_read_in_either_direction_as_far_as_there_are_any(here: Bench) -> None:
    run = here.start()
    assert list(storage.pages(here.tenant, run, 1, 0)) == []
    writes = [each for number in (1, 2, 3) for each in storage.page_writes(here.tenant, run, number, items(1))]
    run = storage.save(here.tenant, run, replace(run, pages=3, rows=3), writes)
    assert [number for number, _ in storage.pages(here.tenant, run, 1, 9)] == [1, 2, 3]
    assert [number for number, _ in storage.pages(here.tenant, run, 3, 0)] == [3, 2, 1]
    assert [number for number, _ in storage.pages(here.tenant, run, 2, 2)] == [2]


def test_an_item_that_is_too_large_by_itself_is_a_fault(here: Bench) -> None:
    with pytest.raises(ValueError, match="too large"):
        storage.page_writes(here.tenant, here.start(), 1, items(1, 400_000))


def test_the_slower_of_two_writes_nothing(here: Bench) -> None:
    run = here.start()
    first = storage.save(here.tenant, run, replace(run, checkpoint="first"))
    assert first.version == run.version + 1
    for extra in ([], [Put(row_keys.runs.page("demo", run.id, 1), {})]):
        with pytest.raises(RunTaken):
            storage.save(here.tenant, run, replace(run, checkpoint="second"), extra)
    assert here.run(run).checkpoint == "first"


def test_a_condition_of_an_extra_write_is_the_callers_business(here: Bench) -> None:
    run = here.start()
    key = row_keys.runs.page("demo", run.id, 1)
    here.world.runtime.table.write(Put(key, {}))
    with pytest.raises(TransactionRefused):
        storage.save(here.tenant, run, replace(run, checkpoint="x"), [Put(key, {}, ABSENT)])
    assert here.run(run) == run


def test_input_may_be_any_json(here: Bench) -> None:
    given = {"share": 0.05, "names": ["a"], "of": {"deep": None}, "empty": ""}
    run = here.start(input=given)
    assert here.run(run).input == given


def test_rows_of_a_run_go_with_it(here: Bench) -> None:
    run = here.start(days_kept=10)
    row = here.world.runtime.table.get(row_keys.runs.run("demo", run.id))
    (page,) = storage.page_writes(here.tenant, run, 1, items(1))
    outcome = storage.outcome_write(here.tenant, run, 1, [])
    assert row is not None
    assert row["expires"] == page.row["expires"] == outcome.row["expires"] == here.world.runtime.epoch(10)


def test_a_run_is_looked_at_by_the_sweep_until_it_is_closed(here: Bench) -> None:
    run = here.start()
    assert storage.due(here.tenant, 10) == []
    here.world.clock.move(minutes=5)
    assert [each.id for each in storage.due(here.tenant, 10)] == [run.id]
    here.work()
    assert here.run(run).state is RunState.DONE
    here.world.clock.move(days=1)
    assert storage.due(here.tenant, 10) == []
