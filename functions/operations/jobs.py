"""The sweep: the jobs of all integrations, and those of accounts, for every organisation.

Another invocation may have ended halfway, and time passes: deactivations come due, certificates expire. Once a day the
accounts are counted.
"""

from collections.abc import Mapping

from functions.operations import registry
from koppel.accounts import due_deactivations, headcount, merge_leftovers, unmerge, waiting_lists
from koppel.entrance import schedule
from koppel.entrance.schedule import Job
from koppel.runs import sweeping
from koppel.runtime import Runtime

EVERY_FIVE_MINUTES: Mapping[str, Job] = {
    **registry.EVERY_FIVE_MINUTES,
    "follow-ups": waiting_lists.serve_all,
    "merges": merge_leftovers.move_all_leftovers,
    "unmerges": unmerge.move_all_back,
    "deactivations": due_deactivations.carry_out_due,
    "runs": sweeping.continue_runs,
}
DAILY: Mapping[str, Job] = {**registry.DAILY, "headcount": headcount.take}


def sweep(runtime: Runtime, *, often: bool = True, daily: bool = True) -> dict[str, int]:
    """Carry out the jobs of every five minutes (`often`), the daily ones, or both. Returns how much each job did.

    Raises schedule.JobFailed when some failed, after the others are done.
    """
    jobs = {**(EVERY_FIVE_MINUTES if often else {}), **(DAILY if daily else {})}
    return schedule.serve(runtime, "operations", jobs)
