"""Left-over messages: stored minutes ago and still pending, because a process ended or the queue lost them.

The sweep queues them again. It reads the listing `pending` in rounds, a hundred messages at a time. A round continues
in the next sweep when the turn is over; the next round starts half an hour after this one started.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import batched

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Message, Outcome
from koppel.aws import row_keys
from koppel.aws.queues import Queue
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.table import MOST_KEYS
from koppel.aws.writes import Put
from koppel.domain.times import MICROSECONDS
from koppel.organisation import turns
from koppel.runtime import Tenant

ROUND_EVERY = timedelta(minutes=30)
JOB = "messages"


def enqueue_left_over(tenant: Tenant, queue: Queue) -> int:
    """Queue messages that are due in the listing `pending`, oldest first. Returns how many.

    A message that is still on the queue may be queued twice; its second turn has no effect. Raises QueueUnavailable:
    that message and those after it are queued by the next sweep.
    """
    now, place = tenant.moment(), row_keys.organisation.turn(tenant.slug, JOB)
    kept = tenant.table.get(place)
    if kept and kept["ended"] and kept["began"] <= (tenant.clock() - ROUND_EVERY).strftime(MICROSECONDS):
        kept = None
    reached: Row = {"began": now, "after": None, "ended": False, **(kept or {})}
    listed = tenant.table.listed(row_keys.traffic.pending(tenant.slug), until=now, after=reached["after"])
    has_ended, count = False, 0
    try:
        for some in batched(listed, MOST_KEYS, strict=False):
            found = _pending(tenant, now, [RowKey(each["pk"], each["sk"]) for each in some])
            queue.send_many((each.group, messages.ids(tenant.organisation, each)) for each in found)
            reached["after"], count = some[-1], count + len(found)
            if turns.is_over():
                break
        else:
            has_ended = True
    finally:
        reached["ended"] = has_ended
        if reached["after"] and reached != kept:
            tenant.table.write(Put(place, {name: reached[name] for name in ("began", "after", "ended")}))
    return count


def _pending(tenant: Tenant, now: str, keys: Sequence[RowKey]) -> list[Message]:
    """Those of these messages that are still pending, in the same order: the listing may be behind."""
    found = tenant.table.get_many(keys)
    rows = ((key, found[key]) for key in keys if key in found)
    return [
        messages.from_row(messages.identity_of(key), row)
        for key, row in rows
        if row["listing_sk"] <= now and (row["outcome"] == Outcome.PENDING or "unnoted" in row)
    ]
