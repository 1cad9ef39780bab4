"""The dialects of identity providers: each tells its story as it does on the wire."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.functions.directory_sync.conftest import ANNA_ID, KOPPEL, USER, Answer, Scim

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def found(scim: Scim, kind: str, text: str, more: str = "") -> list[Any]:
    answer = scim.get(f"/{kind}?filter={quote(text)}{more}")
    assert answer.status == 200
    resources: list[Any] = answer.body["Resources"]
    assert answer.body["totalResults"] == len(resources)
    return resources


def patch(scim: Scim, target: str, *operations: dict[str, Any]) -> Answer:
    return scim.send("PATCH", target, {"schemas": [PATCH_OP], "Operations": list(operations)})


# --- Entra ID (Microsoft Entra, "Develop a SCIM endpoint") ------------------------------------------------------------

ENTRA_USER = {
    "schemas": [USER, ENTERPRISE],
    "externalId": ANNA_ID,
    "userName": "Anna.Smit@praktijk.example",
    "active": True,
    "displayName": "Anna Smit",
    "emails": [{"primary": True, "type": "work", "value": "Anna.Smit@praktijk.example"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Anna Smit", "familyName": "Smit", "givenName": "Anna"},
    "title": "Psychologist",
    "phoneNumbers": [{"type": "mobile", "value": "06-12345678"}],
    ENTERPRISE: {"department": "Zorg", "employeeNumber": "1042", "manager": {"value": "0" * 32}},
}


@pytest.fixture
def entra(scim: Scim) -> tuple[Scim, str]:
    """Entra ID tests the connection, looks for a user and makes her."""
    probe = found(scim, "Users", 'userName eq "9f3c2b1a-non-existing-user"')
    assert probe == []
    assert found(scim, "Users", f'externalId eq "{ANNA_ID}"') == []
    answer = scim.send("POST", "/Users", ENTRA_USER)
    assert answer.status == 201
    return scim, answer.body["id"]


def test_entra_finds_what_it_made(entra: tuple[Scim, str]) -> None:
    scim, key = entra
    for text in (f'externalId eq "{ANNA_ID}"', 'userName eq "anna.smit@praktijk.example"'):
        assert [each["id"] for each in found(scim, "Users", text)] == [key]
    account = scim.account(key)
    assert (account.directory_id, account.text("email"), account.text("id")) == (
        ANNA_ID,
        "anna.smit@praktijk.example",
        "",
    )
    notice = scim.entries()["scim-attributes-ignored"].explanation.en
    assert all(name in notice for name in ("title", "phoneNumbers"))
    assert "Psychologist" not in notice


@pytest.mark.parametrize("value", ["False", False, "false"])
@pytest.mark.parametrize("verb", ["Replace", "replace", "Add"])
def test_entra_deactivates_with_a_text(entra: tuple[Scim, str], verb: str, value: Any) -> None:
    scim, key = entra
    answer = patch(scim, f"/Users/{key}", {"op": verb, "path": "active", "value": value})
    assert (answer.status, answer.body["active"]) == (200, False)
    assert not scim.account(key).active
    back = patch(scim, f"/Users/{key}", {"op": verb, "path": "active", "value": "True"})
    assert (back.status, scim.account(key).active) == (200, True)


def test_entra_changes_several_attributes_without_a_path(entra: tuple[Scim, str]) -> None:
    scim, key = entra
    value = {
        "displayName": "Anna Vis",
        "name.familyName": "Vis",
        "name.formatted": "Anna Vis",
        'emails[type eq "work"].value': "anna.vis@praktijk.example",
        f"{ENTERPRISE}:department": "Secretariaat",
        f"{KOPPEL}:infix": "de",
    }
    answer = patch(scim, f"/Users/{key}", {"op": "Add", "value": value})
    assert answer.status == 200
    account = scim.account(key)
    assert (account.name, account.text("email")) == ("Anna de Vis", "anna.vis@praktijk.example")


def test_entra_changes_one_attribute_by_filter(entra: tuple[Scim, str]) -> None:
    scim, key = entra
    operation = {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "vis@praktijk.example"}
    assert patch(scim, f"/Users/{key}", operation).body["emails"] == [
        {"value": "vis@praktijk.example", "type": "work", "primary": True}
    ]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "0" * 32},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": None, "value": "0" * 32}]},
        {"op": "Remove", "path": f"{ENTERPRISE}:manager"},
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "x"},
        {"op": "Replace", "path": 'phoneNumbers[type eq "mobile"].value', "value": "06"},
        {"op": "Add", "path": 'roles[primary eq "True"].value', "value": "x"},
        {"op": "Replace", "path": "displayName", "value": "x"},
        {"op": "Remove", "path": "title"},
    ],
)
def test_entra_may_send_what_is_not_kept(entra: tuple[Scim, str], operation: dict[str, Any]) -> None:
    scim, key = entra
    before = scim.get(f"/Users/{key}").body
    answer = patch(scim, f"/Users/{key}", operation)
    assert (answer.status, answer.body) == (200, before)


def test_entra_asks_for_the_manager_before_it_sets_one(entra: tuple[Scim, str]) -> None:
    scim, key = entra
    assert found(scim, "Users", f'id eq "{key}" and manager eq "{"0" * 32}"') == []
    assert found(scim, "Users", f'id eq "{key}" and {ENTERPRISE}:manager eq "{"0" * 32}"') == []


def test_entra_deletes_after_thirty_days_and_may_make_the_person_again(entra: tuple[Scim, str]) -> None:
    scim, key = entra
    patch(scim, f"/Users/{key}", {"op": "Replace", "path": "active", "value": "False"})
    scim.world.clock.move(days=30)
    assert scim.send("DELETE", f"/Users/{key}").status == 204
    assert found(scim, "Users", f'externalId eq "{ANNA_ID}"') == []
    again = scim.send("POST", "/Users", ENTRA_USER)
    assert (again.status, again.body["id"], again.body["active"]) == (201, key, True)


def test_entra_pushes_groups_and_members_by_the_handful(scim: Scim) -> None:
    scim.set(roles={"11111111-2222-4333-8444-555555555555": "ith.Secretary"}, default_role=None)
    keys = [scim.push(number=each)["id"] for each in (1, 2, 3)]
    assert found(scim, "Groups", 'displayName eq "Secretariaat"', "&excludedAttributes=members") == []
    made = scim.send(
        "POST",
        "/Groups",
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "externalId": "11111111-2222-4333-8444-555555555555",
            "displayName": "Secretariaat",
            "members": [],
            "meta": {"resourceType": "Group"},
        },
    )
    group = made.body["id"]
    members = [{"$ref": None, "value": each} for each in keys]
    answer = patch(scim, f"/Groups/{group}", {"op": "Add", "path": "members", "value": members})
    assert answer.status == 200
    assert {scim.account(key).roles for key in keys} == {("ith.Secretary",)}
    assert found(scim, "Groups", f'id eq "{group}" and members eq "{keys[0]}"', "&excludedAttributes=members")
    answer = patch(scim, f"/Groups/{group}", {"op": "Remove", "path": "members", "value": members[:2]})
    assert answer.status == 200
    assert [scim.account(key).roles for key in keys] == [(), (), ("ith.Secretary",)]
    shown = scim.get(f"/Groups/{group}?excludedAttributes=members").body
    assert (shown["displayName"], "members" in shown) == ("Secretariaat", False)
    renamed = patch(scim, f"/Groups/{group}", {"op": "Replace", "path": "displayName", "value": "Balie"})
    assert renamed.body["displayName"] == "Balie"
    assert scim.account(keys[2]).roles == ("ith.Secretary",)
    assert scim.send("DELETE", f"/Groups/{group}").status == 204


# --- Okta (Okta developer, "SCIM protocol") ---------------------------------------------------------------------------

OKTA_USER = {
    "schemas": [USER],
    "userName": "anna.smit@praktijk.example",
    "name": {"givenName": "Anna", "familyName": "Smit"},
    "emails": [{"primary": True, "value": "anna.smit@praktijk.example", "type": "work"}],
    "displayName": "Anna Smit",
    "locale": "nl-NL",
    "externalId": "00ujl29u0le5T6Aj10h7",
    "groups": [],
    "password": "canary-1mz050nq",
    "active": True,
}


@pytest.fixture
def okta(scim: Scim) -> tuple[Scim, str]:
    """Okta looks for a user, finds none and makes her."""
    empty = scim.get(
        f"/Users?filter={quote('userName eq %22anna.smit@praktijk.example%22', safe='%')}&startIndex=1&count=100"
    )
    assert (empty.body["totalResults"], empty.body["Resources"]) == (0, [])
    answer = scim.send("POST", "/Users", OKTA_USER)
    assert answer.status == 201
    assert "canary" not in answer.text
    return scim, answer.body["id"]


def test_okta_finds_what_it_made_by_an_id_that_is_no_guid(okta: tuple[Scim, str]) -> None:
    scim, key = okta
    shown = scim.get(f"/Users/{key}").body
    assert (shown["externalId"], shown["emails"]) == ("00ujl29u0le5T6Aj10h7", OKTA_USER["emails"])
    assert scim.account(key).directory_id == ""
    assert [each["id"] for each in found(scim, "Users", 'externalId eq "00ujl29u0le5T6Aj10h7"')] == [key]


def test_okta_replaces_the_whole_user(okta: tuple[Scim, str]) -> None:
    scim, key = okta
    changed = {**OKTA_USER, "id": key, "name": {"givenName": "Anna", "familyName": "Vis"}, "meta": {"version": "x"}}
    answer = scim.send("PUT", f"/Users/{key}", changed)
    assert (answer.status, answer.body["name"]["familyName"]) == (200, "Vis")
    gone = scim.send("PUT", f"/Users/{key}", {**changed, "active": False})
    assert (gone.status, scim.account(key).active) == (200, False)
    back = scim.send("PUT", f"/Users/{key}", changed)
    assert (back.status, scim.account(key).active) == (200, True)


def test_okta_deactivates_without_a_path(okta: tuple[Scim, str]) -> None:
    scim, key = okta
    answer = patch(scim, f"/Users/{key}", {"op": "replace", "value": {"active": False}})
    assert (answer.status, answer.body["active"]) == (200, False)


def test_okta_pushes_groups(okta: tuple[Scim, str]) -> None:
    scim, key = okta
    scim.set(roles={"Behandelaren": "ith.Therapist"}, default_role=None)
    made = scim.send(
        "POST",
        "/Groups",
        {"displayName": "Behandelaren", "members": [{"value": key, "display": "anna.smit@praktijk.example"}]},
    )
    group = made.body["id"]
    assert scim.account(key).roles == ("ith.Therapist",)
    renamed = patch(scim, f"/Groups/{group}", {"op": "replace", "value": {"id": group, "displayName": "Anders"}})
    assert (renamed.status, scim.account(key).roles) == (200, ())
    removal = {"op": "remove", "path": f'members[value eq "{key}"]'}
    addition = {"op": "add", "path": "members", "value": [{"value": key, "display": "anna"}]}
    for operations in ([removal], [addition], [removal, addition]):
        assert patch(scim, f"/Groups/{group}", *operations).status == 200
    whole = scim.send("PUT", f"/Groups/{group}", {"id": group, "displayName": "Behandelaren", "members": []})
    assert (whole.status, "members" in whole.body) == (200, False)


# --- Others -----------------------------------------------------------------------------------------------------------


def test_names_and_words_are_read_in_any_capitals(scim: Scim) -> None:
    answer = scim.send(
        "POST",
        "/Users",
        {
            "USERNAME": "anna",
            "Name": {"GivenName": "Anna", "familyname": "Smit"},
            "Emails": [{"Value": "anna@praktijk.example", "TYPE": "Work"}],
            "ACTIVE": "true",
        },
    )
    assert (answer.status, answer.body["userName"], answer.body["active"]) == (201, "anna", True)
    key = answer.body["id"]
    changed = scim.send(
        "PATCH", f"/Users/{key}", {"operations": [{"OP": "REPLACE", "Path": "NAME.FAMILYNAME", "VALUE": "Vis"}]}
    )
    assert changed.body["name"]["familyName"] == "Vis"
    assert found(scim, "Users", 'USERNAME EQ "ANNA"')


def test_a_user_needs_no_schemas_and_no_type_of_address(scim: Scim) -> None:
    answer = scim.send(
        "POST",
        "/Users",
        {"userName": "a", "name": {"givenName": "A", "familyName": "B"}, "emails": [{"value": "a@x.nl"}]},
    )
    assert (answer.status, answer.body["emails"]) == (201, [{"value": "a@x.nl"}])
