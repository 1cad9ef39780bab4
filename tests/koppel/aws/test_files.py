"""Files: stored, read, handed out and deleted; what S3 says otherwise is an exception of our own."""

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from koppel.aws import clients, files, patience
from koppel.aws.files import FileMissing, Files, FilesUnavailable

KEY = files.of_run("demo", "20261129T154300-1a2b3c4d", "report.csv")


@pytest.fixture
def bucket() -> Iterator[Files]:
    with mock_aws():
        clients.s3().create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield Files("files")


def test_a_key_names_organisation_and_run() -> None:
    assert KEY == "demo/20261129T154300-1a2b3c4d/report.csv"


def test_a_file_is_stored_read_and_deleted(bucket: Files) -> None:
    bucket.write(KEY, b"a;b", "text/csv")
    assert (bucket.read(KEY), bucket.size(KEY), b"".join(bucket.open(KEY))) == (b"a;b", 3, b"a;b")
    bucket.write(KEY, b"c")
    assert bucket.read(KEY) == b"c"
    bucket.delete(KEY)
    bucket.delete(KEY)
    for look in (bucket.read, bucket.size, lambda key: next(bucket.open(key))):
        with pytest.raises(FileMissing):
            look(KEY)


def test_a_large_file_is_read_piece_by_piece(bucket: Files) -> None:
    body = b"x" * files.CHUNK + b"y"
    bucket.write(KEY, io.BytesIO(body))
    assert list(map(len, bucket.open(KEY))) == [files.CHUNK, 1]


def test_a_body_is_read_from_its_start_at_each_try(bucket: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_pause", lambda _: None)
    body, real, tries = io.BytesIO(b"abc"), clients.s3().put_object, 0

    def put(**given: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries == 1:
            given["Body"].read()
            raise EndpointConnectionError(endpoint_url="s3")
        return real(**given)

    monkeypatch.setattr(clients.s3(), "put_object", put)
    bucket.write(KEY, body)
    assert (bucket.read(KEY), tries) == (b"abc", 2)


def test_an_address_takes_one_file_of_limited_size(bucket: Files) -> None:
    upload = bucket.presigned_post(KEY, longest=10, seconds=60)
    assert upload.fields["key"] == KEY
    assert upload.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert "files" in upload.url


def test_an_address_gives_one_file_under_a_name_and_is_not_kept(bucket: Files) -> None:
    found = bucket.presigned_get(KEY, seconds=60, file_name="report.csv")
    assert "X-Amz-Expires=60" in found
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in found
    assert "attachment%3B%20filename%3D%22report.csv%22" in found
    assert "response-cache-control=no-store" in found


@pytest.mark.parametrize("code", ["SlowDown", "InternalError", "503"])
def test_a_busy_bucket_is_unavailable(bucket: Files, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(patience, "_pause", lambda _: None)

    def refuse(**_: Any) -> Any:
        answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 503}}
        raise ClientError(answer, "GetObject")

    monkeypatch.setattr(clients.s3(), "get_object", refuse)
    with pytest.raises(FilesUnavailable):
        bucket.read(KEY)


def test_without_time_the_bucket_is_not_asked(bucket: Files) -> None:
    with patience.within(1), pytest.raises(FilesUnavailable):
        bucket.read(KEY)


def test_presigned_addresses_name_the_region(bucket: Files) -> None:
    """S3 redirects from the other name until a new bucket is known everywhere; a form may not follow that."""
    host = "https://files.s3.eu-west-1.amazonaws.com/"
    assert bucket.presigned_post(KEY, 9, 60).url == host
    assert bucket.presigned_get(KEY, 60, "report.csv").startswith(f"{host}{KEY}?")


def test_a_form_may_name_the_page_that_comes_next(bucket: Files) -> None:
    to = "https://demo.koppel.example/console"
    made, plain = bucket.presigned_post(KEY, 9, 60, then=to), bucket.presigned_post(KEY, 9, 60)
    assert made.fields["success_action_redirect"] == to
    assert {"success_action_redirect": to} in json.loads(base64.b64decode(made.fields["policy"]))["conditions"]
    assert "success_action_redirect" not in plain.fields
