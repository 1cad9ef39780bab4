"""The jobs of directories: queue the sources that are due, and warn of secrets that expire."""

from collections.abc import Mapping

from functions.directory_sync import schedule, secret_expiry
from koppel.aws.queues import Queue
from koppel.entrance.schedule import Job
from koppel.runs.queueing import DIRECTORY_QUEUE
from koppel.runtime import Tenant, variable


def _enqueue(tenant: Tenant) -> int:
    return schedule.enqueue_due(tenant, lambda: Queue(variable(DIRECTORY_QUEUE)))


EVERY_FIVE_MINUTES: Mapping[str, Job] = {"directories": _enqueue}
DAILY: Mapping[str, Job] = {"directory-secrets": secret_expiry.watch}
