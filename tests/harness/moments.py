"""Moments: all that AWS holds at one, kept so that a test can begin there again.

A process that ends at a moment leaves exactly this behind: its own memory is gone, and a message that it was handling
is shown again.
"""

import json
import os
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Self

import boto3
from moto.core.models import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

from koppel.aws.clients import dynamodb, s3, sqs
from tests.harness.faults import REGION
from tests.harness.world import TABLE, Clock, Counter, World

WRITES = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "SendMessage", "SendMessageBatch", "PutObject"}
)
"""Requests after which AWS holds something else than before."""
AT_ONCE = 40
OF_THE_WAY = frozenset({"version", "tries", "changed", "turn", "listing_sk", "listing_pk"})
"""Attributes of a run that tell how it came to its end, and not what it is."""
TOLD_TWICE = frozenset({"count", "reference2", "reference3", "reference4", "reference5"})
"""Attributes of an entry that differ when a process that had just written it does so again."""


@dataclass(frozen=True)
class Moment:
    """What is stored, queued and filed, the time, and how many keys have been made.

    messages  name of a queue → group and body of each message, those that are being handled too
    """

    tables: Any
    messages: Mapping[str, list[tuple[str, str]]]
    files: Mapping[str, dict[str, bytes]]
    clock: Any
    made: int

    @classmethod
    def of(cls, here: World) -> Self:
        """This moment."""
        clock, counter = _clockwork(here)
        return cls(
            tables=deepcopy(dynamodb_backends[ACCOUNT][REGION].tables),
            messages={
                each.name: [(message.group_id, message.body) for message in each._messages] for each in _queues()
            },
            files={name: {key: each.value for key, each in bucket.keys.items()} for name, bucket in _buckets().items()},
            clock=clock.time,
            made=counter.made,
        )

    def again(self, here: World) -> None:
        """Let everything be as it was."""
        dynamodb_backends[ACCOUNT][REGION].tables = deepcopy(self.tables)
        for each in _queues():
            each._messages.clear()
            each.pending_messages.clear()
            each.pending_message_groups.clear()
        for name, messages in self.messages.items():
            url = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"
            for number, (group, body) in enumerate(messages):
                token = f"{number}-{os.urandom(4).hex()}"
                boto3.client("sqs").send_message(
                    QueueUrl=url, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=token
                )
        for name, bucket in _buckets().items():
            bucket.keys.clear()
            for key, content in self.files[name].items():
                boto3.client("s3").put_object(Bucket=name, Key=key, Body=content)
        clock, counter = _clockwork(here)
        clock.time, counter.made = self.clock, self.made


@dataclass
class Writes:
    """Writes to AWS: how many there were, and the moments right after some of them, by number from 0."""

    count: int = 0
    moments: dict[int, Moment] = field(default_factory=dict)


@contextmanager
def writes(here: World, wanted: Container[int] = ()) -> Iterator[Writes]:
    """The writes to AWS within the block, with the moments after those with these numbers."""
    found = Writes()

    def keep(model: Any, **_: Any) -> None:
        if model.name in WRITES:
            if found.count in wanted:
                found.moments[found.count] = Moment.of(here)
            found.count += 1

    clients = [dynamodb(), sqs(), s3()]
    for each in clients:
        each.meta.events.register("after-call", keep)
    try:
        yield found
    finally:
        for each in clients:
            each.meta.events.unregister("after-call", keep)


def some(count: int, most: int) -> Iterator[tuple[int, ...]]:
    """At most so many numbers below `count`, spread evenly; with KOPPEL_JOURNEYS=full all of them. In parts, as each
    moment takes memory."""
    step = 1 if os.environ.get("KOPPEL_JOURNEYS") == "full" else -(-count // most)
    return batched(range(0, count, step), AT_ONCE, strict=False)


def books() -> list[str]:
    """All that is stored and filed, reports with what is in them, apart from how a run came to its end and how often an
    entry was written."""
    found = []
    for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE):
        for item in page["Items"]:
            pk = item["pk"]["S"]
            of_kind = OF_THE_WAY if pk.endswith("/runs") else TOLD_TWICE if "/entries/" in pk else frozenset()
            left_out = {"mark", "expires"} | of_kind
            found.append(json.dumps({name: str(value) for name, value in sorted(item.items()) if name not in left_out}))
    files = [file for bucket in _buckets().values() for file in bucket.keys.items()]
    return sorted((*found, *(f"{name}: {key.value if name.endswith('.csv') else ''}" for name, key in files)))


def _queues() -> list[Any]:
    return list(sqs_backends[ACCOUNT][REGION].queues.values())


def _buckets() -> Mapping[str, Any]:
    found: Mapping[str, Any] = s3_backends[ACCOUNT]["aws"].buckets
    return found


def _clockwork(here: World) -> tuple[Clock, Counter]:
    clock, counter = here.runtime.clock, here.runtime.new_key
    assert isinstance(clock, Clock)
    assert isinstance(counter, Counter)
    return clock, counter
