"""Undoing: a run that undoes another one. It reads what the other has changed, latest first, and is planned, approved,
applied and reported like any run."""

from collections.abc import Iterator
from itertools import batched

from koppel.aws import row_keys
from koppel.aws.writes import PRESENT, Update, Write
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.problems.refusal import Declined
from koppel.domain.problems.runs import NOT_ENDED, NOTHING_APPLIED, RUN_BUSY, UNDONE_ALREADY, UNKNOWN_RUN
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, ItemOutcome, Result
from koppel.domain.runs.run import ENDED, Run, RunKind, RunState
from koppel.domain.times import from_text
from koppel.organisation import audit_log
from koppel.runs import application, storage
from koppel.runs.procedure import MOST_IN_A_PAGE, ReadPage
from koppel.runs.starting import start
from koppel.runtime import Tenant


def undo_run(tenant: Tenant, run: str, actor: str) -> Run:
    """Start the run that undoes this one, which is kept for as many days. Raises Declined where this one has not ended,
    has changed nothing or was undone already, and where another run goes on."""
    found = storage.find(tenant, run)
    if found is None:
        raise Declined(UNKNOWN_RUN)
    if found.undone_by:
        raise Declined(UNDONE_ALREADY, details={"run": found.undone_by})
    if not may_undo(found):
        raise Declined(NOTHING_APPLIED if found.state in ENDED else NOT_ENDED)
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "undo-run", actor, {"run": run})
    try:
        return start(
            tenant,
            integration=found.integration,
            kind=RunKind.UNDO,
            about=found.about,
            slot=found.slot,
            queue=found.queue,
            settings_version=found.settings_version,
            actor=actor,
            holds_slot_while_waiting=found.holds_slot_while_waiting,
            undoes=found.id,
            approvals_needed=found.approvals_needed,
            days_kept=(found.expires - from_text(found.started).timestamp()) / 86_400,
            extra=[act],
        )
    except storage.SlotTaken as taken:
        raise Declined(RUN_BUSY, details={"run": taken.run}) from None


def may_undo(run: Run) -> bool:
    """Whether the run has changed something that was not undone yet. One that failed may have changed more than its
    outcomes say."""
    has_begun = bool(run.outcomes.get(ItemOutcome.APPLIED)) or (run.state is RunState.FAILED and run.changes > 0)
    return run.state in ENDED and not run.undone_by and has_begun


def read_changes(tenant: Tenant, run: Run) -> Iterator[ReadPage]:
    """The changes of the run that this one undoes, latest first."""
    undone = storage.find(tenant, run.undoes)
    if undone is None:
        return
    page, _, offset = (run.checkpoint or f"{undone.pages}-0").partition("-")
    skipped = int(offset)
    for number, rows in storage.pages(tenant, undone, int(page), 1) if int(page) else ():
        changes = [
            Candidate(label=item.label, undo=name)
            for item, result in reversed(rows)
            for name in reversed(_changes(tenant, undone, number, item, result))
        ]
        left = changes[skipped:]
        for some in batched(left, MOST_IN_A_PAGE, strict=False):
            skipped += len(some)
            at = f"{number}-{skipped}" if skipped < len(changes) else f"{number - 1}-0"
            yield ReadPage(candidates=some, checkpoint=at, progress=f"{undone.pages - number + 1} / {undone.pages}")
        skipped = 0


def _changes(tenant: Tenant, undone: Run, page: int, item: Item, result: Result | None) -> tuple[ChangeName, ...]:
    """The changes of an item. Of a page that failed halfway the outcomes may lack some: the trail has them."""
    if result:
        return result.changes if result.outcome is ItemOutcome.APPLIED else ()
    is_halfway = undone.state is RunState.FAILED and page == undone.applied_pages + 1
    return application.own_changes(tenant, undone, item) if is_halfway and item.is_change else ()


def mark_undone(tenant: Tenant, run: Run) -> list[Write]:
    """The write that says of the other run that this one has undone it; none when its row is gone."""
    if storage.find(tenant, run.undoes) is None:
        return []
    key = row_keys.runs.run(tenant.slug, run.undoes)
    expression = "SET undone_by = :run, #version = #version + :one"
    return [Update(key, expression, PRESENT, {":run": run.id, ":one": 1}, {"#version": "version"})]
