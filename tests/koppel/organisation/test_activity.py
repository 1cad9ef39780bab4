"""Counting what comes in: one write of one unit, whose failure nobody else notices."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from koppel.aws import patience, row_keys
from koppel.aws.clients import dynamodb
from koppel.domain.tiles.activity import PROCESSED, RECEIVED, Outcome, attribute
from koppel.organisation import activity
from tests.harness.faults import Fault, faulty
from tests.harness.metering import metered
from tests.harness.world import START, TABLE, World, world

LONGEST_SLUG = "a" * 40


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def count(w: World, *outcomes: Outcome) -> None:
    for each in outcomes:
        activity.count(w.runtime, "demo", "rest_api", {each: 1})


def test_counts_of_hours_and_days(w: World) -> None:
    count(w, Outcome.DONE, Outcome.DONE, Outcome.REFUSED)
    w.clock.move(hours=1)
    count(w, Outcome.DONE)
    w.clock.move(days=1)
    count(w, Outcome.BROKEN)
    found = activity.between(w.tenant, "rest_api", START.date(), w.clock().date())
    assert found.hours == {
        START: {Outcome.DONE: 2, Outcome.REFUSED: 1},
        START + timedelta(hours=1): {Outcome.DONE: 1},
        START + timedelta(hours=25): {Outcome.BROKEN: 1},
    }
    assert found.last_success == START + timedelta(hours=1)
    assert activity.latest(w.tenant, "rest_api") == found
    first_day = activity.between(w.tenant, "rest_api", START.date(), START.date())
    assert len(first_day.hours) == 2


def test_organisations_and_integrations_are_counted_apart(w: World) -> None:
    count(w, Outcome.DONE)
    activity.count(w.runtime, "demo", "hl7_intake", {Outcome.APPLIED: 4, Outcome.FAILED: 1})
    other = World.add_organisation(w, "noord")
    assert other.slug == "noord"
    assert activity.latest(w.tenant, "rest_api").hours == {}
    w.organisation = w.look_up("demo")
    assert activity.latest(w.tenant, "hl7_intake").hours == {START: {Outcome.APPLIED: 4, Outcome.FAILED: 1}}


def test_what_is_not_counted_is_not_written(w: World) -> None:
    with metered() as meter:
        activity.count(w.runtime, "demo", "rest_api", {Outcome.UNCOUNTED: 1, Outcome.DONE: 0})
        activity.count(w.runtime, "", "rest_api", {Outcome.DONE: 1})
    assert meter.requests == {}


def test_a_count_costs_one_unit_even_on_the_fullest_day(w: World) -> None:
    every = [attribute(hour, each) for hour in range(24) for each in (*RECEIVED, *PROCESSED)]
    key = row_keys.traffic.activity(LONGEST_SLUG, "delegated_logon", START.date().isoformat())
    item = {name: {"N": "99999"} for name in every} | {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
    dynamodb().put_item(TableName=TABLE, Item=item)
    with metered() as meter:
        activity.count(w.runtime, LONGEST_SLUG, "delegated_logon", {Outcome.DONE: 1})
    assert (dict(meter.requests), meter.written) == ({"UpdateItem": 1}, 1)


@pytest.mark.parametrize("fault", [Fault.THROTTLE, Fault.CONFLICT, Fault.LOST_ANSWER])
def test_a_failure_is_not_repeated_and_not_noticed(w: World, fault: Fault) -> None:
    with faulty(fault, fails=lambda _: True) as line:
        count(w, Outcome.DONE)
    assert line.requests == 1
    count(w, Outcome.DONE)
    found = activity.latest(w.tenant, "rest_api").hours[START][Outcome.DONE]
    assert found == (2 if fault is Fault.LOST_ANSWER else 1)


def test_nothing_is_counted_when_the_time_is_nearly_over(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "left", lambda: activity.TIME_NEEDED - 0.1)
    with metered() as meter:
        count(w, Outcome.DONE)
    assert meter.requests == {}


def test_counts_go_in_time(w: World) -> None:
    count(w, Outcome.DONE)
    row = w.runtime.table.get(row_keys.traffic.activity("demo", "rest_api", "2026-03-02"))
    assert row
    assert datetime.fromtimestamp(row["expires"], UTC) == START + timedelta(days=activity.DAYS_KEPT)
