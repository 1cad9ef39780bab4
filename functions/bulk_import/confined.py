"""A child process for reading what others wrote: it has little memory and time, and none of our credentials.

Libraries that read files may take any amount of memory, or end their whole process. Here that ends the child alone, and
the file is refused.
"""

import gc
import os
import resource
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from typing import Any

from pydantic_core import from_json, to_json

from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.problems import PROBLEMS
from functions.bulk_import.problems.content import TOO_HEAVY, UNREADABLE
from functions.bulk_import.refused import FileRefused

LENGTH_BYTES = 4
LONGEST_WAIT = 120.0
"""Seconds without a word from the child."""
_KEPT = ("LD_LIBRARY_PATH", "LANG", "TZ")
_BY_LIMIT = frozenset({signal.SIGABRT, signal.SIGBUS, signal.SIGKILL, signal.SIGSEGV, signal.SIGXCPU})
"""How a process ends that asks for more than it may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    memory   bytes of its address space
    seconds  of processor time
    written  bytes of any file that it writes
    """

    memory: int
    seconds: int
    written: int = 0


class ChildBroke(Exception):
    """A child ended without a word, and not by a limit: a fault of ours."""


@contextmanager
def child(module: str, request: Any, files: Sequence[int], limits: Limits) -> Iterator[Iterator[Any]]:
    """Start the module as a child that may use these open files, and give what it answers, as JSON values.

    `request` is a JSON value and never appears in the arguments of a process. The child is ended with the context.
    The iterator raises FileRefused where the child refuses the file or reaches a limit; ChildBroke.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    asked = to_json({"request": request, "limits": _as_json(limits)})
    with memory_file((asked,)) as stdin, _pipe() as (stream, stdout):
        started = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-S", "-m", module],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            env=environment,
            pass_fds=files,
        )
        os.close(stdout)
        try:
            yield _answers(started, stream)
        finally:
            started.kill()
            started.wait()


@contextmanager
def _pipe() -> Iterator[tuple[FileIO, int]]:
    """A pipe: its end to read from, without a buffer, so that `select` sees what is there, and the other one."""
    reading, writing = os.pipe()
    with FileIO(reading) as stream:
        yield stream, writing


def _as_json(limits: Limits) -> dict[str, int]:
    return {"memory": limits.memory, "seconds": limits.seconds, "written": limits.written}


def _answers(started: "subprocess.Popen[bytes]", stream: FileIO) -> Iterator[Any]:
    while True:
        if not select.select([stream], [], [], LONGEST_WAIT)[0]:
            raise FileRefused(TOO_HEAVY)
        length = _exactly(LENGTH_BYTES, stream)
        message = _exactly(int.from_bytes(length), stream) if length else b""
        if not message:
            raise _end_of(started)
        kind, value = from_json(message, cache_strings="none")
        if kind == "end":
            return
        if kind == "broke":
            raise ChildBroke(value)
        if kind == "refused":
            raise FileRefused(PROBLEMS[value["problem"]], value["details"])
        yield value


def _exactly(count: int, stream: FileIO) -> bytes:
    """So many bytes; none where the stream ends before."""
    read = bytearray()
    while len(read) < count:
        part = stream.read(count - len(read))
        if not part:
            return b""
        read += part
    return bytes(read)


def _end_of(started: "subprocess.Popen[bytes]") -> Exception:
    """Why the child said no more."""
    status = started.wait()
    if -status in _BY_LIMIT:
        return FileRefused(TOO_HEAVY)
    return ChildBroke(f"status {status}")


def serve(work: Callable[[Any], Iterator[Any]]) -> None:
    """Be the child: set the limits, do the work that the parent asks for, send each value.

    The work turns what libraries raise about the file into FileRefused. Of any other exception the parent learns the
    type and the place, never the text, which may hold values.
    """
    gc.disable()  # reading makes values without cycles, and the child ends soon
    asked = from_json(sys.stdin.buffer.read())
    limits = Limits(**asked["limits"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.written, limits.written))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write that is too long fails with EFBIG
    try:
        for value in work(asked["request"]):
            _send("value", value)
    except FileRefused as refused:
        _send("refused", {"problem": refused.problem.slug, "details": refused.details})
    except MemoryError:
        _send("refused", {"problem": TOO_HEAVY.slug, "details": {}})
    except BrokenPipeError:
        return
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of a library in Rust; it is no Exception
            _send("refused", {"problem": UNREADABLE.slug, "details": {}})
        else:
            _send("broke", _place_of(error))
    else:
        _send("end", None)


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} {place}"


def _send(kind: str, value: Any) -> None:
    message = to_json((kind, value))
    sys.stdout.buffer.write(len(message).to_bytes(LENGTH_BYTES) + message)
    sys.stdout.buffer.flush()
