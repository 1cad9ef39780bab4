"""Commands about API users."""

from typing import Any

from koppel.aws import row_keys
from koppel.domain.api_tokens import read_token
from koppel.organisation import api_users
from tests.harness.office import Office


def comes_in(office: Office, text: str) -> bool:
    """Whether somebody comes in with this token."""
    token = read_token(text)
    assert token is not None
    row = office.world.runtime.table.get(row_keys.organisation.api_user("demo", token.user))
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
        "previous_until": "",
        "per_minute": 1200,
        "burst": 100,
    }


def test_a_time_that_has_passed_is_declined(office: Office) -> None:
    problem = office.declined("create-api-user", name="EPD", scopes=["hl7"], expires="2026-03-02T09:00:00")
    assert (problem["slug"], problem["fields"]) == ("invalid", {"expires": "must be in the future"})
    assert office.done("list-api-users")["api_users"] == []


def test_a_renamed_user_works_on_and_a_revoked_one_does_not(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    assert office.done("rename-api-user", user=made["id"], name="Portal") == {"id": made["id"], "name": "Portal"}
    assert [each["name"] for each in office.done("list-api-users")["api_users"]] == ["Portal"]
    assert comes_in(office, made["token"])
    assert office.done("revoke-api-user", user=made["id"]) == {"id": made["id"]}
    assert not comes_in(office, made["token"])


def test_after_a_rotation_both_tokens_work_until_the_chosen_time(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    second = office.done("rotate-api-user", user=made["id"], until="2026-03-02T10:00:00")
    assert comes_in(office, made["token"])
    assert comes_in(office, second["token"])
    office.world.clock.move(hours=1)
    assert not comes_in(office, made["token"])
    assert comes_in(office, second["token"])
    third = office.done("rotate-api-user", user=made["id"])
    assert [comes_in(office, each["token"]) for each in (made, second, third)] == [False, False, True]
    problem = office.declined("rotate-api-user", user=made["id"], until="2026-03-02T09:00:00")
    assert problem["fields"] == {"until": "must be in the future"}
    assert comes_in(office, third["token"])


def test_after_two_rotations_the_oldest_token_is_refused(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    second = office.done("rotate-api-user", user=made["id"], until="2026-03-03")
    third = office.done("rotate-api-user", user=made["id"], until="2026-03-03")
    assert [comes_in(office, each["token"]) for each in (made, second, third)] == [False, True, True]


def test_scopes_expiry_and_limit_can_be_changed(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    office.done("scope-api-user", user=made["id"], scopes=["accounts:write", "accounts:read"])
    office.done("expire-api-user", user=made["id"], expires="2026-03-02T09:30:00")
    office.done("limit-api-user", user=made["id"], per_minute=60, burst=10)
    (shown,) = office.done("list-api-users")["api_users"]
    assert shown["scopes"] == ["accounts:read", "accounts:write"]
    assert (shown["expires"], shown["per_minute"], shown["burst"]) == ("2026-03-02T09:30:00", 60, 10)
    assert comes_in(office, made["token"])
    office.world.clock.move(minutes=30)
    assert not comes_in(office, made["token"])
    office.done("expire-api-user", user=made["id"])
    assert comes_in(office, made["token"])


def test_every_act_is_recorded_and_no_token_with_it(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    second = office.done("rotate-api-user", user=made["id"], until="2026-03-03")
    office.done("scope-api-user", user=made["id"], scopes=["hl7"])
    office.done("expire-api-user", user=made["id"], expires="2027-01-01")
    office.done("limit-api-user", user=made["id"], per_minute=0)
    office.done("revoke-api-user", user=made["id"])
    acts = office.done("list-acts")["acts"]
    of_user = {each["verb"] for each in acts if each["details"].get("api_user") == made["id"]}
    assert of_user == {f"{verb}-api-user" for verb in ("create", "rotate", "scope", "expire", "limit", "revoke")}
    for text in (made["token"], second["token"]):
        token = read_token(text)
        assert token is not None
        assert token.digest not in str(acts)
        assert text not in str(acts)


def test_an_unknown_user_can_be_neither_renamed_nor_revoked(office: Office) -> None:
    assert office.declined("revoke-api-user", user="0" * 12)["slug"] == "unknown-api-user"
    wishes: dict[str, dict[str, Any]] = {
        "rename-api-user": {"name": "Portal"},
        "scope-api-user": {"scopes": ["hl7"]},
        "expire-api-user": {},
        "limit-api-user": {"per_minute": 5},
        "rotate-api-user": {},
    }
    for command, wish in wishes.items():
        assert office.declined(command, user="0" * 12, **wish)["slug"] == "unknown-api-user"


def test_a_user_of_another_organisation_cannot_be_changed(office: Office) -> None:
    made = office.done("create-api-user", name="EPD", scopes=["hl7"])
    office.done("create-organisation", organisation="noord", name="Praktijk Noord", mode="training")
    assert office.declined("revoke-api-user", organisation="noord", user=made["id"])["slug"] == "unknown-api-user"
    assert comes_in(office, made["token"])
