"""The brake: who takes access from many is told to try again later, until a person has looked; nothing is lost."""

from typing import Any

import pytest

from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.scim import brake
from functions.directory_sync.scim.commands import ReleaseScimBrake, release_scim_brake
from functions.directory_sync.scim.memory import brake as memory
from koppel.domain.problems.problem import State
from tests.functions.directory_sync.conftest import Scim
from tests.harness.office import Office


@pytest.fixture
def staffed(scim: Scim) -> Scim:
    """Twelve users."""
    for number in range(1, 13):
        scim.push(number=number)
    return scim


def keys(scim: Scim) -> list[str]:
    return [each["id"] for each in scim.get("/Users").body["Resources"]]


def leave(scim: Scim, key: str) -> Any:
    return scim.patch(f"/Users/{key}", {"op": "Replace", "path": "active", "value": "False"})


def release(scim: Scim, **arguments: Any) -> Any:
    given = ReleaseScimBrake(organisation="demo", **arguments)
    return release_scim_brake(scim.world.runtime, "anna", given)


def test_a_few_leavers_pass_and_the_next_one_waits(staffed: Scim) -> None:
    people = keys(staffed)
    assert [leave(staffed, key).status for key in people[:3]] == [200] * 3
    answer = leave(staffed, people[3])
    assert (answer.status, answer.keyword, answer.headers["Retry-After"]) == (503, "", "3600")
    assert staffed.account(people[3]).active
    assert staffed.send("DELETE", f"/Users/{people[4]}").status == 503
    assert staffed.get(f"/Users/{people[4]}").status == 200
    entry = staffed.entries()["scim-brake-on"]
    assert "2 professionals would lose access" in entry.explanation.en
    assert (entry.count, entry.level) == (2, "error")
    assert people[3] not in str(entry)
    assert "anna" not in str(entry)


def test_trying_again_does_not_count_twice(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:5]:
        leave(staffed, key)
    for _ in range(3):
        assert leave(staffed, people[4]).status == 503
    assert "2 professionals" in staffed.entries()["scim-brake-on"].explanation.en


def test_other_changes_pass_while_the_brake_is_on(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:4]:
        leave(staffed, key)
    answer = staffed.patch(f"/Users/{people[4]}", {"op": "replace", "path": "name.givenName", "value": "Jo"})
    assert answer.status == 200
    assert staffed.push(number=50)["active"]
    assert leave(staffed, people[0]).status == 200
    assert staffed.send("DELETE", f"/Users/{people[0]}").status == 204


def test_nothing_else_of_a_refused_request_is_written(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:3]:
        leave(staffed, key)
    operation = {"op": "replace", "value": {"active": False, "name": {"givenName": "Jo"}, "userName": "other"}}
    assert staffed.patch(f"/Users/{people[3]}", operation).status == 503
    shown = staffed.get(f"/Users/{people[3]}").body
    assert (shown["name"]["givenName"], shown["active"]) == ("Anna", True)
    assert shown["userName"] != "other"


def test_an_hour_later_a_few_more_pass_unless_the_brake_went_on(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:3]:
        assert leave(staffed, key).status == 200
    staffed.world.clock.move(minutes=61)
    assert [leave(staffed, key).status for key in people[3:7]] == [200, 200, 200, 503]
    staffed.world.clock.move(minutes=61)
    assert leave(staffed, people[7]).status == 503
    assert leave(staffed, people[6]).status == 503


def test_a_release_lets_those_pass_who_waited_and_nobody_else(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:6]:
        leave(staffed, key)
    assert release(staffed, count=3) == {"released": 3, "hours": 24}
    assert "scim-brake-on" not in staffed.entries()
    assert "scim-brake-on" in staffed.entries(State.SOLVED)
    staffed.world.clock.move(hours=23)
    assert [leave(staffed, key).status for key in people[3:6]] == [200] * 3
    assert [leave(staffed, key).status for key in people[6:10]] == [200, 200, 200, 503]
    assert staffed.account(people[9]).active


def test_a_release_holds_for_a_day(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:5]:
        leave(staffed, key)
    release(staffed)
    staffed.world.clock.move(hours=25)
    assert [leave(staffed, key).status for key in people[3:5]] == [200, 200]
    assert [leave(staffed, key).status for key in people[5:7]] == [200, 503]


def test_who_comes_after_the_release_waits_for_another_one(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:4]:
        leave(staffed, key)
    release(staffed)
    staffed.world.clock.move(seconds=1)
    for key in people[4:8]:
        leave(staffed, key)
    assert not staffed.account(people[6]).active
    assert staffed.account(people[7]).active
    assert leave(staffed, people[3]).status == 200


def test_a_release_of_another_number_or_of_nobody_is_declined(staffed: Scim) -> None:
    people = keys(staffed)
    with pytest.raises(Exception, match="scim-brake-off"):
        release(staffed)
    for key in people[:5]:
        leave(staffed, key)
    with pytest.raises(Exception, match="scim-brake-changed"):
        release(staffed, count=1)
    assert leave(staffed, people[3]).status == 503


def test_the_brake_goes_off_when_nobody_asks_any_more(staffed: Scim) -> None:
    people = keys(staffed)
    for key in people[:4]:
        leave(staffed, key)
    staffed.world.clock.move(hours=49)
    assert leave(staffed, people[3]).status == 200
    assert "scim-brake-on" not in staffed.entries()


def test_who_loses_the_last_role_counts_too(staffed: Scim) -> None:
    staffed.set(roles={"Zorg": "ith.Therapist"}, default_role=None)
    people = keys(staffed)
    group = staffed.group("Zorg", *people)["id"]
    answer = staffed.send("DELETE", f"/Groups/{group}")
    assert answer.status == 503
    assert "12 professionals" in staffed.entries()["scim-brake-on"].explanation.en
    assert {staffed.account(key).roles for key in people} == {("ith.Therapist",)}
    removal = {"op": "remove", "path": "members", "value": [{"value": each} for each in people[:5]]}
    assert staffed.patch(f"/Groups/{group}", removal).status == 503
    assert release(staffed, count=12)["released"] == 12
    assert staffed.send("DELETE", f"/Groups/{group}").status == 204
    assert {staffed.account(key).roles for key in people} == {()}


def test_a_default_role_keeps_access(staffed: Scim) -> None:
    staffed.set(roles={"Zorg": "ith.Secretary"})
    group = staffed.group("Zorg", *keys(staffed))["id"]
    assert staffed.send("DELETE", f"/Groups/{group}").status == 204


def test_what_others_wrote_meanwhile_is_counted(staffed: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests that both see two leavers of three: only one of them passes."""
    people = keys(staffed)
    for key in people[:2]:
        leave(staffed, key)
    real, first = memory.read, [True]

    def read(tenant: Any) -> Any:
        state = real(tenant)
        if first.pop() if first else False:
            assert leave(staffed, people[2]).status == 200
        return state

    monkeypatch.setattr(memory, "read", read)
    assert leave(staffed, people[3]).status == 503


@pytest.mark.parametrize(
    ("settings", "active", "limit"),
    [
        ({}, 220, 10),
        ({}, 100, 5),
        ({}, 5, 3),
        ({"brake_count": 100}, 220, 11),
        ({"brake_count": 4}, 220, 4),
        ({"brake_count": 1}, 220, 3),
        ({"brake_share": 2}, 220, 4),
        ({"brake_count": 50, "brake_share": 100}, 5, 50),
    ],
)
def test_the_smaller_of_number_and_share_counts_but_never_fewer_than_three(
    scim: Scim, monkeypatch: pytest.MonkeyPatch, settings: dict[str, int], active: int, limit: int
) -> None:
    monkeypatch.setattr(brake, "_active", lambda _tenant, enough: min(active, enough))
    assert brake._limit(scim.world.tenant, ScimSettings.model_validate(settings)) == limit


def test_the_share_is_of_users_who_are_active(staffed: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    people = keys(staffed)
    leave(staffed, people[0])
    staffed.send("DELETE", f"/Users/{people[1]}")
    staffed.world.professional("P1")
    for page in (1, 4, 100):
        monkeypatch.setattr(brake, "_PAGE", page)
        assert brake._active(staffed.world.tenant, 100) == 10
        assert brake._active(staffed.world.tenant, 3) >= 3


def test_the_operator_and_the_application_manager_may_release_it(office: Office) -> None:
    assert office.declined("release-scim-brake")["slug"] == "scim-brake-off"
    request = {"command": "release-scim-brake", "arguments": {"organisation": "demo"}, "actor": "anna"}
    answer = office.give({**request, "role": "application-manager", "organisation": "demo"})
    assert answer["problem"]["slug"] == "scim-brake-off"
    assert office.give({**request, "role": "application-manager", "organisation": "other"})["problem"]["slug"] != (
        "scim-brake-off"
    )
