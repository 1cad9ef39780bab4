"""How many entries are open, and how many of them a person has not seen."""

from collections.abc import Iterator

import pytest

from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.writes import Update
from koppel.domain.problems.problem import Finding, Level, Problem, State
from koppel.domain.texts import Text
from koppel.organisation import error_log, unread
from koppel.organisation.unread import Count, Counts
from tests.harness.world import World, world

LOG, ANNA, BEN = "rest_api", "arn:aws:sts::1:assumed-role/Operator/anna", "ben"
NONE = Count(0, or_more=False)


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def note(w: World, subject: str, level: Level = Level.ERROR) -> None:
    texts = Text(nl="Er is iets.", en="Something is wrong.")
    error_log.record(w.tenant, LOG, Finding(problem=Problem(f"made-{level}", level, texts, texts), subject=subject))
    w.clock.move(seconds=1)


def counted(w: World, actor: str = ANNA) -> Counts:
    (found,) = unread.count(w.tenant, [LOG], actor)
    return found


def test_open_entries_are_counted_by_level(w: World) -> None:
    note(w, "C-1001")
    note(w, "C-1002")
    note(w, "C-1003", Level.NOTICE)
    (entry, *_), _ = error_log.entries(w.tenant, LOG, State.OPEN)
    assert counted(w).open == {
        Level.NOTICE: Count(1, or_more=False),
        Level.WARNING: NONE,
        Level.ERROR: Count(2, or_more=False),
    }
    error_log.mark(w.tenant, LOG, entry.id, State.IGNORED)
    assert counted(w).open[Level.NOTICE] == NONE


def test_what_came_or_recurred_since_a_person_looked_is_new_to_that_person(w: World) -> None:
    note(w, "C-1001")
    note(w, "C-1002")
    assert (counted(w).unread, counted(w).seen) == (Count(2, or_more=False), "")
    at = w.runtime.moment()
    assert unread.look(w.tenant, LOG, ANNA) == ""
    assert (counted(w).unread, counted(w).seen) == (NONE, at)
    assert counted(w, BEN).unread == Count(2, or_more=False)
    w.clock.move(seconds=1)
    note(w, "C-1001")
    note(w, "C-1003")
    assert counted(w).unread == Count(2, or_more=False)
    assert unread.look(w.tenant, LOG, ANNA) == at


def test_a_look_names_nobody_and_expires(w: World) -> None:
    unread.look(w.tenant, LOG, ANNA)
    (row,) = [each for each in dynamodb().scan(TableName=w.runtime.table.name)["Items"] if "/looks/" in each["pk"]["S"]]
    assert "anna" not in str(row)
    assert int(row["expires"]["N"]) == w.runtime.epoch(unread.DAYS_KNOWN)


def test_many_are_not_counted_to_the_end(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "MOST_COUNTED", 2)
    for number in range(4):
        note(w, f"C-100{number}")
    assert (counted(w).unread, counted(w).open[Level.ERROR]) == (Count(2, or_more=True), Count(2, or_more=True))
    assert counted(w).open[Level.NOTICE] == NONE
    monkeypatch.setattr(unread, "MOST_LISTED", 2)
    assert counted(w).open[Level.NOTICE] == Count(0, or_more=True)


def test_entries_from_before_the_listing_had_levels_are_counted_too(w: World) -> None:
    note(w, "C-1001", Level.WARNING)
    ((entry,), _) = error_log.entries(w.tenant, LOG, State.OPEN)
    key = RowKey(row_keys.organisation.entries("demo", LOG), entry.id)
    w.runtime.table.write(Update(key, "SET listing_sk = last_seen"))
    assert counted(w).open[Level.WARNING] == Count(1, or_more=False)
