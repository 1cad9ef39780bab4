"""The entrance for queues: each message of a batch on its own, in order within its group; what fails comes back."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from koppel import log
from koppel.runtime import Runtime

TRIES = 3

type Handler = Callable[[Runtime, Mapping[str, str]], str]
"""Handles the ids of one queue message and says in a word what came of it. What it raises puts the message back."""
type GiveUp = Callable[[Runtime, Mapping[str, str]], str]
"""Puts a message aside that has failed TRIES times, so that those behind it can go on."""


def serve(
    event: Mapping[str, Any], runtime: Runtime, function: str, handle: Handler, give_up: GiveUp
) -> dict[str, Any]:
    """Work through a batch of a FIFO queue and report which messages are to come again (SQS partial batch response).

    After a failure the rest of the same group is left for later too, so that its order is kept; other groups go on.
    A message that keeps failing is given up here and not by the queue, which would take its innocent followers along.
    """
    started = time.monotonic()
    failed: list[str] = []
    stuck: set[str] = set()
    outcomes: dict[str, int] = {}
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        if group in stuck:
            failed.append(record["messageId"])
            continue
        try:
            ids = json.loads(record["body"])
            outcome = _handle(runtime, record, ids, handle, give_up)
        except Exception as error:  # whatever it is, the message must come again
            log.broke("put back", error, reference=record["messageId"])
            failed.append(record["messageId"])
            stuck.add(group)
        else:
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    log.done(
        "worked",
        count=len(event["Records"]),
        failed=len(failed),
        outcome=" ".join(f"{name}:{count}" for name, count in sorted(outcomes.items())),
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    log.measure(function, Messages=len(event["Records"]) - len(failed), PutBack=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _handle(
    runtime: Runtime, record: Mapping[str, Any], ids: Mapping[str, str], handle: Handler, give_up: GiveUp
) -> str:
    try:
        return handle(runtime, ids)
    except Exception as error:  # whatever it is, it may be the message's own fault
        if int(record["attributes"]["ApproximateReceiveCount"]) < TRIES:
            raise
        log.broke("gave up", error, reference=record["messageId"])
        return give_up(runtime, ids)
