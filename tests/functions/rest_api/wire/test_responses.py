"""JSON as it goes out, and how large it may be."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.rest_api.wire import responses
from koppel.entrance.requests import to_gateway

texts = st.text(st.characters(exclude_categories=["Cs"]))


def test_an_object_is_compact_json_in_utf_8() -> None:
    response = responses.answer({"name": "Zoë", "labels": ("a",), "infix": "", "date_of_birth": None, "active": True})
    assert response.body == '{"name":"Zoë","labels":["a"],"infix":"","date_of_birth":null,"active":true}'.encode()
    assert (response.status, response.content_type) == (200, "application/json;charset=UTF-8")


def test_a_refusal_has_a_code_a_message_and_always_a_list() -> None:
    assert json.loads(responses.refuse(404, "Nothing here.", {}).body) == {
        "code": 404,
        "message": "Nothing here.",
        "extra": [],
    }


def test_a_refusal_names_the_fields() -> None:
    refused = responses.refuse(422, "Not valid.", {"limit": "is too high", "cursor": "is unknown"})
    assert refused.status == 422
    assert json.loads(refused.body)["extra"] == [
        {"message": "is too high", "field": "limit"},
        {"message": "is unknown", "field": "cursor"},
    ]


def test_an_empty_collection_has_an_empty_list() -> None:
    collection = responses.Collection()
    assert collection.answer().body == b'{"@items":[]}'
    assert len(collection) == 0
    assert not collection.is_large


def test_a_collection_shows_its_cursor() -> None:
    collection = responses.Collection()
    collection.add({"a": 1})
    collection.add({"b": "é"})
    assert collection.answer().body == '{"@items":[{"a":1},{"b":"é"}]}'.encode()
    assert json.loads(collection.answer("abc").body) == {"@items": [{"a": 1}, {"b": "é"}], "@cursor": "abc"}


@given(st.lists(st.dictionaries(texts, texts)))
def test_any_collection_can_be_read_back(items: list[dict[str, str]]) -> None:
    collection = responses.Collection()
    for each in items:
        collection.add(each)
    assert json.loads(collection.answer().body) == {"@items": items}


@given(st.dictionaries(texts, texts))
def test_weight_is_the_size_of_the_text_in_a_json_string(item: dict[str, str]) -> None:
    """Lambda writes the answer as JSON, text as it is, and counts the bytes."""
    written = responses.answer(item).body
    handed_over = json.dumps(written.decode(), ensure_ascii=False).encode()
    assert responses.weight(written) == len(handed_over) - 2


@pytest.mark.parametrize("sign", ["x", '"', "\\", "é", "\n", "\U0001f98b"])
def test_the_fullest_collection_still_fits_into_what_lambda_hands_on(sign: str) -> None:
    collection = responses.Collection()
    item = {"@url": "https://demo.koppel.example/api/2/p/" + "a" * 32, "description": sign * 4000}
    with suppress(responses.TooLarge):
        for _ in range(10_000):
            collection.add(item)
    collection._items.pop()  # the one with which it became too large
    answer = to_gateway(collection.answer("a" * 32), {"accept": "*/*"})
    assert 5_400_000 < len(json.dumps(answer, ensure_ascii=False).encode()) < 6 * 2**20


def test_a_collection_is_large_before_it_is_too_large() -> None:
    collection = responses.Collection()
    item = {"name": "x" * 989}  # 1,000 bytes, 4 more for the quotation marks' backslashes, and a comma
    for _ in range(3_283):
        collection.add(item)
    assert not collection.is_large
    collection.add(item)
    assert collection.is_large
