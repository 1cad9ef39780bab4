"""The time budget of an invocation, smaller than the timeout of its function, so that there is time to answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from koppel.aws import patience

RESERVE_SECONDS = 2
"""Seconds that the function keeps for its answer; it sends no request to AWS in them."""

type Handler[Event, Answer] = Callable[[Event, Any], Answer]


def budgeted[Event, Answer](handler: Handler[Event, Answer]) -> Handler[Event, Answer]:
    """The handler with the time that Lambda leaves it as its budget (`patience`). Without a context, as in tests, there
    is no budget."""

    @wraps(handler)
    def within_budget(event: Event, context: Any) -> Answer:
        if context is None or not hasattr(context, "get_remaining_time_in_millis"):
            return handler(event, context)
        with patience.within(context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS):
            return handler(event, context)

    return within_budget
