"""Kills for tests: a worker is killed at each request that it makes in turn, or overtaken by another worker; the run
ends as one that nobody disturbs, and each row counts once.

A kill is an exception that nothing catches, thrown at the line to AWS before the request is sent, or after its effect
and before its answer. The message is then shown again, as SQS does. With KOPPEL_JOURNEYS=full every request has its
turn, otherwise some of them.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from koppel.accounts import waiting_lists
from koppel.aws.clients import dynamodb, kms, s3, sqs
from koppel.domain.runs.run import Run, RunState
from koppel.runs import engine
from koppel.runs.procedure import Procedures
from koppel.runtime import Tenant
from tests.harness.moments import Moment, books
from tests.harness.world import World

SOME = 12


class Worked(Protocol):
    """A world with a queue of runs, and a worker."""

    @property
    def world(self) -> World:
        """What it is in."""

    @property
    def ended(self) -> list[str]:
        """The runs of which the integration was told that they have ended."""

    @property
    def tenant(self) -> Tenant:
        """The organisation whose runs these are."""

    @property
    def procedures(self) -> Procedures:
        """What the worker carries out."""

    @property
    def url(self) -> str:
        """Of the queue."""

    def messages(self) -> Iterator[tuple[dict[str, str], str]]:
        """The messages that are queued, with their receipt handles, while there are any."""

    def run(self, run: Run) -> Run:
        """The run as it is now."""


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Line:
    """The line to AWS: what happens at the request with the number `at`, before it is sent or after its effect."""

    at: int = 0
    happens: Callable[[], None] | None = None
    after: bool = False
    requests: int = 0

    def sent(self, **_: Any) -> None:
        self.requests += 1
        if self.requests == self.at and not self.after:
            self._happen()

    def answered(self, **_: Any) -> None:
        if self.requests == self.at and self.after:
            self._happen()

    def _happen(self) -> None:
        happens, self.happens = self.happens, None
        if happens:
            happens()


@contextmanager
def line(found: Line) -> Iterator[None]:
    """Within this block all requests go over this line."""
    clients = [dynamodb(), sqs(), kms(), s3()]
    for each in clients:
        each.meta.events.register("before-call", found.sent)
        each.meta.events.register("after-call", found.answered)
    try:
        yield
    finally:
        for each in clients:
            each.meta.events.unregister("before-call", found.sent)
            each.meta.events.unregister("after-call", found.answered)


def work(here: Worked, found: Line) -> None:
    """Handle what is queued until nothing is, over this line. A killed worker's message is shown again."""
    for ids, receipt in here.messages():
        try:
            with line(found):
                engine.advance(here.world.runtime, here.procedures, ids)
        except Killed:
            sqs().change_message_visibility(QueueUrl=here.url, ReceiptHandle=receipt, VisibilityTimeout=0)
        else:
            sqs().delete_message(QueueUrl=here.url, ReceiptHandle=receipt)
    waiting_lists.serve_all(here.tenant)


def kill() -> None:
    """Ends the process."""
    raise Killed


def endure(here: Worked, run: Run, some: int = SOME) -> Run:
    """Have the worker killed, and overtaken, at its requests in turn, or at about so many. Returns the run as it ends
    each time."""
    start = Moment.of(here.world)
    here.ended.clear()
    quiet = Line()
    work(here, quiet)
    expected, ended = books(), here.run(run)
    assert sum(ended.outcomes.values()) in {0, ended.rows} or ended.state is not RunState.DONE
    is_full = os.environ.get("KOPPEL_JOURNEYS") == "full"
    assert quiet.requests
    every = range(1, quiet.requests + 1, 1 if is_full else -(-quiet.requests // some))
    for number, at in enumerate(every):
        ways: list[tuple[str, Line]] = [
            ("killed before", Line(at, kill)),
            ("killed after", Line(at, kill, after=True)),
            ("overtaken", Line(at, lambda: overtake(here, run))),
        ]
        for name, found in ways if is_full else [ways[number % len(ways)]]:
            start.again(here.world)
            here.ended.clear()
            work(here, found)
            assert found.happens is None
            assert books() == expected, (name, at)
            assert here.run(run).outcomes == ended.outcomes
            assert here.ended in ([], [run.id], [run.id] * 2), "it may be called twice"
    return ended


def overtake(here: Worked, run: Run) -> None:
    """Another worker has the same message, and does everything while the first one waits for an answer."""
    engine.advance(here.world.runtime, here.procedures, {"organisation": "demo", "run": run.id})
