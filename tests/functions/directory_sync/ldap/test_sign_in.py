"""Signing in to a real domain controller with an account that may not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.people import DirectoryIncomplete, StepName
from functions.directory_sync.problems import ldap_sign_in as problems
from functions.directory_sync.problems.ldap import DELETED_HIDDEN
from koppel.domain.problems.problem import Problem
from tests.functions.directory_sync.ldap.conftest import read, source_of
from tests.harness import samba_domain as domain
from tests.harness.samba import DomainController
from tests.harness.samba_changes import Changes

pytestmark = [pytest.mark.xdist_group("samba"), pytest.mark.allow_hosts(["127.0.0.0/8"])]

PROBE = f"CN=svc-probe,OU=Service,{domain.BASE}"
type Change = Callable[[Changes], None]


def refused(source: LdapSource) -> Problem:
    """Why a reading of this source ends, which the test of the connection must say too."""
    with pytest.raises(DirectoryIncomplete) as failed:
        read(source)
    *_, last = LdapPeer(source).check()
    assert (last.name, last.problem) == (StepName.SIGN_IN, failed.value.problem)
    return failed.value.problem


@pytest.fixture(scope="module")
def probe(controller: DomainController, hands: Changes) -> LdapSource:
    """An account that tests spoil, each in another way."""
    hands.create_account("svc-probe")
    return source_of(controller, bind_name=f"svc-probe@{domain.REALM}")


def disabled(hands: Changes) -> None:
    hands.change(PROBE, userAccountControl="514")


def expired(hands: Changes) -> None:
    hands.expire(PROBE, datetime.now(UTC) - timedelta(days=1))


def without_hours(hands: Changes) -> None:
    hands.change(PROBE, logonHours=bytes(21))


def of_another_workstation(hands: Changes) -> None:
    hands.change(PROBE, userWorkstations="OTHER")


SPOILT: list[tuple[Change, Problem]] = [
    (disabled, problems.ACCOUNT_DISABLED),
    (expired, problems.ACCOUNT_EXPIRED),
    (without_hours, problems.HOURS_REFUSED),
    (of_another_workstation, problems.WORKSTATION_REFUSED),
    (lambda hands: hands.must_change_password(PROBE), problems.MUST_CHANGE_PASSWORD),
]


@pytest.mark.parametrize(("spoil", "problem"), SPOILT, ids=[problem.slug for _, problem in SPOILT])
def test_an_account_that_may_not_sign_in_is_told_why(
    probe: LdapSource, hands: Changes, spoil: Change, problem: Problem
) -> None:
    spoil(hands)
    assert refused(probe) is problem
    hands.change(PROBE, userAccountControl="512", accountExpires="0", pwdLastSet="-1", userWorkstations="")
    hands.change(PROBE, logonHours=b"\xff" * 21)
    assert read(probe).people


def test_an_account_with_an_expired_password_is_told_so(controller: DomainController) -> None:
    assert refused(source_of(controller, bind_name=f"{domain.OLD}@{domain.REALM}")) is problems.PASSWORD_EXPIRED


def test_a_wrong_password_and_an_unknown_name_are_told_alike(controller: DomainController) -> None:
    assert refused(source_of(controller, password="wrong")) is problems.SIGN_IN_REFUSED
    assert refused(source_of(controller, bind_name=f"nobody@{domain.REALM}")) is problems.SIGN_IN_REFUSED


def test_an_account_that_is_locked_is_told_so(probe: LdapSource, controller: DomainController, hands: Changes) -> None:
    hands.change(domain.BASE, lockoutThreshold="1")
    try:
        with pytest.raises(DirectoryIncomplete):
            read(source_of(controller, bind_name=probe.bind_name, password="wrong"))
        assert refused(probe) is problems.ACCOUNT_LOCKED
    finally:
        hands.change(domain.BASE, lockoutThreshold="0")
        hands.change(PROBE, lockoutTime="0")


def test_a_name_without_a_password_is_no_anonymous_sign_in(controller: DomainController) -> None:
    assert refused(source_of(controller, password="")) is problems.PASSWORD_MISSING


@pytest.mark.parametrize("name", [f"HUB\\{domain.READER}", f"CN={domain.READER},OU=Service,{domain.BASE}"])
def test_the_account_may_be_named_in_each_way_that_windows_knows(controller: DomainController, name: str) -> None:
    assert read(source_of(controller, bind_name=name)).people


def test_a_test_of_the_connection_shows_each_step_and_five_people(controller: DomainController) -> None:
    steps = list(LdapPeer(source_of(controller, groups=(domain.DOCTORS,))).check())
    assert [each.name for each in steps] == list(StepName)
    assert [each.problem for each in steps] == [None] * 5
    assert len(steps[-1].people) == 5
    assert all(each.attributes["mail"] for each in steps[-1].people)


def test_a_test_of_the_connection_shows_people_of_the_scope_only(controller: DomainController) -> None:
    source = source_of(controller, base_dns=(), groups=(domain.DOCTORS,), scope_groups=(domain.DOCTORS,))
    *_, last = LdapPeer(source).check()
    assert [each.groups for each in last.people] == [{domain.DOCTORS}] * 5


def test_a_test_of_the_connection_says_that_deletions_are_not_seen_and_goes_on(controller: DomainController) -> None:
    steps = list(LdapPeer(source_of(controller, bind_name=f"{domain.PLAIN}@{domain.REALM}")).check())
    assert [each.problem for each in steps] == [None, None, None, DELETED_HIDDEN, None]
    assert DELETED_HIDDEN.explanation.fill(dict(steps[3].details)).en.endswith("every 4 hours.")


@pytest.mark.parametrize(
    ("settings", "step"),
    [
        ({"base_dns": (f"OU=Gone,{domain.STAFF}",)}, StepName.PERMISSION),
        ({"groups": (domain.group_dn("Gone"),)}, StepName.PERMISSION),
        ({"people_filter": "(sn=nobody at all)"}, StepName.PEOPLE),
        ({"people_filter": "((("}, StepName.PERMISSION),
    ],
)
def test_a_test_of_the_connection_ends_with_the_step_that_fails(
    controller: DomainController, settings: dict[str, object], step: StepName
) -> None:
    steps = list(LdapPeer(source_of(controller, **settings)).check())
    assert [each.problem is None for each in steps] == [True] * (len(steps) - 1) + [False]
    assert steps[-1].name == step


def test_one_person_is_found_by_id_address_or_account_name(controller: DomainController, hands: Changes) -> None:
    peer = LdapPeer(source_of(controller, groups=(domain.NURSES,)))
    name = domain.person_dn(13)  # outside the ward
    identity = hands.identity(name)
    for text in (
        identity,
        identity.upper(),
        "person00013@hub.test",
        "person00013",
        "HUB\\person00013",
        " person00013 ",
    ):
        (found,) = peer.find(text)
        assert found.id == identity
        assert found.groups == {domain.NURSES}
    assert not peer.covers(identity)
    assert peer.covers(hands.identity(domain.person_dn(3)))


@pytest.mark.parametrize(
    "text", ["", " ", "*", "person*", "nobody", "*)(cn=*", "a\\", "x" * 1000, "\0", "CN=Person 00001"]
)
def test_nobody_is_found_by_anything_else(controller: DomainController, text: str) -> None:
    assert list(LdapPeer(source_of(controller)).find(text)) == []
