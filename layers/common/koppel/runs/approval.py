"""Approval: people decide about a plan that waits. Who approves names the digest of what was seen."""

from collections.abc import Callable
from dataclasses import replace

from koppel.aws import row_keys
from koppel.aws.patience import attempts
from koppel.domain.problems.refusal import Declined
from koppel.domain.problems.runs import (
    APPROVAL_LATE,
    APPROVED_ALREADY,
    NOT_WAITING,
    PLAN_DIFFERS,
    REJECTED_BECAUSE,
    ROWS_REFUSED,
    RUN_BUSY,
    SETTINGS_DIFFER,
    UNKNOWN_RUN,
)
from koppel.domain.runs.item import ItemVerb
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Approval, Run, RunState
from koppel.organisation import audit_log
from koppel.organisation.organisations import tile_state
from koppel.runs import queueing, storage
from koppel.runs.storage import RunTaken, SlotTaken
from koppel.runtime import Tenant

ATTEMPTS = 5


def approve(tenant: Tenant, run: str, actor: str, digest: str = "") -> Run:
    """Approve the plan with this digest, "" for what is staged now; when nobody else needs to, it is applied. Recorded.

    Raises Declined where the run does not wait, has waited too long, was started under other settings, has another plan
    by now, or needs another person; where a row is refused and all or nothing is to be applied; and where another run
    goes on.
    """

    def decide(found: Run, settings_version: int) -> Run:
        _check(tenant, found, actor, digest, settings_version)
        approval = Approval(actor=actor, at=tenant.now(), digest=found.digest)
        approved = replace(found, approvals=(*found.approvals, approval))
        if len(approved.approvals) < found.approvals_needed:
            return approved
        return replace(approved, state=RunState.APPLYING, waits_until="", reasons=())

    return _decide(tenant, run, "approve-run", actor, decide)


def reject(tenant: Tenant, run: str, actor: str, reason: str = "") -> Run:
    """Reject the plan: nothing of it is applied. Recorded. Raises Declined where the run does not wait."""

    def decide(found: Run, _settings_version: int) -> Run:
        if found.state is not RunState.WAITING:
            raise Declined(NOT_WAITING)
        reasons = (Reason.of(REJECTED_BECAUSE, {"reason": reason}),) if reason else ()
        return replace(found, state=RunState.REJECTED, waits_until="", reasons=reasons, ended=tenant.now())

    return _decide(tenant, run, "reject-run", actor, decide)


def may_approve(run: Run) -> bool:
    """Whether somebody may approve the run, as far as it shows by itself."""
    return run.state is RunState.WAITING and not (run.all_or_nothing and run.counts.get(ItemVerb.REFUSED))


def _decide(tenant: Tenant, run: str, verb: str, actor: str, decide: Callable[[Run, int], Run]) -> Run:
    """Write the run as it was decided, with the record of who did so, and queue it where it goes on."""
    for _ in attempts(ATTEMPTS):
        found, settings_version = _find(tenant, run)
        after = decide(found, settings_version)
        act = audit_log.audit_write(tenant.runtime, tenant.slug, verb, actor, {"run": run, "digest": found.digest})
        try:
            written = storage.save(tenant, found, after, [act])
        except RunTaken:
            continue
        except SlotTaken as taken:
            raise Declined(RUN_BUSY, details={"run": taken.run}) from None
        if written.state is not RunState.WAITING:
            queueing.enqueue(tenant, written)
        return written
    raise Declined(PLAN_DIFFERS)


def _find(tenant: Tenant, run: str) -> tuple[Run, int]:
    """The run, and the version of its integration's settings now."""
    found = storage.find(tenant, run)
    if found is None:
        raise Declined(UNKNOWN_RUN)
    tile = tenant.table.get(row_keys.organisation.tile(tenant.slug, found.integration))
    return found, tile_state(tile).version


def _check(tenant: Tenant, run: Run, actor: str, digest: str, settings_version: int) -> None:
    if run.state is not RunState.WAITING:
        raise Declined(NOT_WAITING)
    if run.waits_until <= tenant.now():
        raise Declined(APPROVAL_LATE)
    if digest and digest != run.digest:
        raise Declined(PLAN_DIFFERS)
    if settings_version != run.settings_version and not run.undoes:
        raise Declined(SETTINGS_DIFFER)
    refused = run.counts.get(ItemVerb.REFUSED, 0)
    if run.all_or_nothing and refused:
        raise Declined(ROWS_REFUSED, details={"count": str(refused)})
    mine = Approval(actor=actor, at="", digest="").person
    if any(each.person == mine for each in run.approvals):
        raise Declined(APPROVED_ALREADY)
