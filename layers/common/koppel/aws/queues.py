"""Queues: they carry ids, never content."""

import json
from dataclasses import dataclass
from uuid import uuid4

from koppel.aws.clients import sqs


@dataclass(frozen=True, slots=True)
class Queue:
    """A FIFO queue whose groups keep their order; messages of different groups overtake each other."""

    url: str

    def send(self, group: str, ids: dict[str, str]) -> None:
        """Put these ids at the end of their group; never taken for a repeat of an earlier call."""
        sqs().send_message(
            QueueUrl=self.url,
            MessageBody=json.dumps(ids),
            MessageGroupId=group,
            MessageDeduplicationId=uuid4().hex,
        )
