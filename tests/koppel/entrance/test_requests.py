"""Requests and responses: what was sent arrives as it was sent, and what is answered can be carried."""

import base64
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws.secrets import Secrets
from koppel.aws.table import Table
from koppel.domain.api_tokens import Scope
from koppel.domain.organisation import Mode, Organisation
from koppel.domain.problems.refusal import Refused
from koppel.domain.pseudonyms import Pseudonyms
from koppel.entrance.requests import (
    Request,
    Response,
    body_of,
    headers_of,
    query_of,
    segments_of,
    to_gateway,
)
from koppel.organisation.api_users import ApiUser
from koppel.runtime import Runtime, Tenant

JSON = "application/json;charset=UTF-8"
ALWAYS = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


def test_headers_are_found_by_lower_case_name_and_repeated_ones_are_joined() -> None:
    event = {
        "headers": {"HOST": "a", "Accept": "text/html", "Only-Here": "x"},
        "multiValueHeaders": {"HOST": ["a"], "Accept": ["application/json", "text/html"]},
    }
    assert headers_of(event) == {"host": "a", "accept": "application/json, text/html", "only-here": "x"}


@pytest.mark.parametrize("event", [{}, {"headers": None, "multiValueHeaders": None}])
def test_a_request_without_headers_has_none(event: dict[str, Any]) -> None:
    assert headers_of(event) == {}


def test_query_values_keep_their_order() -> None:
    event = {"multiValueQueryStringParameters": {"a": ["2", "1"], "flag": [""]}}
    assert query_of(event) == {"a": ("2", "1"), "flag": ("",)}
    assert query_of({"multiValueQueryStringParameters": None}) == {}


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/api/2/c/items", ("api", "2", "c", "items")),
        ("/api/2/c/items/", ("api", "2", "c", "items")),
        ("/api/2/c/items//", ("api", "2", "c", "items")),
        ("/api/2", ("api", "2")),
        ("/", ()),
        ("", ()),
        (None, ()),
        # an empty segment is one
        ("/api//2", ("api", "", "2")),
        # decoded once
        ("/aux/client/id/100%2525", ("aux", "client", "id", "100%25")),
        # a plus sign is a plus sign
        ("/aux/client/id/a+b%2Bc", ("aux", "client", "id", "a+b+c")),
        # a slash within a value parts nothing, at its end neither
        ("/aux/client/id/a%2Fb%2f", ("aux", "client", "id", "a/b/")),
        ("/aux/client/id/Zo%C3%AB", ("aux", "client", "id", "Zoë")),
        # no UTF-8: readable, and nobody's id
        ("/aux/client/id/Zo%EB", ("aux", "client", "id", "Zo\ufffd")),
        ("/aux/client/id/50%", ("aux", "client", "id", "50%")),
    ],
)
def test_a_path_is_split_and_decoded_once(path: str | None, segments: tuple[str, ...]) -> None:
    assert segments_of({"path": path}) == segments


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6))
def test_any_segments_can_be_encoded_and_read_back(values: list[str]) -> None:
    path = "/" + "/".join(quote(each, safe="") for each in values)
    assert segments_of({"path": path}) == tuple(values)


@given(st.binary())
def test_a_body_arrives_as_it_was_sent(raw: bytes) -> None:
    assert body_of({"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}) == raw


def test_a_body_in_plain_text_or_none_is_read() -> None:
    assert body_of({"body": "{}", "isBase64Encoded": False}) == b"{}"
    assert body_of({"body": None, "isBase64Encoded": False}) == b""
    assert body_of({}) == b""


def test_a_text_answer_goes_out_as_text() -> None:
    response = Response(status=201, body="Zoë".encode(), headers={"Location": "/api/2/c/1"})
    assert to_gateway(response, {}) == {
        "statusCode": 201,
        "headers": {**ALWAYS, "Content-Type": JSON, "Location": "/api/2/c/1"},
        "body": "Zoë",
        "isBase64Encoded": False,
    }


def test_other_bytes_go_out_in_base64_when_the_gateway_will_undo_it() -> None:
    answer = to_gateway(Response(status=200, body=b"Zo\xeb", content_type="text/plain"), {"accept": "*/*"})
    assert (answer["body"], answer["isBase64Encoded"]) == (base64.b64encode(b"Zo\xeb").decode(), True)
    assert answer["headers"] == {**ALWAYS, "Content-Type": "text/plain"}


def test_other_bytes_are_reduced_to_ascii_when_it_will_not() -> None:
    answer = to_gateway(Response(status=200, body=b"Zo\xeb!"), {})
    assert (answer["body"], answer["isBase64Encoded"]) == ("Zo?!", False)


def test_a_response_may_overrule_a_common_header() -> None:
    answer = to_gateway(Response(status=200, headers={"Cache-Control": "max-age=60"}), {})
    assert answer["headers"] == {**ALWAYS, "Cache-Control": "max-age=60", "Content-Type": JSON}


def request(caller: ApiUser | None) -> Request:
    return Request(
        tenant=Tenant(
            Runtime(table=Table(""), secrets=Secrets("")),
            Organisation(slug="demo", name="Demo", mode=Mode.TRAINING, pseudonyms=Pseudonyms(b"." * 32)),
        ),
        caller=caller,
        settings="{}",
        method="GET",
        segments=(),
        query={},
        headers={},
        body=b"",
        base_url="https://demo.koppel.example",
        reference="r",
    )


def test_a_caller_with_the_scope_is_let_through() -> None:
    user = ApiUser(
        id="0123456789ab", name="EPD", scopes=frozenset({Scope.READ_ACCOUNTS}), created="2026-03-02T09:00:00"
    )
    assert request(user).require(Scope.READ_ACCOUNTS) is user


def test_a_caller_without_the_scope_is_refused_and_the_finding_names_the_scope() -> None:
    user = ApiUser(id="0123456789ab", name="EPD", scopes=frozenset({Scope.HL7}), created="2026-03-02T09:00:00")
    with pytest.raises(Refused) as refused:
        request(user).require(Scope.READ_ACCOUNTS)
    assert (refused.value.status, refused.value.message) == (403, "The token does not have the scope accounts:read.")
    assert refused.value.finding is not None
    assert (refused.value.finding.problem.slug, refused.value.finding.subject) == ("scope-missing", "0123456789ab")
    assert (refused.value.finding.cause, refused.value.finding.details) == ("accounts:read", {"scope": "accounts:read"})


def test_a_request_without_a_token_is_refused_with_401() -> None:
    with pytest.raises(Refused) as refused:
        request(None).require(Scope.READ_ACCOUNTS)
    assert (refused.value.status, refused.value.headers) == (401, {"WWW-Authenticate": "md-token, Bearer"})
    assert refused.value.finding is None


def test_the_body_of_a_request_is_not_in_its_repr() -> None:
    assert "secret" not in repr(Request(**{**_fields(request(None)), "body": b"secret"}))


def _fields(one: Request) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def test_each_cookie_is_a_header_of_its_own() -> None:
    answer = to_gateway(Response(status=303, cookies=("a=1", "b=2")), {})
    assert answer["multiValueHeaders"] == {"Set-Cookie": ["a=1", "b=2"]}
    assert "multiValueHeaders" not in to_gateway(Response(status=303), {})
