"""A cycle from end to end: who joins, changes, leaves and comes back."""

import pytest

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, Role
from koppel.domain.plan.desired import Desired, DesiredRelations
from koppel.domain.runs.item import ItemVerb
from koppel.domain.runs.run import RunState
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, THERAPISTS, guid, person, source
from tests.functions.directory_sync.site import Site
from tests.koppel.ledger import audit_settled


def account(here: Site, number: int) -> Account:
    """The account of somebody who has one."""
    found = here.account(number)
    assert found
    return found


def test_a_first_cycle_waits_and_then_makes_the_accounts(here: Site) -> None:
    here.employ(*range(1, 20))
    assert here.due() == "started"
    here.work()
    run = here.last()
    assert (run.state, [each.slug for each in run.reasons]) == (RunState.WAITING, ["first-cycle"])
    assert (here.active(), here.slugs()) == (set(), ["first-cycle"])
    assert here.due() == "busy"
    assert here.approve().state is RunState.DONE
    assert here.active() == set(range(1, 20))
    assert here.known() == {guid(each) for each in range(1, 20)}
    assert here.state().members == 19
    assert here.slugs() == []
    made = account(here, 7)
    assert (made.external_source, made.roles, made.text("id")) == ("entra", (Role.SECRETARY,), "E7")
    audit_settled(here.tenant)


def test_who_joins_changes_leaves_and_comes_back(here: Site) -> None:
    here.employ(*range(1, 10))
    here.cycle()
    here.directory.put(1, person(1, surname="Bos"))
    here.directory.put(2, None)
    here.directory.change(3, enabled=False)
    here.directory.change(4, groups=())
    here.employ(10)
    run = here.cycle()
    assert run
    assert run.counts == {ItemVerb.CREATE: 1, ItemVerb.DEACTIVATE: 3, ItemVerb.UPDATE: 1}
    assert here.active() == {1, 5, 6, 7, 8, 9, 10}
    assert account(here, 1).text("last_name") == "Bos"
    here.directory.put(2, person(2))
    here.directory.change(3, enabled=True)
    here.directory.change(4, groups=(EMPLOYEES,))
    back = here.cycle()
    assert back
    assert back.counts == {ItemVerb.REACTIVATE: 3}
    assert here.active() == set(range(1, 11))
    assert here.known() == {guid(each) for each in here.active()}
    assert here.slugs() == []
    audit_settled(here.tenant)


def test_a_cycle_without_changes_begins_no_run_and_asks_for_changes_only(here: Site) -> None:
    here.employ(1, 2)
    run = here.cycle()
    read = len(here.directory.readings)
    for _ in range(3):
        assert here.due() == "unchanged"
    assert here.last() == run
    assert all(here.directory.readings[read:])
    assert here.state().completed == here.world.runtime.now()


def test_a_change_of_nothing_that_matters_begins_no_run(here: Site) -> None:
    here.employ(1, 2)
    here.cycle()
    here.directory.put(1, person(1, department="Zorg"))
    here.directory.put(5, person(5, THERAPISTS))
    here.directory.put(6, person(6, enabled=False))
    here.directory.put(7, None)
    assert here.due() == "unchanged"
    assert here.known() == {guid(1), guid(2)}


def test_a_source_is_read_at_its_time_and_not_before(here: Site) -> None:
    here.employ(1)
    here.cycle()
    assert here.handle({"organisation": "demo", "source": "entra"}) == "not due"
    assert here.due() == "unchanged"


@pytest.mark.parametrize("name", ["other", "off", "bare"])
def test_a_source_that_is_not_read_is_left_alone(here: Site, name: str) -> None:
    here.set_up(source(), source(name="off", on=False), source(name="bare", entra=None))
    assert here.due(name) == "unknown"


def test_groups_give_and_take_roles_and_leave_those_given_by_hand(here: Site) -> None:
    here.directory.put(1, person(1, EMPLOYEES, THERAPISTS))
    here.cycle()
    by_hand = Desired(kind=Kind.PROFESSIONAL, key=account(here, 1).key, roles=(Role.THERAPIST, Role.ANALYST))
    synchronise(here.tenant, by_hand, here.world.origin())
    here.directory.change(1, groups=(EMPLOYEES, MANAGERS))
    here.cycle()
    assert set(account(here, 1).roles) == {Role.ANALYST, Role.APPLICATION_MANAGER, Role.SUPERVISOR}


def test_a_leaver_may_have_some_days_left_and_stays_when_back_in_time(here: Site) -> None:
    here.set_up(source(leavers="deactivate_later", leaver_days=30))
    here.employ(1, 2, 3)
    here.cycle()
    here.directory.put(1, None)
    here.directory.put(2, None)
    here.cycle()
    assert here.active() == {1, 2, 3}
    assert account(here, 1).deactivate_at
    assert here.known() == {guid(3)}
    here.employ(2)
    here.cycle()
    assert account(here, 2).deactivate_at == ""
    assert here.known() == {guid(2), guid(3)}


def test_only_the_relationships_of_a_leaver_end_where_the_tile_says_so(here: Site) -> None:
    here.set_up(source(leavers="end_relationships", brake_count=10))
    here.employ(1, 2)
    here.cycle()
    clients = [here.world.client(f"C{number}") for number in range(3)]
    for client in clients:
        linked = DesiredRelations(professional_ids=("E1", "E2"))
        synchronise(here.tenant, Desired(kind=Kind.CLIENT, key=client.key, relations=linked), here.world.origin())
    here.directory.put(1, None)
    run = here.cycle()
    assert run
    assert run.counts == {ItemVerb.RELATE: 3}
    assert here.active() == {1, 2}
    left = {account(here, 2).key}
    assert all({one.professional for one in store.relations(here.tenant, each.key)[0]} == left for each in clients)
    assert here.known() == {guid(2)}


def test_the_last_application_manager_stays_until_there_is_another(here: Site) -> None:
    here.directory.put(1, person(1, EMPLOYEES, MANAGERS))
    here.employ(2, 3)
    here.cycle()
    here.directory.put(1, None)
    here.cycle()
    assert here.active() == {1, 2, 3}
    assert here.slugs() == ["last-manager"]
    assert here.unsettled() == {guid(1): ("last-manager",)}
    assert here.due() == "unchanged"
    assert here.slugs() == ["last-manager"]
    here.directory.change(2, groups=(EMPLOYEES, MANAGERS))
    here.cycle()
    here.cycle()
    assert here.active() == {2, 3}
    assert (here.slugs(), here.unsettled()) == ([], {})


def test_of_two_managers_who_leave_at_once_one_stays(here: Site) -> None:
    for number in (1, 2):
        here.directory.put(number, person(number, EMPLOYEES, MANAGERS))
    here.employ(3, 4)
    here.cycle()
    here.directory.put(1, None)
    here.directory.put(2, None)
    here.cycle()
    here.cycle()
    assert len(here.active() & {1, 2}) == 1
    assert here.slugs() == ["last-manager"]


def test_who_moves_to_another_source_stays_active(here: Site) -> None:
    one, two = source(), source(name="second", scope_groups=[THERAPISTS], roles=[])
    here.set_up(one, two)
    here.employ(1, 2, 3)
    here.cycle("entra")
    here.directory.put(1, person(1, THERAPISTS))
    here.cycle("second")
    assert here.known("second") == {guid(1)}
    here.cycle("entra")
    assert here.known("entra") == {guid(2), guid(3)}
    assert here.active() == {1, 2, 3}
    assert account(here, 1).roles == ()


def test_what_a_person_leaves_in_one_source_the_other_still_gives(here: Site) -> None:
    both = [{"group": THERAPISTS, "roles": ["ith.Secretary"]}]
    here.set_up(source(), source(name="second", scope_groups=[THERAPISTS], roles=both, default_role=None))
    here.employ(1)
    here.cycle("entra")
    here.directory.put(1, person(1, THERAPISTS))
    here.cycle("second")
    here.cycle("entra")
    assert account(here, 1).roles == (Role.SECRETARY,)


def test_an_attribute_that_becomes_empty_takes_no_name_away(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.directory.put(1, person(1, givenName="", mail="", employeeId=""))
    here.cycle()
    kept = account(here, 1)
    assert (kept.text("first_name"), kept.text("email"), kept.text("id")) == ("Anna", "e1@linde.example", "E1")
    assert here.slugs() == ["person-without-email"]
    here.directory.put(1, person(1, givenName="An"))
    here.cycle()
    assert (account(here, 1).text("first_name"), here.slugs()) == ("An", [])


def test_two_spellings_of_an_id_are_one_person(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.directory.put(1, person(1, surname="Bos")._replace(id=guid(1).upper()))
    here.cycle()
    assert account(here, 1).text("last_name") == "Bos"
    assert here.known() == {guid(1)}
