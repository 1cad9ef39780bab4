"""Several requests at once: whatever comes in between, nothing is lost, doubled or half-written."""

from collections.abc import Callable
from typing import Any

import pytest

from koppel.aws.table import Table
from tests.functions.directory_sync.conftest import Scim, anna


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Has this happen right before the next transaction of somebody else."""
    real, left = Table.transact, [act]

    def transact(self: Table, *arguments: Any, **named: Any) -> None:
        if left:
            left.pop()()
        real(self, *arguments, **named)

    monkeypatch.setattr(Table, "transact", transact)


def test_a_user_that_is_pushed_twice_at_once_is_there_once(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    first: list[Any] = []
    meanwhile(monkeypatch, lambda: first.append(scim.send("POST", "/Users", anna())))
    second = scim.send("POST", "/Users", anna())
    assert (first[0].status, second.status, second.keyword) == (201, 409, "uniqueness")
    assert scim.get("/Users").body["totalResults"] == 1


def test_two_people_who_are_to_have_one_user_name(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = scim.push(number=1)["id"], scim.push(number=2)["id"]
    rename = {"op": "replace", "path": "userName", "value": "same"}
    meanwhile(monkeypatch, lambda: scim.patch(f"/Users/{first}", rename))
    assert scim.patch(f"/Users/{second}", rename).status == 409
    assert scim.get(f"/Users/{first}").body["userName"] == "same"


def test_a_change_beside_a_change_keeps_both(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    key = scim.push()["id"]
    meanwhile(
        monkeypatch,
        lambda: scim.patch(f"/Users/{key}", {"op": "replace", "path": "name.givenName", "value": "Jo"}),
    )
    answer = scim.patch(f"/Users/{key}", {"op": "replace", "path": "name.familyName", "value": "Vis"})
    assert answer.body["name"] == {"givenName": "Jo", "familyName": "Vis"}


def test_a_change_that_demands_a_version_is_refused_when_another_came_first(
    scim: Scim, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = scim.push()
    target, tag = f"/Users/{shown['id']}", shown["meta"]["version"]
    meanwhile(monkeypatch, lambda: scim.patch(target, {"op": "replace", "path": "userName", "value": "b"}))
    change = {"op": "replace", "path": "name.familyName", "value": "Vis"}
    assert scim.patch(target, change, headers={"If-Match": tag}).status == 412
    assert scim.get(target).body["name"]["familyName"] == "Smit"


def test_a_change_of_who_is_deleted_meanwhile_has_no_effect(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    key = scim.push()["id"]
    meanwhile(monkeypatch, lambda: scim.send("DELETE", f"/Users/{key}"))
    assert scim.patch(f"/Users/{key}", {"op": "replace", "path": "userName", "value": "b"}).status == 404
    assert not scim.account(key).active
    assert scim.get('/Users?filter=userName%20eq%20"b"').body["totalResults"] == 0


def test_a_change_of_a_group_that_is_deleted_meanwhile_says_so(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    key, group = scim.push()["id"], scim.group("Zorg")["id"]
    meanwhile(monkeypatch, lambda: scim.send("DELETE", f"/Groups/{group}"))
    answer = scim.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": key})
    assert (answer.status, answer.keyword) == (404, "")
    assert scim.get(f"/Users/{key}?attributes=groups").body.get("groups", []) == []


def test_somebody_who_joins_two_groups_at_once_has_both_roles(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    scim.set(roles={"A": "ith.Therapist", "B": "ith.Secretary"}, default_role=None)
    key = scim.push()["id"]
    groups = [scim.group(name)["id"] for name in ("A", "B")]
    join = {"op": "add", "path": "members", "value": [{"value": key}]}
    meanwhile(monkeypatch, lambda: scim.patch(f"/Groups/{groups[0]}", join))
    scim.patch(f"/Groups/{groups[1]}", join)
    assert set(scim.account(key).roles) == {"ith.Therapist", "ith.Secretary"}
