"""What is done for every organisation on a schedule: others may have ended halfway, and time passes."""

from functions.operations import expiry, silence
from koppel import archive, deactivations, early, follow_ups, messages, moves
from koppel.aws.queues import Queue
from koppel.domain.organisations import Organisation
from koppel.entrance import schedule
from koppel.entrance.schedule import Job
from koppel.runtime import Runtime, variable


def sweep(runtime: Runtime, *, often: bool = True, daily: bool = True) -> dict[str, int]:
    """Do what is to be done every five minutes (`often`), every day, or both; how many things each job did.
    Raises schedule.JobFailed when some failed, after the others are done."""
    return schedule.serve(runtime, "operations", {**(_often() if often else {}), **(_daily() if daily else {})})


def _often() -> dict[str, Job]:
    queue = Queue(variable("HL7_QUEUE_URL"))

    def enqueue(runtime: Runtime, organisation: Organisation) -> int:
        return messages.enqueue_left_over(runtime, queue, organisation)

    return {
        "early": early.release_all,
        "messages": enqueue,
        "follow-ups": follow_ups.serve_all,
        "merges": moves.carry_on_all,
        "contents": archive.drop_contents,
        "silence": silence.watch,
        "deactivations": deactivations.carry_out_due,
    }


def _daily() -> dict[str, Job]:
    return {"certificates": expiry.watch}
