"""The last active application manager is known from what is stored; many plans read it in few requests."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from koppel.accounts import due_deactivations, store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, Role
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.plan.matching import Stored
from koppel.domain.problems.account import LAST_MANAGER
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from tests.harness.metering import metered
from tests.harness.world import World, world
from tests.koppel.accounts.test_stored_many import with_directory_id


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def managers(w: World, *ids: str) -> list[Account]:
    """Application managers with these ids."""
    made = [w.professional(each) for each in ids]
    for each in made:
        roles = (Role.APPLICATION_MANAGER,)
        synchronise(w.tenant, Desired(kind=Kind.PROFESSIONAL, key=each.key, roles=roles), w.origin())
    return made


LEAVES = Desired(kind=Kind.PROFESSIONAL, active=False, manner=Manner.LENIENT, spares_last_manager=True)


def look(w: World, wish: Desired) -> Stored:
    return store.stored(w.tenant, wish)


def test_the_last_manager_is_known_where_it_matters(w: World) -> None:
    one, two = managers(w, "M1", "M2")
    assert not look(w, replace(LEAVES, key=one.key)).is_last_manager
    synchronise(w.tenant, Desired(kind=Kind.PROFESSIONAL, key=two.key, active=False), w.origin())
    assert look(w, replace(LEAVES, key=one.key)).is_last_manager
    assert not look(w, replace(LEAVES, key=one.key, spares_last_manager=False)).is_last_manager
    assert not look(w, replace(LEAVES, key=one.key, active=None)).is_last_manager
    assert not look(w, replace(LEAVES, key=two.key)).is_last_manager
    w.professional("P1")
    assert not look(w, replace(LEAVES, id="P1")).is_last_manager


def test_of_two_managers_who_leave_one_stays(w: World) -> None:
    keys = [each.key for each in managers(w, "M1", "M2")]
    planned = [synchronise(w.tenant, replace(LEAVES, key=key), w.origin("directory", "AD")) for key in keys]
    assert [bool(each.change) for each in planned] == [True, False]
    assert [each.problem for each in planned[1].findings] == [LAST_MANAGER]
    kept = store.accounts(w.tenant, Kind.PROFESSIONAL, keys)
    assert [kept[key].active for key in keys] == [False, True]


def test_a_due_deactivation_spares_the_last_manager(w: World) -> None:
    one, two = managers(w, "M1", "M2")
    later = replace(LEAVES, key=one.key, active_from="2026-03-05T09:00:00")
    synchronise(w.tenant, later, w.origin("directory", "AD"))
    synchronise(w.tenant, Desired(kind=Kind.PROFESSIONAL, key=two.key, active=False), w.origin())
    w.clock.move(days=4)
    due_deactivations.carry_out_due(w.tenant)
    kept = store.account(w.tenant, Kind.PROFESSIONAL, one.key)
    assert kept
    assert (kept.active, kept.deactivate_at) == (True, "")
    entries, _ = error_log.entries(w.tenant, "directory", State.OPEN)
    assert [each.slug for each in entries] == [LAST_MANAGER.slug]
    assert due_deactivations.carry_out_due(w.tenant) == 0


def test_a_hundred_people_take_a_handful_of_requests(w: World) -> None:
    made = [w.professional(f"P{number}") for number in range(50)]
    for number, each in enumerate(made):
        with_directory_id(w, each, f"{number:08d}-0000-4000-8000-000000000000")
    desireds = [
        Desired(
            kind=Kind.PROFESSIONAL,
            id=f"P{number}",
            directory_id=f"{number:08d}-0000-4000-8000-000000000000",
            by_directory_id=True,
            values={"email": f"p{number}@praktijk.example"},
        )
        for number in range(100)
    ]
    with metered() as meter:
        found = store.stored_many(w.tenant, desireds)
    assert [each.account and each.account.key for each in found] == [each.key for each in made] + [None] * 50
    assert dict(meter.requests) == {"BatchGetItem": 3 + 1}  # three claims of each, fifty accounts
