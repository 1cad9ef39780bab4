"""What a plan looks at, for many desired states at once: the same as for each of them, in a few requests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, Role, Value
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner
from tests.harness.world import World, world
from tests.koppel.accounts.test_store import merge

GUIDS = tuple(f"{number:08d}-0000-4000-8000-000000000000" for number in range(6))


def with_directory_id(w: World, account: Account, directory_id: str) -> None:
    """Give the account this id of the directory."""
    wish = Desired(kind=Kind.PROFESSIONAL, key=account.key, directory_id=directory_id)
    assert synchronise(w.tenant, wish, w.origin()).change


@pytest.fixture(scope="module")
def full() -> Iterator[tuple[World, list[str]]]:
    """Clients, one of them merged; professionals, some with an id of the directory; relationships. And all keys."""
    with world() as w:
        clients = [w.client(f"C{number}") for number in range(4)]
        staff = [w.professional(f"P{number}") for number in range(4)]
        merge(w, clients[0], clients[1])
        for account, directory_id in zip(staff[:2], GUIDS, strict=False):
            with_directory_id(w, account, directory_id)
        linked = DesiredRelations(professional_ids=("P1", "P9"))
        synchronise(w.tenant, Desired(kind=Kind.CLIENT, key=clients[1].key, relations=linked), w.origin())
        managers = Desired(kind=Kind.PROFESSIONAL, key=staff[3].key, roles=(Role.APPLICATION_MANAGER,))
        synchronise(w.tenant, managers, w.origin())
        yield w, [each.key for each in (*clients, *staff)]


VALUES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "email": st.sampled_from(["c1@client.example", "P1@praktijk.example", "free@x.example", "no mailbox", DELETED]),
        "id": st.sampled_from(["C1", "P1", "P9"]),
        "last_name": st.just("Berg"),
    },
)


def wishes(keys: Sequence[str]) -> st.SearchStrategy[Desired]:
    """Any desired states about these accounts and about unknown ones."""
    relations = st.none() | st.builds(
        DesiredRelations,
        professional_ids=st.lists(st.sampled_from(["P0", "P1", "P9"]), max_size=2).map(tuple),
        professionals=st.lists(st.sampled_from([*keys, "f" * 32]), max_size=2).map(tuple),
    )
    return st.builds(
        Desired,
        kind=st.sampled_from([Kind.CLIENT, Kind.PROFESSIONAL]),
        key=st.sampled_from([*keys, "f" * 32, "", "", "", ""]),
        id=st.sampled_from(["C0", "C1", "P0", "P1", "P3", "X", ""]),
        directory_id=st.sampled_from([None, DELETED, "P1", *GUIDS]),
        by_directory_id=st.booleans(),
        values=VALUES,
        active=st.sampled_from([None, True, False]),
        roles=st.sampled_from([None, (), (Role.THERAPIST,)]),
        relations=relations,
        spares_last_manager=st.booleans(),
        manner=st.sampled_from(Manner),
    )


def test_only_who_takes_the_last_manager_meets_it(full: tuple[World, list[str]]) -> None:
    w, keys = full
    kept = Desired(kind=Kind.PROFESSIONAL, key=keys[-1], spares_last_manager=True)
    wishes = [kept, replace(kept, active=False), replace(kept, active=False, spares_last_manager=False)]
    assert [each.is_last_manager for each in store.stored_many(w.tenant, wishes)] == [False, True, False]


@settings(max_examples=40)
@given(data=st.data())
def test_many_at_once_are_as_each_alone(full: tuple[World, list[str]], data: st.DataObject) -> None:
    w, keys = full
    desireds = data.draw(st.lists(wishes(keys), max_size=12))
    assert store.stored_many(w.tenant, desireds) == [store.stored(w.tenant, each) for each in desireds]
