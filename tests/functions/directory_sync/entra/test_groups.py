"""The watched groups: who is in them, also by a nested one, and what a group that cannot be seen means."""

import pytest

from functions.directory_sync.entra import membership, reading
from functions.directory_sync.people import DirectoryIncomplete, WatermarkLost
from tests.functions.directory_sync.entra.conftest import Follower, Place, staff
from tests.harness.graph.tenant import Json


def test_who_joins_or_leaves_a_group_comes_though_the_user_did_not_change(place: Place, follower: Follower) -> None:
    group, people = staff(place)
    other = place.tenant.add_user("newcomer")
    follower.read()
    place.tenant.add_member(group, other)
    place.tenant.remove_member(group, people[0])
    follower.read()
    assert follower.people[people[0]].groups == frozenset()
    assert follower.in_scope() == place.truth()
    assert other in follower.in_scope()
    assert follower.full_readings == 1


def test_members_are_asked_for_once_more_in_the_next_reading(place: Place, follower: Follower) -> None:
    """The server that tells of a change may be ahead of the one that is asked for the groups."""
    group, _ = staff(place)
    other = place.tenant.add_user("newcomer")
    follower.read()
    place.tenant.add_member(group, other)
    place.graph.faults.tamper(_nobody_checked, path="$batch", after=2)
    follower.read()
    assert other not in follower.in_scope()
    follower.read()
    assert follower.in_scope() == place.truth()
    follower.read()
    assert follower.batches[0].people == ()


def _nobody_checked(body: Json) -> Json:
    return {"responses": [each | {"body": {"value": []}} for each in body["responses"]]}


def test_nested_groups_count_and_their_changes_are_noticed(place: Place, follower: Follower) -> None:
    people = [place.tenant.add_user() for _ in range(4)]
    inner = place.tenant.add_group("Inner", people[0])
    middle = place.tenant.add_group("Middle", inner, people[1], place.tenant.add_device())
    outer = place.tenant.add_group("Outer", middle, people[2])
    place.watch(outer)
    follower.read()
    assert follower.in_scope().keys() == set(people[:3])
    place.tenant.add_member(inner, people[3])
    follower.read()
    assert people[3] in follower.in_scope()
    place.tenant.remove_member(middle, inner)
    follower.read()
    assert follower.in_scope() == place.truth()
    assert follower.in_scope().keys() == {people[1], people[2]}
    place.tenant.add_member(outer, inner)
    place.tenant.remove_member(inner, people[3])
    follower.read()
    place.tenant.add_member(inner, people[3])
    follower.read()
    assert follower.in_scope() == place.truth()
    assert follower.full_readings == 1


def test_groups_that_hold_each_other_do_no_harm(place: Place, follower: Follower) -> None:
    one, two = place.tenant.add_group("One", place.tenant.add_user()), place.tenant.add_group("Two")
    place.tenant.add_member(one, two)
    place.tenant.add_member(two, one, place.tenant.add_user())
    place.watch(one, groups=(two,))
    follower.read()
    assert follower.people == place.truth()


def test_a_nested_group_that_is_deleted_is_a_reason_to_read_everybody(place: Place, follower: Follower) -> None:
    inner = place.tenant.add_group("Inner", place.tenant.add_user())
    place.watch(place.tenant.add_group("Outer", inner, place.tenant.add_user()))
    follower.read()
    place.tenant.soft_delete(inner)
    follower.read()
    assert follower.full_readings == 2
    assert follower.in_scope() == place.truth()


def test_a_group_that_joined_and_was_deleted_at_once_is_too(place: Place, follower: Follower) -> None:
    outer, _ = staff(place)
    follower.read()
    brief = place.tenant.add_group("Brief", place.tenant.add_user())
    place.tenant.add_member(outer, brief)
    place.tenant.soft_delete(brief)
    follower.read()
    assert follower.full_readings == 2
    assert follower.in_scope() == place.truth()


def test_members_of_a_large_group_come_over_several_pages(place: Place, follower: Follower) -> None:
    group, people = staff(place, 8)
    follower.read()
    place.delta.members_a_page, place.delta.page_size = 2, 1
    place.tenant.remove_member(group, *people[:5])
    place.tenant.add_member(group, place.tenant.add_user(), place.tenant.add_user())
    follower.read()
    assert follower.in_scope() == place.truth()
    assert follower.full_readings == 1


def test_a_group_that_cannot_be_found_is_a_fault_and_nobody_left(place: Place, follower: Follower) -> None:
    group, people = staff(place)
    follower.read()
    before = follower.watermark
    place.tenant.hide(group)
    place.tenant.change(people[0], surname="Smit")
    for begin in (before, ""):
        with pytest.raises(DirectoryIncomplete) as failed:
            list(place.directory().read(begin))
        assert (failed.value.problem.slug, failed.value.details) == ("entra-group-missing", {"group": group})
    place.tenant.show(group)
    follower.read()
    assert follower.in_scope() == place.truth()
    assert follower.full_readings == 1


def test_a_watched_group_that_is_deleted_is_a_fault(place: Place, follower: Follower) -> None:
    group, _ = staff(place)
    follower.read()
    place.tenant.soft_delete(group)
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(follower.watermark))
    assert failed.value.problem.slug == "entra-group-missing"


def test_a_group_whose_members_are_hidden_makes_nobody_leave_unseen(place: Place, follower: Follower) -> None:
    """A change of one person would otherwise look like that one having left the group."""
    group, people = staff(place)
    kept = place.tenant.add_group("Kept", place.tenant.add_user())
    place.watch(group, kept)
    follower.read()
    place.tenant.hide(group, "members")
    place.tenant.change(people[0], surname="Smit")
    with pytest.raises(WatermarkLost):
        list(place.directory().read(follower.watermark))
    follower.read()
    assert follower.full_readings == 2
    assert all(each.is_full for each in follower.batches)


def test_many_who_join_or_leave_are_a_reason_to_read_everybody(
    place: Place, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ASKED", 3)
    group, people = staff(place, 6)
    follower.read()
    place.tenant.remove_member(group, *people[:4])
    follower.read()
    assert follower.full_readings == 2
    assert follower.in_scope() == place.truth()


def test_for_many_changed_people_the_groups_are_listed(
    place: Place, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "FEW", 3)
    _, people = staff(place, 6)
    follower.read()
    for each in people:
        place.tenant.change(each, surname="Smit")
    place.graph.received.clear()
    follower.read()
    assert follower.in_scope() == place.truth()
    assert len(place.graph.targets("transitiveMembers")) == 1


def test_more_groups_than_one_request_can_check_are_checked_in_several(place: Place, follower: Follower) -> None:
    person = place.tenant.add_user()
    groups = [place.tenant.add_group(f"Group {n}", *([person] if n % 7 == 0 else [])) for n in range(45)]
    place.watch(groups=tuple(groups))
    follower.read()
    place.tenant.change(person, surname="Smit")
    follower.read()
    assert follower.batches[0].people[0].groups == set(groups[::7])
    assert follower.in_scope() == place.truth()


def test_too_many_nested_groups_to_keep_are_watched_as_all_groups(
    place: Place, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_NESTED", 2)
    inner = [place.tenant.add_group(f"Inner {n}", place.tenant.add_user()) for n in range(3)]
    place.watch(place.tenant.add_group("Outer", *inner))
    follower.read()
    place.tenant.add_member(inner[2], place.tenant.add_user())
    follower.read()
    assert follower.in_scope() == place.truth()
    assert follower.full_readings == 1


def test_a_page_of_members_that_microsoft_has_forgotten_is_a_fault(place: Place) -> None:
    people = [place.tenant.add_user() for _ in range(1_100)]
    place.watch(place.tenant.add_group("Large", *people))
    place.graph.faults.refuse(400, path="transitiveMembers?$skiptoken", code="Directory_ExpiredPageToken")
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(""))
    assert failed.value.details == {"status": "400", "code": "Directory_ExpiredPageToken"}
