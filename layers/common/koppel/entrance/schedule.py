"""The entrance for schedules: the same jobs for every organisation; one that fails does not keep it from the rest."""

import time
from collections.abc import Callable

from koppel import log
from koppel.domain.organisation import Organisation
from koppel.organisation import organisations
from koppel.runtime import Runtime

type Job = Callable[[Runtime, Organisation], int]
"""Does something for one organisation and says how many things it did."""


def serve(runtime: Runtime, function: str, jobs: dict[str, Job]) -> dict[str, int]:
    """Do every job for every organisation; how many things each job did. Raises JobFailed at the end when some failed,
    so that the invocation counts as failed."""
    started = time.monotonic()
    done, failed = dict.fromkeys(jobs, 0), 0
    for slug in organisations.every(runtime):
        try:
            known = organisations.look_up(runtime, slug)
        except Exception as error:  # the other organisations must get their turn
            log.broke("look-up failed", error, reference=slug)
            failed += 1
            continue
        if known is None:
            continue
        for name, job in jobs.items():
            try:
                done[name] += job(runtime, known.organisation)
            except Exception as error:  # so must the other jobs
                log.broke(f"{name} failed", error, reference=slug)
                failed += 1
    log.done(
        "swept",
        outcome=" ".join(f"{name}:{count}" for name, count in done.items()),
        count=sum(done.values()),
        failed=failed,
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    log.measure(function, Swept=sum(done.values()), Failed=failed)
    if failed:
        raise JobFailed(failed)
    return done


class JobFailed(Exception):
    """Some jobs of a schedule failed; each has a log line of its own."""
