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
