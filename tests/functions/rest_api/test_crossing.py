"""Two organisations: nothing of one can be seen or guessed through the other."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.rest_api.routes import ROUTES
from koppel.aws.clients import dynamodb
from koppel.domain.api_tokens import Scope
from koppel.organisation import api_users
from koppel.runtime import Tenant
from tests.functions.rest_api.conftest import Api, running_api

NAMELESS = {"", "openapi.json", "c/<key>/therapists/items", "c/<key>/friends/items", "p/<key>/roles"}
"""What answers without the name of anybody."""
READ = [path for path, methods in ROUTES.items() if "GET" in methods]
HOSTS = {
    "the other's host": "other.koppel.example",
    "the bare domain, which is the other's": "koppel.example",
    "localhost, which is the other's": "localhost:8000",
    "a host of nobody": "nobody.koppel.example",
    "a host of another domain": "demo.elsewhere.example",
    "no host": "",
}


class Two:
    """Two organisations with the REST API on, alike in everything but their people."""

    def __init__(self, api: Api) -> None:
        self.api = api
        world = api.world
        self.demo = world.organisation
        self.token = api.user(*Scope)
        self.client = world.client("C1", last_name="Canary")
        self.professional = world.professional("P1", last_name="Canary")
        self.other = world.add_organisation("other")
        world.set_tile("other", "rest_api")
        user, token = api_users.create(Tenant(world.runtime, self.other), "EPD", [*Scope])
        api_users.change_limit(Tenant(world.runtime, self.other), user.id, 0, 0)
        self.other_token = token.text
        world.runtime = replace(world.runtime, default_organisation="other")

    def target(self, path: str) -> str:
        """A path with what demo has."""
        values = {"<key>": self.client.key, "<professional>": self.professional.key, "<external_id>": "C1"}
        if path.startswith("p/"):
            values["<key>"] = self.professional.key
        if path.startswith("aux/professional"):
            values["<external_id>"] = "P1"
        for name, value in values.items():
            path = path.replace(name, value)
        return f"/{path}"


@pytest.fixture(scope="module")
def two() -> Iterator[Two]:
    with running_api() as api:
        yield Two(api)


@pytest.mark.parametrize("path", READ)
def test_a_token_reads_its_own_organisation_on_its_own_host(two: Two, path: str) -> None:
    answer = two.api.get(two.target(path), token=two.token)
    no_relation = "/<professional>" in path
    assert answer.status == (404 if no_relation else 200)
    assert ("Canary" in answer.text) is (not no_relation and path not in NAMELESS)


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("where", HOSTS)
def test_a_token_reads_nothing_on_another_host(two: Two, where: str, path: str) -> None:
    answer = two.api.get(two.target(path), token=two.token, host=HOSTS[where])
    assert answer.refusal in {(401, "The token is not valid."), (404, "There is nothing at this address.")}
    assert "Praktijk" not in answer.text


@pytest.mark.parametrize("path", [path for path in READ if ROUTES[path]["GET"].scopes])
def test_a_token_reads_nothing_of_another_organisation_on_its_own_host(two: Two, path: str) -> None:
    answer = two.api.get(two.target(path), token=two.other_token, host="other.koppel.example")
    assert "Canary" not in answer.text
    assert two.client.key not in answer.text
    assert answer.body == {"@items": []} if path.endswith("/items") and "<" not in path else answer.status == 404


WRITES = [(path, method) for path, each in ROUTES.items() for method in each if method != "GET"]


@pytest.mark.parametrize(("path", "method"), WRITES)
def test_a_token_changes_nothing_of_another_organisation(two: Two, path: str, method: str) -> None:
    before = stored(two)
    body = {"last_name": "Other", "active": False, "roles": ["ith.Secretary"], "professional": two.professional.key}
    for host in HOSTS.values():
        answer = two.api.write(method, two.target(path), body, token=two.token, host=host)
        assert answer.status in {401, 403, 404}
    answer = two.api.write(method, two.target(path), body, token=two.other_token, host="other.koppel.example")
    assert answer.status in ({403} if path == "authenticate" else {404, 422})
    assert "Canary" not in answer.text
    assert two.client.key not in answer.text
    assert stored(two) == before


def stored(two: Two) -> list[Any]:
    """Every account, relationship and unique value of demo, as it stands."""
    rows = dynamodb().scan(TableName=two.api.world.runtime.table.name)["Items"]
    kept = ("demo/client", "demo/professional", "demo/friend", "demo/relations", "demo/claim", "demo/trail")
    return sorted((each for each in rows if each["pk"]["S"].startswith(kept)), key=str)


def test_accounts_of_another_organisation_are_answered_as_missing(two: Two) -> None:
    given = {"token": two.other_token, "host": "other.koppel.example"}
    assert two.api.get(f"/c/{two.client.key}", **given) == two.api.get(f"/c/{'0' * 32}", **given)
    assert two.api.get("/aux/client/id/C1", **given) == two.api.get("/aux/client/id/C9", **given)


def test_an_unknown_host_does_not_reveal_which_organisations_exist(two: Two) -> None:
    for token in ("", two.token):
        answer = two.api.get("", host="nobody.koppel.example", token=token)
        assert answer.refusal == (404, "There is nothing at this address.")


def test_the_same_value_in_another_organisation_is_no_collision(two: Two) -> None:
    """The last one here: from now on the other has a client with the same id too."""
    values = {"id": "C1", "email": two.client.text("email"), "first_name": "A", "last_name": "B", "gender": "f"}
    made = two.api.write("POST", "/c", values, token=two.other_token, host="other.koppel.example")
    assert made.status == 201
    path = made.body["@url"].partition("koppel.example")[2]
    body = {"professional": two.professional.key}
    answer = two.api.write("POST", f"{path}/therapists", body, token=two.other_token, host="other.koppel.example")
    assert [each["message"] for each in answer.body["extra"]] == ["is nobody here"]
    by_id = {"professional": {"id": "P1"}}
    answer = two.api.write("POST", f"{path}/therapists", by_id, token=two.other_token, host="other.koppel.example")
    assert [each["message"] for each in answer.body["extra"]] == ["is nobody here"]
