"""HL7 intake in a small world: an organisation that has the tile on, an API user, a queue."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

import boto3
import pytest

from functions.hl7_intake import entry
from functions.hl7_intake.archive import messages
from koppel import log
from koppel.accounts import store
from koppel.aws import clients
from koppel.aws.row_keys.row_key import RowKey
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import State
from koppel.organisation import api_users, error_log
from koppel.organisation.entry import Entry
from tests.harness.gateway import gateway_event
from tests.harness.world import TABLE, World, world


@dataclass
class Intake:
    """HL7 intake as its senders and its administrator see it."""

    world: World
    token: str
    queue_url: str

    def post(self, raw: bytes, content_type: str = "application/hl7-v2", **given: Any) -> dict[str, Any]:
        """The answer to one message."""
        headers = {"Content-Type": content_type, **given.pop("headers", {})}
        event = gateway_event("POST", "/hl7", token=self.token, headers=headers, body=raw, **given)
        return entry.receive(event, None)

    def code(self, raw: bytes, **given: Any) -> str:
        """MSA-1 of the answer to one message."""
        body: str = self.post(raw, **given)["body"]
        return body.split("\rMSA|")[1][:2]

    def work(self, most: int = 100) -> list[dict[str, Any]]:
        """Let the worker empty the queue, and have what failed come again at once; the answers to its batches."""
        results: list[dict[str, Any]] = []
        sqs = boto3.client("sqs")  # Lambda's, not the hub's
        for _ in range(most):
            taken = sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"])
            if not taken.get("Messages"):
                break
            results.append(entry.apply(batch(taken["Messages"]), None))
            failed = {each["itemIdentifier"] for each in results[-1]["batchItemFailures"]}
            for each in taken["Messages"]:
                given = {"QueueUrl": self.queue_url, "ReceiptHandle": each["ReceiptHandle"]}
                if each["MessageId"] in failed:
                    sqs.change_message_visibility(**given, VisibilityTimeout=0)
                else:
                    sqs.delete_message(**given)
        return results

    def send(self, *raws: bytes) -> None:
        """Post these messages, all of which are accepted, and process them."""
        for raw in raws:
            assert self.code(raw) == "AA"
        self.work()

    def client(self, external_id: str) -> Account | None:
        """The client with this id."""
        return store.by_id(self.world.tenant, Kind.CLIENT, external_id)

    def kept(self, external_id: str = "C1") -> Account:
        """The client with this id, which must exist."""
        client = self.client(external_id)
        assert client is not None
        return client

    def therapists(self, external_id: str) -> tuple[list[str], list[str]]:
        """Ids of the professionals linked to the client, and of those it waits for."""
        made, waiting = store.relations(self.world.tenant, self.kept(external_id).key)
        return sorted(each.professional_id for each in made), sorted(each.professional_id for each in waiting)

    def entries(self, state: State = State.OPEN) -> dict[str, Entry]:
        """The error log by slug; of several with one slug the newest."""
        page, _ = error_log.entries(self.world.tenant, "hl7_intake", state)
        return {each.slug: each for each in reversed(page)}

    def configure(self, *feeds: dict[str, Any], **feed: Any) -> None:
        """Let these be the feeds, or one with these settings the only one."""
        self.world.set_tile("demo", "hl7_intake", json.dumps({"feeds": feeds or [feed]}))

    def switch(self, *, on: bool) -> None:
        """Switch the tile on or off, with the usual settings."""
        self.world.set_tile("demo", "hl7_intake", on=on)

    def stored(self) -> list[messages.Message]:
        """Every message in the archive."""
        rows = clients.dynamodb().scan(TableName=TABLE)["Items"]
        found = [RowKey(row["pk"]["S"], row["sk"]["S"]) for row in rows if "/message/" in row["pk"]["S"]]
        kept = [messages.get(self.world.tenant, messages.identity_of(key)) for key in found]
        return [each for each in kept if each]

    def outcomes(self) -> list[str]:
        """What became of every message, sorted."""
        return sorted(each.outcome.value for each in self.stored())


def batch(messages: Sequence[Any]) -> dict[str, Any]:
    """What Lambda makes of messages that it received."""
    return {
        "Records": [
            {
                "messageId": each["MessageId"],
                "receiptHandle": each["ReceiptHandle"],
                "body": each["Body"],
                "attributes": each["Attributes"],
            }
            for each in messages
        ]
    }


@contextmanager
def running_intake() -> Iterator[Intake]:
    """HL7 intake in a world of its own."""
    with world() as made, pytest.MonkeyPatch.context() as patch:
        made.set_tile("demo", "hl7_intake")
        _, token = api_users.create(made.tenant, "HL7 EPD", [Scope.HL7])
        queue = clients.sqs().create_queue(QueueName="hl7.fifo", Attributes={"FifoQueue": "true"})
        for name in ("HL7_QUEUE_URL", "HL7_SOURCE_QUEUE_URL"):
            patch.setenv(name, queue["QueueUrl"])
        patch.setattr(entry, "process_runtime", lambda: made.runtime)
        yield Intake(made, token.text, queue["QueueUrl"])


@pytest.fixture
def intake() -> Iterator[Intake]:
    with running_intake() as made:
        yield made


@pytest.fixture
def logged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Callable[[], str]:
    """Everything that was logged or printed in this test, so far."""
    stream = StringIO()
    monkeypatch.setattr(log._logger().registered_handler, "stream", stream)
    return lambda: stream.getvalue() + capsys.readouterr().out + caplog.text
