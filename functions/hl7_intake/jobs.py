"""The jobs of the sweep for HL7 messages: queue what was left over, release parked ones, drop contents, watch feeds."""

from collections.abc import Mapping

from functions.hl7_intake.archive import left_over, parked, search, silence
from koppel.aws.queues import Queue
from koppel.entrance.schedule import Job
from koppel.runtime import Tenant, variable


def _enqueue(tenant: Tenant) -> int:
    return left_over.enqueue_left_over(tenant, Queue(variable("HL7_QUEUE_URL")))


EVERY_FIVE_MINUTES: Mapping[str, Job] = {
    "early": parked.release_all,
    "messages": _enqueue,
    "contents": search.drop_contents,
    "silence": silence.watch,
}
DAILY: Mapping[str, Job] = {}
