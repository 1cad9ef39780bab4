"""A running stack as a test, the demo or an operator meets it."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from tests.harness import deploy, logs, workers
from tests.harness.emulator import Connection, connection

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

COUNTS: "tuple[QueueAttributeNameType, ...]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
)


class FunctionFailed(Exception):
    """A function ended with an error instead of an answer."""


@dataclass
class Stack:
    """Addresses and credentials of one stack.

    base_url      where its paths answer, without a slash at the end
    endpoint_url  where its AWS services answer
    demo          organisation and tokens of the demo, by the names they have in stack.json
    """

    base_url: str
    endpoint_url: str
    demo: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_card(cls, path: Path) -> Self:
        """The stack that wrote this stack.json."""
        card: dict[str, str] = json.loads(path.read_text())
        return cls(card.pop("base_url"), card.pop("endpoint_url"), card)

    def write_card(self, path: Path) -> None:
        """Writes stack.json, for its owner's eyes only: it holds tokens."""
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        card = {"base_url": self.base_url} | self.demo | {"endpoint_url": self.endpoint_url}
        path.write_text(json.dumps(card, indent=2) + "\n")

    @property
    def connection(self) -> Connection:
        """How boto3 reaches its AWS services."""
        return connection(self.endpoint_url)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the deployed template."""
        return deploy.outputs(self.connection)

    @cached_property
    def sqs(self) -> "SQSClient":
        """Its queues; making a client takes longer than asking."""
        return boto3.client("sqs", **self.connection)

    def invoke(self, function: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Invokes a function by its logical id, once. Raises `FunctionFailed`."""
        client = boto3.client("lambda", **self.connection, config=Config(read_timeout=120, retries={"max_attempts": 0}))
        answer = client.invoke(FunctionName=self.outputs[f"{function}Function"], Payload=json.dumps(payload))
        text = answer["Payload"].read().decode()
        if answer.get("FunctionError"):
            raise FunctionFailed(text)
        found: dict[str, Any] = json.loads(text)
        return found

    def log_lines(self, since: float, until: float | None = None) -> list[str]:
        """Every line that its functions logged between two moments (seconds of the epoch; without `until`: now)."""
        groups = self.outputs["LogGroups"].split(",")
        return logs.lines(self.connection, groups, int(since * 1000), int((until or time.time()) * 1000))

    @property
    def waiting(self) -> int:
        """How many HL7 messages are queued or in the hands of the worker."""
        queue = self.outputs["HL7QueueUrl"]
        found = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=COUNTS)["Attributes"]
        return sum(int(found[name]) for name in COUNTS)

    @contextmanager
    def worker_paused(self) -> Iterator[None]:
        """Within the block, no HL7 message is taken from the queue."""
        functions = boto3.client("lambda", **self.connection)
        (mapping,) = functions.list_event_source_mappings(FunctionName=self.outputs["HL7WorkerFunction"])[
            "EventSourceMappings"
        ]
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            yield
        finally:
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)

    def kill(self, function: str) -> bool:
        """Ends one ready process of a function, by its logical id, as a failing machine does; False where there is
        none."""
        port = urlsplit(self.endpoint_url).port
        assert port
        return workers.kill(self.outputs[f"{function}Function"], port)
