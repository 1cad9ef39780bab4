"""Files: objects of one private bucket, which nobody reaches but by this stack and by addresses that it hands out.

They are uploads of imports and reports of runs: the only place besides the table with data of people. Keys hold no name
of a person or of a person's file:

    <organisation>/<run>/<name>       of a run
    _uploads/<organisation>/<upload>  sent by a browser or program, for an import that may never begin

S3 encrypts each object with the stack's own key, and deletes it after 30 days, an upload after one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from koppel.aws.clients import s3
from koppel.aws.errors import Unavailable
from koppel.aws.patience import NO_ANSWER, OutOfTime, is_passing, patiently

CHUNK = 1024 * 1024
_MISSING = frozenset({"404", "NoSuchKey"})


class FilesUnavailable(Unavailable):
    """The bucket did not answer, or was too busy."""


class FileMissing(Exception):
    """There is no file with this key (any more)."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a browser or program sends a file: a POST of `fields`, in their order, and the file last as `file`
    (Amazon S3 API reference, "Browser-Based Uploads Using POST")."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one bucket. Its methods retry while that may help (see `patience`), and raise FilesUnavailable when
    it does not."""

    bucket: str

    def presigned_post(self, key: str, longest: int, seconds: int, *, then: str = "") -> Upload:
        """An address that takes one file of 1 to `longest` bytes, for so many seconds. Nothing is asked of AWS. `then`
        is the address of the page to which the bucket redirects the browser afterwards; "" for none."""
        fields = {"success_action_redirect": then} if then else {}
        conditions: list[Any] = [["content-length-range", 1, longest], *({name: each} for name, each in fields.items())]
        made = s3().generate_presigned_post(self.bucket, key, fields, conditions, ExpiresIn=seconds)
        return Upload(url=made["url"], fields=made["fields"])

    def presigned_get(self, key: str, seconds: int, file_name: str) -> str:
        """An address at which the file can be had for so many seconds; browsers save it under this name (letters,
        digits, dashes and dots). Nothing is asked of AWS."""
        given = {
            "Bucket": self.bucket,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{file_name}"',
            "ResponseCacheControl": "no-store",
        }
        return s3().generate_presigned_url("get_object", Params=given, ExpiresIn=seconds)

    def write(self, key: str, body: bytes | IO[bytes], content_type: str = "application/octet-stream") -> None:
        """Store a file, in place of the one that may be there. A body that is a file is read from its start."""

        def put() -> object:
            if not isinstance(body, bytes):
                body.seek(0)
            return s3().put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)

        with _translated():
            patiently(put)

    def size(self, key: str) -> int:
        """How many bytes the file has. Raises FileMissing."""
        with _translated():
            return patiently(lambda: s3().head_object(Bucket=self.bucket, Key=key))["ContentLength"]

    def read(self, key: str) -> bytes:
        """All of the file. Raises FileMissing."""

        def get() -> bytes:
            return s3().get_object(Bucket=self.bucket, Key=key)["Body"].read()

        with _translated():
            return patiently(get)

    def open(self, key: str) -> Iterator[bytes]:
        """The file in pieces of a mebibyte. Raises FileMissing at the first."""
        with _translated():
            body = patiently(lambda: s3().get_object(Bucket=self.bucket, Key=key))["Body"]
        try:
            while True:
                with _translated():
                    piece = body.read(CHUNK)
                if not piece:
                    return
                yield piece
        finally:
            body.close()

    def delete(self, key: str) -> None:
        """Delete the file, if there is one."""
        with _translated():
            patiently(lambda: s3().delete_object(Bucket=self.bucket, Key=key))


def of_run(org: str, run: str, name: str) -> str:
    """Key of a file that belongs to a run."""
    return f"{org}/{run}/{name}"


def of_upload(org: str, upload: str) -> str:
    """Key of a file that somebody sends. No organisation is named like its first part."""
    return f"_uploads/{org}/{upload}"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code", "") in _MISSING:
            raise FileMissing from None
        if is_passing(error):
            raise FilesUnavailable from None
        raise
    except (*NO_ANSWER, OutOfTime, HTTPClientError, BotoCoreError):
        raise FilesUnavailable from None
