"""The entrance for queues: order within a group, failures put back, poison put aside."""

from collections.abc import Mapping
from typing import Any

from koppel.entrance import queue
from koppel.runtime import Runtime
from tests.harness.gateway import queue_event
from tests.harness.output import Output
from tests.harness.world import World


class Worker:
    """Fails where it is told to, and remembers what it did."""

    def __init__(self, here: World, *failing: str, never: bool = False) -> None:
        self.here = here
        self.failing = failing
        self.never = never
        self.done: list[str] = []
        self.aside: list[str] = []

    def handle(self, _runtime: Runtime, ids: Mapping[str, str]) -> str:
        if ids["id"] in self.failing:
            raise ValueError("canary")
        self.done.append(ids["id"])
        return "applied"

    def give_up(self, _runtime: Runtime, ids: Mapping[str, str]) -> str:
        if self.never:
            raise ValueError("canary")
        self.aside.append(ids["id"])
        return "put-aside"

    def work(self, *records: tuple[str, str], receive_count: int = 1) -> list[str]:
        """The last digits of the records that are to come again."""
        event = queue_event(*((group, body) for group, body in records), receive_count=receive_count)
        answer: dict[str, Any] = queue.serve(event, self.here.runtime, "worker", self.handle, self.give_up)
        return [each["itemIdentifier"][-1] for each in answer["batchItemFailures"]]


def one(name: str) -> str:
    return f'{{"id": "{name}"}}'


def test_a_batch_is_worked_through_and_counted(here: World, output: Output) -> None:
    worker = Worker(here)
    assert worker.work(("a", one("a1")), ("b", one("b1")), ("a", one("a2"))) == []
    assert worker.done == ["a1", "b1", "a2"]
    (line,), (metrics,) = output.lines, output.metrics
    assert (line["message"], line["count"], line["outcome"]) == ("worked", 3, "applied:3")
    assert (metrics["service"], metrics["Messages"], metrics["PutBack"]) == ("worker", [3], [0])


def test_what_fails_comes_again_with_all_that_stand_behind_it_in_its_group(here: World, output: Output) -> None:
    worker = Worker(here, "a2")
    records = (("a", one("a1")), ("a", one("a2")), ("b", one("b1")), ("a", one("a3")), ("b", one("b2")))
    assert worker.work(*records) == ["2", "4"]
    assert worker.done == ["a1", "b1", "b2"]
    assert worker.aside == []
    assert output.metrics[0]["PutBack"] == [2]
    assert "canary" not in output.text


def test_what_keeps_failing_is_put_aside_and_those_behind_it_go_on(here: World, output: Output) -> None:
    worker = Worker(here, "a1")
    assert worker.work(("a", one("a1")), ("a", one("a2")), receive_count=2) == ["1", "2"]
    assert worker.work(("a", one("a1")), ("a", one("a2")), receive_count=3) == []
    assert (worker.aside, worker.done) == (["a1"], ["a2"])
    assert [each["message"] for each in output.lines] == ["put back", "worked", "gave up", "worked"]
    assert "canary" not in output.text


def test_what_cannot_even_be_put_aside_comes_again(here: World, output: Output) -> None:
    worker = Worker(here, "a1", never=True)
    assert worker.work(("a", one("a1")), ("a", one("a2")), receive_count=3) == ["1", "2"]
    assert worker.done == []
    assert "canary" not in output.text


def test_what_cannot_be_read_comes_again_until_the_queue_takes_it_away(here: World) -> None:
    worker = Worker(here)
    assert worker.work(("a", "no json"), ("b", one("b1")), receive_count=3) == ["1"]
    assert (worker.done, worker.aside) == (["b1"], [])
