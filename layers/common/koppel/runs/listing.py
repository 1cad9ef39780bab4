"""Listing: runs, and the rows of a run, page by page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from koppel.domain.runs.item import Item, ItemOutcome, ItemVerb, Result
from koppel.domain.runs.run import Run, RunState
from koppel.runs import storage
from koppel.runtime import Tenant

MOST_SEEN = 500  # runs that one page of runs looks at
MOST_PAGES = 50  # of a plan, that one page of rows looks at
CURSOR = re.compile("[0-9]{1,8}-[0-9]{1,3}")
"""The place of a row: its page, and its place in it from 0."""

type Row = tuple[Item, Result | None]
"""A row of a run, and what became of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: every attribute that is given must match."""

    verb: ItemVerb | None = None
    outcome: ItemOutcome | None = None

    def matches(self, item: Item, result: Result | None) -> bool:
        """Whether this is one of them."""
        is_verb = self.verb is None or item.verb is self.verb
        return is_verb and (self.outcome is None or (result is not None and result.outcome is self.outcome))


EVERY = Wanted()


def runs(
    tenant: Tenant, *, integration: str = "", state: RunState | None = None, limit: int, after: str = ""
) -> tuple[list[Run], str]:
    """Runs, newest first, and the cursor of the next page ("" at the end). A page looks at a bounded number of runs:
    it may be short and still lead to a next one."""
    found: list[Run] = []
    seen = 0
    for run in storage.newest_first(tenant, after=after, limit=MOST_SEEN):
        seen, after = seen + 1, run.id
        if integration in {"", run.integration} and state in {None, run.state}:
            found.append(run)
        if len(found) == limit:
            return found, after
    return found, after if seen == MOST_SEEN else ""


def rows(tenant: Tenant, run: Run, wanted: Wanted = EVERY, *, limit: int, after: str = "") -> tuple[list[Row], str]:
    """The rows of a run in their order, and the cursor of the next page ("" at the end). Of a run that waits for rows
    that are different by now, only these. A page may be short and still lead to a next one."""
    start, skipped = map(int, (after or f"{_first(run)}-0").split("-"))
    found: list[Row] = []
    for number, page in _pages(tenant, run, start):
        for at, (item, result) in enumerate(page):
            if (number == start and at < skipped) or _is_superseded(run, number, result):
                continue
            if wanted.matches(item, result):
                found.append((item, result))
            if len(found) == limit:
                return found, f"{number}-{at + 1}"
        if number - start + 1 == MOST_PAGES and number < run.pages:
            return found, f"{number + 1}-0"
    return found, ""


def every_row(tenant: Tenant, run: Run) -> Iterator[Row]:
    """All rows of a run in their order, each once."""
    for number, page in _pages(tenant, run, 1):
        yield from (row for row in page if not _is_superseded(run, number, row[1]))


def _pages(tenant: Tenant, run: Run, start: int) -> Iterator[tuple[int, list[Row]]]:
    """The pages, with the outcomes of the rows that are not applied, too."""
    if start > run.pages:
        return
    for number, page in storage.pages(tenant, run, start, run.pages):
        is_applied = number <= run.applied_pages
        yield number, [(item, result or _untouched(item) if is_applied else result) for item, result in page]


def _untouched(item: Item) -> Result | None:
    if item.is_change:
        return None
    outcome = ItemOutcome.UNCHANGED if item.verb is ItemVerb.UNCHANGED else ItemOutcome.REFUSED
    return Result(number=item.number, outcome=outcome)


def _first(run: Run) -> int:
    return run.from_page if run.state is RunState.WAITING else 1


def _is_superseded(run: Run, page: int, result: Result | None) -> bool:
    """Whether the row was staged again in a later stage."""
    return page < run.from_page and result is not None and result.outcome is ItemOutcome.DRIFTED
