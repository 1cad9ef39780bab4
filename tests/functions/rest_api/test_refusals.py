"""What the administrator finds of refused calls: each once per cause, grouped, and nothing of what was sent."""

from typing import Any

import pytest

from functions.rest_api.problems import PROBLEMS, REFUSALS
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import Level, State
from koppel.organisation import error_log
from tests.functions.rest_api.conftest import ABSENT, Api

CLIENT: dict[str, Any] = {
    "id": "C1",
    "email": "canary@client.example",
    "first_name": "Canary",
    "last_name": "Berg",
    "gender": "f",
}


def test_a_call_is_explained_by_user_endpoint_reason_and_what_to_do(api: Api) -> None:
    for _ in range(3):
        api.write("POST", "/c", {**CLIENT, "email": "canary"})
    (entry,) = api.entries().values()
    assert (entry.slug, entry.level, entry.count) == ("invalid", Level.WARNING, 3)
    assert entry.explanation.en == "EPD sent POST /api/2/c invalid values (email); nothing was changed."
    assert entry.remedy.en == "Correct these fields in the source system."
    assert "canary" not in str(entry).lower()
    assert entry.reference == "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0"


def test_other_causes_have_entries_of_their_own(api: Api) -> None:
    api.write("POST", "/c", {**CLIENT, "email": "x"})
    api.write("POST", "/c", {**CLIENT, "email": "x", "gender": "x"})
    api.write("POST", "/p", {**CLIENT, "email": "x"})
    api.write("POST", "/c", {**CLIENT, "email": "x"}, token=api.user(*Scope, name="Portal"))
    from_log = entries(api, "invalid")
    assert sorted(from_log) == [
        "EPD sent POST /api/2/c invalid values (email); nothing was changed.",
        "EPD sent POST /api/2/c invalid values (email, gender); nothing was changed.",
        "EPD sent POST /api/2/p invalid values (email); nothing was changed.",
        "Portal sent POST /api/2/c invalid values (email); nothing was changed.",
    ]


@pytest.mark.parametrize(
    ("method", "path", "given", "status"),
    [
        ("GET", "/c/items", {"token": ""}, 401),
        ("GET", f"/c/{ABSENT}", {}, 404),
        ("GET", "/labels", {}, 404),
        ("PUT", "/c/items", {}, 405),
        ("POST", "/c", {"body": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/c", {"body": b" " * 300_000, "headers": {"Content-Type": "application/json"}}, 413),
        ("POST", "/c", {"body": b"{}"}, 415),
        ("POST", "/c", {"body": b"{}", "headers": {"Content-Type": "application/json"}}, 422),
    ],
)
def test_every_refusal_is_an_entry(api: Api, method: str, path: str, given: dict[str, Any], status: int) -> None:
    answer = api.send(method, path, **{"token": api.writer, **given})
    assert answer.status == status
    assert list(api.entries()) == [REFUSALS[status].slug]


def test_a_call_beyond_the_quota_is_refused_and_noted(api: Api) -> None:
    hasty = api.user(*Scope, name="Hasty", per_minute=60, burst=1)
    assert api.get("/p/items", token=hasty).status == 200
    answer = api.get("/p/items", token=hasty)
    assert (answer.status, answer.body["code"]) == (429, 429)
    assert {name: answer.headers[name] for name in ("Retry-After", "RateLimit", "RateLimit-Policy")} == {
        "Retry-After": "1",
        "RateLimit": '"calls";r=0;t=1',
        "RateLimit-Policy": '"calls";q=1;w=1',
    }
    assert entries(api, "too-many") == ["Hasty made more calls than allowed; GET /api/2/p/items was refused."]
    api.world.clock.move(seconds=1)
    again = api.get("/p/items", token=hasty)
    assert (again.status, again.headers["RateLimit"]) == (200, '"calls";r=0;t=1')


def test_a_call_without_a_token_at_an_unknown_address_is_not_noted(api: Api) -> None:
    assert api.get("/wp-admin", token="").status == 404
    assert api.entries() == {}


@pytest.mark.parametrize(
    "path",
    ["/c/K/tasks/items", "/p/K/tasks/items", "/c/K/catalogue/items", "/c/K/planning/ics", "/tasks/items", "/changes"],
)
def test_content_belongs_to_the_platform(api: Api, path: str) -> None:
    answer = api.get(path.replace("K", ABSENT))
    assert answer.status == 404
    assert answer.body["message"].endswith("belongs to the platform, not to the hub. Ask the platform for it.")


def test_problems_have_slugs_of_their_own() -> None:
    assert len(PROBLEMS) >= len(REFUSALS)


def entries(api: Api, slug: str) -> list[str]:
    """What the open entries of a problem say."""
    page, _ = error_log.entries(api.world.tenant, "rest_api", State.OPEN)
    return [each.explanation.en for each in page if each.slug == slug]
