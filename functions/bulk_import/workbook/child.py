"""The child process that reads rows of a file."""

import os
from collections.abc import Iterator
from typing import Any

from functions.bulk_import.confined import serve
from functions.bulk_import.content import Content, content_of
from functions.bulk_import.problems import envelope
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook import ods, text, xlsx
from functions.bulk_import.workbook.archive import Archive


def read(request: Any) -> Iterator[Any]:
    """What is read of the open file `file`, as `xlsx.read` describes it. Raises FileRefused."""
    with os.fdopen(os.dup(request["file"]), "rb") as file:
        content = content_of(file)
        if content.is_encrypted:
            raise FileRefused(envelope.TWICE)
        if content is Content.TEXT:
            yield from text.read(file)
            return
        archive = Archive(file)
        if ods.is_ods(archive):
            yield from ods.read(archive)
        else:
            yield from xlsx.read(archive, request["file"])


if __name__ == "__main__":
    serve(read)
