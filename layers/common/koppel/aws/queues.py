"""Queues: they carry ids, never content."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from koppel.aws.clients import sqs
from koppel.aws.errors import Unavailable
from koppel.aws.patience import OutOfTime, attempts, patiently

MOST_AT_ONCE = 10  # messages of one request (SendMessageBatch, ChangeMessageVisibilityBatch)


class QueueUnavailable(Unavailable):
    """The queue did not answer, or did not take a message."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A FIFO queue. Messages of one group keep their order; messages of different groups may overtake each other.

    Every method retries while that may help (see `patience`), and raises QueueUnavailable when it does not.
    """

    url: str

    def send(self, group: str, ids: dict[str, str]) -> None:
        """Put these ids at the end of their group. Another call with the same ids is another message."""
        entry: Any = _entry(group, ids)
        with _translated():
            patiently(lambda: sqs().send_message(QueueUrl=self.url, **entry))

    def send_many(self, messages: Iterable[tuple[str, dict[str, str]]]) -> None:
        """As `send`, for pairs of group and ids in their order, ten in a request. When it raises, some are queued."""
        for some in batched(messages, MOST_AT_ONCE, strict=False):
            left: list[Any] = [{"Id": str(at), **_entry(group, ids)} for at, (group, ids) in enumerate(some)]
            for _ in attempts(4):
                left = self._send(left)
                if not left:
                    break
            else:
                raise QueueUnavailable

    def show_again(self, waits: Mapping[str, int]) -> None:
        """Make received messages visible again: receipt handle → seconds from now; at most ten."""
        entries: Any = [
            {"Id": str(at), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
            for at, (receipt, seconds) in enumerate(waits.items())
        ]
        with _translated():
            patiently(lambda: sqs().change_message_visibility_batch(QueueUrl=self.url, Entries=entries))

    def move_to(self, other: "Queue", most: int = 1000) -> int:
        """Move at most `most` messages to the other queue, each to the end of its group. Returns how many were moved.

        A process that ends halfway leaves one message on both queues.
        """
        moved = 0
        while moved < most:
            with _translated():
                answer = patiently(
                    lambda: sqs().receive_message(
                        QueueUrl=self.url,
                        MaxNumberOfMessages=MOST_AT_ONCE,
                        WaitTimeSeconds=1,  # long polling asks every server of the queue, short polling some of them
                        MessageSystemAttributeNames=["MessageGroupId"],
                    )
                )
            for each in answer.get("Messages", ()):
                other.send(each["Attributes"]["MessageGroupId"], json.loads(each["Body"]))
                with _translated():
                    self._delete(each["ReceiptHandle"])
                moved += 1
            if not answer.get("Messages"):
                break
        return moved

    def _send(self, entries: list[Any]) -> list[Any]:
        """Send these. Returns those that the queue did not take."""
        with _translated():
            answer = patiently(lambda: sqs().send_message_batch(QueueUrl=self.url, Entries=entries))
        failed = {each["Id"] for each in answer.get("Failed", ())}
        return [each for each in entries if each["Id"] in failed]

    def _delete(self, receipt: str) -> None:
        patiently(lambda: sqs().delete_message(QueueUrl=self.url, ReceiptHandle=receipt))


def _entry(group: str, ids: dict[str, str]) -> dict[str, str]:
    """A message with an id by which SQS recognises a retry of this call (MessageDeduplicationId)."""
    return {"MessageBody": json.dumps(ids), "MessageGroupId": group, "MessageDeduplicationId": uuid4().hex}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, OutOfTime):
        raise QueueUnavailable from None
