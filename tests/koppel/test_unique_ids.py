"""Where ids are unique over clients and professionals together, neither gets one that the other has."""

from collections.abc import Iterator

import pytest

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind, Value
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.plan.planning import Plan
from koppel.domain.problems.account import ID_TAKEN
from koppel.runtime import Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world

NAME: dict[str, Value] = {"first_name": "Anna", "last_name": "Smit", "gender": "f"}


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        made.set_tile("demo", "client_details", '{"id": "optional", "date_of_birth": "optional", "unique_ids": true}')
        made.organisation = made.look_up()
        yield made


def from_hl7(w: World, external_id: str) -> Plan:
    """What an admission of this patient comes to."""
    desired = Desired(kind=Kind.CLIENT, id=external_id, values=NAME, manner=Manner.LENIENT)
    return synchronise(w.tenant, desired, w.origin("hl7_intake", "Feed"))


def test_an_admission_under_a_professionals_id_creates_no_client(w: World) -> None:
    w.professional("X1")
    planned = from_hl7(w, "X1")
    assert (planned.change, [each.problem for each in planned.findings]) == (None, [ID_TAKEN])
    assert list(store.listed(w.tenant, Kind.CLIENT)) == []


def test_an_account_that_shares_an_id_already_keeps_it_and_is_updated(w: World) -> None:
    unique = w.organisation
    w.set_tile("demo", "client_details", '{"id": "optional", "date_of_birth": "optional"}')
    w.organisation = w.look_up()
    w.professional("X1")
    from_hl7(w, "X1")
    w.organisation = unique
    desired = Desired(kind=Kind.CLIENT, id="X1", values={"infix": "de"}, manner=Manner.LENIENT)
    planned = synchronise(w.tenant, desired, w.origin("hl7_intake", "Feed"))
    assert planned.change is not None
    assert planned.change.accounts[0].after.text("infix") == "de"


def test_of_two_new_accounts_at_once_one_gets_the_id(w: World) -> None:
    runtime = w.runtime
    w.runtime = overtaken(runtime, lambda: World.professional(plain, "X1"))
    plain = World(runtime=runtime, clock=w.clock)
    plain.organisation = w.organisation
    planned = from_hl7(w, "X1")
    assert (planned.change, [each.problem for each in planned.findings]) == (None, [ID_TAKEN])
    assert len(list(store.listed(Tenant(runtime, w.organisation), Kind.PROFESSIONAL))) == 1


def test_without_the_setting_both_have_the_id(w: World) -> None:
    w.set_tile("demo", "client_details", '{"id": "optional", "date_of_birth": "optional"}')
    w.organisation = w.look_up()
    w.professional("X1")
    assert from_hl7(w, "X1").change is not None
