"""Faults on the line to AWS: one request of a test fails, in one of the ways in which real services fail under load.

moto never throttles and never cancels one of two transactions that meet, so the faults are thrown at the line between
boto3 and moto, with the error codes of AWS's documentation.

A *journey* is what somebody wants of the hub, from the first request to the last. `endure` makes it again and again
from the same start, each time with another request of it failing, and compares answers and books with those of the
journey on which nothing failed.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ConnectionClosedError
from moto.core.models import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from koppel.aws.clients import dynamodb, kms, sqs
from tests.harness.world import START, TABLE, Clock, Counter, World

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})


class Fault(Enum):
    """How a request fails."""

    CONFLICT = "conflict"
    """Another transaction writes the same row; a request that cannot meet one is throttled."""
    THROTTLE = "throttle"
    LOST_ANSWER = "lost answer"
    """The request had its effect, and its answer did not arrive."""


@dataclass
class Line:
    """The line to AWS.

    fails     whether the request with this number, counted from 1, fails
    requests  how many were made, those that failed too
    """

    fault: Fault
    fails: Callable[[int], bool]
    requests: int = 0
    happened: int = 0
    done: set[str] = field(default_factory=set)
    """Tokens of the transactions that were done: a second one with the same token has no effect (TransactWriteItems,
    ClientRequestToken), which moto does not know."""
    _lock: Lock = field(default_factory=Lock)

    def before(self, model: Any, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> Any:
        """Answers in place of AWS, or lets the request pass."""
        with self._lock:
            self.requests += 1
            fails = self.fails(self.requests)
            self.happened += fails
        context["koppel-lost"] = fails and self.fault is Fault.LOST_ANSWER
        context["koppel-token"] = token = _token(params)
        if token in self.done:
            context["koppel-lost"] = False
            return _answer(200, {})
        if fails and self.fault is not Fault.LOST_ANSWER:
            return _answer(400, _refusal(self.fault, model.name))
        return None

    def after(self, context: Mapping[str, Any], http_response: Any, **_: Any) -> None:
        """Loses the answer of a request that had its effect."""
        if context.get("koppel-token") and http_response.status_code == 200:
            self.done.add(context["koppel-token"])
        if context.get("koppel-lost"):
            raise ConnectionClosedError(endpoint_url="https://aws")


@contextmanager
def faulty(fault: Fault, *, at: int = 0, fails: Callable[[int], bool] | None = None) -> Iterator[Line]:
    """Within this block the request with this number fails so (0 for none), or those of which `fails` says so."""
    line = Line(fault, fails or (lambda number: number == at))
    handlers: list[tuple[Any, str, Callable[..., Any]]] = []
    for client, service in ((dynamodb(), "dynamodb"), (sqs(), "sqs"), (kms(), "kms")):
        handlers += [(client, f"before-call.{service}", line.before), (client, f"after-call.{service}", line.after)]
    for client, event, handler in handlers:
        client.meta.events.register(event, handler)
    try:
        yield line
    finally:
        for client, event, handler in handlers:
            client.meta.events.unregister(event, handler)


def _token(params: Mapping[str, Any]) -> str:
    body = params.get("body")
    if not isinstance(body, bytes | str):
        return ""
    text = body.decode() if isinstance(body, bytes) else body
    _, found, rest = text.partition('"ClientRequestToken": "')
    return rest.partition('"')[0] if found else ""


def _answer(status: int, parsed: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return SimpleNamespace(status_code=status, headers={}), {"ResponseMetadata": {"HTTPStatusCode": status}, **parsed}


def _refusal(fault: Fault, operation: str) -> dict[str, Any]:
    if fault is Fault.CONFLICT and operation == "TransactWriteItems":
        reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
        return {"Error": {"Code": "TransactionCanceledException", "Message": ""}, "CancellationReasons": reasons}
    if fault is Fault.CONFLICT and operation in WRITES:
        return {"Error": {"Code": "TransactionConflictException", "Message": ""}}
    return {"Error": {"Code": "ThrottlingException", "Message": ""}}


# --- Journeys ---------------------------------------------------------------------------------------------------------

TOLD = ("outcome", "state", "slug", "count", "calls", "version", "tries", "ended", "listing_pk", "unnoted")
"""What the books tell of a row: nothing that is random or a time."""

BEHIND_KEYS = ("_decrypted", "_pseudonyms", "_public_key")
"""Functions that remember what a key of KMS told them, in whatever module."""

SOME = 20  # requests that fail where not each is to
REGION = "eu-west-1"

type Books = list[tuple[str, ...]]


def endure(here: World, journey: Callable[[], object], look: Callable[[], object] = lambda: None) -> int:
    """Make the journey with each of its requests failing in turn, and assert that it ends as without a fault: the same
    answers, the same when one looks afterwards, the same books. How many requests it has. With KOPPEL_JOURNEYS=full
    each fails in every way, otherwise some of them in one way each."""
    start = _Start(here)
    with faulty(Fault.THROTTLE) as line:
        answers = journey()
    expected = answers, look(), books()
    requests = line.requests
    assert requests
    is_full = os.environ.get("KOPPEL_JOURNEYS") == "full"
    for number, at in enumerate(range(1, requests + 1, 1 if is_full else -(-requests // SOME))):
        for fault in Fault if is_full else [list(Fault)[number % len(Fault)]]:
            start.again()
            with faulty(fault, at=at) as line:
                answers = journey()
            assert line.happened == 1, (fault, at)
            assert (answers, look(), books()) == expected, (fault, at)
    return requests


def books() -> Books:
    """Every row of the table, as far as it is the same on each journey. Counts of activity are tried once, so they may
    lack the request that failed."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE)
    rows = [item for page in pages for item in page["Items"] if "/activity/" not in item["pk"]["S"]]
    return sorted((_family(row), *(f"{name}={_told(row[name])}" for name in TOLD if name in row)) for row in rows)


class _Start:
    """Where a journey starts: the rows of the table, the time, empty queues, an environment that has just started."""

    def __init__(self, here: World) -> None:
        self.here = here
        self.tables = deepcopy(self._backend.tables)
        assert isinstance(here.runtime.new_key, Counter)
        self.made = here.runtime.new_key.made
        self.again()

    @property
    def _backend(self) -> Any:
        return dynamodb_backends[ACCOUNT][REGION]

    def again(self) -> None:
        """Begin anew."""
        self._backend.tables = deepcopy(self.tables)
        clock, counter = self.here.runtime.clock, self.here.runtime.new_key
        assert isinstance(clock, Clock)
        assert isinstance(counter, Counter)
        clock.time, counter.made = START, self.made
        for queue in sqs_backends[ACCOUNT][REGION].queues.values():
            queue._messages.clear()
            queue.pending_messages.clear()
            queue.pending_message_groups.clear()
        for name, module in list(sys.modules.items()):
            for each in BEHIND_KEYS if name.startswith(("koppel.", "functions.")) else ():
                getattr(getattr(module, each, None), "cache_clear", lambda: None)()


def _family(row: Mapping[str, Any]) -> str:
    """The key of a row, without what is a pseudonym, a digest, a time or a number."""
    return re.sub(r"[0-9a-f]{8,}|[0-9T:.-]{6,}Z?|\b\d{8}\b", "*", f"{row['pk']['S']} {row['sk']['S']}")


def _told(value: Mapping[str, Any]) -> str:
    return re.sub(r"[0-9a-f]{8,}", "*", str(next(iter(value.values()))))
