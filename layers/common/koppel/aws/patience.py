"""Patience: how long to wait for AWS, and how often to retry.

An invocation has a budget of time (`within`), smaller than the timeout of its function, so that time is left to answer.
A request to AWS starts only while its longest wait fits into the budget. A request that met a conflict, was throttled
or got no answer is retried after a random pause (exponential backoff with full jitter). boto3 itself retries nothing:
it does not know how much time is left.
"""

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

from botocore import exceptions as boto
from botocore.exceptions import ClientError

CONNECT_SECONDS = 1
READ_SECONDS = 3
COMMAND_SECONDS = 25
FILE_SECONDS = 30
MAIL_SECONDS = 15
LONGEST_TRY = CONNECT_SECONDS + READ_SECONDS
TRIES = 6
FIRST_PAUSE = 0.02  # seconds; doubled with each try
LONGEST_PAUSE = 0.5

NO_ANSWER = (boto.ConnectionError, boto.HTTPClientError)
"""What boto3 raises when no answer came. It is then unknown whether the request had its effect."""

_BUSY = frozenset(
    {
        "InternalServerError",
        "KmsThrottled",
        "LimitExceededException",
        "OverLimit",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
_BUSY_REASONS = frozenset({"None", "ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"})
"""Reasons of a cancelled transaction that may succeed on a retry (TransactWriteItems, CancellationReasons)."""

_CHANCE = random.SystemRandom()
"""Numbers of the operating system: environments that start from one snapshot would share the state of `random`, and
pause equally long (Lambda developer guide, "Handling uniqueness with Lambda SnapStart")."""

_tries: ContextVar[int] = ContextVar("tries of a request", default=TRIES)
_end: ContextVar[float] = ContextVar("end of the budget", default=math.inf)


class OutOfTime(Exception):
    """The budget has no room for another request."""


def now() -> float:
    """Seconds of a clock that only runs forward; tests replace it."""
    return time.monotonic()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give this block a budget of so many seconds, or what is left of the budget around it when that is less."""
    token = _end.set(min(_end.get(), now() + seconds))
    try:
        yield
    finally:
        _end.reset(token)


@contextmanager
def once() -> Iterator[None]:
    """Try each request to AWS in this block once only."""
    token = _tries.set(1)
    try:
        yield
    finally:
        _tries.reset(token)


def left() -> float:
    """Seconds left of the budget; infinite without one."""
    return _end.get() - now()


def patiently[Answer](call: Callable[[], Answer]) -> Answer:
    """The answer to this request to AWS, retried while that may help. Raises OutOfTime, and what boto3 raised last.

    The request must be idempotent: an earlier try may have had its effect.
    """
    for attempt in count(1):
        if left() < LONGEST_TRY:
            raise OutOfTime
        try:
            return call()
        except (ClientError, *NO_ANSWER) as error:
            if attempt >= _tries.get() or not is_passing(error):
                raise
        _pause(attempt)
    raise AssertionError("unreachable")


def attempts(most: int) -> Iterator[int]:
    """Numbers from 0 to below `most`, with a random pause before each but the first; fewer when the time is over."""
    for attempt in range(most):
        if attempt:
            if left() < LONGEST_TRY:
                return
            _pause(attempt)
        yield attempt


def is_passing(error: Exception) -> bool:
    """Whether the same request may succeed a little later."""
    if not isinstance(error, ClientError):
        return isinstance(error, NO_ANSWER)
    code = error.response.get("Error", {}).get("Code", "")
    if code == "TransactionCanceledException":
        reasons = {reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])}
        return reasons <= _BUSY_REASONS
    return code in _BUSY or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500


def _pause(attempt: int) -> None:
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt, max(0.0, left() - LONGEST_TRY))
    time.sleep(_CHANCE.uniform(0, longest))
