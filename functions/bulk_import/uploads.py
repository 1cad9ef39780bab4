"""Uploads: the files of imports, in the bucket of files from when a browser sends them until they are read. The bucket
forgets those of which no import is made, after a day."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from functions.bulk_import.content import LONGEST_FILE
from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.problems.content import GONE
from functions.bulk_import.problems.start import FILE_CHANGED, NO_UPLOAD
from functions.bulk_import.refused import FileRefused
from koppel.aws.files import FileMissing, Files, Upload, of_upload
from koppel.domain.problems.refusal import Declined
from koppel.runtime import Tenant, variable

SECONDS = 900
"""For so long a file may be sent to an address."""


def prepare(tenant: Tenant, return_to: str = "") -> tuple[str, Upload]:
    """The number of a new upload, and where its file is to be sent. A browser then goes on to the page `return_to`,
    which is followed by a slash and the number; without one it stays where it is."""
    upload = tenant.new_key()
    then = f"{return_to}/{upload}" if return_to else ""
    return upload, _files().presigned_post(_key(tenant, upload), LONGEST_FILE, SECONDS, then=then)


def fingerprint(tenant: Tenant, upload: str) -> str:
    """SHA-256 of the file, in hexadecimal digits. Raises Declined where there is none."""
    digest = hashlib.sha256()
    try:
        for piece in _files().open(_key(tenant, upload)):
            digest.update(piece)
    except FileMissing:
        raise Declined(NO_UPLOAD) from None
    return digest.hexdigest()


@contextmanager
def opened(tenant: Tenant, upload: str, expected: str) -> Iterator[int]:
    """The file as a descriptor. Raises FileRefused where it is not there, or has another fingerprint than expected."""
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in _files().open(_key(tenant, upload)):
            digest.update(piece)
            yield piece

    try:
        with memory_file(pieces()) as file:
            if digest.hexdigest() != expected:
                raise FileRefused(FILE_CHANGED)
            yield file
    except FileMissing:
        raise FileRefused(GONE) from None


def delete(tenant: Tenant, upload: str) -> None:
    """Delete the file, if there is one."""
    _files().delete(_key(tenant, upload))


def _files() -> Files:
    return Files(variable("FILES_BUCKET"))


def _key(tenant: Tenant, upload: str) -> str:
    return of_upload(tenant.slug, upload)
