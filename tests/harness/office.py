"""Operations in a small world: the operator, a queue, and an organisation that has no integration yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from functions.operations import entry
from koppel.aws import clients
from tests.harness.world import World, world

ACTOR = "arn:aws:sts::123456789012:assumed-role/Operator/session"
CONTEXT = SimpleNamespace(aws_request_id="request-1")


@dataclass
class Office:
    """The operator's desk."""

    world: World
    queue_url: str

    def give(self, event: object) -> dict[str, Any]:
        """The answer to whatever comes in."""
        return entry.operate(event, CONTEXT)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The answer to a command."""
        return self.give({"command": command, "arguments": arguments, "actor": ACTOR})

    def done(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of a command about the organisation `demo` that is carried out."""
        answer = self.ask(command, **{"organisation": "demo", **arguments})
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def declined(self, command: str, **arguments: Any) -> dict[str, Any]:
        """What is in the way of a command about the organisation `demo`."""
        answer = self.ask(command, **{"organisation": "demo", **arguments})
        assert set(answer) == {"problem"}, answer
        problem: dict[str, Any] = answer["problem"]
        return problem

    def queued(self) -> list[str]:
        """Bodies of the messages on the queue."""
        taken = clients.sqs().receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
        return [each["Body"] for each in taken.get("Messages", [])]


@contextmanager
def open_office() -> Iterator[Office]:
    """An office in a world of its own."""
    with world() as made, pytest.MonkeyPatch.context() as patch:
        queue = clients.sqs().create_queue(QueueName="hl7.fifo", Attributes={"FifoQueue": "true"})
        patch.setenv("HL7_QUEUE_URL", queue["QueueUrl"])
        dead = clients.sqs().create_queue(QueueName="dead.fifo", Attributes={"FifoQueue": "true"})
        patch.setenv("HL7_DEAD_QUEUE_URL", dead["QueueUrl"])
        for name in ("directory", "import"):
            queue_of_runs = clients.sqs().create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})
            patch.setenv(f"{name.upper()}_QUEUE_URL", queue_of_runs["QueueUrl"])
        patch.setenv("FILES_BUCKET", "files")
        patch.setattr(entry, "process_runtime", lambda: made.runtime)
        yield Office(made, queue["QueueUrl"])
