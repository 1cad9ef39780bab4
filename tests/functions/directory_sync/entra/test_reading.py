"""Reading everybody and what changed, by real msal and over HTTPS."""

import json
from dataclasses import replace

import pytest

from functions.directory_sync.entra import reading, watermark
from functions.directory_sync.people import DirectoryIncomplete, DirectoryPerson, WatermarkLost
from tests.functions.directory_sync.entra.conftest import Follower, Place, staff


def test_everybody_is_read_with_attributes_and_groups(place: Place, follower: Follower) -> None:
    group, people = staff(place)
    place.tenant.add_user("outsider")
    place.tenant.disable(people[0])
    follower.read()
    assert follower.people == place.truth()
    one = follower.people[people[1]]
    assert one.attributes == {"mail": ("p1@linde.example",), "givenName": ("Ad",), "employeeId": ("M1",)}
    assert one.groups == {group}
    assert one.enabled
    assert not follower.people[people[0]].enabled


def test_without_groups_in_scope_the_whole_tenant_is_read(place: Place, follower: Follower) -> None:
    people = [place.tenant.add_user() for _ in range(3)]
    follower.read()
    assert follower.people.keys() == set(people)
    assert place.graph.targets("groups") == []


def test_pages_of_everybody_are_batches_that_another_process_can_go_on_from(place: Place, follower: Follower) -> None:
    staff(place, 25)
    place.delta.page_size = 4

    def interrupted(number: int) -> bool:
        place.forget()
        return number % 2 == 1

    follower.read(interrupted=interrupted)
    assert follower.people == place.truth()
    assert len(follower.batches) == 7
    assert all(each.is_full for each in follower.batches)
    assert [bool(each.resume) for each in follower.batches] == [True] * 6 + [False]
    assert [each.is_last for each in follower.batches] == [False] * 6 + [True]


def test_a_page_of_changes_can_be_gone_on_from(place: Place, follower: Follower) -> None:
    group, _ = staff(place, 3)
    follower.read()
    place.tenant.add_member(group, *(place.tenant.add_user() for _ in range(250)))
    place.delta.members_a_page = 90
    place.delta.arrange = lambda found: [[each] for each in found if each.moves] or [[*found[:200]], [*found[200:]]]
    follower.read(interrupted=lambda _: True)
    assert follower.full_readings == 1
    assert len(follower.batches) == 2 + 3 + 2  # pages of changes of groups, people asked for, pages of users
    assert follower.in_scope() == place.truth()


def test_a_reading_without_changes_is_one_batch_and_two_requests(place: Place, follower: Follower) -> None:
    staff(place, 30)
    follower.read()
    place.graph.received.clear()
    follower.read()
    assert len(follower.batches) == 1
    assert follower.batches[0].people == ()
    assert not follower.batches[0].is_full
    assert len(place.graph.received) == 2


def test_ten_changed_people_cost_a_handful_of_requests(place: Place, follower: Follower) -> None:
    _, people = staff(place, 300)
    follower.read()
    for each in people[:10]:
        place.tenant.change(each, surname="Smit")
    place.graph.received.clear()
    follower.read()
    assert {each.id for each in follower.batches[0].people} == set(people[:10])
    assert follower.in_scope() == place.truth()
    assert len(place.graph.received) == 4


def test_changes_come_whole(place: Place, follower: Follower) -> None:
    _, people = staff(place)
    follower.read()
    place.tenant.change(people[0], givenName="Bo", surname=None)
    place.tenant.change(people[1], employeeId="M99")
    place.tenant.disable(people[2])
    place.tenant.change(people[3], jobTitle="not read")
    follower.read()
    assert [each.id for each in follower.batches[0].people] == people[:3]
    assert follower.full_readings == 1
    assert follower.in_scope() == place.truth()


def test_deleted_people_are_removed_and_restored_ones_come_back(place: Place, follower: Follower) -> None:
    _, people = staff(place)
    follower.read()
    place.tenant.soft_delete(people[0])
    place.tenant.soft_delete(people[1])
    place.tenant.purge(people[1])
    follower.read()
    assert [follower.people[each].removed for each in people[:3]] == [True, True, False]
    place.tenant.restore(people[0])
    follower.read()
    assert follower.in_scope() == place.truth()
    assert people[0] in follower.in_scope()
    assert follower.full_readings == 1


def test_who_is_in_the_bin_is_nobody_in_a_reading_of_everybody(place: Place, follower: Follower) -> None:
    _, people = staff(place)
    place.tenant.soft_delete(people[0])
    follower.read()
    assert follower.people[people[0]].removed
    assert follower.in_scope() == place.truth()


def test_who_is_deleted_while_everybody_is_read_is_removed(place: Place) -> None:
    _, people = staff(place, 6)
    place.delta.page_size = 2
    found: dict[str, DirectoryPerson] = {}
    for number, batch in enumerate(place.directory().read("")):
        found |= {each.id: each for each in batch.people}
        if number == 0:
            place.tenant.soft_delete(people[5])
    assert [each for each in people if found[each].removed] == [people[5]]


def test_repeated_and_empty_pages_and_any_order_make_no_difference(place: Place, follower: Follower) -> None:
    _, people = staff(place, 9)
    place.delta.arrange = lambda found: [[], [*reversed(found)], [], [*found[2:5]], [*found[:1]], []]
    follower.read()
    assert follower.people == place.truth()
    place.tenant.disable(people[3])
    follower.read()
    assert follower.in_scope() == place.truth()


@pytest.mark.parametrize("how", ["reset", "expired", "unknown"])
def test_a_state_that_microsoft_has_forgotten_is_a_reason_to_read_everybody(
    place: Place, follower: Follower, how: str
) -> None:
    group, _ = staff(place)
    follower.read()
    place.tenant.remove_member(group, place.tenant.add_user())
    if how == "reset":
        place.delta.reset()
    elif how == "expired":
        place.clock.move(days=7, seconds=1)
    else:
        place.delta.states.clear()
    with pytest.raises(WatermarkLost):
        list(place.directory().read(follower.watermark))
    follower.read()
    assert follower.full_readings == 2
    assert follower.in_scope() == place.truth()


def test_a_watermark_of_other_settings_is_none(place: Place, follower: Follower) -> None:
    group, _ = staff(place)
    follower.read()
    for changed in (
        place.directory(attributes=frozenset({"mail"})),
        place.directory(groups=frozenset({place.tenant.add_group("More")})),
        place.directory(scope=frozenset({group.upper()})),
        place.directory(tenant="other.example"),
    ):
        with pytest.raises(WatermarkLost):
            list(changed.read(follower.watermark))
    list(place.directory(client_id=place.application.id).read(follower.watermark))


@pytest.mark.parametrize("text", ["{}", "no JSON", "[]", '{"version":1}', '{"version":2,"source":"x"}', "null"])
def test_a_text_that_is_no_watermark_is_none(place: Place, text: str) -> None:
    with pytest.raises(WatermarkLost):
        list(place.directory().read(text))


@pytest.mark.parametrize("hidden", [True, False])
def test_nobody_in_scope_is_a_fault(place: Place, *, hidden: bool) -> None:
    group, people = staff(place)
    if hidden:
        place.tenant.hide(group, "members")
    else:
        place.tenant.remove_member(group, *people)
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(""))
    assert failed.value.problem.slug == "entra-nobody"
    assert place.graph.targets("users") == []


def test_an_empty_tenant_is_a_fault(place: Place) -> None:
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(""))
    assert failed.value.problem.slug == "entra-nobody"


def test_a_member_who_is_not_among_all_users_is_asked_for(place: Place, follower: Follower) -> None:
    staff(place, 6)
    place.graph.faults.tamper(lambda body: body | {"value": body["value"][:4]}, path="users/delta")
    follower.read()
    assert follower.in_scope() == place.truth()


def test_many_members_who_are_not_among_all_users_are_a_fault(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ASKED", 3)
    staff(place, 6)
    place.graph.faults.tamper(lambda body: body | {"value": body["value"][:2]}, path="users/delta")
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(""))
    assert (failed.value.problem.slug, failed.value.details) == ("entra-part", {"missing": "4"})


def test_extension_attributes_and_lists_are_read(place: Place, follower: Follower) -> None:
    place.source = replace(place.source, attributes=frozenset({"extensionAttribute4", "otherMails", "extension_1_nr"}))
    extended = {"extensionAttribute4": "M1", "extensionAttribute5": "no"}
    mails = ["a@b.example", "c@d.example"]
    person = place.tenant.add_user(onPremisesExtensionAttributes=extended, otherMails=mails, extension_1_nr=7)
    place.tenant.add_user(otherMails=[], onPremisesExtensionAttributes=None)
    follower.read()
    assert follower.people[person].attributes == {
        "extensionAttribute4": ("M1",),
        "otherMails": ("a@b.example", "c@d.example"),
        "extension_1_nr": ("7",),
    }


def test_an_attribute_that_does_not_exist_is_named(place: Place) -> None:
    place.tenant.add_user()
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory(attributes=frozenset({"mail", "employeeNo"})).read(""))
    assert failed.value.problem.slug == "entra-attribute-refused"
    assert failed.value.details == {"attributes": "employeeNo, mail"}


def test_a_watermark_of_the_largest_reading_is_small() -> None:
    """It is kept in a row of the table, and is not to grow with 50,000 people."""
    identity, link = "0" * 36, "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=" + "x" * 4_000
    state = watermark.State(
        source="0" * 16,
        users=link,
        groups=link,
        left=(identity,) * reading.MOST_ASKED,
        again=(identity,) * reading.MOST_ASKED,
        nested=(identity,) * watermark.MOST_NESTED,
        inhabited=(identity,) * 100,
    )
    assert len(state.text) < 225_000
    assert watermark.State.read(state.text, "0" * 16) == state
    assert json.loads(state.text)["version"] == watermark.VERSION
