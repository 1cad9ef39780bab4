"""A POST that is sent again has its effect once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from koppel.aws import row_keys
from koppel.aws.errors import Contended
from koppel.aws.table import Table
from koppel.domain.api_tokens import Scope
from koppel.runtime import Runtime
from tests.functions.rest_api.conftest import Answer, Api
from tests.harness.rivals import overtaken
from tests.koppel.interleaving import interleave

CLIENT = {"id": "C1", "email": "johanna@client.example", "first_name": "Johanna", "last_name": "Berg", "gender": "f"}
ONCE = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}


def post(api: Api, body: dict[str, Any], target: str = "/c", **given: Any) -> Answer:
    return api.write("POST", target, body, headers=given.pop("headers", ONCE), **given)


def test_the_second_answer_is_the_first_and_nothing_is_made(api: Api) -> None:
    first = post(api, CLIENT)
    assert first.status == 201
    assert post(api, CLIENT) == first
    assert post(api, CLIENT, "/c/") == first
    assert post(api, CLIENT, "/api/1/c") == first
    assert len(api.get("/c/items").items) == 1
    assert post(api, CLIENT, headers={}).status == 409


def test_another_body_with_the_same_key_is_refused(api: Api) -> None:
    post(api, CLIENT)
    answer = post(api, {**CLIENT, "id": "C2", "email": "b@client.example"})
    assert answer.status == 422
    assert answer.body["extra"] == [{"message": "was used with another body", "field": "Idempotency-Key"}]


def test_a_key_belongs_to_its_user_method_and_path(api: Api) -> None:
    post(api, CLIENT)
    friend = {"name": "Piet", "email": "piet@x.nl"}
    other = api.user(*Scope, name="Other")
    assert post(api, CLIENT, token=other).status == 409
    key = api.get("/aux/client/id/C1").body["@url"].rpartition("/")[2]
    made = post(api, friend, f"/c/{key}/friends")
    assert made.status == 201
    assert post(api, friend, f"/c/{key}/friends") == made


def test_after_a_day_it_is_a_new_request(api: Api) -> None:
    post(api, CLIENT)
    api.world.clock.move(hours=23, minutes=59)
    assert post(api, CLIENT).status == 201
    api.world.clock.move(minutes=1)
    assert post(api, CLIENT).status == 409


def test_a_refused_request_can_be_mended_under_the_same_key(api: Api) -> None:
    assert post(api, {**CLIENT, "email": "nobody"}).status == 422
    assert post(api, CLIENT).status == 201


def test_what_changed_since_is_shown_as_it_is_now(api: Api) -> None:
    first = post(api, CLIENT)
    path = first.body["@url"].partition("koppel.example")[2]
    api.write("PATCH", path, {"infix": "van"})
    again = post(api, CLIENT)
    assert (again.status, again.body["infix"]) == (201, "van")


def test_an_activation_that_is_repeated_does_not_undo_what_came_after_it(api: Api) -> None:
    path = post(api, CLIENT).body["@url"].partition("koppel.example")[2] + "/activation"
    assert post(api, {"active": False}, path).body["active"] is False
    api.write("POST", path, {"active": True})
    assert post(api, {"active": False}, path).body["active"] is True


def test_a_request_that_changed_nothing_is_remembered_too(api: Api) -> None:
    path = post(api, CLIENT).body["@url"].partition("koppel.example")[2] + "/activation"
    assert post(api, {"active": True}, path).status == 200
    assert post(api, {"active": False}, path).status == 422


def test_a_repeated_relationship_is_answered_as_the_first(api: Api) -> None:
    path = post(api, CLIENT).body["@url"].partition("koppel.example")[2]
    api.world.professional("P1")
    first = post(api, {"professional": {"id": "P1"}}, f"{path}/therapists")
    assert first.status == 201
    assert post(api, {"professional": {"id": "P1"}}, f"{path}/therapists") == first


def test_the_same_request_twice_at_once_has_one_effect(api: Api) -> None:
    def rival() -> None:
        post(api, CLIENT)

    assert api.writer, "made before anybody is overtaken"
    api.world.runtime = overtaken(api.world.runtime, rival)
    answer = post(api, CLIENT)
    assert answer.status == 201
    assert len(api.get("/c/items").items) == 1


def races(api: Api, target: str, body: dict[str, Any], **headers: str) -> Iterator[tuple[Answer, Answer]]:
    """The answers to a request and to its repeat, which comes between any two of the requests that the first makes to
    the table."""
    plain, answers = api.world.runtime, list[Answer]()
    assert api.writer, "made before anybody is overtaken"

    def send(runtime: Runtime) -> None:
        before, api.world.runtime = api.world.runtime, runtime
        try:
            answers.append(post(api, body, target, headers={**ONCE, **headers}))
        finally:
            api.world.runtime = before

    for _ in interleave(plain, lambda: None, send, lambda: send(plain)):
        one, other = answers
        answers.clear()
        yield one, other


RACES: dict[str, tuple[str, dict[str, Any]]] = {
    "a client": ("/c", CLIENT),
    "a professional": ("/p", {name: value for name, value in CLIENT.items() if name != "gender"}),
    "a friend": ("/c/{c}/friends", {"name": "Piet", "email": "piet@x.example"}),
    "a deactivation": ("/c/{c}/activation", {"active": False, "send_email": "yes"}),
    "an activation that changes nothing": ("/c/{c}/activation", {"active": True}),
    "the deactivation of a friend": ("/c/{f}/activation", {"active": False}),
    "a relationship": ("/c/{c}/therapists", {"professional": {"id": "P1"}}),
}


@pytest.mark.parametrize("race", RACES)
def test_a_repeat_that_races_its_original_gets_its_answer(api: Api, race: str) -> None:
    client = api.world.client("C2").key
    api.world.professional("P1")
    friend = post(api, {"name": "Kees", "email": "kees@x.example"}, f"/c/{client}/friends", headers={}).body["@url"]
    target, body = RACES[race]
    moments = 0
    for one, other in races(api, target.format(c=client, f=friend.rpartition("/")[2]), body):
        assert one.status in {200, 201}
        assert (one.status, one.body, one.headers.get("Location")) == (
            other.status,
            other.body,
            other.headers.get("Location"),
        )
        moments += 1
    assert moments > 4
    assert not api.entries()


def test_a_repeat_is_answered_though_its_original_changed_the_entity_tag(api: Api) -> None:
    client = api.world.client("C2").key
    tag = api.get(f"/c/{client}", token=api.writer).tag
    for one, other in races(api, f"/c/{client}/activation", {"active": False}, **{"If-Match": tag}):
        assert (one.status, other.status) == (200, 200)


def test_a_repeat_is_answered_when_its_transaction_conflicts_with_its_original(api: Api) -> None:
    """DynamoDB says that two transactions met before it says which condition does not hold any more."""
    assert api.writer
    plain = api.world.runtime

    class Meeting(Table):
        met = False

        def transact(self, *given: Any) -> None:
            if self.met:
                return super().transact(*given)
            self.met = True
            api.world.runtime = plain
            post(api, CLIENT)
            raise Contended

    api.world.runtime = replace(plain, table=Meeting(plain.table.name))
    answer = post(api, CLIENT)
    assert (answer.status, answer.body["id"]) == (201, "C1")
    assert not api.entries()


def test_a_repeat_is_answered_after_the_professional_got_another_id(api: Api) -> None:
    path = post(api, CLIENT).body["@url"].partition("koppel.example")[2]
    professional = api.world.professional("P1").key
    first = post(api, {"professional": {"id": "P1"}}, f"{path}/therapists")
    assert api.write("PATCH", f"/p/{professional}", {"id": "P2"}).status == 200
    again = post(api, {"professional": {"id": "P1"}}, f"{path}/therapists")
    assert (again.status, again.body["professional"]["@url"]) == (201, first.body["professional"]["@url"])
    assert again.headers["Location"] == first.headers["Location"]


def test_an_invalid_key_is_refused(api: Api) -> None:
    for key in ("", " ", "é", "x" * 256, "a\tb"):
        assert post(api, CLIENT, headers={"Idempotency-Key": key}).status == 400
    assert api.get("/c/items").items == []


def test_nothing_of_the_body_is_stored(api: Api) -> None:
    post(api, {**CLIENT, "last_name": "Canary", "unknown": "Canary2"})
    rows = api.world.runtime.table.query(f"{row_keys.organisation.api_users('demo').partition('/')[0]}/repeat")
    assert "Canary" not in str(list(rows))


def test_a_key_of_another_organisation_is_another_key(api: Api) -> None:
    post(api, CLIENT)
    world = api.world
    world.runtime = replace(world.runtime, default_organisation="")
    world.add_organisation("other")
    world.set_tile("other", "rest_api")
    token = api.user(*Scope)
    assert post(api, CLIENT, token=token, host="other.koppel.example").status == 201
