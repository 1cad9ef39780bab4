"""Collections go out compressed to those that accept it, and to nobody else."""

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.rest_api import entry
from functions.rest_api.wire import responses
from koppel.entrance.codings import takes_gzip
from tests.functions.rest_api.conftest import Api
from tests.harness.gateway import gateway_event


def sent(api: Api, headers: dict[str, str]) -> dict[str, Any]:
    return entry.handle(gateway_event("GET", "/api/2/c/items", token=api.token, headers=headers), None)


def test_a_collection_is_compressed_where_gzip_is_accepted(api: Api) -> None:
    for number in range(20):
        api.world.client(f"C{number}")
    plain = sent(api, {})
    packed = sent(api, {"Accept-Encoding": "br, GZIP;q=0.5"})
    assert (packed["isBase64Encoded"], packed["headers"]["Content-Encoding"]) == (True, "gzip")
    assert packed["headers"]["Vary"] == "Accept-Encoding"
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert len(packed["body"]) < len(plain["body"]) / 3
    assert "Content-Encoding" not in plain["headers"]


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"accept": "*/*", "accept-encoding": "gzip"}, True),
        ({"accept": "*/*", "accept-encoding": "deflate, gzip ; q = 1.0"}, True),
        ({"accept": "*/*", "accept-encoding": "gzip;q=0"}, False),
        ({"accept": "*/*", "accept-encoding": "gzip;q=0.00"}, False),
        ({"accept": "*/*", "accept-encoding": "identity"}, False),
        ({"accept": "*/*", "accept-encoding": "xgzip"}, False),
        ({"accept": "*/*"}, False),
        ({"accept-encoding": "gzip"}, False),
    ],
)
def test_gzip_is_accepted_by_header_and_quality(headers: dict[str, str], taken: bool) -> None:
    assert takes_gzip(headers) is taken


@given(st.lists(st.dictionaries(st.text(max_size=5), st.integers())), st.sampled_from(["", "abc"]))
def test_any_collection_can_be_read_back(items: list[dict[str, int]], cursor: str) -> None:
    collection = responses.Collection(compressed=True)
    for each in items:
        collection.add(each)
    body = json.loads(gzip.decompress(collection.answer(cursor).body))
    assert body == {"@items": items, **({"@cursor": cursor} if cursor else {})}
    assert len(collection) == len(items)


def test_far_more_fits_into_one_answer() -> None:
    collection = responses.Collection(compressed=True)
    for number in range(20_000):
        collection.add({"@url": f"https://demo.koppel.example/api/2/c/{number:032x}", "description": "x" * 300})
    assert not collection.is_large
