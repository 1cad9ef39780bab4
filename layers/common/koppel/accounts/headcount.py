"""Headcounts: how many active accounts of each kind an organisation has, counted once a day.

Counting reads every account. The daily sweep does that in the organisation's turn, and goes on in the next run where
the turn ended; the row of a day exists once all are counted. A count that took several runs is of several days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta

from koppel.accounts import store
from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Delete, Put
from koppel.domain.accounts.account import Kind
from koppel.organisation import turns
from koppel.runtime import Tenant

JOB = "headcount"
DAYS_KEPT = 400
AT_ONCE = 500  # accounts between two looks at the clock
KINDS = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Headcount:
    """The active accounts on a day (UTC), by kind."""

    day: str
    active: dict[Kind, int]


@dataclass(slots=True)
class _Place:
    """Where the counting is: the kind, the last account that was looked at, and the counts so far."""

    kind: int = 0
    after: str = ""
    active: dict[str, int] = field(default_factory=dict)


def take(tenant: Tenant) -> int:
    """Count until all are counted or the turn is over. Returns how many accounts were looked at."""
    key = row_keys.organisation.turn(tenant.slug, JOB)
    kept = tenant.table.get(key)
    place = _Place(kept["kind"], kept["after"], dict(kept["active"])) if kept else _Place()
    looked = 0
    while place.kind < len(KINDS):
        if turns.is_over():
            row: Row = {"kind": place.kind, "after": place.after, "active": place.active}
            tenant.table.write(Put(key, row))
            return looked
        looked += _look(tenant, place)
    day = tenant.clock().astimezone(UTC).date().isoformat()
    row = {"active": {each: place.active.get(each, 0) for each in KINDS}, "expires": tenant.epoch(DAYS_KEPT)}
    tenant.table.write(Put(row_keys.accounts.headcount(tenant.slug, day), row))
    if kept:
        tenant.table.write(Delete(key))
    return looked


def between(tenant: Tenant, first: date, last: date) -> Iterator[Headcount]:
    """The headcounts of these days and those between them, oldest first."""
    before = (first - timedelta(days=1)).isoformat()
    for row in tenant.table.query(row_keys.accounts.headcounts(tenant.slug), after=before):
        if row["sk"] > last.isoformat():
            return
        yield Headcount(row["sk"], {Kind(kind): count for kind, count in row["active"].items()})


def _look(tenant: Tenant, place: _Place) -> int:
    """Look at the next accounts of the kind, and move the place behind them."""
    kind, looked = KINDS[place.kind], 0
    for account in store.listed(tenant, kind, after=place.after, limit=AT_ONCE):
        looked, place.after = looked + 1, account.key
        place.active[kind] = place.active.get(kind, 0) + account.active
    if looked < AT_ONCE:
        place.kind, place.after = place.kind + 1, ""
    return looked
