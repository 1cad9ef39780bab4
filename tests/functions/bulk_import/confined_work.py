"""Work of child processes for tests."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from typing import Any

from functions.bulk_import.confined import serve
from functions.bulk_import.problems.content import TOO_LARGE
from functions.bulk_import.refused import FileRefused


def work(request: Any) -> Iterator[Any]:
    """Do what the test wants."""
    match request["what"]:
        case "count":
            yield from range(request["to"])
        case "long":
            yield "x" * request["length"]
        case "environment":
            yield list(os.environ)
        case "arguments":
            yield sys.orig_argv
        case "read":
            with os.fdopen(os.dup(request["file"]), "rb") as file:
                yield file.read().decode()
                file.seek(0)
        case "write":
            yield _written(request["file"], request["count"])
        case "pid":
            yield os.getpid()
            yield from iter(lambda: "x" * 1000, None)
        case other:
            _end(other, request)


def _written(file: int, count: int) -> int | str:
    os.ftruncate(file, 0)
    try:
        with os.fdopen(os.dup(file), "wb", buffering=0) as writer:
            return sum(writer.write(b"x") or 0 for _ in range(count))
    except OSError as error:
        return errno.errorcode[error.errno or 0]


def _end(how: str, request: Any) -> None:
    match how:
        case "memory":
            bytearray(2**30)
        case "abort":
            ctypes.CDLL(None).abort()
        case "loop":
            while True:
                pass
        case "refuse":
            raise FileRefused(TOO_LARGE, {"megabytes": "50"})
        case "break":
            raise ValueError(request["secret"])
        case _:
            os._exit(3)


if __name__ == "__main__":
    serve(work)
