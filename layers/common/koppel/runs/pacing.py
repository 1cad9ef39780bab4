"""Pacing: when a worker stops in the middle of a run and has it queued again."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from koppel.aws import patience

RESERVE_SECONDS = 15
"""Time of the invocation's budget in which nothing new is begun: it is for the item or page in progress, and for
storing how far the run is."""
FRESH = 0.9
"""An invocation that has this part of its time left has not done anything yet: nothing gets more time than it has."""

_whole: ContextVar[float] = ContextVar("time of the invocation", default=math.inf)


@contextmanager
def invocation() -> Iterator[None]:
    """Within this block, the time that is left at its start is all there is."""
    token = _whole.set(patience.left())
    try:
        yield
    finally:
        _whole.reset(token)


def is_over() -> bool:
    """Whether nothing new is to be begun."""
    return patience.left() < RESERVE_SECONDS


def is_late_for(seconds: float) -> bool:
    """Whether another invocation is to do what takes so many seconds and cannot be interrupted."""
    return patience.left() < min(seconds + RESERVE_SECONDS, FRESH * _whole.get())
