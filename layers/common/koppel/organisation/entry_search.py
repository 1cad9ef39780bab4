"""Pages of error logs: the entries in one state, of one integration or of several, newest first, filtered.

Keys of entries are listed by the time when they were last seen, with their level. Rows are read for the text only, and
a page lists and reads a bounded number of them: it may be short, and its cursor still says where to go on.
"""

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched, takewhile
from operator import itemgetter

from koppel.aws import row_keys
from koppel.aws.row_keys import row_key
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.table import MOST_KEYS
from koppel.domain.problems.problem import Level, State
from koppel.organisation.entry import Entry, from_row
from koppel.runtime import Tenant

MOST_LISTED = 1000
"""Keys that a page with a filter lists for each integration."""
MOST_READ = 500
"""Rows that a page with a filter reads."""

ENTRY_ID = re.compile(r"(?:-|[0-9a-f]{32})/[0-9a-f]{32}")
_PLACE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}(?:/[a-z]+)?"
CURSOR = re.compile(f"({_PLACE}):([a-z0-9_]+):({ENTRY_ID.pattern})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: every value that is filled must match.

    text   part of the explanation in either language, in capitals or not
    since  last seen at this time or later, UTC
    until  last seen before this time, UTC
    """

    level: Level | None = None
    text: str = ""
    since: str = ""
    until: str = ""


EVERY = Wanted()


@dataclass(frozen=True, slots=True)
class _Position:
    """The place of the last entry of a page: its sort key in the listing, its integration and its id."""

    place: str
    integration: str
    entry: str


def page(
    tenant: Tenant, integrations: Sequence[str], state: State, wanted: Wanted = EVERY, *, limit: int, after: str
) -> tuple[list[Entry], str]:
    """A page of at most `limit` entries, and the cursor of the next page ("" at the end).

    Raises ValueError for a cursor that is not of a page of these integrations.
    """
    position = _read_cursor(after, integrations) if after else None
    is_filtered = bool(wanted.level or wanted.text)
    most = max(limit, MOST_LISTED) if is_filtered else limit
    streams = [_listed(tenant, (each, state), wanted, position, most) for each in sorted(integrations)]
    merged = heapq.merge(*streams, key=itemgetter("listing_sk"), reverse=True)  # equal ones in the order of streams
    listed = [row for row, _ in zip(merged, range(most), strict=False)]
    possible = [row for row in listed if _may_match(row, wanted)]
    readable = possible[: max(limit, MOST_READ)]
    found: list[Entry] = []
    for rows in batched(readable, MOST_KEYS, strict=False):
        stored = tenant.table.get_many(_key(row) for row in rows)
        for row in rows:
            entry = from_row(stored[_key(row)]) if _key(row) in stored else None
            if entry and entry.state is state and _matches(entry, wanted):  # the listing may be stale
                found.append(entry)
            if len(found) == limit:
                return found, _cursor(row)
    if len(readable) < len(possible):
        return found, _cursor(readable[-1])
    return found, _cursor(listed[-1]) if len(listed) == most else ""


def place(time: str, level: Level) -> str:
    """The sort key of an entry in the listing of its state: when it was last seen, and its level."""
    return row_key.sort_key(f"{time}/{level}")


def last_seen_in(row: Row) -> str:
    """When an entry was last seen, as the listing has it."""
    return str(row["listing_sk"].partition("/")[0])


def level_in(row: Row) -> str:
    """The level of an entry as the listing has it; "" for one that was last seen before the listing had levels."""
    return str(row["listing_sk"].partition("/")[2])


def _listed(
    tenant: Tenant, log: tuple[str, State], wanted: Wanted, position: _Position | None, most: int
) -> Iterator[Row]:
    """Keys of at most `most` entries, newest first, from the position on. Of entries with one place those of the
    integration that sorts first come first."""
    integration, state = log
    listing = row_keys.organisation.entries_in(tenant.slug, integration, state)
    until, before, after = wanted.until, "", None
    if position and (not until or position.place < until):
        until = position.place if position.integration < integration else ""
        before = position.place if position.integration > integration else ""
        if position.integration == integration:
            key = RowKey(row_keys.organisation.entries(tenant.slug, integration), position.entry)
            after = {"listing_pk": listing, "listing_sk": position.place, **key._asdict()}
    rows = tenant.table.listed(listing, until=until, before=before, after=after, limit=most, newest_first=True)
    return takewhile(lambda row: row["listing_sk"] >= wanted.since, rows)


def _may_match(row: Row, wanted: Wanted) -> bool:
    return not wanted.level or level_in(row) in {wanted.level, ""}


def _matches(entry: Entry, wanted: Wanted) -> bool:
    text = wanted.text.casefold()
    texts = (entry.explanation.nl.casefold(), entry.explanation.en.casefold())
    return (not wanted.level or entry.level is wanted.level) and any(text in each for each in texts)


def _key(row: Row) -> RowKey:
    return RowKey(row["pk"], row["sk"])


def _cursor(row: Row) -> str:
    integration = row["pk"].rpartition("/")[2]
    return f"{row['listing_sk']}:{integration}:{row['sk']}"


def _read_cursor(text: str, integrations: Sequence[str]) -> _Position:
    found = CURSOR.fullmatch(text)
    if not found or found[2] not in integrations:
        raise ValueError("is no cursor of these error logs")
    return _Position(found[1], found[2], found[3])
