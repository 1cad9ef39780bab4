"""Deactivations that were given a time take effect then, unless something came in between."""

from collections.abc import Iterator

import pytest

from koppel.accounts import due_deactivations, store
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.plan.desired import Desired, Manner
from koppel.runtime import Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world

DUE = "2026-03-05T09:00:00"  # three days after the world begins


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def wish(w: World, desired: Desired, integration: str = "hl7_intake") -> None:
    synchronise(w.tenant, desired, w.origin(integration, "Ward"))


def discharged(w: World, external_id: str = "C1") -> Account:
    """A client whose account is to be deactivated in three days."""
    made = w.client(external_id)
    wish(w, leaving(external_id))
    return made


def leaving(external_id: str, active_from: str = DUE) -> Desired:
    return Desired(
        kind=Kind.CLIENT, id=external_id, active=False, active_from=active_from, creates=False, manner=Manner.LENIENT
    )


def coming(external_id: str = "C1") -> Desired:
    return Desired(kind=Kind.CLIENT, id=external_id, active=True, creates=False, manner=Manner.LENIENT)


def now(w: World, account: Account) -> Account:
    found = store.account(w.tenant, account.kind, account.key)
    assert found is not None
    return found


def sweep(w: World) -> int:
    return due_deactivations.carry_out_due(w.tenant)


def test_a_deactivation_takes_effect_at_its_time_and_not_before(w: World) -> None:
    client = discharged(w)
    w.clock.move(days=3, seconds=-1)
    assert sweep(w) == 0
    assert now(w, client).active
    w.clock.move(seconds=1)
    assert sweep(w) == 1
    found = now(w, client)
    assert (found.active, found.deactivate_at, found.deactivated_by) == (False, "", "hl7_intake")
    assert found.modified == DUE
    assert found.values == client.values


def test_a_deactivation_is_carried_out_once(w: World) -> None:
    client = discharged(w)
    w.clock.move(days=4)
    assert sweep(w) == 1
    version = now(w, client).version
    assert sweep(w) == 0
    assert now(w, client).version == version
    assert list(w.runtime.table.listed(row_keys.accounts.due("demo"))) == []


def test_the_trail_names_the_origin_that_set_the_time(w: World) -> None:
    client = discharged(w)
    wish(w, Desired(kind=Kind.CLIENT, id="C1", values={"infix": "van"}, creates=False), "rest_api")
    w.clock.move(days=4)
    sweep(w)
    last = next(w.runtime.table.query(row_keys.accounts.trails("demo", client.key), newest_first=True))
    assert (last["verb"], last["integration"], last["source"], last["reference"]) == (
        "deactivate",
        "hl7_intake",
        "Ward",
        "ref-1",
    )
    assert (last["before"], last["after"]) == (
        {"active": True, "deactivate_at": DUE},
        {"active": False, "deactivated_by": "hl7_intake"},
    )


def test_the_integration_that_set_the_time_may_reactivate(w: World) -> None:
    client = discharged(w)
    w.clock.move(days=4)
    sweep(w)
    wish(w, coming(), "rest_api")
    assert not now(w, client).active
    wish(w, coming())
    assert now(w, client).active


def test_a_client_who_returns_before_stays_active(w: World) -> None:
    client = discharged(w)
    wish(w, coming())
    w.clock.move(days=4)
    assert sweep(w) == 0
    assert now(w, client).active


def test_a_client_who_returns_at_the_same_moment_stays_active(w: World) -> None:
    client = discharged(w)
    w.clock.move(days=4)
    slower = overtaken(w.runtime, lambda: wish(w, coming()))
    assert due_deactivations.carry_out_due(Tenant(slower, w.organisation)) == 0
    assert now(w, client).active


def test_another_change_at_the_same_moment_is_kept(w: World) -> None:
    client = discharged(w)
    w.clock.move(days=4)
    changes = Desired(kind=Kind.CLIENT, id="C1", values={"infix": "van"}, creates=False)
    slower = overtaken(w.runtime, lambda: wish(w, changes))
    assert due_deactivations.carry_out_due(Tenant(slower, w.organisation)) == 1
    found = now(w, client)
    assert (found.active, found.text("infix")) == (False, "van")


def test_a_later_time_replaces_the_earlier(w: World) -> None:
    client = discharged(w)
    wish(w, leaving("C1", "2026-03-10T09:00:00"))
    w.clock.move(days=4)
    assert sweep(w) == 0
    w.clock.move(days=4)
    assert sweep(w) == 1
    assert not now(w, client).active


def test_an_account_that_is_overtaken_each_time_is_left_for_the_next_sweep(w: World) -> None:
    client = discharged(w)
    discharged(w, "C2")
    w.clock.move(days=4)

    def rename(name: str) -> None:
        wish(w, Desired(kind=Kind.CLIENT, id="C1", values={"first_name": name}, creates=False))

    slower = overtaken(w.runtime, *(lambda name=name: rename(name) for name in "abcde"))
    assert due_deactivations.carry_out_due(Tenant(slower, w.organisation)) == 1
    assert now(w, client).active
    assert sweep(w) == 1
    assert not now(w, client).active


def test_accounts_of_other_organisations_are_left_alone(w: World) -> None:
    client = discharged(w)
    other = w.add_organisation("noord")
    w.clock.move(days=4)
    assert due_deactivations.carry_out_due(Tenant(w.runtime, other)) == 0
    assert store.account(Tenant(w.runtime, w.look_up("demo")), client.kind, client.key) is not None
    assert due_deactivations.carry_out_due(Tenant(w.runtime, w.look_up("demo"))) == 1
