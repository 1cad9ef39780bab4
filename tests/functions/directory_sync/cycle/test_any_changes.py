"""Whatever happens in a directory, and whatever of it is told, broken off or forgotten: the cycles end in the state of
one cycle that reads everybody."""

import os
from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.domain.runs.run import RunState
from koppel.domain.times import from_text
from tests.functions.directory_sync.directory import Directory
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, THERAPISTS, guid, person
from tests.functions.directory_sync.site import Site
from tests.harness.moments import Moment

EXAMPLES = 400 if os.environ.get("KOPPEL_JOURNEYS") == "full" else 25
STAFF, PEOPLE = 6, 10
"""People who are there at the start, and all who may come. The first is a manager and stays."""

type Step = Callable[[Site, int, int], None]


def join(here: Site, who: int, _: int) -> None:
    """Somebody comes, or comes back, as they were hired."""
    here.directory.put(who, person(who))


def delete(here: Site, who: int, _: int) -> None:
    """Somebody is deleted."""
    here.directory.put(who, None)


def rename(here: Site, who: int, word: int) -> None:
    """Somebody gets another name and address."""
    if known := here.directory.people.get(who):
        groups = tuple(known.groups)
        here.directory.put(who, person(who, *groups, surname=f"Bos{word}", mail=f"e{who}.{word}@linde.example"))


def block(here: Site, who: int, word: int) -> None:
    """Somebody may no longer log on, or may again."""
    if who in here.directory.people:
        here.directory.change(who, enabled=bool(word % 2))


def regroup(here: Site, who: int, word: int) -> None:
    """Somebody is in other groups, perhaps in none that matters."""
    if who in here.directory.people:
        groups = [each for bit, each in enumerate((EMPLOYEES, THERAPISTS, MANAGERS)) if word >> bit & 1]
        here.directory.change(who, groups=tuple(groups))


def follow(here: Site, *_: int) -> None:
    """A cycle, where it is time for one."""
    here.cycle()


def refuse(here: Site, *_: int) -> None:
    """A cycle, which a manager rejects where it waits."""
    run = here.cycle(approves=False)
    if run and run.state is RunState.WAITING:
        here.reject()


def break_off(here: Site, _: int, word: int) -> None:
    """A cycle in which the directory goes away."""
    here.directory.breaks_at = word % 3
    here.cycle()
    here.directory.breaks_at = None


def forget(here: Site, *_: int) -> None:
    """The directory forgets what it told."""
    here.directory.loses = True


ACTS: tuple[Step, ...] = (join, delete, rename, block, regroup)
CYCLES: tuple[Step, ...] = (follow, follow, refuse, break_off, forget)
STEPS = st.lists(
    st.tuples(st.sampled_from((*ACTS, *ACTS, *CYCLES)), st.integers(2, PEOPLE), st.integers(0, 7)), max_size=14
)


def staffed(here: Site) -> Moment:
    """A few people, whose first cycle is done."""
    here.directory = Directory(page=2)
    here.directory.put(1, person(1, EMPLOYEES, MANAGERS))
    here.employ(*range(2, STAFF + 1))
    here.cycle()
    assert here.active() == set(range(1, STAFF + 1))
    return Moment.of(here.world)


def settle(here: Site, *, hours: float = 0) -> None:
    """Let time pass, and cycles go on until one finds nothing."""
    here.directory.breaks_at = None
    here.world.clock.move(hours=hours)
    for _ in range(3):
        here.world.clock.time = max(here.world.clock.time, from_text(here.state().next_at))
        if here.cycle() is None:
            return
    raise AssertionError("each cycle finds something to do")


def outcome(here: Site) -> object:
    """What a cycle has to bring about for those who are there: their accounts, and that nobody else may log on."""
    known = here.known()
    people = {each: told for each, told in here.people().items() if each in known}
    assert here.active() == {number for number in range(1, PEOPLE + 1) if guid(number) in known}
    return people, known, here.unsettled(), here.state().members, here.slugs()


@pytest.fixture
def start(here: Site) -> tuple[Moment, Directory]:
    """The moment after the first cycle, and the directory then."""
    return staffed(here), here.directory


@pytest.mark.parametrize("is_told", [True, False], ids=["all told", "some lost"])
@settings(max_examples=EXAMPLES)
@given(data=st.data(), steps=STEPS)
def test_cycles_end_in_the_state_of_one_of_everybody(
    here: Site, start: tuple[Moment, Directory], is_told: bool, data: st.DataObject, steps: list[tuple[Step, int, int]]
) -> None:
    moment, directory = start
    moment.again(here.world)
    here.directory = deepcopy(directory)
    for act, who, word in steps:
        here.directory.drops = not is_told and act in ACTS and data.draw(st.booleans(), "lost")
        act(here, who, word)
    settle(here, hours=0 if is_told else 24)
    followed, everybody = outcome(here), here.directory.people
    moment.again(here.world)
    here.directory = Directory(people=everybody)
    settle(here, hours=24)
    assert outcome(here) == followed
