"""A recorded event of the gateway, and how much of the table one request costs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.delegated_logon import entry, link_keys
from functions.delegated_logon.link_key import TargetGroup
from koppel.aws import clients
from tests.functions.delegated_logon.conftest import Logon
from tests.harness.home import PROJECT

EVENT = PROJECT / "events" / "delegated_logon.get.json"
SECRET = "c2FtcGxlIHNlY3JldCBvZiBldmVudHM"


@pytest.fixture
def calls(logon: Logon) -> Iterator[list[str]]:
    """The requests that the table gets once the world of `logon` is there."""
    made: list[str] = []

    def note(model: Any, **_: Any) -> None:
        made.append(model.name)

    assert logon.requests == 0
    events = clients.dynamodb().meta.events
    events.register("before-call.dynamodb.*", note)
    yield made
    events.unregister("before-call.dynamodb.*", note)


def test_an_event_as_the_gateway_sends_it(logon: Logon) -> None:
    link_keys.create(logon.world.tenant, name="x", groups=TargetGroup, secret=SECRET)
    logon.world.client("dirk+client", email="dirk@client.example")
    event = json.loads(EVENT.read_text())
    answer = entry.handle(event, None)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/conversations/")
    again = entry.handle(event, None)
    assert again["headers"]["Location"] == f"/logon?reference={event['requestContext']['requestId']}"


def test_nobody_is_looked_up_before_the_signature_is_checked(logon: Logon, calls: list[str]) -> None:
    good, bad = logon.link(), logon.link(secret="another secret of somebody")
    calls.clear()
    logon.get(bad)
    # own rows; entry of the error log; the hour's quota of references; reference; activity
    assert calls == ["BatchGetItem", "UpdateItem", "UpdateItem", "PutItem", "UpdateItem"]
    calls.clear()
    logon.get(good)
    read, written = ["BatchGetItem", "GetItem", "GetItem"], ["PutItem", "PutItem", "PutItem", "UpdateItem"]
    # claim and account; token, nonce and session; last use of the key; activity
    assert calls == [*read, *written, "UpdateItem"]
    calls.clear()
    logon.cookie = ""
    logon.get(logon.link())
    assert calls == [*read, *written]


def test_a_failure_of_ours_is_a_page_and_no_detail(logon: Logon, monkeypatch: Any) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("canary-4711")

    monkeypatch.setattr("koppel.accounts.store.by_id", broken)
    answer = logon.get(logon.link())
    assert answer.status == 500
    assert "canary" not in answer.body
    assert "00000000-0000-4000-8000-000000000001" in answer.body
    assert logon.cookie == ""


def test_what_is_no_request_is_answered_all_the_same(logon: Logon) -> None:
    assert entry.handle({}, None)["statusCode"] == 404
    assert logon.get("/").status == 303
