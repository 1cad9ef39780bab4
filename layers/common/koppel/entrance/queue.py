"""The entrance for queues: each message of a batch on its own, in order within its group; what fails comes back.

A try is a failure of the message itself, counted with the message. How often the queue has shown it says something
else: a message comes along with one before it that fails, and it comes again when AWS did not answer.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from koppel import log
from koppel.accounts.execution import TooBusy
from koppel.aws import patience
from koppel.aws.errors import Unavailable
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.runtime import Runtime

TRIES = 3
FIRST_WAIT = 5  # seconds until what failed comes again; doubled with each time that the queue has shown it
LONGEST_WAIT = 300

type Ids = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with the ids of one queue message.

    handle   handles them and says in a word what came of it; what it raises puts the message back
    count    counts one more failure of the message; how many there are now
    give_up  puts a message aside that has failed TRIES times, so that those behind it can go on; what came of it
    """

    handle: Callable[[Runtime, Ids], str]
    count: Callable[[Runtime, Ids], int]
    give_up: Callable[[Runtime, Ids], str]


def serve(event: Mapping[str, Any], runtime: Runtime, function: str, queue: Queue, work: Work) -> dict[str, Any]:
    """Work through a batch of a FIFO queue and report which messages are to come again (SQS partial batch response):
    what failed after some seconds, those behind it in its group right after it.

    After a failure the rest of the same group is left for later too, so that its order is kept; other groups go on.
    A message that keeps failing is given up here and not by the queue, which would take its innocent followers along.
    """
    started = time.monotonic()
    failed: list[str] = []
    waits: dict[str, int] = {}
    stuck: set[str] = set()
    outcomes: dict[str, int] = {}
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
        except Exception as error:  # whatever it is, the message must come again
            log.broke("put back", error, reference=record["messageId"])
            failed.append(record["messageId"])
            waits[record["receiptHandle"]] = _wait(record)
            stuck.add(group)
        else:
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
            given_up += is_given_up
    if waits:
        _show_again(queue, waits)
    log.done(
        "worked",
        count=len(event["Records"]),
        failed=len(failed),
        outcome=" ".join(f"{name}:{count}" for name, count in sorted(outcomes.items())),
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    log.measure(function, Messages=len(event["Records"]) - len(failed), PutBack=len(failed), GaveUp=given_up)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _handle(runtime: Runtime, record: Mapping[str, Any], ids: Ids, work: Work) -> tuple[str, bool]:
    """What came of the message, and whether it was given up. Raises what puts it back."""
    try:
        return work.handle(runtime, ids), False
    except Exception as error:  # whatever it is, it may be the message's own fault
        if isinstance(error, Unavailable) and not isinstance(error, TooBusy):  # AWS did not answer: no message's fault
            raise
        if work.count(runtime, ids) < TRIES:
            raise
        log.broke("gave up", error, reference=record["messageId"])
        return work.give_up(runtime, ids), True


def _wait(record: Mapping[str, Any]) -> int:
    """Seconds until a message that failed is to come again."""
    shown = int(record["attributes"]["ApproximateReceiveCount"])
    return int(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(shown - 1, 16)))


def _show_again(queue: Queue, waits: Mapping[str, int]) -> None:
    try:
        queue.show_again(waits)
    except QueueUnavailable as error:  # they come after the queue's own time then
        log.broke("not shown sooner", error, reference="")
