"""What the programs need that already speak to platforms of this kind: they are to work unchanged.

The names of the tests are what those programs rely on, numbered as one works through them: 1 the request, 2 and 3
collections, 4 to 7 writing, 8 refusals, 9 to 11 values, 12 roles. They are written with what these programs use:
`http.client` and `json` in Python, `property_exists` in PHP, keys indexed without asking.
"""

import json
from typing import Any
from urllib.parse import quote, urlparse

import pytest

from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from tests.functions.rest_api.conftest import ROOT, Api


@pytest.fixture
def full(api: Api) -> Api:
    """Some accounts of each kind, some of them as empty as they may be."""
    api.world.client("C1", infix="van", date_of_birth="1980-03-03")
    api.world.client("C2")
    api.world.make(Desired(kind=Kind.CLIENT, values={"nickname": "Vlinder", "email": "v@x.nl", "gender": "unknown"}))
    api.world.professional("P1")
    api.world.professional("", email="p2@praktijk.example")
    return api


def test_1_a_request_needs_only_path_host_and_token(full: Api) -> None:
    answer = full.handle(
        {
            "resource": "/api/{proxy+}",
            "path": "/api/2/c/items",
            "httpMethod": "GET",
            "headers": {"Host": "demo.koppel.example", "authorization": f"md-token {full.token}"},
            "body": None,
            "isBase64Encoded": False,
        }
    )
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    json.loads(answer.text)


@pytest.mark.parametrize("path", ["c", "p"])
def test_2_a_collection_is_an_object_with_everything_in_one_answer_under_items(full: Api, path: str) -> None:
    answer = full.get(f"/{path}/items")
    assert answer.status == 200
    assert isinstance(answer.body, dict)
    assert isinstance(answer.body["@items"], list)
    assert len(answer.body["@items"]) == {"c": 3, "p": 2}[path]
    assert list(answer.body) == ["@items"]


def test_3_every_client_has_what_programs_index_without_asking(full: Api) -> None:
    for each in full.get("/c/items").items:
        assert {"@url", "email", "active", "gender", "id"} <= set(each)
        assert isinstance(each["active"], bool)
        for name in ("id", "first_name", "infix", "last_name", "date_of_birth", "age", "nickname"):
            each.get(name)


def test_only_an_anonymous_client_has_a_nickname(full: Api) -> None:
    assert [each["nickname"] for each in full.get("/c/items").items if each.get("nickname")] == ["Vlinder"]


def test_3_every_professional_has_what_programs_index_without_asking(full: Api) -> None:
    for each in full.get("/p/items").items:
        assert {"@url", "email", "active", "first_name", "infix", "last_name", "id"} <= set(each)


def test_without_a_client_id_in_the_settings_no_client_has_one(full: Api) -> None:
    full.world.set_tile("demo", "client_details", '{"id": "off"}')
    assert all("id" not in each for each in full.get("/c/items").items)


def test_an_account_is_addressed_by_the_path_of_its_url_alone(full: Api) -> None:
    for each in full.get("/c/items").items + full.get("/p/items").items:
        url = urlparse(each["@url"])
        assert (url.scheme, url.netloc, url.query, url.fragment) == ("https", "demo.koppel.example", "", "")
        assert not url.path.endswith("/")
        assert full.get(url.path).body["@url"] == each["@url"]


def test_paths_below_an_account_are_addressed_by_adding_to_its_url(full: Api) -> None:
    url = full.get("/aux/client/id/C1").body["@url"]
    assert full.get(urlparse(f"{url}/therapists/items").path).status == 200


def test_what_was_just_made_is_in_the_collection_and_found_by_its_id(full: Api) -> None:
    made = full.world.professional("P7")
    assert f"{ROOT}/p/{made.key}" in {each["@url"] for each in full.get("/p/items").items}
    assert full.get("/aux/professional/id/P7").body["@url"] == f"{ROOT}/p/{made.key}"


def test_a_look_up_by_id_answers_with_the_account_itself_and_never_redirects(full: Api) -> None:
    for target in ("/aux/client/id/C1", "/aux/professional/id/P1"):
        answer = full.get(target)
        assert answer.status == 200
        assert "Location" not in answer.headers
        assert answer.body["id"] in {"C1", "P1"}


def test_an_id_in_a_path_may_hold_special_characters(api: Api) -> None:
    """Programs format it into the path as it is; what HTTP cannot carry so, their libraries encode."""
    odd = ("a+b", "a b", "50%", "é", "a@b", "a:b;c=d,e", "(a)!*'~", "A-1_2.3", 'a"b', "a\\b", "a/b", "%2B")
    for number, external_id in enumerate(odd):
        made = api.world.client(external_id, email=f"c{number}@client.example")
        for safe in ("+@:;=,()!*'~", ""):
            target = f"/aux/client/id/{quote(external_id, safe=safe)}"
            assert api.get(target).body["@url"] == f"{ROOT}/c/{made.key}", target


def test_an_id_is_a_string(full: Api) -> None:
    made = full.world.client("0042")
    assert full.get(f"/c/{made.key}").body["id"] == "0042"


def test_success_has_no_code_and_is_never_an_empty_body_a_list_or_null(full: Api) -> None:
    key = full.get("/aux/client/id/C1").body["@url"].rpartition("/")[2]
    for target in ("", "/c/items", "/p/items", f"/c/{key}", f"/c/{key}/therapists/items", "/aux/professional/id/P1"):
        body = full.get(target).body
        assert isinstance(body, dict)
        assert "code" not in body


def test_8_a_refusal_has_its_status_as_code_a_message_and_a_list_of_more(full: Api) -> None:
    wrong = {"/c/items?limit=x": 422, "/c/nobody": 404, "/nothing": 404}
    for target, status in wrong.items():
        answer = full.get(target)
        assert (answer.status, answer.body["code"]) == (status, status)
        assert isinstance(answer.body["message"], str)
        assert all(isinstance(each["message"], str) and each["field"] for each in answer.body["extra"])
    assert full.get("/c/items?limit=x").body["extra"] == [
        {"message": "must be a whole number from 1 to 1000", "field": "limit"}
    ]


def test_a_logon_that_fails_has_a_message_and_no_token(full: Api) -> None:
    body = full.send("POST", "/authenticate", token="", body=b'{"login": "a", "password": "b"}').body
    assert body["message"]
    assert "token" not in body


def test_no_answer_is_a_redirect(full: Api) -> None:
    for target in (
        "/api",
        "/api/",
        "/api/1",
        "/api/2",
        "/api/2/",
        "/api/2/c",
        "/api/2/c/items/",
        "/api/2/aux/client/id/C1/",
    ):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = full.send(method, target)
            assert not 300 <= answer.status < 400
            assert "Location" not in answer.headers


# --- Writing ----------------------------------------------------------------------------------------------------------

ANNA: dict[str, Any] = {
    "id": "P9",
    "email": "anna@praktijk.example",
    "active": True,
    "first_name": "Anna",
    "infix": "",
    "last_name": "Smit",
}


def test_1_a_body_in_utf_8_is_read_and_answered_in_utf_8(api: Api) -> None:
    assert api.write("POST", "/p", {**ANNA, "first_name": "Zo\u00eb"}).body["first_name"] == "Zo\u00eb"


def test_4_a_post_is_answered_with_201_the_whole_object_and_its_location(api: Api) -> None:
    answer = api.write("POST", "/p", ANNA)
    assert answer.status == 201
    assert isinstance(answer.body, dict)
    assert {name: answer.body[name] for name in ANNA} == ANNA
    assert answer.headers["Location"] == answer.body["@url"]
    assert "code" not in answer.body


def test_4_what_was_posted_is_there_at_once(api: Api) -> None:
    url = api.write("POST", "/api/1/p/", ANNA).body["@url"]
    assert [each["@url"] for each in api.get("/p/items").items] == [url]
    assert api.get("/aux/professional/id/P9").body["@url"] == url


def test_5_a_patch_is_answered_with_200_and_an_object(api: Api) -> None:
    path = urlparse(api.write("POST", "/p", ANNA).body["@url"]).path
    answer = api.write("PATCH", path, {"last_name": "Vis"})
    assert (answer.status, answer.body["last_name"]) == (200, "Vis")


def test_6_roles_can_be_given_right_after_the_account_is_made(api: Api) -> None:
    path = urlparse(api.write("POST", "/p", ANNA).body["@url"]).path
    answer = api.write("PATCH", f"{path}/roles", {"roles": ["ith.Therapist"]})
    assert (answer.status, answer.body["roles"]) == (200, ["ith.Therapist"])


def test_7_activation_takes_a_boolean_and_no_as_a_text(api: Api) -> None:
    path = urlparse(api.write("POST", "/p", {**ANNA, "active": False}).body["@url"]).path
    answer = api.write("POST", f"{path}/activation", {"active": True, "send_email": "no"})
    assert (answer.status, answer.body["active"]) == (200, True)
    assert api.write("POST", f"{path}/activation", {"active": False}).body["active"] is False


def test_8_a_duplicate_is_refused_with_a_list_of_messages(api: Api) -> None:
    api.write("POST", "/p", ANNA)
    body = api.write("POST", "/p", {**ANNA, "id": "P10"}).body
    assert (body["code"], [each["message"] for each in body["extra"]]) == (409, ["belongs to another account"])


@pytest.mark.parametrize("written", ["1980-03-05", "1980-3-5", "1980-03-5"])
def test_9_a_date_of_birth_may_lack_its_zeros(api: Api, written: str) -> None:
    values = {**ANNA, "gender": "f", "date_of_birth": written}
    assert api.write("POST", "/c", values).body["date_of_birth"] == "1980-03-05"


def test_10_an_infix_may_be_empty_and_an_account_inactive_from_the_start(api: Api) -> None:
    answer = api.write("POST", "/c", {**ANNA, "active": False, "gender": "m"})
    assert (answer.status, answer.body["infix"], answer.body["active"], answer.body["gender"]) == (201, "", False, "m")


def test_11_an_id_is_sent_and_answered_as_a_string(api: Api) -> None:
    assert api.write("POST", "/p", {**ANNA, "id": "0042"}).body["id"] == "0042"
    assert api.write("POST", "/p", {**ANNA, "id": 42, "email": "b@x.nl"}).status == 422


@pytest.mark.parametrize("role", ["Therapist", "secretary", "SUPERVISOR", "Application manager", "Analyst"])
def test_12_every_role_of_the_importers_file_can_be_given(api: Api, role: str) -> None:
    path = urlparse(api.write("POST", "/p", ANNA).body["@url"]).path
    wanted = [f"ith.{role.title().replace(' ', '')}"]
    assert api.write("PATCH", f"{path}/roles", {"roles": wanted}).body["roles"] == wanted
