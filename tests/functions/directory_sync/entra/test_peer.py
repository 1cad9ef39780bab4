"""A test of the connection, and finding one person."""

import json
from dataclasses import replace

import pytest

from functions.directory_sync.entra.clouds import VARIABLE
from functions.directory_sync.entra.credentials import Secret
from functions.directory_sync.people import DirectoryIncomplete, Peer, Step
from koppel.aws import patience
from tests.functions.directory_sync.entra.conftest import Place
from tests.harness import certificates
from tests.harness.home import free_port


def checked(place: Place) -> list[Step]:
    """The steps of a test of the connection."""
    return list(place.directory().check())


def last(place: Place) -> tuple[str, str]:
    """The step that failed, and its problem."""
    *before, step = checked(place)
    assert all(each.problem is None for each in before)
    return step.name, step.problem.slug if step.problem else ""


def test_it_is_a_directory_that_can_be_read(place: Place) -> None:
    peer: Peer = place.directory()
    assert callable(peer.read)


def test_a_test_shows_five_people_as_they_would_arrive(place: Place) -> None:
    place.watch(place.tenant.add_group("Staff", *(place.tenant.add_user() for _ in range(8))))
    place.tenant.add_user("outsider")
    steps = checked(place)
    assert [(each.name, each.problem) for each in steps] == [
        (name, None) for name in ("address", "tls", "sign-in", "permission", "people")
    ]
    assert len(steps[-1].people) == 5
    truth = place.truth()
    assert [truth[each.id] for each in steps[-1].people] == list(steps[-1].people)


def test_without_groups_in_scope_anybody_is_shown(place: Place) -> None:
    people = {place.tenant.add_user() for _ in range(3)}
    assert {each.id for each in checked(place)[-1].people} == people


def test_a_server_that_is_not_there_fails_at_the_address(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(place.graph.endpoints) | {"graph": f"https://localhost:{free_port()}"}
    monkeypatch.setenv(VARIABLE, json.dumps(told))
    assert last(place) == ("address", "entra-unreachable")


def test_a_server_that_is_not_trusted_fails_at_tls(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    other, _ = certificates.make(place.graph.authority.parent / "other")
    monkeypatch.setenv(VARIABLE, place.graph.endpoints.replace(str(place.graph.authority), str(other)))
    assert last(place) == ("tls", "entra-untrusted")
    place.forget()


def test_a_wrong_secret_fails_at_the_sign_in_though_a_token_is_kept(place: Place) -> None:
    place.tenant.add_user()
    assert last(place) == ("people", "")
    place.application.secrets.clear()
    assert last(place) == ("sign-in", "entra-secret-wrong")
    place.source = replace(place.source, credential=Secret("wrong"))
    assert last(place) == ("sign-in", "entra-secret-wrong")


@pytest.mark.parametrize("kept", ["User.Read.All", "GroupMember.Read.All"])
def test_a_missing_permission_fails_at_the_permission(place: Place, kept: str) -> None:
    place.watch(place.tenant.add_group("Staff", place.tenant.add_user()))
    place.application.permissions = frozenset({kept})
    assert last(place) == ("permission", "entra-permission-missing")


def test_attributes_and_groups_that_do_not_exist_fail_at_the_permission(place: Place) -> None:
    place.tenant.add_user()
    place.watch(groups=("00000000-0000-0000-0000-000000000000",))
    assert last(place) == ("permission", "entra-group-missing")
    place.source = replace(place.source, attributes=frozenset({"Mail"}))
    assert last(place) == ("permission", "entra-attribute-refused")


def test_an_empty_group_fails_at_the_people(place: Place) -> None:
    place.tenant.add_user()
    place.watch(place.tenant.add_group("Staff"))
    assert last(place) == ("people", "entra-nobody")


def test_a_test_that_takes_too_long_says_so(place: Place) -> None:
    place.tenant.add_user()
    with patience.within(3):
        assert last(place) == ("tls", "entra-busy")


@pytest.mark.parametrize(
    "text", ["o'hara@linde.example", "O'HARA@linde.example", "upn@linde.example", "M'1", " M'1 ", "{id}", "{ID}"]
)
def test_one_person_is_found_by_what_names_them(place: Place, text: str) -> None:
    person = place.tenant.add_user(mail="o'hara@linde.example", userPrincipalName="upn@linde.example", employeeId="M'1")
    place.tenant.add_user(employeeId="M2")
    place.watch(place.tenant.add_group("Staff"), groups=(place.tenant.add_group("Roles", person),))
    found = list(place.directory().find(text.format(id=person, ID=person.upper())))
    assert [each.id for each in found] == [person]
    assert found[0].groups == place.source.groups
    assert found[0].attributes["employeeId"] == ("M'1",)


@pytest.mark.parametrize(
    "text", ["", " ", "M2' or employeeId eq 'M1", "x' or 'a' eq 'a", "delta", "$count", "../groups", "é&$filter=id"]
)
def test_nobody_else_is_found(place: Place, text: str) -> None:
    place.tenant.add_user(employeeId="M1")
    place.tenant.add_user(employeeId="M2")
    assert list(place.directory().find(text)) == []


def test_two_people_with_one_number_are_both_found(place: Place) -> None:
    people = {place.tenant.add_user(employeeId="M1") for _ in range(2)}
    assert {each.id for each in place.directory().find("M1")} == people


def test_a_search_that_takes_too_long_says_so(place: Place) -> None:
    with patience.within(3), pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().find("M1"))
    assert failed.value.problem.slug == "entra-busy"


def test_a_test_of_a_large_group_asks_for_few_of_its_people(place: Place) -> None:
    large = [place.tenant.add_user() for _ in range(120)]
    place.watch(place.tenant.add_group("Devices", place.tenant.add_device(), place.tenant.add_group("Large", *large)))
    assert len(checked(place)[-1].people) == 5
    assert len(place.graph.targets("transitiveMembers")) == 1


def test_a_group_id_that_is_none_is_a_missing_group(place: Place) -> None:
    place.tenant.add_user()
    place.watch("no id")
    place.graph.faults.refuse(400, path="/groups/no%20id/transitiveMembers", code="Request_BadRequest")
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(""))
    assert (failed.value.problem.slug, failed.value.details) == ("entra-group-missing", {"group": "no id"})
