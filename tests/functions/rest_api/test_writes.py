"""What other systems change: accounts, roles, activity, friends and relationships."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.rest_api import reads
from koppel.accounts import merge_leftovers, store
from koppel.accounts.merge import merge
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.domain.accounts.account import Kind
from koppel.domain.api_tokens import Scope
from koppel.domain.plan.desired import Desired, DesiredMerge, DesiredRelations, Origin
from tests.functions.rest_api.conftest import ABSENT, ROOT, Answer, Api

CLIENT: dict[str, Any] = {
    "id": "C1",
    "email": "Johanna@Client.Example",
    "first_name": "Johanna",
    "infix": "",
    "last_name": "Berg",
    "date_of_birth": "1980-3-5",
    "gender": "f",
    "active": True,
}
PROFESSIONAL = {"id": "P1", "email": "anna@praktijk.example", "first_name": "Anna", "infix": "", "last_name": "Smit"}


def fields(answer: Answer) -> dict[str, str]:
    """Field → what is wrong with it, of a refusal."""
    return {each["field"]: each["message"] for each in answer.body["extra"]}


def key(answer: Answer) -> str:
    """Key of the account in an answer."""
    url: str = answer.body["@url"]
    return url.rpartition("/")[2]


def trail(api: Api, account: str) -> list[dict[str, Any]]:
    """What was recorded of an account, oldest first."""
    return list(api.world.runtime.table.query(row_keys.accounts.trails("demo", account)))


def test_a_new_client_is_shown_in_full_with_its_location(api: Api) -> None:
    answer = api.write("POST", "/c", CLIENT)
    assert answer.status == 201
    assert answer.headers["Location"] == answer.body["@url"] == f"{ROOT}/c/{key(answer)}"
    assert "code" not in answer.body
    shown = {name: answer.body[name] for name in CLIENT}
    assert shown == {**CLIENT, "email": "johanna@client.example", "date_of_birth": "1980-03-05"}
    assert answer.body["external_source"] == "EPD"
    read = api.get(f"/c/{key(answer)}", token=api.writer)
    assert (read.body, read.tag) == (answer.body, answer.tag)


def test_the_calendar_day_is_that_of_the_organisation(api: Api) -> None:
    api.world.clock.time = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    assert api.write("POST", "/c", {**CLIENT, "date_of_birth": "2026-03-05"}).body["age"] == 0
    refused = api.write(
        "POST", "/c", {**CLIENT, "id": "C2", "email": "c2@client.example", "date_of_birth": "2026-03-06"}
    )
    assert (refused.status, list(fields(refused))) == (422, ["date_of_birth"])
    birthday = api.write("POST", "/c", {**CLIENT, "id": "C3", "email": "c3@client.example"}).body
    assert birthday["age"] == 46


def test_a_new_professional_is_shown_in_full_with_its_location(api: Api) -> None:
    answer = api.write("POST", "/p/", {**PROFESSIONAL, "active": False})
    assert (answer.status, answer.body["active"], answer.body["id"]) == (201, False, "P1")


def test_an_anonymous_client_goes_by_either_spelling_of_its_nickname(api: Api) -> None:
    for name in ("nick_name", "nickname"):
        body = {name: "Vlinder", "email": f"{name}@x.nl", "gender": "unknown", "age": 30}
        answer = api.write("POST", "/c", body)
        assert (answer.status, answer.body["nickname"], answer.body["age"]) == (201, "Vlinder", 30)


def test_every_wrong_field_is_named(api: Api) -> None:
    answer = api.write("POST", "/c", {"email": "nobody", "gender": "x", "first_name": 5, "active": "yes", "age": "old"})
    assert (answer.status, answer.body["code"]) == (422, 422)
    assert set(fields(answer)) == {"email", "gender", "first_name", "last_name", "active", "age"}
    assert api.get("/c/items").items == []


@pytest.mark.parametrize("name", ["id", "email", "bsn"])
def test_a_value_of_another_account_is_a_collision(api: Api, name: str) -> None:
    values = {"id": "C1", "email": "johanna@client.example", "bsn": "111222333"}
    first = api.write("POST", "/c", {**CLIENT, **values})
    other = {"id": "C2", "email": "other@client.example", "bsn": "123456782", name: values[name]}
    answer = api.write("POST", "/c", {**CLIENT, **other})
    assert (answer.status, fields(answer)) == (409, {name: "belongs to another account"})
    assert len(api.get("/c/items").items) == 1
    assert api.write("PATCH", f"/c/{key(first)}", {name: values[name]}).status == 200, "its own"
    assert "collision" in api.entries()


def test_a_client_and_a_professional_may_share_an_id_unless_the_organisation_says_not(api: Api) -> None:
    api.write("POST", "/c", {**CLIENT, "id": "X1"})
    assert api.write("POST", "/p", {**PROFESSIONAL, "id": "X1"}).status == 201
    api.world.set_tile("demo", "client_details", '{"id": "optional", "unique_ids": true}')
    refused = api.write("POST", "/c", {**CLIENT, "id": "X2", "email": "b@client.example"})
    assert refused.status == 201
    refused = api.write("POST", "/p", {**PROFESSIONAL, "id": "X2", "email": "b@praktijk.example"})
    assert (refused.status, fields(refused)) == (409, {"id": "belongs to another account"})
    same = api.get("/aux/professional/id/X1").body
    assert api.write("PATCH", same["@url"].partition("example")[2], {"id": "X1", "infix": "de"}).status == 200


def test_a_change_touches_what_is_sent_and_nothing_else(api: Api) -> None:
    made = api.write("POST", "/c", CLIENT)
    answer = api.write("PATCH", f"/c/{key(made)}", {"last_name": "Dijk", "first_name": None})
    assert (answer.status, fields(answer)) == (422, {"first_name": "must be filled"})
    answer = api.write("PATCH", f"/c/{key(made)}", {"last_name": "Dijk", "infix": "van"})
    assert answer.status == 200
    assert answer.body == {**made.body, "last_name": "Dijk", "infix": "van", "name": "Johanna van Dijk"}
    assert [each["verb"] for each in trail(api, key(made))] == ["create", "update"]
    assert trail(api, key(made))[1]["before"] == {"last_name": "Berg"}


def test_a_representation_can_be_sent_back_and_nothing_is_written(api: Api) -> None:
    made = api.write("POST", "/c", CLIENT)
    for _ in range(2):
        answer = api.write("PATCH", f"/c/{key(made)}", made.body)
        assert (answer.status, answer.body) == (200, made.body)
    assert len(trail(api, key(made))) == 1
    assert api.entries() == {}


def test_fields_that_do_not_exist_are_left_out_with_one_notice(api: Api) -> None:
    secret = {"Jan Jansen": 1, "picture": "x", "labels": ["a"]}
    api.world.set_tile("demo", "client_details", '{"id": "optional"}')
    made = api.write("POST", "/c", {**CLIENT, **secret})
    api.write("PATCH", f"/c/{key(made)}", {"infix": "de", **secret})
    assert set(secret) & set(made.body) == set()
    (entry,) = api.entries().values()
    assert (entry.slug, entry.count) == ("unknown-fields", 2)
    assert "labels, picture, …" in entry.explanation.en
    assert "Jansen" not in str(entry)


def test_roles_are_replaced(api: Api) -> None:
    made = api.write("POST", "/p", PROFESSIONAL)
    for roles in (["ith.Therapist"], ["ith.Secretary", "ith.Supervisor"]):
        answer = api.write("PATCH", f"/p/{key(made)}/roles", {"roles": roles})
        assert (answer.status, answer.body) == (200, {"@url": f"{ROOT}/p/{key(made)}/roles", "roles": roles})
        assert api.get(f"/p/{key(made)}/roles").body == answer.body
    assert len(trail(api, key(made))) == 3
    for wrong in ([], ["ith.King"], "ith.Therapist", [1], [["ith.Therapist"]], None):
        answer = api.write("PATCH", f"/p/{key(made)}/roles", {"roles": wrong})
        assert (answer.status, list(fields(answer))) == (422, ["roles"])
    assert api.write("PATCH", f"/p/{ABSENT}/roles", {"roles": ["ith.Therapist"]}).status == 404


def test_activation_is_applied_and_the_request_to_mail_is_recorded(api: Api) -> None:
    made = api.write("POST", "/c", CLIENT)
    answer = api.write("POST", f"/c/{key(made)}/activation", {"active": False, "send_email": "yes"})
    assert (answer.status, answer.body) == (200, {**made.body, "active": False})
    api.write("POST", f"/c/{key(made)}/activation", {"active": False})
    answer = api.write("POST", f"/c/{key(made)}/activation", {"active": True, "send_email": "no"})
    assert answer.body["active"] is True
    assert [(each["verb"], each.get("mail_requested", False)) for each in trail(api, key(made))] == [
        ("create", False),
        ("deactivate", True),
        ("reactivate", False),
    ]
    for wrong in ({}, {"active": "no"}, {"active": True, "send_email": False}):
        assert api.write("POST", f"/c/{key(made)}/activation", wrong).status == 422


def test_an_account_can_be_activated_whichever_source_deactivated_it(api: Api) -> None:
    made = api.write("POST", "/p", PROFESSIONAL)
    other = api.user(*Scope, name="Other")
    api.write("POST", f"/p/{key(made)}/activation", {"active": False}, token=other)
    assert api.write("POST", f"/p/{key(made)}/activation", {"active": True}).body["active"] is True
    assert api.get(f"/p/{key(made)}").body["external_source"] == "EPD"


def test_friends_belong_to_a_client(api: Api) -> None:
    client = api.write("POST", "/c", CLIENT)
    friend = {"name": "Oom Piet", "email": "piet@x.nl"}
    made = api.write("POST", f"/c/{key(client)}/friends", friend)
    assert (made.status, made.body["name"], made.body["active"]) == (201, "Oom Piet", True)
    assert made.body["@links"] == [{"name": "client", "url": client.body["@url"]}]
    (listed,) = api.get(f"/c/{key(client)}/friends/items").items
    assert listed["@url"] == made.body["@url"]
    changed = api.write("PATCH", f"/c/{key(made)}", {"name": "Piet"})
    assert (changed.status, changed.body["name"]) == (200, "Piet")
    assert api.write("POST", f"/c/{key(made)}/activation", {"active": False}).body["active"] is False
    assert len(api.get("/c/items").items) == 1
    assert api.write("POST", f"/c/{ABSENT}/friends", friend).refusal == (404, "No client has this key.")
    assert api.write("POST", f"/c/{key(made)}/friends", friend).refusal == (404, "No client has this key.")


def test_friends_go_with_the_client_that_a_merge_gives_up(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    stays, goes = (api.write("POST", "/c", {**CLIENT, "id": each, "email": f"{each}@x.nl"}) for each in ("C1", "C2"))
    friend = api.write("POST", f"/c/{key(goes)}/friends", {"name": "Oom Piet", "email": "piet@x.nl"})
    wish = DesiredMerge(survivor="C1", retired="C2")
    origin = Origin(integration="hl7_intake", at=api.world.runtime.now())
    with monkeypatch.context() as patch:
        patch.setattr(
            merge_leftovers, "move_leftovers", lambda *_: 0
        )  # as if the process had ended just after the merge
        merge(api.world.tenant, wish, origin)
    late = api.write("POST", f"/c/{key(goes)}/friends", {"name": "Tante Jo", "email": "jo@x.nl"})
    assert late.refusal == (409, f"This account was merged into another one: {stays.body['@url']}.")
    assert merge_leftovers.move_all_leftovers(api.world.tenant) == 1
    assert api.get(f"/c/{key(goes)}/friends/items").items == []
    (listed,) = api.get(f"/c/{key(stays)}/friends/items").items
    assert listed["@url"] == friend.body["@url"]
    assert trail(api, key(friend))[-1]["before"] == {"client": key(goes)}
    assert merge_leftovers.move_all_leftovers(api.world.tenant) == 0


def test_nobody_becomes_a_friend_of_a_client_that_is_being_merged(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    stays, goes = (api.write("POST", "/c", {**CLIENT, "id": each, "email": f"{each}@x.nl"}) for each in ("C1", "C2"))
    seen = store.account(api.world.tenant, Kind.CLIENT, key(goes))
    wish = DesiredMerge(survivor="C1", retired="C2")
    merge(api.world.tenant, wish, Origin(integration="hl7_intake", at=api.world.runtime.now()))
    answers = iter([seen])
    real = reads.client
    monkeypatch.setattr(reads, "client", lambda *given: next(answers, None) or real(*given))
    late = api.write("POST", f"/c/{key(goes)}/friends", {"name": "Tante Jo", "email": "jo@x.nl"})
    assert late.refusal == (409, f"This account was merged into another one: {stays.body['@url']}.")


@pytest.mark.parametrize("kind", ["therapist", "supervisor"])
def test_a_relationship_is_made_shown_and_ended(api: Api, kind: str) -> None:
    client, anna = key(api.write("POST", "/c", CLIENT)), key(api.write("POST", "/p", PROFESSIONAL))
    api.write("PATCH", f"/p/{anna}/roles", {"roles": ["ith.Therapist", "ith.Supervisor"]})
    made = api.write("POST", f"/c/{client}/{kind}s", {"professional": anna})
    assert (made.status, made.body["kind"], made.body["external_source"]) == (201, kind, "EPD")
    assert made.headers["Location"] == made.body["@url"] == f"{ROOT}/c/{client}/{kind}s/{anna}"
    for same in ({"id": "P1"}, made.body["professional"] | {"id": None}, {"@url": f"{ROOT}/p/{anna}"}):
        again = api.write("POST", f"/c/{client}/{kind}s", {"professional": same})
        assert (again.status, again.body) == (200, made.body)
    assert api.get(f"/c/{client}/therapists/items").items == [made.body]
    ended = api.write("DELETE", f"/c/{client}/{kind}s/{anna}", {})
    assert (ended.status, ended.text) == (204, "")
    assert api.get(f"/c/{client}/therapists/items").items == []
    assert api.write("DELETE", f"/c/{client}/{kind}s/{anna}", {}).status == 404
    verbs = [each["verb"] for each in trail(api, client)]
    assert verbs == ["create", "relate", "relate"]


def test_a_relationship_that_another_integration_made_can_be_ended(api: Api) -> None:
    anna = api.world.professional("P1")
    relations = DesiredRelations(professional_ids=("P1",))
    desired = Desired(kind=Kind.CLIENT, values={k: v for k, v in CLIENT.items() if k != "active"}, relations=relations)
    made = synchronise(api.world.tenant, desired, api.world.origin("hl7_intake", "Feed"))
    assert made.change is not None
    client = made.change.accounts[0].after.key
    (relation,) = api.get(f"/c/{client}/therapists/items").items
    assert relation["external_source"] == "Feed"
    assert api.write("DELETE", f"/c/{client}/therapists/{anna.key}", {}).status == 204


def test_a_relationship_needs_a_professional_and_a_supervisor_the_role(api: Api) -> None:
    client, anna = key(api.write("POST", "/c", CLIENT)), key(api.write("POST", "/p", PROFESSIONAL))
    wrong: tuple[Any, ...] = (
        ABSENT,
        {"id": "P9"},
        {"id": ""},
        {"@url": f"{ROOT}/c/{client}"},
        {"@url": 5},
        [],
        None,
        client,
    )
    for each in wrong:
        answer = api.write("POST", f"/c/{client}/therapists", {"professional": each})
        assert (answer.status, list(fields(answer))) == (422, ["professional"])
    answer = api.write("POST", f"/c/{client}/supervisors", {"professional": anna})
    assert fields(answer) == {"professional": "does not have the role ith.Supervisor"}
    assert api.write("POST", f"/c/{ABSENT}/therapists", {"professional": anna}).status == 404


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"", {"Content-Type": "application/json"}, 400),
        (b"[]", {"Content-Type": "application/json"}, 400),
        (b"null", {"Content-Type": "application/json"}, 400),
        (b'{"age": NaN}', {"Content-Type": "application/json"}, 400),
        (b'{"a": "\xff"}', {"Content-Type": "application/json"}, 400),
        (b"[" * 100_000, {"Content-Type": "application/json"}, 400),
        (b'{"age": ' + b"9" * 5000 + b"}", {"Content-Type": "application/json"}, 400),
        (b"{}", {}, 415),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b" " * (256 * 1024 + 1), {"Content-Type": "application/json"}, 413),
        (b"{}", {"Content-Type": "APPLICATION/JSON; charset=utf-8"}, 422),
    ],
)
def test_an_unreadable_body_is_refused(api: Api, body: bytes, headers: dict[str, str], status: int) -> None:
    answer = api.send("POST", "/c", token=api.writer, body=body, headers=headers)
    assert (answer.status, answer.body["code"]) == (status, status)


def test_json_after_a_byte_order_mark_is_read(api: Api) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(CLIENT).encode()
    sent = {"Content-Type": "application/json"}
    assert api.send("POST", "/c", token=api.writer, body=body, headers=sent).status == 201
    assert api.send("POST", "/c", token=api.writer, body=body[:2] + body, headers=sent).status == 400


def test_a_gzip_body_is_read(api: Api) -> None:
    sent = {"Content-Type": "application/json", "Content-Encoding": "gzip", "Idempotency-Key": "k1"}
    once, again = (gzip.compress(json.dumps(CLIENT).encode(), mtime=time) for time in (1, 2))
    made = api.send("POST", "/c", token=api.writer, body=once, headers=sent)
    assert made.status == 201
    assert api.send("POST", "/c", token=api.writer, body=again, headers=sent) == made
    large = gzip.compress(b" " * (256 * 1024 + 1))
    assert api.send("POST", "/c", token=api.writer, body=large, headers=sent).status == 413


@pytest.mark.parametrize(
    ("body", "coding"), [(b"{}", "gzip"), (gzip.compress(b"{}", mtime=0)[:-3], "gzip"), (b"{}", "br")]
)
def test_a_body_that_is_not_coded_as_it_says_is_refused(api: Api, body: bytes, coding: str) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    answer = api.send("POST", "/c", token=api.writer, body=body, headers=headers)
    assert (answer.status, answer.headers["Accept-Encoding"]) == (415, "gzip")
    assert api.entries().keys() == {"no-json"}


def test_a_merge_patch_is_read(api: Api) -> None:
    """RFC 7396: null removes, what is not named stays."""
    target = f"/c/{key(api.write('POST', '/c', CLIENT | {'infix': 'van'}))}"
    sent = {"Content-Type": "application/merge-patch+json;charset=utf-8"}
    answer = api.send("PATCH", target, token=api.writer, body=b'{"infix": null, "first_name": "Jo"}', headers=sent)
    assert (answer.status, answer.body["infix"], answer.body["first_name"]) == (200, "", "Jo")
    assert answer.body["last_name"] == CLIENT["last_name"]
    assert api.send("POST", "/c", token=api.writer, body=b"{}", headers=sent).status == 415
    refused = api.send("PATCH", target, token=api.writer, body=b"{}", headers={"Content-Type": "text/plain"})
    assert (refused.status, api.send("OPTIONS", target).status) == (415, 204)
    for each in (refused, api.send("OPTIONS", target)):
        assert each.headers["Accept-Patch"] == "application/json, application/merge-patch+json"


def test_a_caller_without_the_scope_changes_nothing(api: Api) -> None:
    made = api.write("POST", "/c", CLIENT)
    for method, target, body in (
        ("POST", "/c", CLIENT),
        ("PATCH", f"/c/{key(made)}", {"infix": "de"}),
        ("POST", f"/c/{key(made)}/activation", {"active": False}),
        ("POST", f"/c/{key(made)}/friends", {"name": "x", "email": "x@x.nl"}),
    ):
        assert api.write(method, target, body, token=api.token).refusal == (
            403,
            "The token does not have the scope accounts:write.",
        )
        assert api.write(method, target, body, token=api.user(Scope.WRITE_ACCOUNTS)).status == 403
    without = api.user(Scope.READ_ACCOUNTS, Scope.WRITE_ACCOUNTS)
    assert api.write("PATCH", f"/c/{key(made)}", {"bsn": "111222333"}, token=without).refusal == (
        403,
        "The token does not have the scope bsn:read.",
    )
    assert len(trail(api, key(made))) == 1
