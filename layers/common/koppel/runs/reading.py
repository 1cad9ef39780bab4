"""Reading: an integration reads page by page, and each page is planned and stored before the next is read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from koppel.domain.runs.item import Item, ItemVerb
from koppel.domain.runs.run import Run, RunState
from koppel.domain.runs.staging import digest_of
from koppel.runs import planning, storage
from koppel.runs.pacing import is_over
from koppel.runs.procedure import MOST_IN_A_PAGE, Procedure, ReadPage
from koppel.runs.undoing import read_changes
from koppel.runtime import Tenant


def read(tenant: Tenant, run: Run, procedure: Procedure) -> Run:
    """Go on reading. Returns the run, planned when all was read, otherwise as far as there was time.

    Raises ReadFailed; ValueError for a page with too many candidates.
    """
    pages = read_changes(tenant, run) if run.undoes else procedure.read(tenant, run)
    try:
        return _read(tenant, run, procedure, pages)
    finally:
        getattr(pages, "close", lambda: None)()  # a generator may hold a connection


def _read(tenant: Tenant, run: Run, procedure: Procedure, pages: Iterator[ReadPage]) -> Run:
    for page in pages:
        if len(page.candidates) > MOST_IN_A_PAGE:
            raise ValueError("too many candidates in one page")
        items = planning.plan_page(tenant, run, procedure, page.candidates) if page.candidates else []
        writes = storage.page_writes(tenant, run, run.pages + 1, items) if items else []
        after = replace(
            added(tenant, run, items),
            rows=run.rows + len(items),
            pages=run.pages + len(writes),
            checkpoint=page.checkpoint,
            progress=page.progress or run.progress,
        )
        run = storage.save(tenant, run, after, writes)
        if is_over():
            return run
    return storage.save(tenant, run, replace(run, state=RunState.PLANNED))


def added(tenant: Tenant, run: Run, items: list[Item]) -> Run:
    """The run with the counts and the digest after these items, too."""
    return replace(
        run,
        counts=counted(run.counts, items),
        loses_access=run.loses_access + sum(each.loses_access for each in items),
        digest=digest_of(tenant.pseudonyms, run.digest, items) if items else run.digest,
    )


def counted(counts: Mapping[ItemVerb, int], items: Iterable[Item]) -> dict[ItemVerb, int]:
    """The counts with these items."""
    return dict(sorted((Counter(counts) + Counter(each.verb for each in items)).items()))
