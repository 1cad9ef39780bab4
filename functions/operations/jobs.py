"""What is done for every organisation on a schedule: others may have ended halfway, and time passes."""

from functions.hl7_intake.archive import messages, parked, search
from functions.operations import expiry, silence
from koppel.accounts import due_deactivations, merge_leftovers, waiting_lists
from koppel.aws.queues import Queue
from koppel.domain.organisation import Organisation
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
        "early": parked.release_all,
        "messages": enqueue,
        "follow-ups": waiting_lists.serve_all,
        "merges": merge_leftovers.move_all_leftovers,
        "contents": search.drop_contents,
        "silence": silence.watch,
        "deactivations": due_deactivations.carry_out_due,
    }


def _daily() -> dict[str, Job]:
    return {"certificates": expiry.watch}
