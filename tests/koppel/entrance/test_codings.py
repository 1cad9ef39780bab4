"""Content codings: what was packed is what is read, and nothing is unpacked beyond the limit."""

import gzip
import tracemalloc
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws.secrets import Secrets
from koppel.aws.table import Table
from koppel.domain.problems.refusal import Refused
from koppel.entrance.codings import decoded
from koppel.entrance.requests import Request
from koppel.runtime import Runtime, Tenant
from tests.koppel.scene import ORGANISATION

MOST = 1000
REQUEST = Request(
    tenant=Tenant(Runtime(table=Table(""), secrets=Secrets("")), ORGANISATION),
    caller=None,
    settings="",
    method="POST",
    segments=(),
    query={},
    headers={},
    body=b"",
    base_url="",
    reference="",
)


def sent(body: bytes, coding: str | None = "gzip") -> Request:
    return replace(
        REQUEST, body=body, headers={"a": "b"} | ({"content-encoding": coding} if coding is not None else {})
    )


@given(st.binary(max_size=MOST), st.integers(0, 9), st.sampled_from(["gzip", "x-gzip", "GZip", " identity, gzip"]))
def test_a_gzip_body_is_decoded(body: bytes, level: int, coding: str) -> None:
    found = decoded(sent(gzip.compress(body, level), coding), MOST)
    assert (found.body, found.headers) == (body, {"a": "b"})
    assert decoded(found, MOST) == found


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=3))
def test_all_members_of_a_gzip_body_are_decoded(parts: list[bytes]) -> None:
    assert decoded(sent(b"".join(map(gzip.compress, parts))), MOST).body == b"".join(parts)


@given(st.binary(min_size=1, max_size=MOST), st.sampled_from([None, "", "identity", "Identity"]))
def test_a_body_without_a_coding_stays_as_it_is(body: bytes, coding: str | None) -> None:
    assert decoded(sent(body, coding), MOST).body == body


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_gzip_or_refused(body: bytes) -> None:
    for wrong in (body, gzip.compress(body)[:-1], gzip.compress(body) + b"x", zlib.compress(body)):
        with pytest.raises(Refused) as refused:
            decoded(sent(wrong), MOST)
        assert (refused.value.status, dict(refused.value.headers)) == (415, {"Accept-Encoding": "gzip"})


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "compress", "gzip, gzip", "*", "gzip;q=1", "aws-chunked"])
def test_other_codings_are_refused(coding: str) -> None:
    with pytest.raises(Refused) as refused:
        decoded(sent(b"{}", coding), MOST)
    assert refused.value.status == 415
    assert decoded(sent(b"", coding), MOST).body == b""


def test_a_bomb_takes_no_more_than_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    many = b"".join([gzip.compress(bytes(600))] * 50)
    tracemalloc.start()
    for each in (bomb, many):
        assert len(decoded(sent(each), MOST).body) == MOST + 1
    assert tracemalloc.get_traced_memory()[1] < 500_000
    tracemalloc.stop()
