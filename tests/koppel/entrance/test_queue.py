"""The entrance for queues: order within a group, failures put back, poison put aside after tries of its own."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from koppel.accounts.execution import TooBusy
from koppel.aws import patience
from koppel.aws.errors import Contended
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.entrance import queue
from koppel.entrance.queue import FIRST_WAIT, LONGEST_WAIT, TRIES, Work
from koppel.runtime import Runtime
from tests.harness.gateway import queue_event
from tests.harness.output import Output
from tests.harness.world import World


class Worker:
    """Fails where it is told to, and remembers what it did."""

    def __init__(self, here: World, patch: pytest.MonkeyPatch) -> None:
        self.here = here
        self.failing: dict[str, Exception] = {}
        self.never = False
        self.done: list[str] = []
        self.aside: list[str] = []
        self.tries: Counter[str] = Counter()
        self.waits: list[dict[str, int]] = []
        patch.setattr(Queue, "show_again", lambda _, waits: self.waits.append(dict(waits)))

    def handle(self, _runtime: Runtime, ids: Mapping[str, str]) -> str:
        if ids["id"] in self.failing:
            raise self.failing[ids["id"]]
        self.done.append(ids["id"])
        return "applied"

    def count(self, _runtime: Runtime, ids: Mapping[str, str]) -> int:
        self.tries[ids["id"]] += 1
        return self.tries[ids["id"]]

    def give_up(self, _runtime: Runtime, ids: Mapping[str, str]) -> str:
        if self.never:
            raise ValueError("canary")
        self.aside.append(ids["id"])
        return "put-aside"

    def work(self, *records: tuple[str, str], shown: int = 1) -> list[str]:
        """The last digits of the records that are to come again."""
        event = queue_event(*((group, body) for group, body in records), receive_count=shown)
        work = Work(self.handle, self.count, self.give_up)
        answer: dict[str, Any] = queue.serve(event, self.here.runtime, "worker", Queue("url"), work)
        return [each["itemIdentifier"][-1] for each in answer["batchItemFailures"]]


@pytest.fixture
def worker(here: World, monkeypatch: pytest.MonkeyPatch) -> Worker:
    return Worker(here, monkeypatch)


def one(name: str) -> str:
    return f'{{"id": "{name}"}}'


def test_a_batch_is_handled_and_counted(worker: Worker, output: Output) -> None:
    assert worker.work(("a", one("a1")), ("b", one("b1")), ("a", one("a2"))) == []
    assert (worker.done, worker.waits) == (["a1", "b1", "a2"], [])
    (line,), (metrics,) = output.lines, output.metrics
    assert (line["message"], line["count"], line["outcome"]) == ("worked", 3, "applied:3")
    assert (metrics["service"], metrics["Messages"], metrics["PutBack"]) == ("worker", [3], [0])
    assert metrics["GaveUp"] == [0]


def test_a_failed_message_is_retried_with_the_later_ones_of_its_group(worker: Worker, output: Output) -> None:
    worker.failing = {"a2": ValueError("canary")}
    records = (("a", one("a1")), ("a", one("a2")), ("b", one("b1")), ("a", one("a3")), ("b", one("b2")))
    assert worker.work(*records) == ["2", "4"]
    assert worker.done == ["a1", "b1", "b2"]
    assert worker.aside == []
    assert worker.waits == [{"handle-2": FIRST_WAIT, "handle-4": 0}]
    assert output.metrics[0]["PutBack"] == [2]
    assert "canary" not in output.text


def test_a_message_that_keeps_failing_is_parked_and_later_ones_go_on(worker: Worker, output: Output) -> None:
    worker.failing = {"a1": ValueError("canary")}
    for _ in range(TRIES - 1):
        assert worker.work(("a", one("a1")), ("a", one("a2"))) == ["1", "2"]
    assert worker.work(("a", one("a1")), ("a", one("a2"))) == []
    assert (worker.aside, worker.done) == (["a1"], ["a2"])
    assert [each["GaveUp"] for each in output.metrics] == [[0]] * (TRIES - 1) + [[1]]
    assert [each["message"] for each in output.lines[-2:]] == ["gave up", "worked"]
    assert "canary" not in output.text


def test_the_receive_count_is_no_reason_to_park_a_message(worker: Worker) -> None:
    """A follower of poison comes along with it each time, and is innocent."""
    worker.failing = {"a1": ValueError("canary"), "a2": ValueError("canary")}
    for shown in range(1, TRIES):
        assert worker.work(("a", one("a1")), ("a", one("a2")), shown=shown) == ["1", "2"]
    assert worker.work(("a", one("a1")), ("a", one("a2")), shown=TRIES) == ["2"]
    assert worker.aside == ["a1"]
    worker.failing = {}
    assert worker.work(("a", one("a2")), shown=TRIES + 1) == []
    assert (worker.aside, worker.done) == (["a1"], ["a2"])


def test_an_unavailable_aws_is_no_try(worker: Worker) -> None:
    waits: list[int] = []
    for shown in range(1, 12):
        worker.failing = {"a1": QueueUnavailable() if shown % 2 else Contended("busy")}
        assert worker.work(("a", one("a1")), shown=shown) == ["1"]
        waits += worker.waits[-1].values()
    assert (worker.tries, worker.aside) == (Counter(), [])
    assert waits[:4] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def test_a_change_that_always_conflicts_is_a_try(worker: Worker) -> None:
    worker.failing = {"a1": TooBusy()}
    assert [worker.work(("a", one("a1"))) for _ in range(TRIES)] == [["1"]] * (TRIES - 1) + [[]]
    assert worker.aside == ["a1"]


def test_messages_without_time_are_retried_at_once(worker: Worker) -> None:
    with patience.within(patience.LONGEST_TRY - 1):
        assert worker.work(("a", one("a1")), ("b", one("b1"))) == ["1", "2"]
    assert (worker.done, worker.tries) == ([], Counter())
    assert worker.waits == [{"handle-1": 0, "handle-2": 0}]


def test_a_message_whose_visibility_cannot_be_changed_is_retried_later(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise QueueUnavailable

    monkeypatch.setattr(Queue, "show_again", refuse)
    worker.failing = {"a1": ValueError("canary")}
    assert worker.work(("a", one("a1")), ("b", one("b1"))) == ["1"]
    assert worker.done == ["b1"]


def test_a_message_that_cannot_be_parked_is_retried(worker: Worker, output: Output) -> None:
    worker.failing, worker.never = {"a1": ValueError("canary")}, True
    for _ in range(TRIES + 1):
        assert worker.work(("a", one("a1")), ("a", one("a2"))) == ["1", "2"]
    assert worker.done == []
    assert "canary" not in output.text


def test_an_unreadable_message_is_retried_until_the_queue_redrives_it(worker: Worker) -> None:
    for _ in range(TRIES + 1):
        assert worker.work(("a", "no json"), ("b", one("b1"))) == ["1"]
    assert (set(worker.done), worker.aside) == ({"b1"}, [])
