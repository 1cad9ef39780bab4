"""Which paths there are, what every other path and method is told, and what a caller must be allowed."""

from collections.abc import Iterator

import pytest

from functions.rest_api.routes import ROUTES
from koppel.domain.api_tokens import Scope
from koppel.organisation import error_log
from tests.functions.rest_api.conftest import ABSENT, HEADERS, Api, running_api

READ = [path for path, methods in ROUTES.items() if "GET" in methods and methods["GET"].scopes]


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    """One world for all of these tests, which only read."""
    with running_api() as made:
        made.world.client("C1")
        made.world.professional("P1")
        yield made


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (f"/c/{ABSENT}", "No account has this key."),
        ("/c/C1", "No account has this key."),
        (f"/c/{'9' * 3000}", "No account has this key."),
        (f"/p/{ABSENT}", "No account has this key."),
        (f"/c/{ABSENT}/therapists/items", "No client has this key."),
        ("/c/C1/therapists/items", "No client has this key."),
        ("/aux/client/id/C2", "No account has this id."),
        ("/aux/client/id/P1", "No account has this id."),
        (f"/aux/client/id/{'9' * 3000}", "No account has this id."),
        ("/aux/client/id/%00", "No account has this id."),
        ("/aux/professional/id/C1", "No account has this id."),
    ],
)
def test_a_missing_object_is_answered_with_404_and_a_reason(api: Api, target: str, message: str) -> None:
    answer = api.get(target)
    assert answer.refusal == (404, message)
    assert answer.headers == HEADERS


@pytest.mark.parametrize(
    "target",
    [
        "/api",
        "/api/",
        "/api/3/c/items",
        "/api/c/items",
        "/API/2/c/items",
        "/api/2//c/items",
        "/api/2/c//items",
        "/api/2/c/items/more",
        "/api/2/c%2Fitems",
        "/api%2F2/c/items",
        "/api/2/../2/c/items",
        "/api/2/aux/client/id",
        "/api/2/aux/client/id/",
        "/api/2/aux/client/id/a/b",
        "/api/2/aux/client/email/x",
        "/api/2/labels/items",
    ],
)
def test_an_unknown_path_is_answered_with_404(api: Api, target: str) -> None:
    for token in ("", api.token):
        answer = api.get(target, token=token)
        assert answer.refusal == (404, "There is nothing at this address.")
        assert answer.headers == HEADERS


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_a_wrong_method_is_answered_with_those_that_are_allowed(api: Api, path: str, method: str) -> None:
    answer = api.send(method, f"/{path}".replace("<key>", ABSENT))
    possible = {*ROUTES[path], "OPTIONS", *(["HEAD"] if "GET" in ROUTES[path] else [])}
    if method in possible:
        assert answer.status != 405
    else:
        assert answer.refusal == (405, "This method is not possible here.")
        assert set(answer.headers.pop("Allow").split(", ")) == possible
        assert answer.headers == HEADERS


def test_options_answers_with_the_methods_and_nothing_else(api: Api) -> None:
    answer = api.send("OPTIONS", "/c/items", token="")
    assert (answer.status, answer.text, answer.headers) == (204, "", {**HEADERS, "Allow": "GET, HEAD, OPTIONS"})
    assert api.send("OPTIONS", "/authenticate", token="").headers["Allow"] == "POST, OPTIONS"
    assert api.send("OPTIONS", "/nothing", token="").refusal == (404, "There is nothing at this address.")


@pytest.mark.parametrize(
    "path", [path for path, methods in ROUTES.items() if "GET" in methods and methods["GET"].scopes]
)
def test_accounts_are_shown_to_callers_with_the_scope_only(api: Api, path: str) -> None:
    target = f"/{path}".replace("<key>", ABSENT).replace("<professional>", ABSENT).replace("<external_id>", "C1")
    nobody = api.get(target, token="")
    assert nobody.refusal == (401, "A token is needed.")
    assert nobody.headers["WWW-Authenticate"] == "md-token, Bearer"
    token = api.user(Scope.HL7, Scope.WRITE_ACCOUNTS, Scope.READ_BSN)
    other = api.get(target, token=token)
    assert other.refusal == (403, "The token does not have the scope accounts:read.")
    (entry,) = error_log.about(api.world.tenant, "rest_api", token.split("_")[2])
    endpoint = f"GET /api/2/{path}"
    assert entry.explanation.en == f"EPD called {endpoint}, for which the scope accounts:read is needed."


def test_version_1_answers_alike(api: Api) -> None:
    key = api.get("/aux/client/id/C1").body["@url"].rpartition("/")[2]
    for target in ("", "/c/items", f"/c/{key}", "/aux/client/id/C1", "/nothing"):
        assert api.get(f"/api/1{target}") == api.get(f"/api/2{target}")


def test_a_slash_at_the_end_changes_nothing(api: Api) -> None:
    key = api.get("/aux/client/id/C1").body["@url"].rpartition("/")[2]
    for target in ("", "/c/items", f"/c/{key}", "/aux/client/id/C1", f"/c/{key}/therapists/items"):
        assert api.get(f"{target}/") == api.get(target)
        assert api.get(f"{target}/").status == 200
