"""Turns: each job of the sweep has a limited time for each organisation, and continues where its last run stopped.

A long list of one organisation therefore takes no time from other organisations, and a row that fails takes none from
the rows after it.
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
"""Time of the invocation's budget in which no row is begun: it is for the row in progress and for storing the place."""

_end: ContextVar[float] = ContextVar("end of the turn", default=math.inf)


@contextmanager
def lasting(seconds: float) -> Iterator[None]:
    """Give the work in this block a turn of this length. A row that was begun in it may end later, within the budget of
    the invocation (`patience`)."""
    token = _end.set(patience.now() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def is_over() -> bool:
    """Whether the job must begin no more rows."""
    return patience.now() >= _end.get() or patience.left() < RESERVE_SECONDS


def continue_job(
    tenant: Tenant,
    job: str,
    partition: str,
    do: Callable[[Sequence[Row]], int],
    *,
    at_once: int = 1,
    most: int = 5000,
) -> int:
    """Do the job for each row of a partition, from the place where the last run stopped, until all had their turn, the
    job's own turn is over, or `most` rows were done.

    do       does the job for a batch of rows; returns a count
    at_once  rows in a batch

    Returns the sum of the counts. Raises the first exception that `do` raised, after it was called for the other rows.
    """
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
        except Exception as error:  # the rows after it must have their turn
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
