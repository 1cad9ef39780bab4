"""Retention: reports of imports hold data of people, and go when the rows of their import go.

DynamoDB deletes the rows by itself. The bucket deletes files after 30 days; a tile may want it sooner.
"""

from datetime import timedelta

from functions.bulk_import.tile import TILE, ImportSettings
from koppel.aws.files import Files
from koppel.domain.times import from_text
from koppel.organisation import organisations, tiles, turns
from koppel.runs import storage
from koppel.runtime import Tenant, variable

DAYS_OF_BUCKET = 30
MOST = 500
"""Runs that are looked at, newest first: the daily job of many days covers the rest."""


def clean(tenant: Tenant) -> int:
    """Delete the reports of imports that ended longer ago than the tile keeps them. Returns how many."""
    state = tiles.state(tenant, TILE)
    settings: ImportSettings = organisations.read_settings(ImportSettings, state.settings if state else "{}")
    if settings.retention >= DAYS_OF_BUCKET:
        return 0
    before, done = tenant.clock() - timedelta(days=settings.retention), 0
    oldest = tenant.clock() - timedelta(days=DAYS_OF_BUCKET + 1)
    for run in storage.newest_first(tenant, limit=MOST):
        if turns.is_over() or from_text(run.started) < oldest:
            break
        if run.integration == TILE.integration and run.ended and from_text(run.ended) < before:
            done += _delete(tuple(run.files.values()))
    return done


def _delete(keys: tuple[str, ...]) -> int:
    for key in keys:
        Files(variable("FILES_BUCKET")).delete(key)
    return len(keys)
