"""Turns: a job of the sweep has a limited time, and goes on in the next run where it stopped in this one.

So a long list of one organisation takes no time from the others, and a row that cannot be served none from those behind
it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched

from koppel.aws import patience, row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Delete, Put
from koppel.runtime import Runtime, Tenant

RESERVE_SECONDS = 2 * patience.LONGEST_TRY + 1
"""What is left of the invocation's budget when nothing more is begun: for what was begun, and to keep the place."""

_end: ContextVar[float] = ContextVar("end of the turn", default=math.inf)


@contextmanager
def lasting(seconds: float) -> Iterator[None]:
    """Give what is done in this block a turn of so many seconds. What is begun in it may end a little later, as long as
    the budget of the invocation lasts (`patience`)."""
    token = _end.set(patience.now() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def is_over() -> bool:
    """Whether nothing more is to be begun."""
    return patience.now() >= _end.get() or patience.left() < RESERVE_SECONDS


def serve(
    tenant: Tenant,
    job: str,
    partition: str,
    do: Callable[[Sequence[Row]], int],
    *,
    at_once: int = 1,
    most: int = 5000,
) -> int:
    """Do the job for the rows of a partition, some at once, from where the last run stopped and round to there; the sum
    of what it did. Raises the first exception that the job raised, after the others had their turn."""
    place = row_keys.organisation.turn(tenant.slug, job)
    kept = tenant.table.get(place)
    after = start = str(kept["after"]) if kept else ""
    done, looked, first_error = 0, 0, None
    for some in batched(_round(tenant.runtime, partition, start), at_once, strict=False):
        if is_over() or looked >= most:
            tenant.table.write(Put(place, {"after": after}))
            break
        try:
            done += do(some)
        except Exception as error:  # those behind it must get their turn
            first_error = first_error or error
        after, looked = some[-1]["sk"], looked + len(some)
    else:
        if kept:
            tenant.table.write(Delete(place))
    if first_error:
        raise first_error
    return done


def _round(runtime: Runtime, partition: str, start: str) -> Iterator[Row]:
    yield from runtime.table.query(partition, after=start)
    for row in runtime.table.query(partition) if start else ():
        if row["sk"] > start:
            return
        yield row
