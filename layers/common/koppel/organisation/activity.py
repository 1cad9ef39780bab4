"""Activity as stored: the entrances count what comes in, and pages show it.

A count is tried once and not repeated: without an answer from the table, one may be missing, or counted although the
attempt looked as if it had failed. The counts are for people who look at a graph; nobody is billed by them.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from koppel import log
from koppel.aws import patience, row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Update
from koppel.domain.tiles import activity
from koppel.domain.tiles.activity import SUCCESSES, Activity, Outcome
from koppel.runtime import Runtime, Tenant

DAYS_KEPT = 400
"""So that this month can be compared with the same one of last year."""
LATEST_DAYS = 8
TIME_NEEDED = 2 * patience.LONGEST_TRY
"""Seconds of the invocation's budget without which nothing is counted: the answer matters more."""


def count(runtime: Runtime, org: str, integration: str, counts: Mapping[Outcome, int]) -> None:
    """Count these outcomes in the hour that runs. A failure is logged and has no effect on the caller."""
    counted = {each: number for each, number in counts.items() if number and activity.is_counted(each)}
    if not org or not counted or patience.left() < TIME_NEEDED:
        return
    try:
        with patience.once():
            runtime.table.write(_write(runtime, org, integration, counted))
    except Exception as error:  # the request has its answer, whatever this was
        log.broke("not counted", error, reference="")


def between(tenant: Tenant, integration: str, first: date, last: date) -> Activity:
    """The activity of these days (UTC) and those between them."""
    partition = row_keys.traffic.all_activity(tenant.slug, integration)
    rows = tenant.table.query(partition, after=(first - timedelta(days=1)).isoformat())
    return activity.from_rows(_of_days(takewhile(lambda row: row["sk"] <= last.isoformat(), rows)))


def latest(tenant: Tenant, integration: str) -> Activity:
    """The activity of the latest days that had any, in one read of at most LATEST_DAYS rows."""
    partition = row_keys.traffic.all_activity(tenant.slug, integration)
    return activity.from_rows(_of_days(tenant.table.query(partition, limit=LATEST_DAYS, newest_first=True)))


def _write(runtime: Runtime, org: str, integration: str, counts: Mapping[Outcome, int]) -> Update:
    now = runtime.clock().astimezone(UTC)
    names = {f"#c{number}": activity.attribute(now.hour, each) for number, each in enumerate(counts)}
    values = {f":c{number}": each for number, each in enumerate(counts.values())}
    values[":expires"] = runtime.epoch(DAYS_KEPT)
    expression = "SET expires = :expires"
    if counts.keys() & SUCCESSES:
        expression += ", succeeded = :now"
        values[":now"] = runtime.epoch()
    added = ", ".join(f"#c{number} :c{number}" for number in range(len(counts)))
    place = row_keys.traffic.activity(org, integration, now.date().isoformat())
    return Update(place, f"{expression} ADD {added}", values=values, names=names)


def _of_days(rows: Iterator[Row]) -> Iterator[tuple[date, Row]]:
    for row in rows:
        yield datetime.fromisoformat(row["sk"]).date(), row
