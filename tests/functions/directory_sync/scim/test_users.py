"""Users as an identity provider pushes them: created, found again, changed, deleted and back."""

from typing import Any

import pytest

from koppel.aws import row_keys
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.plan.desired import Desired
from koppel.domain.problems.problem import State
from koppel.organisation import api_users
from tests.functions.directory_sync.conftest import ANNA_ID, KOPPEL, ROOT, Scim, anna


def test_a_user_is_an_account_of_a_professional(scim: Scim) -> None:
    answer = scim.send("POST", "/Users", anna(**{KOPPEL: {"professionalId": "P1", "infix": "van"}}))
    key = answer.body["id"]
    assert answer.status == 201
    assert answer.headers["Location"] == answer.body["meta"]["location"] == f"{ROOT}/Users/{key}"
    assert answer.headers["ETag"] == answer.body["meta"]["version"] == 'W/"1.1"'
    assert answer.headers["Content-Type"] == "application/scim+json;charset=UTF-8"
    account = scim.account(key)
    assert dict(account.values) == {
        "id": "P1",
        "first_name": "Anna",
        "infix": "van",
        "last_name": "Smit",
        "email": "anna@praktijk.example",
    }
    assert (account.active, account.directory_id, account.external_source) == (True, ANNA_ID, "Entra ID")
    assert account.roles == ("ith.Therapist",)
    assert scim.get(f"/Users/{key}").body == answer.body


def test_the_trail_says_who_made_it(scim: Scim) -> None:
    key = scim.push()["id"]
    (row,) = scim.world.runtime.table.query(row_keys.accounts.trails("demo", key))
    (caller,) = api_users.every(scim.world.tenant)
    assert (row["integration"], row["actor"], row["verb"]) == ("directory_sync", caller.id, "create")


def test_what_the_answer_shows_is_what_was_sent(scim: Scim) -> None:
    sent = anna(**{KOPPEL: {"professionalId": "P1", "infix": "van"}})
    shown = scim.push(**{KOPPEL: sent[KOPPEL]})
    assert {name: shown[name] for name in sent} == sent
    assert shown["displayName"] == "Anna van Smit"
    assert set(shown) == {*sent, "id", "displayName", "meta"}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"userName": None}, "userName"),
        ({"userName": " "}, "userName"),
        ({"name": None}, "name.givenName, name.familyName"),
        ({"name": {"givenName": "Anna"}}, "name.familyName"),
        ({"emails": []}, "emails.value"),
        ({"emails": [{"value": "no address"}]}, "emails.value"),
        ({"externalId": "x" * 201}, "externalId"),
        ({"externalId": "\u202e1"}, "externalId"),
        ({"active": "perhaps"}, "active"),
        ({KOPPEL: {"professionalId": "a\x00b"}}, f"{KOPPEL}:professionalId"),
    ],
)
def test_a_user_that_cannot_be_stored_is_refused_whole(scim: Scim, values: dict[str, Any], fields: str) -> None:
    answer = scim.send("POST", "/Users", anna(**values))
    assert (answer.status, answer.keyword) == (400, "invalidValue")
    assert all(each in answer.body["detail"] for each in fields.split(", "))
    assert scim.get("/Users").body["totalResults"] == 0
    assert scim.entries()["scim-person-invalid"].count == 1


def test_its_entry_closes_when_the_person_arrives_well(scim: Scim) -> None:
    scim.send("POST", "/Users", anna(emails=[]))
    entry = scim.entries()["scim-person-invalid"]
    assert (entry.subject, "Entra ID" in entry.explanation.en) == ("•••ff", True)
    scim.push()
    assert "scim-person-invalid" not in scim.entries()
    assert "scim-person-invalid" in scim.entries(State.SOLVED)


def test_a_user_without_active_may_log_on_and_one_who_is_not_active_may_not(scim: Scim) -> None:
    assert scim.push(active=None)["active"] is True
    other = scim.push(number=2, active="False")
    assert other["active"] is False
    assert scim.account(other["id"]).active is False


@pytest.mark.parametrize(
    ("emails", "kept"),
    [
        ([{"value": "a@x.nl"}], {"value": "a@x.nl"}),
        ([{"value": "a@x.nl"}, {"value": "b@x.nl", "primary": True}], {"value": "b@x.nl", "primary": True}),
        (
            [{"value": "a@x.nl", "type": "home"}, {"value": "b@x.nl", "type": "work"}],
            {"value": "b@x.nl", "type": "work"},
        ),
        ([{"value": "A@X.nl", "type": "home"}], {"value": "a@x.nl", "type": "home"}),
        ("a@x.nl", {"value": "a@x.nl"}),
    ],
)
def test_one_address_is_kept(scim: Scim, emails: Any, kept: dict[str, Any]) -> None:
    assert scim.push(emails=emails)["emails"] == [kept]


# --- Whose account it is ----------------------------------------------------------------------------------------------


def test_an_account_with_the_directorys_id_is_taken_up(scim: Scim) -> None:
    made = scim.world.make(
        Desired(
            kind=Kind.PROFESSIONAL,
            directory_id=ANNA_ID,
            values={"first_name": "A", "last_name": "S", "email": "old@praktijk.example"},
            roles=(Role.SECRETARY,),
        )
    )
    assert scim.get(f"/Users/{made.key}").status == 404
    shown = scim.push(externalId=ANNA_ID.upper())
    assert (shown["id"], shown["externalId"], shown["name"]["givenName"]) == (made.key, ANNA_ID.upper(), "Anna")
    assert scim.account(made.key).roles == ("ith.Secretary",)
    assert set(scim.entries()) == {"scim-not-found"}


def test_an_account_is_adopted_by_the_professional_id_and_the_log_says_so(scim: Scim) -> None:
    made = scim.world.professional("P1", infix="de")
    shown = scim.push(**{KOPPEL: {"professionalId": "P1"}})
    account = scim.account(made.key)
    assert (shown["id"], account.directory_id) == (made.key, ANNA_ID)
    assert account.text("infix") == "de"
    assert scim.entries()["scim-adopted"].subject == "•••ff"


def test_an_account_is_never_adopted_by_an_email_address(scim: Scim) -> None:
    made = scim.world.professional("P1", email="anna@praktijk.example")
    answer = scim.send("POST", "/Users", anna())
    assert (answer.status, answer.keyword) == (409, "uniqueness")
    assert scim.account(made.key).directory_id == ""
    assert scim.entries()["scim-person-collides"].count == 1
    assert scim.get('/Users?filter=emails.value%20eq%20"anna@praktijk.example"').body["totalResults"] == 0


def test_an_account_of_somebody_else_in_the_directory_is_not_adopted(scim: Scim) -> None:
    scim.push(**{KOPPEL: {"professionalId": "P1"}})
    answer = scim.send("POST", "/Users", anna(number=2, **{KOPPEL: {"professionalId": "P1"}}))
    assert (answer.status, answer.keyword) == (409, "uniqueness")
    assert scim.entries()["scim-other-person"].subject == "•••02"
    other = scim.world.make(
        Desired(
            kind=Kind.PROFESSIONAL,
            directory_id="1f2e3d4c-5b6a-4978-8695-000000000099",
            values={"id": "P9", "first_name": "A", "last_name": "S", "email": "p9@praktijk.example"},
        )
    )
    answer = scim.send("POST", "/Users", anna(number=3, **{KOPPEL: {"professionalId": "P9"}}))
    assert answer.status == 409
    assert "•••99" in scim.entries()["scim-other-person"].explanation.en
    assert scim.account(other.key).directory_id.endswith("99")


def test_a_user_that_is_there_cannot_be_created_again(scim: Scim) -> None:
    scim.push()
    again = scim.send("POST", "/Users", anna(userName="other", emails=[{"value": "o@x.nl"}]))
    assert (again.status, again.keyword) == (409, "uniqueness")
    named = scim.send("POST", "/Users", anna(number=2, userName="ANNA@praktijk.example"))
    assert (named.status, named.keyword) == (409, "uniqueness")


@pytest.mark.parametrize("external_id", ["00u1abcdEFGH", None])
def test_an_external_id_need_not_be_a_guid(scim: Scim, external_id: str | None) -> None:
    shown = scim.push(externalId=external_id)
    assert shown.get("externalId") == external_id
    assert scim.account(shown["id"]).directory_id == ""


def test_the_employee_number_is_the_professional_id_where_the_tile_says_so(scim: Scim) -> None:
    urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    enterprise = {urn: {"employeeNumber": "P7", "division": "x"}}
    assert KOPPEL not in scim.push(**enterprise)
    scim.set(professional_id="employeeNumber")
    shown = scim.push(number=2, **enterprise)
    assert shown[KOPPEL] == {"professionalId": "P7"}
    operation = {"op": "Replace", "path": f"{urn}:employeeNumber", "value": "P8"}
    changed = scim.patch(f"/Users/{shown['id']}", operation)
    assert changed.body[KOPPEL] == {"professionalId": "P8"}


# --- Changes ----------------------------------------------------------------------------------------------------------


def test_a_patch_changes_the_account_and_answers_with_the_user(scim: Scim) -> None:
    key = scim.push()["id"]
    answer = scim.patch(
        f"/Users/{key}",
        {"op": "replace", "path": "name.familyName", "value": "Vis"},
        {"op": "replace", "path": "userName", "value": "vis@praktijk.example"},
        {"op": "add", "path": f"{KOPPEL}:professionalId", "value": "P1"},
    )
    assert answer.status == 200
    assert answer.body == scim.get(f"/Users/{key}").body
    account = scim.account(key)
    assert (account.text("last_name"), account.text("id"), account.version) == ("Vis", "P1", 2)
    assert answer.body["userName"] == "vis@praktijk.example"
    assert scim.get('/Users?filter=userName%20eq%20"anna@praktijk.example"').body["totalResults"] == 0


def test_a_change_of_the_user_name_alone_writes_no_account(scim: Scim) -> None:
    key = scim.push()["id"]
    answer = scim.patch(f"/Users/{key}", {"op": "replace", "path": "userName", "value": "b"})
    assert (answer.status, answer.headers["ETag"]) == (200, 'W/"1.2"')
    assert scim.account(key).version == 1
    again = scim.patch(f"/Users/{key}", {"op": "replace", "path": "userName", "value": "b"})
    assert again.headers["ETag"] == 'W/"1.2"'


def test_an_external_id_that_changes_changes_the_directorys_id(scim: Scim) -> None:
    key = scim.push(externalId="anna.smit")["id"]
    scim.patch(f"/Users/{key}", {"op": "replace", "path": "externalId", "value": ANNA_ID})
    assert scim.account(key).directory_id == ANNA_ID
    scim.patch(f"/Users/{key}", {"op": "remove", "path": "externalId"})
    assert scim.account(key).directory_id == ""
    assert "externalId" not in scim.get(f"/Users/{key}").body


def test_a_change_to_what_another_user_has_is_refused(scim: Scim) -> None:
    scim.push(**{KOPPEL: {"professionalId": "P1"}})
    key = scim.push(number=2)["id"]
    for path, value in (
        ("userName", "Anna@Praktijk.example"),
        ("externalId", ANNA_ID),
        (f"{KOPPEL}:professionalId", "P1"),
        ('emails[type eq "work"].value', "anna@praktijk.example"),
    ):
        answer = scim.patch(f"/Users/{key}", {"op": "replace", "path": path, "value": value})
        assert (answer.status, answer.keyword) == (409, "uniqueness"), path
    assert scim.account(key).version == 1


def test_a_put_replaces_what_it_names_and_keeps_what_it_leaves_out(scim: Scim) -> None:
    key = scim.push(**{KOPPEL: {"professionalId": "P1", "infix": "van"}})["id"]
    answer = scim.send("PUT", f"/Users/{key}", {"userName": "b", "name": {"givenName": "Jo", "familyName": "Vis"}})
    assert answer.status == 200
    account = scim.account(key)
    assert (account.name, account.active, account.directory_id) == ("Jo van Vis", True, ANNA_ID)
    assert answer.body["emails"][0]["value"] == "anna@praktijk.example"
    scim.send("PUT", f"/Users/{key}", anna(**{KOPPEL: {"professionalId": "P1"}}))
    assert scim.account(key).text("infix") == ""


def test_an_unknown_user_is_not_there(scim: Scim) -> None:
    mine = scim.world.professional("P1")
    for key in ("0" * 32, "x", "..", "a/b", "%00", mine.key):
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            body = {"Operations": [{"op": "add", "path": "userName", "value": "x"}], "userName": "x"}
            answer = scim.send(method, f"/Users/{key}", body if method in {"PUT", "PATCH"} else None)
            assert answer.status == 404
            assert answer.keyword == ""


# --- Leavers ----------------------------------------------------------------------------------------------------------


def test_delete_deactivates_and_the_user_is_gone_until_created_again(scim: Scim) -> None:
    key = scim.push()["id"]
    answer = scim.send("DELETE", f"/Users/{key}")
    assert (answer.status, answer.text) == (204, "")
    account = scim.account(key)
    assert (account.active, account.directory_id, account.deactivated_by) == (False, ANNA_ID, "directory_sync")
    assert scim.get(f"/Users/{key}").status == 404
    assert scim.send("DELETE", f"/Users/{key}").status == 404
    assert scim.get("/Users").body["totalResults"] == 0
    for name, value in (("userName", "anna@praktijk.example"), ("externalId", ANNA_ID), ("id", key)):
        assert scim.get(f'/Users?filter={name}%20eq%20"{value}"').body["totalResults"] == 0
    shown = scim.push(userName="anna.new@praktijk.example")
    assert (shown["id"], shown["active"]) == (key, True)
    assert scim.account(key).active is True


def test_who_has_no_guid_comes_back_to_the_same_account(scim: Scim) -> None:
    key = scim.push(externalId="00u1")["id"]
    scim.send("DELETE", f"/Users/{key}")
    assert scim.push(externalId="00u1", emails=[{"value": "anna@praktijk.example"}])["id"] == key


def test_the_user_name_of_who_is_deleted_is_free(scim: Scim) -> None:
    key = scim.push()["id"]
    scim.send("DELETE", f"/Users/{key}")
    other = scim.push(number=2, userName="anna@praktijk.example")
    assert other["id"] != key


def test_who_was_deactivated_by_somebody_else_stays_inactive(scim: Scim) -> None:
    key = scim.push()["id"]
    scim.world.make(Desired(kind=Kind.PROFESSIONAL, key=key, active=False))
    for answer in (
        scim.patch(f"/Users/{key}", {"op": "replace", "path": "active", "value": True}),
        scim.send("PUT", f"/Users/{key}", anna()),
    ):
        assert (answer.status, answer.body["active"]) == (200, False)
    assert scim.entries()["stays-inactive"].count == 2
    scim.send("DELETE", f"/Users/{key}")
    assert scim.push()["active"] is False


def test_a_leaver_is_deactivated_whatever_else_the_request_says(scim: Scim) -> None:
    key = scim.push()["id"]
    scim.push(number=2)
    for wrong in ([{"value": "no address"}], [{"value": "anna2@praktijk.example"}]):
        scim.patch(f"/Users/{key}", {"op": "replace", "path": "active", "value": True})
        answer = scim.send("PUT", f"/Users/{key}", anna(active=False, emails=wrong))
        assert (answer.status, answer.body["active"]) == (200, False)
        assert scim.account(key).text("email") == "anna@praktijk.example"
    assert scim.entries()["scim-leaver-kept"].count == 2


def test_the_last_application_manager_stays(scim: Scim) -> None:
    scim.set(roles={"Beheer": "ith.ApplicationManager"}, default_role=None)
    key = scim.push()["id"]
    group = scim.group("Beheer", key)
    assert scim.account(key).roles == ("ith.ApplicationManager",)
    for answer in (
        scim.send("DELETE", f"/Users/{key}"),
        scim.patch(f"/Users/{key}", {"op": "replace", "path": "active", "value": False}),
        scim.send("DELETE", f"/Groups/{group['id']}"),
        scim.patch(f"/Groups/{group['id']}", {"op": "remove", "path": f'members[value eq "{key}"]'}),
    ):
        assert (answer.status, answer.keyword) == (409, "")
    assert scim.account(key).active
    assert scim.entries()["scim-last-manager"].count == 4
    other = scim.push(number=2)["id"]
    scim.patch(f"/Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": other}]})
    assert scim.send("DELETE", f"/Users/{key}").status == 204
    assert "scim-last-manager" not in scim.entries()
