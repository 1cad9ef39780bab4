"""Whatever is sent, the answer is one of those that are documented."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.rest_api.routes import ROUTES
from functions.rest_api.wire import filters
from koppel.domain.accounts.account import Account
from koppel.domain.api_tokens import Scope
from tests.functions.rest_api.conftest import Api, running_api
from tests.harness.gateway import gateway_event

DOCUMENTED = {200, 204, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429}
ANY = st.text(st.characters(exclude_categories=()))  # half surrogate pairs too: JSON can carry them


@pytest.fixture(scope="module")
def reading() -> Iterator[tuple[Api, str, Account]]:
    with running_api() as api:
        client = api.world.client("C1")
        yield api, api.user(*Scope), client


@st.composite
def paths(draw: st.DrawFn) -> str:
    """A known path with anything in its places, a path of known parts in any order, or anything at all."""
    parts = sorted({part for path in ROUTES for part in path.split("/") if part and part[0] != "<"})
    known = st.sampled_from(sorted(ROUTES)).flatmap(
        lambda path: st.tuples(*(st.just(part) if part[:1] != "<" else ANY for part in path.split("/")))
    )
    shuffled = st.lists(st.sampled_from([*parts, "", "..", "%", "%2F", "%00", "C1", "+"])).map(tuple)
    if draw(st.integers(0, 9)) == 9:
        return draw(ANY)
    start = draw(st.sampled_from(["/api/2/", "/api/2/", "/api/2/", "/api/1/", "/api/", "/"]))
    return start + "/".join(draw(shuffled if draw(st.integers(0, 4)) == 4 else known))


HEADERS = ["Host", "host", "Authorization", "Accept", "Content-Type", "X-Forwarded-Host", "Range"]
CONDITIONS = ["Idempotency-Key", "If-Match", "If-None-Match", "Accept-Encoding"]
headers = st.dictionaries(
    st.sampled_from([*HEADERS, *CONDITIONS]) | ANY, ANY | st.sampled_from(["*", "application/json"])
)
parameters = st.sampled_from(["limit", "cursor", *filters.PARAMETERS])
queries = st.dictionaries(parameters | ANY, st.lists(ANY | st.just("1"), min_size=1))
methods = st.sampled_from(["GET"] * 9 + ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", ""])


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """Whatever the gateway might hand over."""
    event: dict[str, Any] = gateway_event("GET", "/", headers=draw(headers), body=draw(st.binary()))
    query = draw(st.none() | queries)
    return {**event, "path": draw(paths()), "httpMethod": draw(methods), "multiValueQueryStringParameters": query}


@settings(max_examples=300)
@given(events(), st.sampled_from([True, True, True, False]))
def test_any_request_gets_a_documented_answer(
    reading: tuple[Api, str, Account], event: dict[str, Any], admitted: bool
) -> None:
    api, token, _ = reading
    if admitted:
        event["headers"] |= {"Host": "demo.koppel.example", "Authorization": f"md-token {token}"}
        del event["multiValueHeaders"]
    answer = api.handle(event)
    assert answer.status in DOCUMENTED
    if answer.status >= 400:
        assert set(answer.body) == {"code", "message", "extra"}
        assert answer.body["code"] == answer.status
        assert all(set(each) == {"message", "field"} for each in answer.body["extra"])
    elif event["httpMethod"] == "GET" and answer.status != 304:
        assert isinstance(answer.body, dict)


@given(st.text("0123456789abcdef", min_size=32, max_size=32), st.sampled_from(["c", "p"]))
def test_a_guessed_key_finds_no_account(reading: tuple[Api, str, Account], key: str, kind: str) -> None:
    api, token, client = reading
    answer = api.get(f"/{kind}/{key}", token=token)
    assert answer.status == (200 if (kind, key) == ("c", client.key) else 404)
