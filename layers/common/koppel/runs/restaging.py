"""Restaging: the rows that are different by now become a new stage, which waits for approval of its own."""

from collections import Counter
from dataclasses import replace
from itertools import batched

from koppel.aws.writes import Write
from koppel.domain.problems.runs import DRIFTED
from koppel.domain.runs.item import Item, ItemOutcome
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run
from koppel.domain.runs.staging import digest_of
from koppel.domain.runs.verdict import HOURS
from koppel.runs import judging, reporting, storage
from koppel.runs.pacing import is_late_for, is_over
from koppel.runs.procedure import MOST_IN_A_PAGE
from koppel.runs.storage import PAGES_AT_ONCE
from koppel.runtime import Tenant


def restage(tenant: Tenant, run: Run) -> Run:
    """Go on staging the rows that drifted, ten pages of outcomes at a time. When that is done the run waits."""
    if not run.next_page:
        run = replace(run, next_page=run.pages + 1, restaged_pages=run.from_page - 1, digest="", loses_access=0)
    while run.restaged_pages < run.last_page:
        if is_over():
            return run
        last = min(run.restaged_pages + PAGES_AT_ONCE, run.last_page)
        run = _restage(tenant, run, last)
    if is_late_for(reporting.seconds(run)):
        return run
    count = str(run.outcomes.get(ItemOutcome.DRIFTED, 0))
    after = replace(
        run,
        outcomes={outcome: count for outcome, count in run.outcomes.items() if outcome is not ItemOutcome.DRIFTED},
        from_page=run.next_page,
        next_page=0,
        restaged_pages=0,
    )
    reason = Reason.of(DRIFTED, {"count": count})
    return judging.wait(tenant, run, after, (reason,), HOURS)


def _restage(tenant: Tenant, run: Run, last: int) -> Run:
    """The run with the rows that drifted in the pages up to `last`."""
    before, now = [], list[Item]()
    for _, rows in storage.pages(tenant, run, run.restaged_pages + 1, last):
        for item, result in rows:
            if result and result.drift:
                before.append(item)
                now.append(result.drift)
    counts = Counter(run.counts) + Counter(each.verb for each in now)
    counts.subtract(each.verb for each in before)
    digest, writes = run.digest, list[Write]()
    for some in batched(now, MOST_IN_A_PAGE, strict=False):
        digest = digest_of(tenant.pseudonyms, digest, some)
        writes += storage.page_writes(tenant, run, run.pages + 1 + len(writes), some)
    after = replace(
        run,
        restaged_pages=last,
        pages=run.pages + len(writes),
        counts=dict(sorted((+counts).items())),
        digest=digest,
        loses_access=run.loses_access + sum(each.loses_access for each in now),
    )
    return storage.save(tenant, run, after, writes)
