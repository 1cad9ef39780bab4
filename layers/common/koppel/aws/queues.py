"""Queues: they carry ids, never content."""

import json
from dataclasses import dataclass
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from koppel.aws.clients import sqs


class QueueUnavailable(Exception):
    """Nothing was put on the queue."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A FIFO queue whose groups keep their order; messages of different groups overtake each other."""

    url: str

    def send(self, group: str, ids: dict[str, str]) -> None:
        """Put these ids at the end of their group; never taken for a repeat of an earlier call.

        Raises QueueUnavailable.
        """
        try:
            sqs().send_message(
                QueueUrl=self.url,
                MessageBody=json.dumps(ids),
                MessageGroupId=group,
                MessageDeduplicationId=uuid4().hex,
            )
        except (BotoCoreError, ClientError):
            raise QueueUnavailable from None

    def move_to(self, other: "Queue", most: int = 1000) -> int:
        """Put what stands here at the end of its group on the other queue; of how many messages.

        A process that ends halfway leaves one message on both. Raises QueueUnavailable.
        """
        moved = 0
        try:
            while moved < most:
                answer = sqs().receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, AttributeNames=["All"])
                if not answer.get("Messages"):
                    break
                for each in answer["Messages"]:
                    other.send(each["Attributes"]["MessageGroupId"], json.loads(each["Body"]))
                    sqs().delete_message(QueueUrl=self.url, ReceiptHandle=each["ReceiptHandle"])
                    moved += 1
        except (BotoCoreError, ClientError):
            raise QueueUnavailable from None
        return moved
