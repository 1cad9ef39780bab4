"""The application of one accepted message: its intents are applied once, and the message gets its outcome.

`apply_intents` does it in these steps:

1. apply each intent in turn: `koppel.accounts.synchronise` or `koppel.accounts.merge` plans it and writes the change;
   the outcome of the message is written in the same transaction as the last change
2. park the message when an account is unknown; it is applied again from the start once that account exists
3. close the entries of the error log that an earlier attempt opened
4. record the findings of intents that changed nothing
5. finish the message when step 1 has not done so
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from functions.hl7_intake.archive import messages, parked
from functions.hl7_intake.archive.messages import Message, Outcome
from functions.hl7_intake.problems import NOT_PROCESSED
from functions.hl7_intake.rules import Intent
from functions.hl7_intake.tile import TILE, Feed
from koppel.accounts.apply import Superseded
from koppel.accounts.execution import ExtraWrites, no_writes
from koppel.accounts.merge import merge
from koppel.accounts.synchronise import synchronise
from koppel.aws.patience import attempts
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Claim, Kind, claim
from koppel.domain.plan.changes import Change, Verb
from koppel.domain.plan.desired import DesiredMerge, Origin
from koppel.domain.plan.planning import Plan
from koppel.domain.problems.account import LATE_EVENT, OTHER_PERSON, UNKNOWN_ACCOUNT
from koppel.domain.problems.merge import MERGE_CIRCULAR, MERGE_TARGET_UNKNOWN, MERGE_UNDONE, MERGED_ELSEWHERE
from koppel.domain.problems.problem import Finding
from koppel.organisation import error_log
from koppel.runtime import Tenant

INTEGRATION = TILE.integration
PARKING = frozenset({UNKNOWN_ACCOUNT, MERGE_TARGET_UNKNOWN})
"""Problems that park a message: they are over once an account exists."""

REFUSALS = frozenset({OTHER_PERSON, MERGE_CIRCULAR, MERGED_ELSEWHERE, MERGE_UNDONE})
REPEATED = "repeated"
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a message did.

    outcome  an `Outcome`, or REPEATED when the message had an outcome already
    arrived  the ids of the accounts that were made: messages that are parked for them can be applied now
    """

    outcome: str
    arrived: tuple[Claim, ...]


def apply_intents(tenant: Tenant, feed: Feed, kept: Message, intents: Sequence[Intent]) -> Applied:
    """Apply the intents (one or more) of a stored message, in order.

    Steps that an earlier attempt has done change nothing when they are done again. Raises AccountExists when awaited
    accounts kept coming while the message was being parked, and as `Execution.run`.
    """
    application = _Application(tenant, feed, kept, tuple(intents))
    for _ in attempts(ATTEMPTS):
        with suppress(parked.AccountExists):
            return Applied(application.attempt(), tuple(application.arrived))
    raise parked.AccountExists


@dataclass(frozen=True, slots=True)
class _Application:
    tenant: Tenant
    feed: Feed
    kept: Message
    intents: tuple[Intent, ...]
    arrived: list[Claim] = field(default_factory=list)

    def attempt(self) -> str:
        """Steps 1 to 5. Returns the outcome. Raises AccountExists."""
        try:
            plans = self._apply_each()
        except Superseded:
            return REPEATED
        if unknown := self._unknown(plans):
            return self._park(unknown)
        self._close_entries()
        self._record_findings(plans)
        return self._finish(plans)

    def _apply_each(self) -> list[Plan]:
        """The plan of each intent, applied. Raises Superseded when the message got an outcome in the meantime."""
        plans: list[Plan] = []
        for intent in self.intents:
            is_last = len(plans) == len(self.intents) - 1
            finishes = is_last and not self._unknown(plans)
            plans.append(self._apply(intent, self._finishing(plans) if finishes else no_writes))
        return plans

    def _apply(self, intent: Intent, extra_writes: ExtraWrites) -> Plan:
        kept, at = self.kept, self.tenant.now()
        origin = Origin(integration=INTEGRATION, source=self.feed.name, actor=kept.sender, reference=kept.id, at=at)
        planned: Plan = (
            merge(self.tenant, intent, origin, extra_writes)
            if isinstance(intent, DesiredMerge)
            else synchronise(self.tenant, intent, origin, extra_writes)
        )
        made = [each.after for each in planned.change.accounts if each.before is None] if planned.change else []
        self.arrived.extend(filter(None, (claim(each.kind, "id", each.text("id")) for each in made)))
        return planned

    def _finishing(self, earlier: Sequence[Plan]) -> ExtraWrites:
        """The write that gives the message its outcome, for the transaction of the last change."""

        def finishing(change: Change) -> list[Write]:
            return [messages.finishing(self.tenant, self.kept.id, _outcome(earlier, change))]

        return finishing

    def _unknown(self, plans: Sequence[Plan]) -> list[tuple[Claim, Finding]]:
        """The id of each account that is unknown, with the finding that says so."""
        found: list[tuple[Claim, Finding]] = []
        for intent, planned in zip(self.intents, plans, strict=False):
            kind = Kind.CLIENT if isinstance(intent, DesiredMerge) else intent.kind
            awaited = claim(kind, "id", _subject(intent))
            found += [(awaited, each) for each in planned.findings if each.problem in PARKING and awaited]
        return found

    def _park(self, unknown: Sequence[tuple[Claim, Finding]]) -> str:
        """Park the message, with one entry for each unknown account: that of its first finding.

        In a merge that is the finding of the merge; the update after it says less.
        """
        findings = dict(reversed(unknown))
        entries = [error_log.record_write(self.tenant, INTEGRATION, each) for each in findings.values()]
        parked.park(self.tenant, self.kept.id, findings, entries)
        return Outcome.WAITING

    def _close_entries(self) -> None:
        """Close the entries that say why this message could not be applied before."""
        if not self.kept.reopened:
            return
        over = [Finding(problem=NOT_PROCESSED, cause=self.kept.id)]
        over += [Finding(problem=each, subject=_subject(intent)) for intent in self.intents for each in PARKING]
        for finding in over:
            error_log.solve(self.tenant, INTEGRATION, finding, reference=self.kept.id)

    def _record_findings(self, plans: Sequence[Plan]) -> None:
        """Record what was found about intents without a change: a change has its findings written with it."""
        for planned in plans:
            for finding in () if planned.change else planned.findings:
                error_log.record(self.tenant, INTEGRATION, finding)

    def _finish(self, plans: Sequence[Plan]) -> str:
        """The outcome, written here when the last intent changed nothing."""
        outcome = _outcome(plans)
        is_finished = plans[-1].change is not None or messages.finish(self.tenant, self.kept.id, outcome)
        return outcome if is_finished else REPEATED


def _subject(intent: Intent) -> str:
    return intent.survivor if isinstance(intent, DesiredMerge) else intent.id


def _outcome(plans: Sequence[Plan], last: Change | None = None) -> Outcome:
    """The outcome of these plans and a last change: refused when one was refused, else applied when one changed
    something, else late when one came too late, else unchanged."""
    findings = [finding for planned in plans for finding in planned.findings] + [*(last.findings if last else ())]
    if any(finding.problem in REFUSALS for finding in findings):
        return Outcome.REFUSED
    changes = [*(planned.change for planned in plans), last]
    if any(each and each.verb is not Verb.OBSERVE for each in changes):
        return Outcome.APPLIED
    return Outcome.LATE if any(finding.problem is LATE_EVENT for finding in findings) else Outcome.UNCHANGED
