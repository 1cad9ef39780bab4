"""Conflicts: what belongs to somebody else is not taken; the entry closes by itself when it is over."""

from typing import Any

import pytest

from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.plan.desired import DELETED, Desired
from koppel.domain.runs.item import Item, ItemOutcome
from koppel.runs import planning, storage
from tests.functions.directory_sync.people import EMPLOYEES, guid, person
from tests.functions.directory_sync.site import Site
from tests.koppel.ledger import audit_settled


def by_hand(here: Site, key: str, **wish: object) -> None:
    """Change an account by an API user."""
    desired = Desired(kind=Kind.PROFESSIONAL, key=key, **wish)  # type: ignore[arg-type]
    synchronise(here.tenant, desired, here.world.origin())


def found(here: Site, number: int) -> Account:
    account = here.account(number)
    assert account
    return account


def test_an_account_that_was_there_is_adopted_by_its_id_and_the_report_says_so(here: Site) -> None:
    old = here.world.professional("E1", email="other@linde.example")
    here.employ(1, 2)
    run = here.cycle()
    assert run
    assert found(here, 1).key == old.key
    item = next(item for item, _ in here.rows(run) if item.label == guid(1))
    assert [each.slug for each in item.reasons] == ["adopted"]
    assert here.slugs() == ["adopted"]


def test_an_account_is_not_adopted_by_its_address(here: Site) -> None:
    old = here.world.professional("X9", email="e1@linde.example")
    here.employ(1)
    here.cycle()
    assert found(here, 1).key != old.key
    assert here.slugs() == ["incomplete", "value-taken"]
    by_hand(here, old.key, values={"email": "old@linde.example"})
    assert found(here, 1).text("email") == "e1@linde.example"
    assert here.slugs() == ["incomplete"]
    audit_settled(here.tenant)


def test_an_account_of_somebody_else_in_the_directory_is_not_adopted(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.directory.put(2, person(2, employeeId="E1"))
    here.directory.people.pop(1)
    here.cycle()
    assert here.account(2) is None
    assert here.slugs() == ["other-directory-id"]
    assert here.unsettled() == {guid(2): ("other-directory-id",)}
    assert here.due() == "unchanged"
    by_hand(here, found(here, 1).key, directory_id=DELETED)
    here.cycle()
    assert found(here, 2).text("id") == "E1"
    assert (here.slugs(), here.unsettled()) == (["adopted"], {})


def test_of_two_people_with_one_id_neither_is_adopted_until_one_has_another(here: Site) -> None:
    old = here.world.professional("E1")
    here.employ(1)
    here.directory.put(2, person(2, employeeId="E1", givenName="Bo"))
    here.cycle()
    assert (here.account(1), here.account(2)) == (None, None)
    (entry,) = here.entries()
    assert entry.slug == "person-id-shared"
    assert entry.explanation.nl.count("•••") == 4
    assert "Smit" not in entry.explanation.nl
    assert here.due() == "unchanged"
    assert len(here.entries()) == 1
    here.directory.put(2, person(2))
    here.cycle()
    here.cycle()
    assert found(here, 1).key == old.key
    assert found(here, 2).key != old.key
    assert (here.slugs(), here.unsettled()) == (["adopted"], {})


def test_who_has_an_account_keeps_it_when_somebody_else_gets_the_same_id(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.directory.put(2, person(2, employeeId="E1"))
    here.directory.put(1, person(1, surname="Bos"))
    here.cycle()
    assert found(here, 1).text("last_name") == "Bos"
    assert found(here, 1).text("id") == "E1"
    assert here.account(2) is None
    assert here.slugs() == ["person-id-shared"]


def test_two_people_who_swap_their_ids_both_have_theirs(here: Site) -> None:
    here.employ(1, 2)
    here.cycle()
    here.directory.put(1, person(1, employeeId="E2"))
    here.directory.put(2, person(2, employeeId="E1"))
    here.cycle()
    assert (found(here, 1).text("id"), found(here, 2).text("id")) == ("E2", "E1")
    assert (here.slugs(), here.unsettled()) == ([], {})
    assert here.last().input["again"] == [guid(2)]
    assert here.due() == "unchanged"


def test_many_people_whose_ids_move_on_each_have_theirs_after_one_cycle_and_the_one_that_follows(here: Site) -> None:
    here.employ(*range(1, 10))
    here.cycle()
    for number in range(1, 10):
        here.directory.put(number, person(number, employeeId=f"E{number % 9 + 1}"))
    before = len(here.directory.readings)
    here.cycle()
    assert {number: found(here, number).text("id") for number in range(1, 10)} == {
        number: f"E{number % 9 + 1}" for number in range(1, 10)
    }
    assert here.slugs() == []
    assert here.due() == "unchanged"
    assert len(here.directory.readings) <= before + 5


def test_a_cycle_that_follows_is_not_followed_itself(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    here.employ(1)
    here.cycle()
    here.directory.put(1, person(1, surname="Bos"))
    names = iter(f"Hand{number}" for number in range(100))
    stage = planning.stage

    def changed_meanwhile(*given: Any, **more: Any) -> Item:
        item = stage(*given, **more)
        by_hand(here, found(here, 1).key, values={"first_name": next(names)})
        return item

    monkeypatch.setattr(planning, "stage", changed_meanwhile)
    here.cycle()
    runs = list(storage.newest_first(here.tenant, limit=10))
    assert [bool(each.outcomes.get(ItemOutcome.DRIFTED)) for each in runs[:2]] == [True, True]
    assert len(runs) == 3
    assert here.state().next_at > here.world.runtime.now()


def test_an_account_that_a_person_deactivated_stays_so_until_it_is_activated(here: Site) -> None:
    here.employ(1)
    here.cycle()
    by_hand(here, found(here, 1).key, active=False)
    here.directory.put(1, person(1, surname="Bos"))
    here.cycle()
    assert (found(here, 1).active, found(here, 1).text("last_name")) == (False, "Bos")
    assert here.slugs() == ["stays-inactive"]
    assert here.due() == "unchanged"
    assert here.slugs() == ["stays-inactive"]
    by_hand(here, found(here, 1).key, active=True)
    assert here.due() == "unchanged"
    assert (here.slugs(), here.unsettled()) == ([], {})


def test_people_without_a_name_are_named_and_come_in_when_they_have_one(here: Site) -> None:
    here.directory.put(1, person(1, surname=""))
    here.employ(2, 3)
    here.cycle()
    assert here.active() == {2, 3}
    assert here.slugs() == ["person-without-name"]
    here.employ(1)
    here.cycle()
    assert (here.active(), here.slugs()) == ({1, 2, 3}, [])


def test_an_entry_closes_when_the_person_has_left(here: Site) -> None:
    here.directory.put(1, person(1, surname=""))
    here.employ(2, 3)
    here.cycle()
    here.directory.put(1, None)
    here.cycle()
    assert (here.slugs(), here.unsettled(), here.known()) == ([], {}, {guid(2), guid(3)})


def test_many_conflicts_are_counted_in_one_entry(here: Site) -> None:
    for number in range(1, 61):
        here.directory.put(number, person(number, surname=""))
    here.employ(*range(100, 170))
    here.cycle()
    slugs = here.slugs()
    assert slugs.count("people-refused") == 1
    assert slugs.count("person-without-name") == 50
    here.employ(*range(1, 61))
    here.cycle()
    assert here.slugs() == []


def test_a_person_is_the_same_under_another_id_and_address(here: Site) -> None:
    here.employ(1)
    here.cycle()
    key = found(here, 1).key
    here.directory.put(1, person(1, EMPLOYEES, employeeId="N1", mail="nieuw@linde.example", surname="Bos"))
    here.cycle()
    now = found(here, 1)
    assert (now.key, now.text("id"), now.text("email")) == (key, "N1", "nieuw@linde.example")
