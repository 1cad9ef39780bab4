"""Groups: who is in them, and the roles that they give."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.scim import membership, regrouping
from functions.directory_sync.scim.patch import operations
from functions.directory_sync.scim.schema.tables import GROUP
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.plan.desired import Desired
from tests.functions.directory_sync.conftest import ROOT, Scim

ROLES: dict[str, Any] = {
    "roles": {"Behandelaren": "ith.Therapist", "g-secr": "ith.Secretary"},
    "default_role": None,
}


def members(scim: Scim, group: str) -> set[str]:
    return {each["value"] for each in scim.get(f"/Groups/{group}").body.get("members", [])}


def test_a_group_is_stored_as_it_was_pushed(scim: Scim) -> None:
    key = scim.push()["id"]
    body = {"displayName": "Behandelaren", "externalId": "g1", "members": [{"value": key, "display": "Anna"}]}
    answer = scim.send("POST", "/Groups", body)
    group = answer.body["id"]
    assert answer.status == 201
    assert answer.headers["Location"] == f"{ROOT}/Groups/{group}"
    assert answer.body == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": group,
        "externalId": "g1",
        "displayName": "Behandelaren",
        "members": [{"value": key, "$ref": f"{ROOT}/Users/{key}", "type": "User"}],
        "meta": {
            "resourceType": "Group",
            "created": "2026-03-02T09:00:00Z",
            "lastModified": "2026-03-02T09:00:00Z",
            "location": f"{ROOT}/Groups/{group}",
            "version": 'W/"1"',
        },
    }
    assert scim.get(f"/Groups/{group}").body == answer.body
    shown = scim.get(f"/Users/{key}?attributes=groups").body
    assert shown["groups"] == [{"value": group, "$ref": f"{ROOT}/Groups/{group}", "display": "Behandelaren"}]
    assert "groups" not in scim.get(f"/Users/{key}").body


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "displayName"),
        ({"displayName": " "}, "displayName"),
        ({"displayName": "x" * 201}, "displayName"),
        ({"displayName": "x", "externalId": "x" * 201}, "externalId"),
        ({"displayName": "x", "members": [{"value": "0" * 32}]}, "members"),
        ({"displayName": "x", "members": [{"value": "x"}]}, "members"),
        ({"displayName": "x", "members": [{"display": "x"}]}, "members"),
    ],
)
def test_a_group_that_cannot_be_stored_is_refused_whole(scim: Scim, body: Any, field: str) -> None:
    answer = scim.send("POST", "/Groups", body)
    assert (answer.status, answer.keyword) == (400, "invalidValue")
    assert field in answer.body["detail"]
    assert scim.get("/Groups").body["totalResults"] == 0


def test_membership_decides_the_roles_that_the_tile_has_for_groups(scim: Scim) -> None:
    scim.set(**ROLES)
    key = scim.push()["id"]
    assert scim.account(key).roles == ()
    therapists = scim.group("behandelaren", key)["id"]
    assert scim.account(key).roles == ("ith.Therapist",)
    scim.group("Secretariaat", key, externalId="G-SECR")
    assert set(scim.account(key).roles) == {"ith.Therapist", "ith.Secretary"}
    scim.group("Iets anders", key)
    scim.patch(f"/Groups/{therapists}", {"op": "remove", "path": "members"})
    assert scim.account(key).roles == ("ith.Secretary",)


def test_other_roles_stay(scim: Scim) -> None:
    scim.set(**ROLES)
    key = scim.push()["id"]
    scim.world.make(Desired(kind=Kind.PROFESSIONAL, key=key, roles=(Role.ANALYST,)))
    group = scim.group("Behandelaren", key)["id"]
    assert set(scim.account(key).roles) == {"ith.Analyst", "ith.Therapist"}
    assert scim.send("DELETE", f"/Groups/{group}").status == 204
    assert scim.account(key).roles == ("ith.Analyst",)


def test_without_roles_in_the_tile_roles_are_left_alone(scim: Scim) -> None:
    key = scim.push()["id"]
    scim.group("Behandelaren", key)
    assert (scim.account(key).roles, scim.account(key).version) == (("ith.Therapist",), 1)


def test_a_default_role_is_given_while_no_group_gives_one(scim: Scim) -> None:
    scim.set(**ROLES | {"default_role": "ith.Analyst"})
    key = scim.push()["id"]
    assert scim.account(key).roles == ("ith.Analyst",)
    group = scim.group("Behandelaren", key)["id"]
    assert scim.account(key).roles == ("ith.Therapist",)
    scim.send("DELETE", f"/Groups/{group}")
    assert scim.account(key).roles == ("ith.Analyst",)


def test_a_group_that_is_renamed_gives_another_role(scim: Scim) -> None:
    scim.set(**ROLES)
    keys = [scim.push(number=each)["id"] for each in (1, 2)]
    group = scim.group("Behandelaren", *keys)["id"]
    answer = scim.patch(f"/Groups/{group}", {"op": "replace", "value": {"displayName": "g-secr"}})
    assert (answer.status, answer.body["displayName"], answer.body["meta"]["version"]) == (200, "g-secr", 'W/"2"')
    assert {scim.account(key).roles for key in keys} == {("ith.Secretary",)}


def test_who_is_deleted_is_in_no_group_any_more_and_comes_back_without_its_roles(scim: Scim) -> None:
    scim.set(**ROLES)
    key = scim.push()["id"]
    group = scim.group("Behandelaren", key)["id"]
    scim.send("DELETE", f"/Users/{key}")
    assert members(scim, group) == set()
    assert scim.account(key).roles == ("ith.Therapist",)
    assert scim.push()["id"] == key
    assert scim.account(key).roles == ()


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([{"op": "Add", "path": "members", "value": [{"value": "2"}, {"value": "3"}]}], {"1", "2", "3"}),
        ([{"op": "add", "value": {"members": [{"value": "2"}]}}], {"1", "2"}),
        ([{"op": "add", "path": "members", "value": {"value": "2"}}], {"1", "2"}),
        ([{"op": "add", "path": "members", "value": "2"}], {"1", "2"}),
        ([{"op": "add", "path": "members", "value": [{"value": "1"}]}], {"1"}),
        ([{"op": "Remove", "path": "members", "value": [{"value": "1"}]}], set()),
        ([{"op": "remove", "path": 'members[value eq "1"]'}], set()),
        ([{"op": "remove", "path": 'members[value eq "1" or value eq "2"]'}], set()),
        ([{"op": "remove", "path": 'members[type eq "User"]'}], set()),
        ([{"op": "remove", "path": 'members[value eq "3"]'}], {"1"}),
        ([{"op": "remove", "path": "members"}], set()),
        ([{"op": "replace", "path": "members", "value": [{"value": "2"}]}], {"2"}),
        ([{"op": "replace", "path": "members", "value": []}], set()),
        (
            [
                {"op": "remove", "path": "members"},
                {"op": "add", "path": "members", "value": [{"value": "3"}]},
                {"op": "add", "path": "members", "value": [{"value": "2"}]},
                {"op": "remove", "path": 'members[value eq "3"]'},
            ],
            {"2"},
        ),
    ],
)
def test_every_way_to_change_members(scim: Scim, operations: list[dict[str, Any]], expected: set[str]) -> None:
    """`1`, `2` and `3` stand for the ids of three users, of whom the first is a member."""
    keys = {str(each): scim.push(number=each)["id"] for each in (1, 2, 3)}
    group = scim.group("Zorg", keys["1"])["id"]
    answer = scim.patch(f"/Groups/{group}", *_with_keys(operations, keys))
    assert answer.status == 200
    assert members(scim, group) == {keys[each] for each in expected}
    assert {each["value"] for each in answer.body.get("members", [])} == members(scim, group)


def _with_keys(value: Any, keys: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, key in keys.items():
            value = key if value == name else value.replace(f'"{name}"', f'"{key}"')
        return value
    if isinstance(value, list):
        return [_with_keys(each, keys) for each in value]
    return {name: _with_keys(each, keys) for name, each in value.items()} if isinstance(value, dict) else value


def test_a_change_of_nothing_writes_nothing(scim: Scim) -> None:
    key = scim.push()["id"]
    group = scim.group("Zorg", key)["id"]
    answer = scim.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": key}]})
    assert answer.body["meta"]["version"] == 'W/"1"'


def test_a_put_replaces_the_members_that_it_lists_and_keeps_them_where_it_lists_none(scim: Scim) -> None:
    keys = [scim.push(number=each)["id"] for each in (1, 2)]
    group = scim.group("Zorg", keys[0])["id"]
    scim.send("PUT", f"/Groups/{group}", {"displayName": "Zorg 2"})
    assert members(scim, group) == {keys[0]}
    answer = scim.send("PUT", f"/Groups/{group}", {"displayName": "Zorg 2", "members": [{"value": keys[1]}]})
    assert (answer.status, members(scim, group)) == (200, {keys[1]})
    scim.send("PUT", f"/Groups/{group}", {"displayName": "Zorg 2", "members": []})
    assert members(scim, group) == set()


@pytest.mark.parametrize(
    ("operation", "keyword"),
    [
        ({"op": "add", "path": "members", "value": [{"value": "x"}]}, "invalidValue"),
        ({"op": "add", "path": 'members[value eq "x"]', "value": {"value": "y"}}, "noTarget"),
        ({"op": "replace", "path": 'members[value eq "x"].value', "value": "y"}, "invalidPath"),
        ({"op": "replace", "path": "displayName", "value": ""}, "invalidValue"),
        ({"op": "remove", "path": "displayName"}, "mutability"),
    ],
)
def test_a_wrong_change_is_refused_whole(scim: Scim, operation: dict[str, Any], keyword: str) -> None:
    key = scim.push()["id"]
    group = scim.group("Zorg")["id"]
    add = {"op": "add", "path": "members", "value": [{"value": key}]}
    answer = scim.patch(f"/Groups/{group}", add, operation)
    assert (answer.status, answer.keyword) == (400, keyword)
    assert members(scim, group) == set()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ('?filter=displayName eq "ZORG"', 1),
        ('?filter=externalId eq "g1"', 1),
        ('?filter=externalId eq "G1"', 0),
        ('?filter=displayName sw "z" or externalId pr', 1),
        ('?filter=id eq "{group}" and members eq "{user}"', 1),
        ('?filter=id eq "{other}" and members eq "{user}"', 0),
        ('?filter=id eq "x"', 0),
        ('?filter=members.value eq "{user}"', 1),
        ('?filter=members[value eq "{user}"]', 1),
        ('?filter=members eq "x"', 0),
        ("?filter=not (members pr)", 1),
        ("?excludedAttributes=members&count=1", 2),
    ],
)
def test_groups_are_found(scim: Scim, query: str, count: int) -> None:
    user = scim.push()["id"]
    group = scim.group("Zorg", user, externalId="g1")["id"]
    other = scim.group("Anders")["id"]
    target = query.format(user=user, group=group, other=other).replace(" ", "%20")
    answer = scim.get(f"/Groups{target}")
    assert (answer.status, answer.body["totalResults"]) == (200, count)
    if "excluded" in query:
        assert answer.body["itemsPerPage"] == 1
        assert "members" not in answer.body["Resources"][0]


def test_members_of_a_large_group_follow_in_parts(scim: Scim, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of a request ends; the same request sent again goes on, and ends where one request would have."""
    scim.set(**ROLES)
    keys = [scim.push(number=each)["id"] for each in range(1, 7)]
    group = scim.group("Behandelaren")["id"]
    left = iter([100.0, 100.0, 100.0, 1.0])
    with monkeypatch.context() as patch:
        patch.setattr(regrouping, "patience", SimpleNamespace(left=lambda: next(left, 100.0)))
        operation = {"op": "add", "path": "members", "value": [{"value": each} for each in keys]}
        first = scim.patch(f"/Groups/{group}", operation)
        assert (first.status, first.headers["Retry-After"]) == (503, "1")
        assert len(members(scim, group)) == 3
        assert scim.patch(f"/Groups/{group}", operation).status == 200
    assert members(scim, group) == set(keys)
    assert {scim.account(key).roles for key in keys} == {("ith.Therapist",)}


# --- Laws of the change of members ------------------------------------------------------------------------------------

KEYS = st.sets(st.sampled_from("abcd"), max_size=3)
STEPS = st.tuples(st.sampled_from(["add", "remove", "replace", "remove all", "remove one"]), KEYS)


@given(KEYS, st.lists(STEPS, max_size=5))
def test_a_delta_is_what_the_steps_make_of_the_members_one_by_one(
    before: set[str], steps: list[tuple[str, set[str]]]
) -> None:
    expected = set(before)
    given_: list[dict[str, Any]] = []
    for verb, keys in steps:
        value = [{"value": each} for each in sorted(keys)]
        match verb:
            case "add":
                expected |= keys
            case "remove":
                expected -= keys
            case "replace":
                expected = set(keys)
            case "remove all":
                expected = set()
            case "remove one":
                expected -= set(sorted(keys)[:1])
        if verb == "remove one":
            given_ += [{"op": "remove", "path": f'members[value eq "{each}"]'} for each in sorted(keys)[:1]]
        elif verb == "remove all":
            given_.append({"op": "remove", "path": "members"})
        else:
            given_.append({"op": verb, "path": "members", "value": value})
    if not given_:
        return
    found = membership.delta(
        operations.read({"Operations": given_}, GROUP), lambda: [{"value": each} for each in before]
    )
    assert (set() if found.is_whole else before - found.removed) | found.added == expected
