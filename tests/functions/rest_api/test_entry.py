"""The REST API from the gateway's event to the whole answer."""

import json
from dataclasses import replace
from typing import Any

import pytest

from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.plan.desired import Desired, DesiredRelations
from tests.functions.rest_api.conftest import ABSENT, HEADERS, ROOT, Api
from tests.harness.home import PROJECT

CHANGES = {"creation_time": "2026-03-02T09:00:00", "modification_time": "2026-03-02T09:00:00"}


def recorded(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((PROJECT / "events" / name).read_text())
    return event


def friend(api: Api, client: Account) -> Account:
    wished = Account(
        kind=Kind.FRIEND,
        key="f" * 32,
        version=1,
        created="2026-03-02T09:00:00",
        modified="2026-03-02T09:00:00",
        values={"name": "Piet Berg", "email": "piet@client.example"},
        client=client.key,
    )
    return api.store(wished)


def test_a_recorded_request_for_a_client_by_its_id_is_answered(api: Api) -> None:
    client = api.world.client(
        "C+1/B é", email="c1@client.example", infix="van", date_of_birth="1980-03-03", phone_number="06-12345678"
    )
    event = recorded("rest_api.get.json")
    event["headers"]["Authorization"] = f"md-token {api.token}"
    event["multiValueHeaders"]["Authorization"] = [f"md-token {api.token}"]
    answer = api.handle(event)
    assert (answer.status, answer.headers) == (200, HEADERS)
    assert answer.body == {
        "@url": f"{ROOT}/c/{client.key}",
        "@type": "http://ns.minddistrict.com/client",
        "@changes": CHANGES,
        "@links": [
            {"name": "therapists.items", "url": f"{ROOT}/c/{client.key}/therapists/items"},
            {"name": "friends.items", "url": f"{ROOT}/c/{client.key}/friends/items"},
        ],
        "first_name": "Johanna",
        "infix": "van",
        "last_name": "Berg",
        "name": "Johanna van Berg",
        "active": True,
        "external_source": "EPD",
        "email": "c1@client.example",
        "gender": "f",
        "date_of_birth": "1980-03-03",
        "age": 45,
        "phone_number": "06-12345678",
        "id": "C+1/B é",
        "labels": [],
    }


def test_a_recorded_logon_with_a_password_is_refused(api: Api) -> None:
    answer = api.handle(recorded("rest_api.post.json"))
    assert (answer.status, answer.headers) == (403, HEADERS)
    message = "Passwords are not accepted. Use the token of an API user, as Authorization: md-token <token>."
    assert answer.body == {"code": 403, "message": message, "extra": []}
    assert api.entries()["password-logon"].count == 1


def test_the_application_is_shown_without_credentials(api: Api) -> None:
    answer = api.get("", token="")
    assert (answer.status, answer.headers) == (200, HEADERS)
    assert answer.body == {
        "@url": ROOT,
        "@type": "http://ns.minddistrict.com/application",
        "@links": [{"name": "authenticate", "url": f"{ROOT}/authenticate"}],
        "name": "Praktijk demo",
        "mode": None,
        "warning": None,
        "web_url": "https://demo.koppel.example",
    }


def test_the_application_links_to_what_the_api_user_may_read(api: Api) -> None:
    assert api.get("").body["@links"] == [
        {"name": "clients.items", "url": f"{ROOT}/c/items"},
        {"name": "professionals.items", "url": f"{ROOT}/p/items"},
    ]


def test_the_application_is_refused_to_a_wrong_token(api: Api) -> None:
    assert api.get("", token="gAAAAABh").refusal == (401, "The token is not valid.")


def test_addresses_are_those_that_the_sender_used(api: Api) -> None:
    client = api.world.client("C1")
    for host, root in (
        ("localhost:8000", "http://localhost:8000/api/2"),
        ("koppel.example", "https://koppel.example/api/2"),
    ):
        assert api.get("", host=host).body["@url"] == root
        assert api.get("/aux/client/id/C1", host=host).body["@url"] == f"{root}/c/{client.key}"


def test_one_professional_is_shown(api: Api) -> None:
    made = api.world.professional("P1", infix="de", description="Luistert.")
    answer = api.get(f"/p/{made.key}")
    assert (answer.status, answer.headers) == (200, HEADERS)
    assert answer.body == {
        "@url": f"{ROOT}/p/{made.key}",
        "@type": "http://ns.minddistrict.com/professional",
        "@changes": CHANGES,
        "@links": [{"name": "roles", "url": f"{ROOT}/p/{made.key}/roles"}],
        "first_name": "Anna",
        "infix": "de",
        "last_name": "Smit",
        "name": "Anna de Smit",
        "active": True,
        "external_source": "EPD",
        "email": "p1@praktijk.example",
        "id": "P1",
        "description": "Luistert.",
    }
    assert api.get("/aux/professional/id/P1").body == answer.body


def test_a_friend_is_addressed_as_clients_are(api: Api) -> None:
    client = api.world.client("C1")
    found = friend(api, client)
    assert api.get(f"/c/{found.key}").body == {
        "@url": f"{ROOT}/c/{found.key}",
        "@type": "http://ns.minddistrict.com/friend",
        "@changes": CHANGES,
        "@links": [{"name": "client", "url": f"{ROOT}/c/{client.key}"}],
        "name": "Piet Berg",
        "email": "piet@client.example",
        "active": True,
    }
    assert [each["@url"] for each in api.get("/c/items").items] == [f"{ROOT}/c/{client.key}"]
    assert api.get(f"/c/{found.key}/therapists/items").refusal == (404, "No client has this key.")


def test_a_collection_holds_what_a_single_account_shows_but_its_links(api: Api) -> None:
    for number in range(3):
        api.world.client(f"C{number}")
        api.world.professional(f"P{number}")
    for path in ("c", "p"):
        answer = api.get(f"/{path}/items")
        assert (answer.status, answer.headers, list(answer.body)) == (200, HEADERS, ["@items"])
        singles = [api.get(each["@url"].removeprefix(ROOT)).body for each in answer.items]
        for each in singles:
            del each["@links"]
        assert answer.items == singles
        assert len(singles) == 3


def test_an_empty_collection_has_an_empty_list(api: Api) -> None:
    assert api.get("/c/items").body == {"@items": []}


def test_fields_follow_the_settings_at_once(api: Api) -> None:
    client = api.world.client("C1", date_of_birth="1980-03-03", labels=("nieuw",))
    assert {"id", "date_of_birth", "labels"} <= set(api.get(f"/c/{client.key}").body)
    api.world.set_tile("demo", "client_details", '{"id": "off", "date_of_birth": "off", "labels": "off"}')
    assert not {"id", "date_of_birth", "labels"} & set(api.get(f"/c/{client.key}").body)
    assert not {"id", "date_of_birth", "labels"} & set(api.get("/c/items").items[0])
    assert api.get("/aux/client/id/C1").refusal == (404, "No account has this id.")


def test_the_bsn_needs_a_scope_of_its_own(api: Api) -> None:
    client = api.world.client("C1", bsn="111222333")
    with_bsn = api.user(Scope.READ_ACCOUNTS, Scope.READ_BSN)
    for target in (f"/c/{client.key}", "/aux/client/id/C1"):
        assert "bsn" not in api.get(target).body
        assert api.get(target, token=with_bsn).body["bsn"] == "111222333"
    assert "bsn" not in api.get("/c/items").items[0]
    assert api.get("/c/items", token=with_bsn).items[0]["bsn"] == "111222333"


def test_the_age_grows_with_the_clock(api: Api) -> None:
    client = api.world.client("C1", date_of_birth="1980-03-03")
    assert api.get(f"/c/{client.key}").body["age"] == 45
    api.world.clock.move(days=1)
    assert api.get(f"/c/{client.key}").body["age"] == 46


def related(api: Api, kind: RelationKind = RelationKind.THERAPIST) -> Account:
    """A client whose professionals are P1 and P2, the latter unknown for now."""
    wished = Desired(
        kind=Kind.CLIENT,
        values={"id": "C1", "first_name": "J", "last_name": "Berg", "email": "c1@client.example", "gender": "f"},
        relations=DesiredRelations(professional_ids=("P1", "P2"), kind=kind),
    )
    return api.world.make(wished)


def test_the_professionals_of_a_client_are_listed(api: Api) -> None:
    therapist = api.world.professional("P1")
    client = related(api)
    answer = api.get(f"/c/{client.key}/therapists/items")
    assert (answer.status, answer.headers) == (200, HEADERS)
    assert answer.body == {
        "@items": [
            {
                "@url": f"{ROOT}/c/{client.key}/therapists/{therapist.key}",
                "@type": "http://ns.minddistrict.com/treatment-relationship",
                "professional": {"@url": f"{ROOT}/p/{therapist.key}", "id": "P1"},
                "kind": "therapist",
                "external_source": "EPD",
                "since": "2026-03-02T09:00:00",
            }
        ]
    }, "a professional that nobody knows yet is not among them"
    assert api.get(f"/c/{client.key}/therapists/{therapist.key}").body == answer.items[0]


def test_a_professional_that_was_waited_for_is_among_them_once_it_is_known(api: Api) -> None:
    api.world.professional("P1")
    client = related(api)
    api.world.professional("P2")
    found = api.get(f"/c/{client.key}/therapists/items").items
    assert sorted(each["professional"]["id"] for each in found) == ["P1", "P2"]


def test_the_id_of_a_professional_is_the_present_one(api: Api) -> None:
    therapist = api.world.professional("P1")
    client = related(api)
    api.world.make(Desired(kind=Kind.PROFESSIONAL, key=therapist.key, values={"id": "P9"}))
    (found,) = api.get(f"/c/{client.key}/therapists/items").items
    assert found["professional"] == {"@url": f"{ROOT}/p/{therapist.key}", "id": "P9"}


def test_a_supervisor_is_in_the_same_collection_under_another_address(api: Api) -> None:
    supervisor = api.world.professional("P1")
    client = related(api, RelationKind.SUPERVISOR)
    (found,) = api.get(f"/c/{client.key}/therapists/items").items
    assert (found["@url"], found["kind"]) == (f"{ROOT}/c/{client.key}/supervisors/{supervisor.key}", "supervisor")
    assert api.get(f"/c/{client.key}/supervisors/{supervisor.key}").body == found
    wrong = api.get(f"/c/{client.key}/therapists/{supervisor.key}")
    assert wrong.refusal == (404, "There is no such treatment relationship.")


def test_a_client_without_professionals_has_an_empty_list(api: Api) -> None:
    assert api.get(f"/c/{api.world.client('C1').key}/therapists/items").body == {"@items": []}


def test_keys_of_one_kind_are_not_found_under_another(api: Api) -> None:
    client, professional = api.world.client("C1"), api.world.professional("P1")
    assert api.get(f"/p/{client.key}").refusal == (404, "No account has this key.")
    assert api.get(f"/c/{professional.key}").refusal == (404, "No account has this key.")
    missing = api.get(f"/c/{client.key}/therapists/{professional.key}")
    assert missing.refusal == (404, "There is no such treatment relationship.")


def test_head_is_get_without_the_body(api: Api) -> None:
    api.world.client("C1")
    answer = api.send("HEAD", "/c/items")
    assert (answer.status, answer.text, answer.headers) == (200, "", HEADERS)
    assert api.send("HEAD", "/c/items", token="").status == 401
    assert api.send("HEAD", f"/c/{ABSENT}").status == 404


def test_a_tile_that_is_off_says_so(api: Api) -> None:
    api.world.set_tile("demo", "rest_api", on=False)
    for target in ("", "/c/items", "/nothing"):
        assert api.get(target).refusal == (403, "API users is not switched on for this organisation.")
    assert api.entries()["switched-off"].count == 3


def test_a_failure_is_answered_in_the_same_shape(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("canary")

    monkeypatch.setattr(store, "account", broken)
    answer = api.get(f"/c/{ABSENT}")
    assert answer.refusal == (500, "Something went wrong on our side. Reference: 0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0")
    assert answer.headers == HEADERS


def test_a_merged_client_is_found_by_its_old_id(api: Api) -> None:
    survivor, retired = api.world.client("C1"), api.world.client("C2")
    api.store(replace(retired, active=False, merged_into=survivor.key))
    assert api.get("/aux/client/id/C2").body["@url"] == f"{ROOT}/c/{survivor.key}"
