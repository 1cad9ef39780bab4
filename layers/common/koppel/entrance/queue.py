"""The entrance for queues: each message of a batch is handled alone, in the order of its group; failures are retried.

A try is a failure of the message itself, and is counted with the message. The receive count of the queue is something
else: it also grows when an earlier message of the group fails, or when AWS does not answer.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from koppel import log
from koppel.accounts.execution import TooBusy
from koppel.aws import patience
from koppel.aws.errors import Unavailable
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.domain.tiles.activity import Outcome
from koppel.organisation import activity
from koppel.runtime import Runtime

TRIES = 3
FIRST_WAIT = 5  # seconds until the first retry; doubled with each receive
LONGEST_WAIT = 300

type Ids = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """The three steps for the ids in one queue message.

    handle   handles them and returns the outcome in a word; an exception puts the message back
    count    counts one more failure of the message and returns the number of its failures
    give_up  parks a message that has failed TRIES times, so that later ones of its group go on; returns the outcome

    integration  under which outcomes are counted for the organisation that the ids name
    counts       as what each outcome is counted; others are not
    """

    handle: Callable[[Runtime, Ids], str]
    count: Callable[[Runtime, Ids], int]
    give_up: Callable[[Runtime, Ids], str]
    integration: str = ""
    counts: Mapping[str, Outcome] = field(default_factory=dict)


def serve(event: Mapping[str, Any], runtime: Runtime, function: str, queue: Queue, work: Work) -> dict[str, Any]:
    """Handle a batch of a FIFO queue and report the messages to retry (SQS partial batch response): a failed message
    after some seconds, the later messages of its group right after it.

    After a failure the rest of the same group is put back too, so that its order is kept; other groups go on. A message
    that keeps failing is parked here and not by the queue, whose redrive would move later messages of the group too.
    """
    started = time.monotonic()
    failed: list[str] = []
    waits: dict[str, int] = {}
    stuck: set[str] = set()
    outcomes: dict[str, int] = {}
    counted: dict[str, dict[Outcome, int]] = {}
    given_up = 0
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        if group in stuck or patience.left() < patience.LONGEST_TRY:
            failed.append(record["messageId"])
            waits[record["receiptHandle"]] = 0
            stuck.add(group)
            continue
        try:
            ids = json.loads(record["body"])
            outcome, is_given_up = _handle(runtime, record, ids, work)
        except Exception as error:  # any failure: the message must be retried
            log.broke("put back", error, reference=record["messageId"])
            failed.append(record["messageId"])
            waits[record["receiptHandle"]] = _wait(record)
            stuck.add(group)
        else:
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
            given_up += is_given_up
            if outcome in work.counts:
                of_one = counted.setdefault(ids["organisation"], {})
                of_one[work.counts[outcome]] = of_one.get(work.counts[outcome], 0) + 1
    if waits:
        _show_again(queue, waits)
    log.done(
        "worked",
        count=len(event["Records"]),
        failed=len(failed),
        outcome=" ".join(f"{name}:{count}" for name, count in sorted(outcomes.items())),
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    for organisation, counts in counted.items():
        activity.count(runtime, organisation, work.integration, counts)
    log.measure(function, Messages=len(event["Records"]) - len(failed), PutBack=len(failed), GaveUp=given_up)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _handle(runtime: Runtime, record: Mapping[str, Any], ids: Ids, work: Work) -> tuple[str, bool]:
    """The outcome, and whether the message was parked. Raises an exception that puts the message back."""
    try:
        return work.handle(runtime, ids), False
    except Exception as error:  # any failure may be caused by the message itself
        if isinstance(error, Unavailable) and not isinstance(error, TooBusy):  # AWS did not answer
            raise
        if work.count(runtime, ids) < TRIES:
            raise
        log.broke("gave up", error, reference=record["messageId"])
        return work.give_up(runtime, ids), True


def _wait(record: Mapping[str, Any]) -> int:
    """Seconds until a failed message is retried."""
    shown = int(record["attributes"]["ApproximateReceiveCount"])
    return int(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(shown - 1, 16)))


def _show_again(queue: Queue, waits: Mapping[str, int]) -> None:
    try:
        queue.show_again(waits)
    except QueueUnavailable as error:  # the queue's own visibility timeout applies
        log.broke("not shown sooner", error, reference="")
