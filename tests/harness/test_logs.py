"""All log lines are read, although one answer of the emulator never holds more than ten thousand."""

from typing import Any

import pytest

from tests.harness import logs
from tests.harness.emulator import connection

NOWHERE = connection("http://127.0.0.1:1")


class Group:
    """A log group that answers like the emulator: the oldest lines, and no word about the others."""

    def __init__(self, moments: list[int]) -> None:
        self.moments = moments

    def filter_log_events(self, **asked: Any) -> dict[str, Any]:
        found = [moment for moment in self.moments if asked["startTime"] <= moment <= asked["endTime"]]
        return {"events": [{"message": str(moment)} for moment in found[: asked["limit"]]]}


def read(group: Group, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("boto3.client", lambda *_, **__: group)
    return logs.lines(NOWHERE, ["group"], 0, 100_000)


def test_more_lines_than_one_answer_holds_are_all_read_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = sorted([*range(0, 100_000, 4), *range(8_000)])
    assert read(Group(moments), monkeypatch) == [str(moment) for moment in moments]


def test_exactly_one_full_answer_is_not_taken_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = list(range(logs.MOST))
    assert read(Group(moments), monkeypatch) == [str(moment) for moment in moments]


def test_too_many_lines_at_one_moment_are_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(logs.Flooded):
        read(Group([7] * logs.MOST), monkeypatch)
