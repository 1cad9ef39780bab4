"""Faults on the line to AWS: one request of a test fails, in one of the ways in which real services fail under load.

moto never throttles and never cancels one of two transactions that meet, so the faults are thrown at the line between
boto3 and moto, with the error codes of AWS's documentation.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ConnectionClosedError

from koppel.aws.clients import dynamodb, kms, sqs

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
