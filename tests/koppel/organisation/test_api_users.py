"""API users: a token that is shown once, and every change together with the act that records it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.aws.rows import to_row
from koppel.domain.api_tokens import Scope, read_token, write_token
from koppel.organisation import api_users, audit_log
from koppel.runtime import Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world

ACTOR = "arn:aws:iam::123456789012:role/operator"
SCOPES = (Scope.READ_ACCOUNTS, Scope.HL7)


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def made(w: World, name: str = "EPD", expires: str = "") -> tuple[api_users.ApiUser, Any]:
    return api_users.create(w.tenant, name, SCOPES, expires, actor=ACTOR)


def caller(w: World, token: Any) -> api_users.ApiUser | None:
    """Who comes in with this token."""
    row = w.runtime.table.get(row_keys.organisation.api_user(token.organisation, token.user))
    return api_users.authenticated(w.runtime, token, row)


def test_a_new_user_comes_in_with_its_token(w: World) -> None:
    user, token = made(w)
    assert read_token(token.text) == token
    assert caller(w, token) == user
    assert user.scopes == set(SCOPES)


def test_the_token_is_not_stored(w: World) -> None:
    _, token = made(w)
    rows = [to_row(item) for item in dynamodb().scan(TableName=w.runtime.table.name)["Items"]]
    secret = token.text.rpartition("_")[2]
    assert secret[:16] not in json.dumps(rows, default=str)
    assert secret not in repr(token)


def test_another_secret_for_the_same_user_is_refused(w: World) -> None:
    user, _ = made(w)
    assert caller(w, write_token("demo", user.id, bytes(32))) is None


def test_an_expired_user_is_refused(w: World) -> None:
    _, token = made(w, expires="2026-03-02T10:00:00")
    assert caller(w, token) is not None
    w.clock.move(minutes=60)
    assert caller(w, token) is None


def test_its_last_use_is_known_to_the_hour(w: World) -> None:
    user, token = made(w)
    caller(w, token)
    first = w.runtime.now()
    w.clock.move(minutes=59)
    caller(w, token)
    assert [each.last_used for each in api_users.every(w.tenant)] == [first]
    w.clock.move(minutes=1)
    caller(w, token)
    assert [(each.id, each.last_used) for each in api_users.every(w.tenant)] == [(user.id, w.runtime.now())]


def test_a_renamed_user_keeps_its_token(w: World) -> None:
    user, token = made(w)
    assert api_users.rename(w.tenant, user.id, "Portal", actor=ACTOR)
    found = caller(w, token)
    assert found is not None
    assert found.name == "Portal"


def test_a_revoked_user_is_refused_at_once(w: World) -> None:
    user, token = made(w)
    row = w.runtime.table.get(row_keys.organisation.api_user("demo", user.id))
    assert api_users.revoke(w.tenant, user.id, actor=ACTOR)
    assert caller(w, token) is None
    assert api_users.authenticated(w.runtime, token, row) is None, "not even for who read the row a moment before"
    assert api_users.every(w.tenant) == []


def test_who_made_changed_and_ended_it_is_recorded(w: World) -> None:
    user, _ = made(w, expires="2027-01-01T00:00:00")
    w.clock.move(seconds=1)
    api_users.rename(w.tenant, user.id, "Portal", actor=ACTOR)
    w.clock.move(seconds=1)
    api_users.revoke(w.tenant, user.id, actor=ACTOR)
    found = list(reversed(list(audit_log.every(w.runtime, "demo"))))
    assert {act.actor for act in found} == {ACTOR}
    assert [(act.verb, act.details) for act in found] == [
        (
            "create-api-user",
            {
                "api_user": user.id,
                "name": "EPD",
                "scopes": ["accounts:read", "hl7"],
                "valid_until": "2027-01-01T00:00:00",
            },
        ),
        ("rename-api-user", {"api_user": user.id, "name": "Portal"}),
        ("revoke-api-user", {"api_user": user.id}),
    ]


def test_an_act_that_was_not_done_is_not_recorded(w: World) -> None:
    user, _ = made(w)
    slower = overtaken(w.runtime, lambda: api_users.revoke(w.tenant, user.id, actor="faster"))
    assert not api_users.rename(Tenant(slower, w.organisation), user.id, "Portal", actor="slower")
    assert not api_users.revoke(w.tenant, user.id, actor="slower")
    assert {act.actor for act in audit_log.every(w.runtime, "demo")} == {ACTOR, "faster"}
    assert api_users.every(w.tenant) == []


def test_a_refused_token_leaves_no_trace_of_use(w: World) -> None:
    _, token = made(w, expires="2026-03-02T09:00:00")
    assert caller(w, token) is None
    assert [each.last_used for each in api_users.every(w.tenant)] == [""]


def test_recording_its_use_changes_nothing_else(w: World) -> None:
    user, token = made(w, expires="2027-01-01T00:00:00")
    before = w.runtime.table.get(row_keys.organisation.api_user("demo", user.id))
    caller(w, token)
    assert before is not None
    assert w.runtime.table.get(row_keys.organisation.api_user("demo", user.id)) == {
        **before,
        "last_used": w.runtime.now(),
    }


def test_another_organisation_neither_sees_nor_revokes_a_user(w: World) -> None:
    user, token = made(w)
    other = w.add_organisation("other")
    assert api_users.every(Tenant(w.runtime, other)) == []
    assert not api_users.revoke(Tenant(w.runtime, other), user.id)
    assert caller(w, token) is not None
