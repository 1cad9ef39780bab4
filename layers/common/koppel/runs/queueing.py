"""Queueing: a message that says that a run is to go on. Messages of one slot keep their order."""

from contextlib import suppress

from koppel.aws.queues import Queue, QueueUnavailable
from koppel.domain.runs.run import Run
from koppel.runtime import Tenant, variable

DIRECTORY_QUEUE = "DIRECTORY_QUEUE_URL"
IMPORT_QUEUE = "IMPORT_QUEUE_URL"
"""Variables with the URLs of the queues."""


def enqueue(tenant: Tenant, run: Run) -> None:
    """Queue the run. Where the queue takes nothing now, the sweep queues it."""
    ids = {"organisation": tenant.slug, "run": run.id, "turn": str(run.turn)}
    with suppress(QueueUnavailable):
        Queue(variable(run.queue)).send(f"{tenant.slug}/{run.slot}", ids)
