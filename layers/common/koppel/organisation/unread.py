"""Counts of the open entries of error logs, by level, and of those that a person has not seen yet.

Both come from the keys in a listing. A row for each person and integration keeps when the person last looked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import Put
from koppel.domain.problems.problem import Level, State
from koppel.organisation.entry_search import last_seen_in, level_in
from koppel.runtime import Tenant

MOST_LISTED = 1000
"""Keys of an integration's entries, the newest, that are counted."""
MOST_COUNTED = 100
DAYS_KNOWN = 180
"""How long it is known that a person looked; after that every open entry counts as not seen."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of entries, at most MOST_COUNTED; `or_more` when there are more, or may be."""

    count: int
    or_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The open entries of one integration.

    unread  last seen after the person last looked
    seen    when that was, UTC; "" for never
    """

    integration: str
    open: Mapping[Level, Count]
    unread: Count
    seen: str


def count(tenant: Tenant, integrations: Sequence[str], actor: str) -> Iterator[Counts]:
    """The open entries of each integration, and what this person has not seen of them."""
    looks = {each: _look(tenant, each, actor) for each in integrations}
    rows = tenant.table.get_many(looks.values())
    for integration, place in looks.items():
        seen = str(rows[place]["at"]) if place in rows else ""
        listing = row_keys.organisation.entries_in(tenant.slug, integration, State.OPEN)
        listed = list(tenant.table.listed(listing, limit=MOST_LISTED, newest_first=True))
        levels = Counter(_levels(tenant, listed))
        is_cut = len(listed) == MOST_LISTED
        unread = sum(last_seen_in(row) > seen for row in listed)
        yield Counts(
            integration=integration,
            open={level: _count(levels[level], is_cut=is_cut) for level in Level},
            unread=_count(unread, is_cut=unread == MOST_LISTED),
            seen=seen,
        )


def look(tenant: Tenant, integration: str, actor: str) -> str:
    """Keep that this person looks at the error log of the integration now. Returns when the person looked before."""
    place = _look(tenant, integration, actor)
    before = tenant.table.get(place)
    tenant.table.write(Put(place, {"at": tenant.moment(), "expires": tenant.epoch(DAYS_KNOWN)}))
    return str(before["at"]) if before else ""


def _look(tenant: Tenant, integration: str, actor: str) -> RowKey:
    return row_keys.organisation.look(tenant.slug, tenant.pseudonyms.of("actor", actor), integration)


def _levels(tenant: Tenant, listed: Sequence[Row]) -> Iterator[str]:
    """The level of each entry; the rows of those are read that were last seen before the listing had levels."""
    yield from filter(None, map(level_in, listed))
    unknown = (RowKey(row["pk"], row["sk"]) for row in listed if not level_in(row))
    yield from (row["level"] for row in tenant.table.get_many(unknown).values())


def _count(number: int, *, is_cut: bool) -> Count:
    return Count(min(number, MOST_COUNTED), number > MOST_COUNTED or is_cut)
