"""The directory's id as stored: one account of an organisation has it, and it is free when that one gives it up."""

from collections.abc import Iterator
from typing import Any

import pytest

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, directory_claim
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner
from koppel.domain.plan.planning import Plan
from koppel.domain.problems.account import DIRECTORY_ID_TAKEN, VALUE_TAKEN
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from koppel.runtime import Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world
from tests.koppel.ledger import audit_settled

ID, BASE64 = "00112233-4455-6677-8899-aabbccddeeff", "MyIRAFVEd2aImaq7zN3u/w=="


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def synced(w: World, professional: Account, directory_id: str) -> Plan:
    """What a directory that names the professional so comes to."""
    desired = Desired(kind=Kind.PROFESSIONAL, key=professional.key, directory_id=directory_id, manner=Manner.LENIENT)
    return synchronise(w.tenant, desired, w.origin("directory", "AD"))


def holder(w: World) -> str:
    """Key of the account that has the id, "" for nobody."""
    row = w.runtime.table.get(store.claim_key(w.organisation, directory_claim(ID)))
    return str(row["holder"]) if row else ""


def test_one_account_has_a_directory_id_until_it_is_released(w: World) -> None:
    anna, bob = w.professional("P1"), w.professional("P2")
    assert synced(w, anna, BASE64).change
    assert synced(w, anna, ID).change is None
    assert holder(w) == anna.key
    refused = synced(w, bob, ID)
    assert (refused.change, [each.problem for each in refused.findings]) == (None, [DIRECTORY_ID_TAKEN])
    assert synced(w, anna, DELETED).change
    assert holder(w) == ""
    assert synced(w, bob, ID).change
    found = store.account(w.tenant, Kind.PROFESSIONAL, bob.key)
    assert (holder(w), found and found.directory_id) == (bob.key, ID)


def test_of_two_accounts_at_once_one_gets_the_directory_id(w: World) -> None:
    anna, bob = w.professional("P1"), w.professional("P2")
    desired = Desired(kind=Kind.PROFESSIONAL, key=bob.key, directory_id=ID, manner=Manner.LENIENT)
    runtime = overtaken(w.runtime, lambda: synced(w, anna, ID))
    late = synchronise(Tenant(runtime, w.organisation), desired, w.origin("directory", "AD"))
    assert [each.problem for each in late.findings] == [DIRECTORY_ID_TAKEN]
    assert holder(w) == anna.key


def test_another_organisation_may_have_the_same_directory_id(w: World) -> None:
    synced(w, w.professional("P1"), ID)
    w.add_organisation("other")
    assert holder(w) == ""
    assert synced(w, w.professional("P1"), ID).change


def person(directory_id: str, external_id: str, **others: Any) -> Desired:
    """A person of the directory."""
    return Desired(
        kind=Kind.PROFESSIONAL,
        id=external_id,
        directory_id=directory_id,
        by_directory_id=True,
        values={"first_name": "Anna", "last_name": "Smit", "email": f"{directory_id[:8]}@praktijk.example"},
        manner=Manner.LENIENT,
        **others,
    )


def now(w: World, directory_id: str) -> Account:
    """The account that has this directory id."""
    found = store.stored(w.tenant, person(directory_id, "")).account
    assert found
    return found


def arrived(w: World, *people: Desired) -> list[Plan]:
    """What becomes of these people, one after the other."""
    return [synchronise(w.tenant, each, w.origin("directory", "AD")) for each in people]


THEIRS = "ffffffff-4455-6677-8899-aabbccddeeff"


def test_two_people_who_swap_their_ids_both_have_theirs(w: World) -> None:
    arrived(w, person(ID, "P1"), person(THEIRS, "P2"))
    first, _ = arrived(w, person(ID, "P2"), person(THEIRS, "P1"))
    assert [each.problem for each in first.findings] == [VALUE_TAKEN]
    assert (now(w, ID).text("id"), now(w, THEIRS).text("id")) == ("P2", "P1")
    audit_settled(w.tenant)
    open_entries, _ = error_log.entries(w.tenant, "directory", State.OPEN)
    assert open_entries == []


def test_an_id_that_is_released_later_closes_its_entry(w: World) -> None:
    other = w.professional("P2")
    arrived(w, person(ID, "P1"), person(ID, "P2"))
    assert dict(now(w, ID).waiting) == {"id": "P2"}
    audit_settled(w.tenant)
    synchronise(w.tenant, Desired(kind=Kind.PROFESSIONAL, key=other.key, values={"id": "P3"}), w.origin())
    audit_settled(w.tenant)
    assert (now(w, ID).text("id"), dict(now(w, ID).waiting)) == ("P2", {})
    assert error_log.entries(w.tenant, "directory", State.OPEN)[0] == []


def test_an_address_that_is_released_later_closes_its_entry(w: World) -> None:
    other = w.professional("P2", email=f"{ID[:8]}@praktijk.example")
    (first,) = arrived(w, person(ID, "P1"))
    assert [each.problem for each in first.findings if each.subject] == [VALUE_TAKEN]
    synchronise(w.tenant, Desired(kind=Kind.PROFESSIONAL, key=other.key, values={"email": "p3@x.example"}), w.origin())
    assert now(w, ID).text("email") == f"{ID[:8]}@praktijk.example"
    assert [each.slug for each in error_log.entries(w.tenant, "directory", State.OPEN)[0] if each.subject] == []


def test_clients_and_professionals_may_wait_for_one_id(w: World) -> None:
    held = w.professional("P2")
    client = w.client("C1")
    arrived(w, person(ID, "P1"), person(ID, "P2"))
    synchronise(w.tenant, Desired(kind=Kind.PROFESSIONAL, key=held.key, values={"id": DELETED}), w.origin())
    linked = DesiredRelations(professional_ids=("P2",))
    synchronise(w.tenant, Desired(kind=Kind.CLIENT, key=client.key, relations=linked), w.origin())
    audit_settled(w.tenant)
    made, waiting = store.relations(w.tenant, client.key)
    assert ([each.professional for each in made], waiting) == ([now(w, ID).key], ())
