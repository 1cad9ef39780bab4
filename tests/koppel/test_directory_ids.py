"""The directory's id as stored: one account of an organisation has it, and it is free when that one gives it up."""

from collections.abc import Iterator

import pytest

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, directory_claim
from koppel.domain.plan.desired import DELETED, Desired, Manner
from koppel.domain.plan.planning import Plan
from koppel.domain.problems.account import DIRECTORY_ID_TAKEN
from koppel.runtime import Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world

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
