"""Reading a real domain controller: everybody, and what changed since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.directory_sync.ldap import marks, reading
from functions.directory_sync.ldap.domain import hours
from functions.directory_sync.ldap.marks import Mark
from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.people import DirectoryIncomplete, DirectoryPerson, WatermarkLost
from functions.directory_sync.problems import ldap as problems
from koppel.domain.problems.problem import Problem
from tests.functions.directory_sync.ldap.conftest import ATTRIBUTES, WARD, read, source_of
from tests.harness import samba_domain as domain
from tests.harness.samba import DomainController
from tests.harness.samba_changes import Changes

pytestmark = [pytest.mark.xdist_group("samba"), pytest.mark.allow_hosts(["127.0.0.0/8"])]

ELSEWHERE = f"OU=Elsewhere,{domain.BASE}"
GROUPS = (domain.NURSES, domain.DOCTORS, domain.STAFF_GROUP)


@pytest.fixture(scope="module")
def source(controller: DomainController) -> LdapSource:
    return source_of(controller)


def change(source: LdapSource, since: str, identity: str) -> DirectoryPerson:
    """The person, as a reading of changes has them; they must occur."""
    found = read(source, since)
    assert not found.is_full
    return found.people[identity]


def test_everybody_is_read_with_attributes_and_groups(controller: DomainController) -> None:
    source = source_of(controller, base_dns=(domain.STAFF,), groups=(*GROUPS, domain.EMPTY))
    found = read(source)
    assert (len(found.people), found.is_full) == (domain.PEOPLE, True)
    assert all(len(each.people) <= reading.BATCH for each in found.batches)
    by_mail = {each.attributes["mail"]: each for each in found.people.values()}
    assert len(by_mail) == domain.PEOPLE
    nurse = by_mail["person00013@hub.test",]
    assert nurse.attributes == {
        "mail": ("person00013@hub.test",),
        "givenName": ("Zoë 13",),
        "sn": ("van der Linden 13",),
        "employeeID": ("P00013",),
    }
    assert nurse.groups == {domain.NURSES, domain.STAFF_GROUP}
    assert by_mail["person00003@hub.test",].groups == {domain.DOCTORS, domain.STAFF_GROUP}
    assert by_mail["person00016@hub.test",].groups == frozenset()
    assert all(each.enabled and not each.removed for each in found.people.values())


def test_groups_that_are_in_each_other_have_the_same_members(controller: DomainController) -> None:
    found = read(source_of(controller, groups=(domain.LEFT, domain.RIGHT)))
    groups = {each.attributes["employeeID"][0]: each.groups for each in found.people.values()}
    assert groups["P00001"] == groups["P00002"] == {domain.LEFT, domain.RIGHT}
    assert groups["P00003"] == frozenset()


def test_a_group_is_named_by_its_id_or_by_any_spelling_of_its_dn(controller: DomainController, hands: Changes) -> None:
    names = (hands.identity(domain.DOCTORS), domain.DOCTORS.lower().replace(",ou", ", ou"))
    found = read(source_of(controller, groups=names))
    assert {each.groups for each in found.people.values()} == {frozenset(), frozenset(names)}


def test_the_primary_group_counts_though_no_attribute_names_it(controller: DomainController) -> None:
    everybody = f"CN=Domain Users,CN=Users,{domain.BASE}"
    assert {each.groups for each in read(source_of(controller, groups=(everybody,))).people.values()} == {
        frozenset({everybody})
    }


def test_a_group_and_a_filter_narrow_the_scope(controller: DomainController) -> None:
    of_group = read(source_of(controller, groups=(domain.DOCTORS,), scope_groups=(domain.DOCTORS,)))
    assert len(of_group.people) == 5
    of_filter = read(source_of(controller, people_filter="(|(employeeID=P00001)(sn=van der Linden 2))"))
    assert {each.attributes["employeeID"] for each in of_filter.people.values()} == {("P00001",), ("P00002",)}


def test_the_whole_domain_is_read_without_a_base_but_not_the_accounts_of_windows(
    controller: DomainController, hands: Changes
) -> None:
    source = source_of(controller, base_dns=(), people_filter="(|(cn=Administrator)(cn=Guest)(cn=krbtgt)(cn=svc-*))")
    assert read(source).people.keys() == {
        hands.identity(f"CN={name},OU=Service,{domain.BASE}")
        for name in (domain.READER, domain.PLAIN, domain.CHANGER, domain.OLD)
    }


def test_a_unit_and_a_group_may_have_any_name(controller: DomainController, hands: Changes) -> None:
    unit = hands.create_unit("Team #1\\, (Oost) \\+ é*")
    person = hands.create("Aya Odd", unit)
    group = hands.create_group('A \\"b\\" \\# c', person)
    found = read(source_of(controller, base_dns=(unit,), groups=(group,)))
    assert [each.groups for each in found.people.values()] == [{group}]


def test_nothing_changed_is_one_batch_with_nobody(source: LdapSource) -> None:
    first = read(source)
    again = read(source, first.watermark)
    assert (len(again.batches), again.people, again.is_full) == (1, {}, False)
    assert again.watermark


def test_who_comes_changes_and_is_renamed_keeps_one_id(source: LdapSource, hands: Changes) -> None:
    since = read(source).watermark
    name = hands.create("Ada Bakker", employeeID="P90001")
    identity = hands.identity(name)
    assert change(source, since, identity).attributes["employeeID"] == ("P90001",)
    since = read(source, since).watermark
    name = hands.rename(name, "CN=Ada de Vries")
    hands.change(name, sn="de Vries", mail="ada.devries@hub.test", employeeID="")
    person = change(source, since, identity)
    assert person.attributes == {"mail": ("ada.devries@hub.test",), "sn": ("de Vries",)}
    assert read(source, since).people.keys() == {identity}


def test_who_is_disabled_or_whose_account_ends_may_not_log_on(source: LdapSource, hands: Changes) -> None:
    name = hands.create("Bo Disabled")
    identity, since = hands.identity(name), read(source).watermark
    hands.disable(name)
    assert not change(source, since, identity).enabled
    hands.enable(name)
    assert change(source, since, identity).enabled
    hands.expire(name, datetime.now(UTC) + timedelta(days=1))
    assert change(source, since, identity).enabled
    hands.expire(name, datetime.now(UTC) - timedelta(days=1))
    assert not change(source, since, identity).enabled
    hands.must_change_password(name)
    hands.change(name, accountExpires="0")
    assert change(source, since, identity).enabled


def test_an_account_that_ended_since_is_a_change_though_nobody_changed_it(source: LdapSource, hands: Changes) -> None:
    name = hands.create("Cas Contract")
    hands.expire(name, datetime.now(UTC) - timedelta(hours=1))
    identity, mark = hands.identity(name), marks.parse(read(source).watermark)
    assert isinstance(mark, Mark)
    assert read(source, mark.text()).people == {}
    earlier = replace(mark, time=mark.time - hours(2))
    assert not change(source, earlier.text(), identity).enabled


def test_who_moves_within_the_scope_stays_and_who_leaves_it_is_removed(
    controller: DomainController, hands: Changes
) -> None:
    source = source_of(controller, base_dns=(WARD, ELSEWHERE))
    name = hands.create("Daan Verhuizer")
    identity, since = hands.identity(name), read(source).watermark
    name = hands.move(name, ELSEWHERE)
    assert not change(source, since, identity).removed
    name = hands.move(name, f"OU=Service,{domain.BASE}")
    assert change(source, since, identity).removed
    hands.move(name, WARD)
    assert not change(source, since, identity).removed


def test_who_no_longer_passes_the_filter_is_removed(controller: DomainController, hands: Changes) -> None:
    source = source_of(controller, people_filter="(department=Zorg)")
    name = hands.create("Eva Filter", department="Zorg")
    identity, since = hands.identity(name), read(source).watermark
    hands.change(name, department="Kantoor")
    assert change(source, since, identity).removed


def test_who_is_deleted_is_removed_and_comes_back_with_the_same_id(source: LdapSource, hands: Changes) -> None:
    name = hands.create("Fay Weg")
    identity, since = hands.identity(name), read(source).watermark
    hands.delete(name)
    assert change(source, since, identity) == DirectoryPerson(id=identity, removed=True)
    since = read(source, since).watermark
    hands.undelete(identity, name, mail="fay@hub.test", userAccountControl=str(domain.NO_PASSWORD_NEEDED))
    back = change(source, since, identity)
    assert (back.removed, back.enabled, back.attributes["mail"]) == (False, True, ("fay@hub.test",))


def test_an_account_that_does_not_see_deletions_reads_everybody_every_few_hours(
    controller: DomainController, hands: Changes
) -> None:
    source = source_of(controller, bind_name=f"{domain.PLAIN}@{domain.REALM}")
    name = hands.create("Gijs Ongezien")
    identity, since = hands.identity(name), read(source).watermark
    hands.delete(name)
    assert identity not in read(source, since).people
    mark = marks.parse(since)
    assert isinstance(mark, Mark)
    earlier = replace(mark, full=mark.full - hours(reading.HOURS_WITHOUT_DELETED))
    with pytest.raises(WatermarkLost):
        read(source, earlier.text())
    assert identity not in read(source).people
    assert read(source_of(controller), earlier_with(source_of(controller), earlier)).people[identity].removed


def earlier_with(source: LdapSource, mark: Mark) -> str:
    """The same watermark for other settings."""
    return replace(mark, settings=source.digest).text()


def test_who_joins_or_leaves_a_group_changes_though_only_the_group_did(
    controller: DomainController, hands: Changes
) -> None:
    source = source_of(controller, groups=GROUPS)
    names = [hands.create(f"Hugo Groep {number}") for number in range(2)]
    first, second = map(hands.identity, names)
    hands.join(domain.NURSES, names[0])
    since = read(source).watermark
    hands.leave(domain.NURSES, names[0])
    hands.join(domain.DOCTORS, names[1])
    found = read(source, since)
    assert found.people[first].groups == frozenset()
    assert found.people[second].groups == {domain.DOCTORS, domain.STAFF_GROUP}
    assert read(source, found.watermark).people == {}


def test_a_group_that_comes_into_a_group_brings_its_members_and_takes_them_away(
    controller: DomainController, hands: Changes
) -> None:
    source = source_of(controller, groups=(domain.STAFF_GROUP,))
    name = hands.create("Ines Genest")
    identity, inner = hands.identity(name), hands.create_group("Inner", name)
    outer = hands.create_group("Outer", inner)
    since = read(source).watermark
    hands.join(domain.STAFF_GROUP, outer)
    found = read(source, since)
    assert found.people[identity].groups == {domain.STAFF_GROUP}
    hands.leave(outer, inner)
    found = read(source, found.watermark)
    assert found.people[identity].groups == frozenset()
    hands.join(outer, inner)
    found = read(source, found.watermark)
    hands.delete(inner)
    found = read(source, found.watermark)
    assert found.people[identity].groups == frozenset()


def test_a_group_far_from_the_scope_does_not_cost_a_listing(controller: DomainController, hands: Changes) -> None:
    source = source_of(controller, groups=(domain.STAFF_GROUP,))
    since = read(source).watermark
    hands.create_group("Unrelated", domain.person_dn(1))
    assert read(source, since).people == {}


@pytest.mark.parametrize("act", ["rename", "move"])
def test_a_unit_that_moves_takes_people_along_without_a_change_of_theirs(
    source: LdapSource, hands: Changes, act: str
) -> None:
    unit = hands.create_unit(f"Team {act}", ELSEWHERE if act == "move" else WARD)
    since = read(source).watermark
    if act == "move":
        hands.move(unit, WARD)
    else:
        hands.rename(unit, "OU=Renamed")
    with pytest.raises(WatermarkLost):
        read(source, since)


def test_a_unit_that_only_gets_a_description_costs_nothing(source: LdapSource, hands: Changes) -> None:
    unit = hands.create_unit("Described", ELSEWHERE)
    since = read(source).watermark
    hands.change(unit, description="new")
    assert not read(source, since).is_full


def test_a_unit_of_the_settings_that_is_gone_is_an_error_also_where_nothing_else_changed(
    controller: DomainController, hands: Changes
) -> None:
    unit = hands.create_unit("Closing")
    source = source_of(controller, base_dns=(WARD, unit))
    since = read(source).watermark
    hands.delete(unit)
    with pytest.raises(DirectoryIncomplete) as failed:
        read(source, since)
    assert (failed.value.problem, failed.value.details) == (problems.BASE_MISSING, {"base": unit})


def test_a_watermark_holds_for_the_settings_that_it_was_made_with(source: LdapSource) -> None:
    since = read(source).watermark
    for other in (
        replace(source, attributes=(*ATTRIBUTES, "title")),
        replace(source, people_filter="(sn=*)"),
        replace(source, base_dns=(domain.STAFF,)),
        replace(source, groups=(domain.NURSES,)),
    ):
        with pytest.raises(WatermarkLost):
            read(other, since)


def test_a_domain_controller_that_was_put_back_lost_the_watermark(source: LdapSource) -> None:
    mark = marks.parse(read(source).watermark)
    assert isinstance(mark, Mark)
    with pytest.raises(WatermarkLost):
        read(source, replace(mark, usn=mark.usn + 1).text())


@pytest.mark.parametrize("text", ["{}", "nonsense", '{"version":9}', '{"version":1,"mark":{}}'])
def test_a_text_that_is_no_watermark_of_ours_is_a_lost_one(source: LdapSource, text: str) -> None:
    with pytest.raises(WatermarkLost):
        read(source, text)


WRONG: dict[str, tuple[dict[str, Any], Problem]] = {
    "lost unit": ({"base_dns": (f"OU=Gone,{domain.STAFF}",)}, problems.BASE_MISSING),
    "another domain": ({"base_dns": ("DC=other,DC=test",)}, problems.BASE_MISSING),
    "no DN": ({"base_dns": ("Staff",)}, problems.DN_UNREADABLE),
    "lost group": ({"groups": (domain.group_dn("Gone"),)}, problems.GROUP_MISSING),
    "no filter": ({"people_filter": "(sn=a)(sn=b)"}, problems.FILTER_UNREADABLE),
    "a filter for nobody": ({"people_filter": "(sn=nobody at all)"}, problems.NOBODY),
    "an emptied group": ({"groups": (domain.EMPTY,), "scope_groups": (domain.EMPTY,)}, problems.NOBODY),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_an_error_and_never_means_that_everybody_left(controller: DomainController, case: str) -> None:
    settings, problem = WRONG[case]
    with pytest.raises(DirectoryIncomplete) as failed:
        read(source_of(controller, **settings))
    assert failed.value.problem is problem
    assert "{" not in problem.explanation.fill(failed.value.details).nl
