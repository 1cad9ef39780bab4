"""The job of one accepted message: its orders are carried out, once, and it gets its outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from functions.hl7_intake.archive import messages, parked
from functions.hl7_intake.archive.messages import Message, Outcome
from functions.hl7_intake.problems import NOT_PROCESSED
from functions.hl7_intake.rules import Intent
from functions.hl7_intake.tile import Feed
from koppel.accounts.apply import Superseded
from koppel.accounts.merge import merge
from koppel.accounts.synchronise import synchronise
from koppel.aws.patience import attempts
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Claim, Kind, claim
from koppel.domain.plan.changes import Change, Verb
from koppel.domain.plan.desired import DesiredMerge, Origin
from koppel.domain.plan.planning import Plan
from koppel.domain.problems.account import LATE_EVENT, OTHER_PERSON, UNKNOWN_ACCOUNT
from koppel.domain.problems.merge import MERGE_CIRCULAR, MERGE_TARGET_UNKNOWN, MERGED_ELSEWHERE
from koppel.domain.problems.problem import Finding
from koppel.organisation import error_log
from koppel.runtime import Tenant

INTEGRATION = "hl7_intake"
EARLY = frozenset({UNKNOWN_ACCOUNT, MERGE_TARGET_UNKNOWN})
"""What an account that comes later will have solved."""

REFUSALS = frozenset({OTHER_PERSON, MERGE_CIRCULAR, MERGED_ELSEWHERE})
REPEATED = "repeated"
ATTEMPTS = 5


@dataclass
class Application:
    """A message, and what came of its orders.

    arrived  ids that accounts got by it: whoever waited for these can go on
    """

    tenant: Tenant
    feed: Feed
    kept: Message
    arrived: list[Claim] = field(default_factory=list)

    def carry_out(self, orders: Sequence[Intent]) -> str:
        """Every order in turn, the outcome with the last change in one transaction. A message about somebody unknown is
        put by until that account is there, and then carried out again as a whole: what is done already stays done."""
        for _ in attempts(ATTEMPTS):
            try:
                return self._attempt(orders)
            except parked.AccountExists:
                continue
        raise parked.AccountExists

    def _attempt(self, orders: Sequence[Intent]) -> str:
        plans: list[Plan] = []
        awaited: list[tuple[Claim, Finding]] = []
        is_finished = False
        for order in orders:
            is_last = order is orders[-1] and not awaited
            finishing = self._finishing(plans) if is_last else lambda _: ()
            try:
                planned = self._order(order, finishing)
            except Superseded:
                return REPEATED
            plans.append(planned)
            is_finished = is_last and planned.change is not None
            awaited += self._awaited(order, planned)
        if awaited:
            return self._put_by(awaited)
        self._close_entries(orders)
        for finding in (each for planned in plans if not planned.change for each in planned.findings):
            error_log.record(self.tenant, INTEGRATION, finding)
        if is_finished:
            return _outcome(plans)
        outcome = _outcome(plans)
        return outcome if messages.finish(self.tenant, self.kept.id, outcome) else REPEATED

    def _order(self, order: Intent, extra_writes: Callable[[Change], Sequence[Write]]) -> Plan:
        kept = self.kept
        origin = Origin(
            integration=INTEGRATION, source=self.feed.name, actor=kept.sender, reference=kept.id, at=self.tenant.now()
        )
        planned: Plan = (
            merge(self.tenant, order, origin, extra_writes)
            if isinstance(order, DesiredMerge)
            else synchronise(self.tenant, order, origin, extra_writes)
        )
        new = [each.after for each in planned.change.accounts if each.before is None] if planned.change else []
        found = (claim(each.kind, "id", each.text("id")) for each in new)
        self.arrived += [each for each in found if each]
        return planned

    def _finishing(self, earlier: Sequence[Plan]) -> Callable[[Change], Sequence[Write]]:
        def finishing(change: Change) -> list[Write]:
            outcome = _outcome(earlier, change)
            return [messages.finishing(self.tenant, self.kept.id, outcome)]

        return finishing

    def _awaited(self, order: Intent, planned: Plan) -> list[tuple[Claim, Finding]]:
        """Who is unknown, and the finding that says so."""
        wanted = claim(Kind.CLIENT if isinstance(order, DesiredMerge) else order.kind, "id", _subject(order))
        return [(wanted, each) for each in planned.findings if each.problem in EARLY and wanted]

    def _put_by(self, awaited: list[tuple[Claim, Finding]]) -> str:
        """For each who is unknown one entry: that a merge waits says more than that its details do."""
        findings = dict(reversed(awaited))
        entries = [error_log.recording(self.tenant, INTEGRATION, each) for each in findings.values()]
        parked.park(self.tenant, self.kept.id, findings, entries)
        return Outcome.WAITING

    def _close_entries(self, orders: Sequence[Intent]) -> None:
        """What kept a message from being carried out before is over now."""
        if not self.kept.reopened:
            return
        over = [Finding(problem=NOT_PROCESSED, cause=self.kept.id)]
        over += [Finding(problem=each, subject=_subject(order)) for order in orders for each in EARLY]
        for finding in over:
            error_log.solve(self.tenant, INTEGRATION, finding)


def _subject(order: Intent) -> str:
    return order.survivor if isinstance(order, DesiredMerge) else order.id


def _outcome(plans: Sequence[Plan], last: Change | None = None) -> Outcome:
    """Of several plans, and a last change, what matters most: that one was refused, else that one changed something,
    else that something came too late."""
    findings = [finding for planned in plans for finding in planned.findings] + [*(last.findings if last else ())]
    if any(finding.problem in REFUSALS for finding in findings):
        return Outcome.REFUSED
    changes = [*(planned.change for planned in plans), last]
    if any(each and each.verb is not Verb.OBSERVE for each in changes):
        return Outcome.APPLIED
    return Outcome.LATE if any(finding.problem is LATE_EVENT for finding in findings) else Outcome.UNCHANGED
