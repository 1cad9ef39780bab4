"""The entrance for schedules: the same jobs for every organisation; a job that fails does not stop the others.

The time of an invocation is divided: each job of each organisation gets an equal part of the time that is left, so time
that a job does not use goes to the others. When the time ends before every organisation had its turn, the next run
starts with the first one that had none.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from koppel import log
from koppel.aws import patience, row_keys
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.aws.writes import Delete, Put
from koppel.organisation import organisations, turns
from koppel.runtime import Runtime, Tenant

type Job = Callable[[Tenant], int]
"""Does something for one organisation and returns the number of things it did."""


SHORTEST_TURN = 1.0  # seconds that a job needs to do something
PLACE = row_keys.organisation.turn(OPERATOR, "organisations")


def serve(runtime: Runtime, function: str, jobs: Mapping[str, Job]) -> dict[str, int]:
    """Do every job for every organisation while there is time. Returns by job the number of things it did. Raises
    JobFailed at the end when jobs failed, so that the invocation counts as failed."""
    started = time.monotonic()
    done = dict.fromkeys(jobs, 0)
    failed: Counter[str] = Counter()
    order, interrupted = _order(runtime)
    left = len(order) * len(jobs)
    reached = ""
    for slug in order:
        if turns.is_over():
            reached = slug
            break
        try:
            known = organisations.look_up(runtime, slug)
        except Exception as error:  # the other organisations must get their turn
            log.broke("look-up failed", error, reference=slug)
            failed["look-up"] += 1
            known = None
        for name, job in jobs.items():
            if known is None:
                break
            try:
                with turns.lasting(max(SHORTEST_TURN, (patience.left() - turns.RESERVE_SECONDS) / left)):
                    done[name] += job(Tenant(runtime, known.organisation))
            except Exception as error:  # the other jobs must get their turn too
                log.broke(f"{name} failed", error, reference=slug)
                failed[name] += 1
            left -= 1
    if reached:
        runtime.table.write(Put(PLACE, {"after": reached}))
    elif interrupted:
        runtime.table.write(Delete(PLACE))
    log.done(
        "swept",
        outcome=" ".join(f"{name}:{count}" for name, count in done.items()),
        count=sum(done.values()),
        failed=failed.total(),
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    log.measure(function, Swept=sum(done.values()), Failed=failed.total())
    if failed:
        raise JobFailed(failed)
    return done


def _order(runtime: Runtime) -> tuple[Sequence[str], bool]:
    """All organisations, starting with the first for which the last run had no time; and whether there was one."""
    slugs, kept = list(organisations.every(runtime)), runtime.table.get(PLACE)
    at = next((number for number, slug in enumerate(slugs) if kept and slug >= kept["after"]), 0)
    return [*slugs[at:], *slugs[:at]], kept is not None


class JobFailed(Exception):
    """Some jobs of a schedule failed. The text names them, each with the number of organisations for which it failed;
    the log has a line for each of these."""

    def __init__(self, failed: Mapping[str, int]) -> None:
        super().__init__(", ".join(f"{job} ({count})" for job, count in failed.items()))
