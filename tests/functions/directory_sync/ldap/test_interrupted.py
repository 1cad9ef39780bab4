"""A reading that ends halfway: by a kill, by a lost connection, by a server that answers in part."""

import itertools
from collections.abc import Iterator

import pytest

from functions.directory_sync.ldap import reading
from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.ldap.wire import connection
from functions.directory_sync.people import Batch, DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems
from functions.directory_sync.problems import ldap_connection
from tests.functions.directory_sync.ldap.conftest import Reading, read, source_of, through
from tests.harness import samba_domain as domain
from tests.harness.ldap_relay import (
    BIND,
    PAGED_RESULTS,
    SEARCH,
    UNBIND,
    Act,
    Answer,
    Bend,
    Pass,
    Raw,
    Relay,
    Request,
    passing,
)
from tests.harness.samba import DomainController
from tests.harness.samba_changes import Changes

pytestmark = [pytest.mark.xdist_group("samba"), pytest.mark.allow_hosts(["127.0.0.0/8"])]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of five people."""
    monkeypatch.setattr(reading, "BATCH", 5)


@pytest.fixture
def watched(controller: DomainController, watcher: Relay) -> LdapSource:
    """The ward with its groups, by way of the relay."""
    return through(source_of(controller, groups=(domain.STAFF_GROUP, domain.LEFT)), watcher)


def only(number: int, act: Act) -> Bend:
    """Do this with one search, and nothing with all others."""
    return lambda request: act if request.number == number else Pass()


def without(count: int) -> Bend:
    """Hold back so many people where they are listed."""
    return lambda request: Pass(leave_out=count if b"uSNChanged" in request.raw else 0)


def end_of(going: Iterator[Batch], batches: list[Batch]) -> DirectoryIncomplete:
    """Why a reading ends; what it brought before goes to `batches`."""
    try:
        batches.extend(going)
    except DirectoryIncomplete as failure:
        return failure
    raise AssertionError("it was complete")


def halfway(source: LdapSource, text: str, batches: int) -> list[Batch]:
    """The first batches of a reading that is killed then."""
    going: Iterator[Batch] = LdapPeer(source).read(text)
    return list(itertools.islice(going, batches))


def test_a_reading_of_2000_people_that_is_killed_goes_on_in_another_process(
    controller: DomainController, hands: Changes
) -> None:
    source = source_of(controller, base_dns=(domain.STAFF,), groups=(domain.STAFF_GROUP,))
    begun = Reading()
    begun.batches = halfway(source, "", 7)
    begun.people = {each.id: each for batch in begun.batches for each in batch.people}
    assert len(begun.people) == 700
    seen, unseen = set(begun.people), {}
    for number in (50, 51, 52, 53):
        unseen[hands.identity(domain.person_dn(number))] = domain.person_dn(number)
    hands.delete(domain.person_dn(50))
    hands.rename(domain.person_dn(51), "CN=Renamed halfway")
    hands.disable(domain.person_dn(52))
    hands.leave(domain.NURSES, domain.person_dn(53))
    rest = read(source, begun.batches[-1].resume)
    assert rest.is_full
    assert not seen & rest.people.keys()
    known = begun.people | rest.people
    assert len(known) >= domain.PEOPLE - 1
    after = read(source, rest.watermark)
    assert after.applied_to(known) == read(source).people


@pytest.mark.usefixtures("small_batches")
def test_a_reading_goes_on_behind_each_of_its_batches(controller: DomainController, hands: Changes) -> None:
    source = source_of(controller)
    whole = read(source)
    for number in range(1, len(whole.batches)):
        part = halfway(source, "", number)
        rest = read(source, part[-1].resume)
        read_twice = {each.id for batch in part for each in batch.people} & rest.people.keys()
        assert not read_twice
        assert {each.id for batch in part for each in batch.people} | rest.people.keys() == whole.people.keys()
    since = whole.watermark
    for number in range(12):
        hands.change(domain.person_dn(number), title="new")
    changed = halfway(source, since, 1)
    assert len(changed[0].people) == 5
    rest = read(source, changed[0].resume)
    assert (len(rest.people), rest.is_full) == (7, False)
    assert read(source, rest.watermark).people == {}


@pytest.mark.usefixtures("small_batches")
def test_a_reading_of_changes_that_goes_on_sees_who_left_a_group(controller: DomainController, hands: Changes) -> None:
    source = source_of(controller, groups=(domain.DOCTORS,))
    since = read(source).watermark
    hands.leave(domain.DOCTORS, *map(domain.person_dn, range(5)))
    for number in range(12):
        hands.change(domain.person_dn(number), title="newer")
    first = halfway(source, since, 1)
    hands.join(domain.DOCTORS, domain.person_dn(0))
    rest = read(source, first[0].resume)
    after = read(source, rest.watermark)
    people = {each.id: each for each in first[0].people} | rest.people | after.people
    assert people == {identity: each for identity, each in read(source).people.items() if identity in people}
    assert len(people) == 12
    hands.join(domain.DOCTORS, *map(domain.person_dn, range(1, 5)))


@pytest.mark.usefixtures("small_batches")
def test_a_connection_lost_at_each_answer_in_turn_is_an_error_and_no_end(watched: LdapSource, watcher: Relay) -> None:
    whole = read(watched)
    searches = len(watcher.searches)
    assert searches > 10
    for number in range(1, searches + 1):
        watcher.bend = only(len(watcher.searches) + number, Pass(cut=number % 2))
        batches: list[Batch] = []
        failure = end_of(LdapPeer(watched).read(""), batches)
        assert failure.problem is ldap_connection.CONNECTION_LOST
        assert not any(each.is_last for each in batches)
        if batches:
            watcher.bend = passing
            rest = read(watched, batches[-1].resume)
            before = {each.id for batch in batches for each in batch.people}
            assert before | rest.people.keys() == whole.people.keys()


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (3, problems.TIME_LIMIT),
        (4, problems.SIZE_LIMIT),
        (10, problems.BASE_ELSEWHERE),
        (50, problems.NO_PERMISSION),
        (51, problems.BUSY),
        (53, problems.SEARCH_REFUSED),
    ],
)
def test_an_answer_that_is_not_all_is_an_error_wherever_it_comes(
    watched: LdapSource, watcher: Relay, code: int, problem: object
) -> None:
    read(watched)
    searches = len(watcher.searches)
    for number in range(1, searches + 1) if problem is problems.SIZE_LIMIT else (1, searches):
        watcher.bend = only(len(watcher.searches) + number, Pass(code=code))
        with pytest.raises(DirectoryIncomplete) as failed:
            read(watched)
        assert failed.value.problem is problem
        assert "{" not in failed.value.problem.explanation.fill(failed.value.details).en


def test_an_answer_that_leaves_people_out_is_an_error(controller: DomainController, watcher: Relay) -> None:
    """The last search is for the people; before it they were listed."""
    source = through(source_of(controller, base_dns=(f"OU=Office,{domain.STAFF}",)), watcher)
    watcher.bend = lambda request: Pass(leave_out=60 if b"employeeID" in request.raw else 0)
    with pytest.raises(DirectoryIncomplete) as failed:
        read(source)
    assert failed.value.problem is problems.ANSWER_INCOMPLETE


@pytest.mark.parametrize(
    "data", [b"\x30\x03\x02\x01\x7f", b"\x30\x05\x02\x01\x01\x64\x00", b"HTTP/1.1 400 no\r\n\r\n", b"\x30\x80"]
)
def test_an_answer_that_is_no_ldap_is_an_error(
    watched: LdapSource, watcher: Relay, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 1)
    watcher.bend = lambda request: Raw(data) if request.number == 1 else Pass()
    with pytest.raises(DirectoryIncomplete) as failed:
        read(watched)
    assert failed.value.problem in {ldap_connection.CONNECTION_LOST, problems.ANSWER_UNREADABLE}


@pytest.mark.parametrize("operation", [BIND, SEARCH])
def test_a_server_that_goes_silent_is_not_waited_for(
    watched: LdapSource, watcher: Relay, operation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 1)
    watcher.bend = lambda request: Raw() if request.operation == operation else Pass()
    with pytest.raises(DirectoryIncomplete) as failed:
        read(watched)
    assert failed.value.problem is ldap_connection.CONNECTION_LOST


def test_every_search_is_in_pages_and_nothing_is_written(watched: LdapSource, watcher: Relay, hands: Changes) -> None:
    since = read(watched).watermark
    hands.change(domain.person_dn(1), title="newest")
    hands.join(domain.LEFT, domain.person_dn(7))
    read(watched, since)
    list(LdapPeer(watched).check())
    list(LdapPeer(watched).find("person00001"))
    assert {each.operation for each in watcher.requests} == {BIND, SEARCH, UNBIND}
    assert all(each.controls.get(PAGED_RESULTS) is True for each in watcher.searches)
    assert not any(each.follows_aliases for each in watcher.searches)


def test_a_reading_without_changes_takes_a_handful_of_searches(watched: LdapSource, watcher: Relay) -> None:
    """About the domain controller (3), the watched groups (2), what is within (3), a member, the base, a few people,
    and three for changes: of units, of people, of deleted people."""
    since = read(watched).watermark
    before = len(watcher.searches)
    assert read(watched, since).people == {}
    assert len(watcher.searches) - before <= 14


@pytest.mark.parametrize("attribute", ["userAccountControl", "uSNChanged", "primaryGroupID", "objectGUID", "memberOf"])
def test_what_the_account_may_not_see_is_an_error(watched: LdapSource, watcher: Relay, attribute: str) -> None:
    def hide(request: Request) -> Act:
        return Pass(request.asking(attribute, "cn")) if request.operation == SEARCH else Pass()

    watcher.bend = hide
    with pytest.raises(DirectoryIncomplete) as failed:
        read(watched)
    if attribute == "objectGUID":
        assert failed.value.problem in {problems.HIDDEN, problems.GROUP_MISSING}
    else:
        assert (failed.value.problem, failed.value.details) == (problems.HIDDEN, {"attribute": attribute})


@pytest.mark.parametrize("attribute", ["userAccountControl", "primaryGroupID", "memberOf"])
def test_what_the_account_may_no_longer_see_is_an_error_when_changes_are_read(
    watched: LdapSource, watcher: Relay, hands: Changes, attribute: str
) -> None:
    since = read(watched).watermark
    hands.change(domain.person_dn(1), title=f"after {attribute}")
    watcher.bend = lambda request: Pass(request.asking(attribute, "cn")) if request.operation == SEARCH else Pass()
    with pytest.raises(DirectoryIncomplete) as failed:
        read(watched, since)
    assert (failed.value.problem, failed.value.details) == (problems.HIDDEN, {"attribute": attribute})


@pytest.mark.usefixtures("small_batches")
def test_a_reading_does_not_go_on_when_people_are_no_longer_listed(
    controller: DomainController, watcher: Relay
) -> None:
    source = through(source_of(controller, base_dns=(f"OU=Office,{domain.STAFF}",)), watcher)
    begun = halfway(source, "", 1)[0]
    for left_out in (60, 10_000):
        watcher.bend = without(left_out)
        with pytest.raises(DirectoryIncomplete) as failed:
            read(source, begun.resume)
        assert failed.value.problem is problems.ANSWER_INCOMPLETE


def test_more_groups_than_one_answer_holds_are_all_read(controller: DomainController, watcher: Relay) -> None:
    """A domain controller gives 1,500 values at a time; here it is asked for two."""
    source = source_of(controller, groups=(domain.DOCTORS, domain.LEFT, domain.RIGHT, domain.STAFF_GROUP))
    watcher.bend = lambda request: (
        Pass(request.asking("memberOf", "memberOf;range=0-0")) if request.operation == SEARCH else Pass()
    )
    assert read(through(source, watcher)).people == read(source).people


def test_a_refused_answer_does_not_lead_to_another_server(watched: LdapSource, watcher: Relay) -> None:
    watcher.bend = lambda request: Answer(10, "ldaps://elsewhere.test/") if request.number else Pass()
    with pytest.raises(DirectoryIncomplete) as failed:
        read(watched)
    assert failed.value.problem is problems.BASE_ELSEWHERE
    assert len({each.number for each in watcher.searches}) == 1


def test_what_is_kept_between_invocations_names_nobody(controller: DomainController) -> None:
    source = source_of(controller, groups=(domain.NURSES,))
    found = read(source)
    kept = (found.watermark, *(each.resume for each in found.batches))
    values = [value for person in found.people.values() for texts in person.attributes.values() for value in texts]
    assert not [value for value in values if any(value in text for text in kept)]
