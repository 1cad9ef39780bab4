"""The child process: it has little memory and time, none of our credentials, and tells no values when it breaks."""

import os
import time
from pathlib import Path

import pytest

from functions.bulk_import.confined import ChildBroke, Limits, child
from functions.bulk_import.memory_file import memory_file, path_of
from functions.bulk_import.refused import FileRefused

ROOM = Limits(memory=256 * 2**20, seconds=5, written=1000)
WORK = "tests.functions.bulk_import.confined_work"


def answers(what: str, limits: Limits = ROOM, files: tuple[int, ...] = (), **more: object) -> list[object]:
    """What the child of the tests answers."""
    with child(WORK, {"what": what, **more}, files, limits) as found:
        return list(found)


def test_values_come_in_their_order() -> None:
    assert answers("count", to=1000) == list(range(1000))


def test_a_long_value_comes_whole() -> None:
    assert answers("long", length=3_000_000) == ["x" * 3_000_000]


def test_a_child_has_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    (names,) = answers("environment")
    assert isinstance(names, list)
    assert not [name for name in names if name.startswith(("AWS", "TABLE", "KEY"))]


def test_what_is_asked_stands_in_no_argument() -> None:
    (arguments,) = answers("arguments", secret="-----BEGIN PGP PRIVATE")
    assert "PRIVATE" not in str(arguments)


def test_a_child_reads_the_files_that_it_is_given() -> None:
    with memory_file((b"abc", b"def")) as file:
        assert answers("read", files=(file,), file=file) == ["abcdef"]
        assert os.lseek(file, 0, os.SEEK_CUR) == 0


def test_a_child_that_takes_too_much_memory_is_a_refusal_of_the_file() -> None:
    started = time.monotonic()
    for how in ("memory", "abort"):
        with pytest.raises(FileRefused, match="file-too-heavy"):
            answers(how)
    assert time.monotonic() - started < 20


def test_a_child_that_takes_too_much_time_is_a_refusal_of_the_file() -> None:
    with pytest.raises(FileRefused, match="file-too-heavy"):
        answers("loop", Limits(memory=256 * 2**20, seconds=1))


def test_a_child_cannot_write_more_than_it_may() -> None:
    with memory_file() as file:
        assert answers("write", files=(file,), file=file, count=1000) == [1000]
        assert answers("write", files=(file,), file=file, count=1001) == ["EFBIG"]


def test_a_refusal_of_the_child_is_one_of_ours() -> None:
    with pytest.raises(FileRefused) as refused:
        answers("refuse")
    assert (refused.value.problem.slug, refused.value.details) == ("file-too-large", {"megabytes": "50"})


def test_a_child_that_breaks_says_where_and_no_value() -> None:
    with pytest.raises(ChildBroke) as broke:
        answers("break", secret="Johanna")
    assert "ValueError" in str(broke.value)
    assert "Johanna" not in str(broke.value)


def test_a_child_that_ends_without_a_word_has_broken() -> None:
    with pytest.raises(ChildBroke):
        answers("exit")


def test_a_child_ends_with_its_context() -> None:
    with child(WORK, {"what": "pid"}, (), ROOM) as found:
        pid = next(found)
    assert isinstance(pid, int)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_file_in_memory_has_no_name_and_is_gone_with_its_context() -> None:
    with memory_file((b"x",)) as file:
        path = str(Path(path_of(file)).readlink())
        assert "memfd" in path or "deleted" in path
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(file)


def test_where_there_are_no_files_in_memory_an_unnamed_one_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: str) -> int:
        raise OSError

    monkeypatch.setattr(os, "memfd_create", refuse)
    with memory_file((b"abc",)) as file:
        assert os.read(file, 10) == b"abc"
        assert "deleted" in str(Path(path_of(file)).readlink())
