"""Commands about API users."""

from koppel import api_users
from koppel.aws import keys
from koppel.domain.api_tokens import read_token
from tests.functions.operations.conftest import Office


def comes_in(office: Office, text: str) -> bool:
    """Whether somebody comes in with this token."""
    token = read_token(text)
    assert token is not None
    row = office.world.runtime.table.get(keys.api_user("demo", token.user))
    return api_users.authenticated(office.world.runtime, token, row) is not None


def test_the_token_is_shown_once_and_works(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["accounts:read", "hl7"])
    assert comes_in(office, made["token"])
    (listed,) = office.done("list-api-users")["api_users"]
    assert listed == {
        "id": made["id"],
        "name": "EPD",
        "scopes": ["accounts:read", "hl7"],
        "created": "2026-03-02T09:00:00",
        "expires": "",
        "last_used": "2026-03-02T09:00:00",
    }


def test_a_time_that_has_passed_is_declined(office: Office) -> None:
    problem = office.declined("create-api-user", name="EPD", scopes=["hl7"], expires="2026-03-02T09:00:00")
    assert (problem["slug"], problem["fields"]) == ("invalid", {"expires": "must be in the future"})
    assert office.done("list-api-users")["api_users"] == []


def test_renamed_it_works_on_and_revoked_it_does_not(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    assert office.done("rename-api-user", user=made["id"], name="Portal") == {"id": made["id"], "name": "Portal"}
    assert [each["name"] for each in office.done("list-api-users")["api_users"]] == ["Portal"]
    assert comes_in(office, made["token"])
    assert office.done("revoke-api-user", user=made["id"]) == {"id": made["id"]}
    assert not comes_in(office, made["token"])


def test_one_that_is_not_can_be_neither_renamed_nor_revoked(office: Office) -> None:
    assert office.declined("revoke-api-user", user="0" * 12)["slug"] == "unknown-api-user"
    assert office.declined("rename-api-user", user="0" * 12, name="Portal")["slug"] == "unknown-api-user"


def test_one_of_another_organisation_is_out_of_reach(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    office.done("create-organisation", organisation="noord", name="Praktijk Noord", mode="training")
    assert office.declined("revoke-api-user", organisation="noord", user=made["id"])["slug"] == "unknown-api-user"
    assert comes_in(office, made["token"])
