"""What is done for every organisation every five minutes: others may have ended halfway."""

from functions.operations import silence
from koppel import archive, deactivations, early, follow_ups, messages, moves
from koppel.aws.queues import Queue
from koppel.domain.organisations import Organisation
from koppel.entrance import schedule
from koppel.runtime import Runtime, variable


def sweep(runtime: Runtime) -> dict[str, int]:
    """Do all jobs; how many things each did. Raises schedule.JobFailed when some failed, after the others are done."""
    queue = Queue(variable("HL7_QUEUE_URL"))

    def enqueue(runtime: Runtime, organisation: Organisation) -> int:
        return messages.enqueue_left_over(runtime, queue, organisation)

    return schedule.serve(
        runtime,
        "operations",
        {
            "early": early.release_all,
            "messages": enqueue,
            "follow-ups": follow_ups.serve_all,
            "merges": moves.carry_on_all,
            "contents": archive.drop_contents,
            "silence": silence.watch,
            "deactivations": deactivations.carry_out_due,
        },
    )
