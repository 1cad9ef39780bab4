"""Queueing: a message that says that a run is to go on. Messages of one slot keep their order.

A message that is not answered, because its worker was killed, keeps back the later ones of its group until the queue
shows it again. A run that the sweep queues again therefore goes on in a group of its own.
"""

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
    group = f"{tenant.slug}/{run.slot}" + (f"/{run.turn}" if run.turn else "")
    with suppress(QueueUnavailable):
        Queue(variable(run.queue)).send(group, ids)
