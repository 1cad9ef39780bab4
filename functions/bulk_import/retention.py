"""Retention: reports of imports hold data of people, and go when the rows of their import go.

DynamoDB deletes the rows by itself, at the time that each run has. It tells nobody, so the reports go on the day
before, while the run still says which they are. The bucket deletes every file after 30 days, too.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from functions.bulk_import.tile import TILE
from koppel.aws.files import Files
from koppel.domain.runs.run import Run
from koppel.domain.times import from_text
from koppel.organisation import turns
from koppel.runs import storage
from koppel.runs.storage import RunTaken
from koppel.runtime import Tenant, variable

DAYS_OF_BUCKET = 30
HOURS_BEFORE = 26
"""So long before the rows go, an import that waits has ended, and its reports go: the job is done once a day."""
MOST = 10_000
"""Runs that are looked at, newest first: those of 30 days, also where three directories are read every quarter."""


def clean(tenant: Tenant) -> int:
    """Delete the reports of imports whose rows will go before the next day's job is done. Returns how many."""
    soon, done = tenant.epoch(HOURS_BEFORE / 24), 0
    oldest = tenant.clock() - timedelta(days=DAYS_OF_BUCKET + 1)
    for run in storage.newest_first(tenant, limit=MOST):
        if turns.is_over() or from_text(run.started) < oldest:
            break
        if run.integration == TILE.integration and run.is_closed and run.files and run.expires <= soon:
            done += _delete(tenant, run)
    return done


def hours_for_approval(tenant: Tenant, run: Run, days: int) -> float:
    """How long the run may wait where the tile gives it so many days: not until its rows go."""
    return min(24.0 * days, max(1.0, (run.expires - tenant.epoch()) / 3600 - HOURS_BEFORE))


def _delete(tenant: Tenant, run: Run) -> int:
    files = Files(variable("FILES_BUCKET"))
    for key in run.files.values():
        files.delete(key)
    with suppress(RunTaken):
        storage.save(tenant, run, replace(run, files={}))
    return len(run.files)
