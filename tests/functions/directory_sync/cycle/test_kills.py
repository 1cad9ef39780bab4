"""A cycle ends as if nobody had disturbed it, however often its worker has too little time, and wherever it is killed:
after each write to the table, the queue and the bucket in turn. With KOPPEL_JOURNEYS=full after each of them, otherwise
after some."""

import os
import re
from itertools import count

import pytest

from functions.directory_sync import schedule
from functions.directory_sync.cycle import proposing
from functions.directory_sync.memory import readings
from koppel.accounts import waiting_lists
from koppel.aws import patience
from koppel.aws.queues import Queue
from koppel.domain.runs.run import RunState
from koppel.runs import approval, sweeping
from koppel.runs.queueing import DIRECTORY_QUEUE
from koppel.runtime import variable
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, THERAPISTS, person, source
from tests.functions.directory_sync.site import Site
from tests.harness import moments
from tests.harness.moments import Moment
from tests.koppel.ledger import audit_settled

IS_FULL = os.environ.get("KOPPEL_JOURNEYS") == "full"
SOME = 20
MOST_TICKS = 6
TRIED_ONCE = re.compile(r'"slug": "[^"]*(adopted|incomplete)')
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many pages of few people."""
    monkeypatch.setattr(proposing, "MOST_IN_A_PAGE", 8)
    monkeypatch.setattr(proposing, "LEAVERS_AT_ONCE", 3)
    monkeypatch.setattr(readings, "PEOPLE_IN_A_ROW", 10)


def tick(here: Site) -> None:
    """Five minutes later: what the sweep does, and what follows of it."""
    here.world.clock.move(minutes=5)
    sweeping.continue_runs(here.tenant)
    schedule.enqueue_due(here.tenant, lambda: Queue(variable(DIRECTORY_QUEUE)))
    here.work()


def settle(here: Site) -> None:
    """What time and a manager do until the cycle is over."""
    here.work()
    for _ in range(MOST_TICKS):
        if here.last().state is RunState.WAITING:
            here.approve()
        if here.last().is_closed:
            waiting_lists.serve_all(here.tenant)
            return
        tick(here)
    raise AssertionError(f"the cycle does not end: {here.last().state}")


def state() -> list[str]:
    """All that is stored, but for the times, as a sweep is waited for now and then, and for what is counted after a
    change, tried once."""
    told = moments.books()
    return [TIME.sub("*", each) for each in told if not TRIED_ONCE.search(each)]


def follow(here: Site) -> None:
    """A whole cycle, from the schedule on."""
    schedule.enqueue_due(here.tenant, lambda: Queue(variable(DIRECTORY_QUEUE)))
    settle(here)


def endure(here: Site) -> int:
    """Follow what has changed, killed after each write in turn. Returns how many there were."""
    here.world.clock.move(minutes=15)
    start = Moment.of(here.world)
    with moments.writes(here.world) as quiet:
        follow(here)
    assert here.last().state is RunState.DONE
    expected, end = state(), Moment.of(here.world)
    audit_settled(here.tenant)
    for numbers in moments.some(quiet.count, SOME):
        start.again(here.world)
        with moments.writes(here.world, numbers) as found:
            follow(here)
        for number in numbers:
            found.moments[number].again(here.world)
            settle(here)
            now = state()
            assert sorted(set(now) ^ set(expected)) == [], number
            assert len(now) == len(expected), number
    end.again(here.world)
    assert here.due() == "unchanged"
    return quiet.count


def first(here: Site, size: int) -> None:
    """A directory of which nobody is known yet: with accounts that are adopted or hold an address, people without a
    name or an address, and two with one id."""
    here.employ(*range(1, size + 1))
    here.world.professional("E1", email="other@linde.example")
    here.world.professional("X9", email="e2@linde.example")
    here.directory.put(3, person(3, surname=""))
    here.directory.put(4, person(4, mail=""))
    here.directory.put(6, person(6, employeeId="E5"))
    here.directory.put(7, person(7, EMPLOYEES, MANAGERS))
    here.directory.put(8, person(8, EMPLOYEES, THERAPISTS))


def second(here: Site, size: int) -> None:
    """A change of everybody: half of them have another name, a tenth each are deleted, are disabled, leave the group,
    have other roles or come back, and a tenth are new."""
    tenth = size // 10
    for number in range(1, size + 1):
        match (number - 1) // tenth:
            case 0:
                here.directory.put(number, None)
            case 1:
                here.directory.change(number, enabled=False)
            case 2:
                here.directory.change(number, groups=())
            case 3:
                here.directory.change(number, groups=(EMPLOYEES, THERAPISTS))
            case 4:
                here.directory.put(number, person(number))  # they left before
            case _:
                here.directory.put(number, person(number, surname=f"Bos{number}"))
    here.directory.put(size, person(size, EMPLOYEES, surname="Last manager no more"))
    here.employ(*range(size + 1, size + 1 + tenth))


@pytest.mark.usefixtures("small_pages")
def test_a_cycle_that_needs_many_invocations(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first(here, 24)
    here.world.clock.move(minutes=15)
    start = Moment.of(here.world)
    assert here.handle({"organisation": "demo", "source": "entra"}) == "started"
    settle(here)
    expected = state()
    start.again(here.world)
    ticks = count()
    monkeypatch.setattr(patience, "now", lambda: next(ticks) / 4)
    assert here.handle({"organisation": "demo", "source": "entra"}) == "started"
    reading = here.work(seconds=20)
    assert (set(reading), reading[-1]) == ({"reading", "planned", "waiting"}, "waiting")
    approval.approve(here.tenant, here.last().id, actor="manager")
    applying = here.work(seconds=20)
    assert (set(applying), applying[-1]) == ({"applying", "done"}, "done")
    assert min(len(reading), len(applying)) > 2
    waiting_lists.serve_all(here.tenant)
    assert state() == expected


@pytest.mark.usefixtures("small_pages")
def test_a_first_cycle(here: Site) -> None:
    first(here, 24)
    assert endure(here) > 60
    assert len(here.active()) >= 20


def test_a_cycle_in_which_everybody_changes(here: Site) -> None:
    size = 500 if IS_FULL else 30
    here.set_up(source(brake_count=1))
    here.directory.page = size
    here.employ(*range(1, size + 1))
    here.directory.put(size, person(size, EMPLOYEES, MANAGERS))
    here.directory.put(2, person(2, mail=""))
    here.cycle()
    for number in range(size // 10 * 4 + 1, size // 10 * 5 + 1):
        here.directory.put(number, None)
    here.cycle()
    second(here, size)
    assert endure(here) > size
