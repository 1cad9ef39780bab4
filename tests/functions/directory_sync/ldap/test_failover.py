"""Several hosts: another one answers when the first does not."""

from dataclasses import replace

import pytest

from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.ldap.source import LdapHost, LdapSource
from functions.directory_sync.people import DirectoryIncomplete, StepName, WatermarkLost
from functions.directory_sync.problems import ldap as problems
from functions.directory_sync.problems import ldap_connection, ldap_sign_in
from tests.functions.directory_sync.ldap.conftest import read, source_of
from tests.harness.ldap_relay import BIND, Act, Answer, Pass, Relay, Request, relay
from tests.harness.samba import LDAPS, DomainController

pytestmark = [pytest.mark.xdist_group("samba"), pytest.mark.allow_hosts(["127.0.0.0/8"])]

DOWN = LdapHost("down.ad.hub.test", "127.0.0.1")


@pytest.fixture
def both(controller: DomainController, other_controller: DomainController) -> LdapSource:
    """A source with two domain controllers."""
    hosts = tuple(LdapHost(each.name, each.address) for each in (controller, other_controller))
    return source_of(controller, hosts=hosts)


def test_the_next_host_is_read_when_the_first_is_down(controller: DomainController) -> None:
    source = source_of(controller)
    found = read(replace(source, hosts=(DOWN, *source.hosts)))
    assert len(found.people) >= 12
    assert read(replace(source, hosts=(DOWN, *source.hosts)), found.watermark).people == {}


def test_the_reason_of_the_first_host_is_told_when_all_are_down(controller: DomainController) -> None:
    lost = LdapHost("nowhere.invalid")
    for hosts, problem in (
        ((DOWN, lost), ldap_connection.CONNECTION_REFUSED),
        ((lost, DOWN), ldap_connection.ADDRESS_UNKNOWN),
        ((), ldap_connection.ADDRESS_UNKNOWN),
    ):
        with pytest.raises(DirectoryIncomplete) as failed:
            read(source_of(controller, hosts=hosts))
        assert failed.value.problem is problem


def test_another_domain_controller_counts_otherwise_so_the_watermark_is_lost(
    controller: DomainController, both: LdapSource
) -> None:
    since = read(both).watermark
    controller.stop()
    try:
        with pytest.raises(WatermarkLost):
            read(both, since)
        other = read(both)
        assert other.is_full
        assert read(both, other.watermark).people == {}
    finally:
        controller.start()
    assert read(both, other.watermark).people == {}, "the host that gave the watermark is asked first"


def test_a_reading_that_goes_on_at_another_domain_controller_begins_anew(
    controller: DomainController, both: LdapSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.directory_sync.ldap.reading.BATCH", 5)
    first = next(LdapPeer(both).read(""))
    controller.stop()
    try:
        with pytest.raises(WatermarkLost):
            read(both, first.resume)
    finally:
        controller.start()


def test_a_refused_sign_in_is_not_tried_at_the_next_host(controller: DomainController, watcher: Relay) -> None:
    source = source_of(controller, password="wrong", port=watcher.port)
    with relay(controller.authority.issue(controller.name), (controller.address, LDAPS)) as second:
        hosts = (LdapHost(controller.name, watcher.address),)
        others = replace(source, hosts=(*hosts, LdapHost(controller.name, second.address)), port=watcher.port)
        with pytest.raises(DirectoryIncomplete) as failed:
            read(others)
        assert failed.value.problem is ldap_sign_in.SIGN_IN_REFUSED
    assert [each.operation for each in watcher.requests if each.operation == BIND] == [BIND]
    assert second.requests == []


def test_a_host_that_is_too_busy_is_passed_over(controller: DomainController, watcher: Relay) -> None:
    def busy_once(request: Request) -> Act:
        first = request.operation == BIND and len(watcher.requests) == 1
        return Answer(51) if first else Pass()

    watcher.bend = busy_once
    twice = (LdapHost(controller.name, watcher.address),) * 2
    assert read(source_of(controller, hosts=twice, port=watcher.port)).people
    watcher.bend = lambda request: Answer(51) if request.operation == BIND else Pass()
    with pytest.raises(DirectoryIncomplete) as failed:
        read(source_of(controller, hosts=twice, port=watcher.port))
    assert failed.value.problem is problems.BUSY


def test_a_test_of_the_connection_names_a_host_that_is_down(controller: DomainController) -> None:
    source = source_of(controller)
    *_, last = LdapPeer(replace(source, hosts=(*source.hosts, DOWN))).check()
    assert (last.name, last.problem) == (StepName.ADDRESS, ldap_connection.CONNECTION_REFUSED)
    assert last.details == {"host": DOWN.name, "port": "636"}
