"""An execution: make a plan, apply it, and make a new plan when others changed what it was made from."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from koppel.accounts import waiting_lists
from koppel.accounts.apply import Hindered, Overtaken, apply
from koppel.aws.errors import Contended, Unavailable
from koppel.aws.patience import attempts
from koppel.aws.writes import Write
from koppel.domain.plan.changes import Change
from koppel.domain.plan.planning import Plan
from koppel.organisation import error_log
from koppel.runtime import Tenant

ATTEMPTS = 12

type ExtraWrites = Callable[[Change], Sequence[Write]]
"""The extra writes for the transaction of a change."""


class TooBusy(Unavailable):
    """Others kept changing the same accounts. Nothing was written; the same request may succeed a little later."""


def no_writes(_change: Change) -> Sequence[Write]:
    """No extra writes."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Execution[Made: Plan](ABC):
    """One request to change accounts of a tenant. Subclasses make its plan and add writes to its transaction."""

    tenant: Tenant

    @abstractmethod
    def make_plan(self) -> Made:
        """A plan from what is stored now. Called again each time that the stored rows have changed."""

    def extra_writes(self, change: Change) -> Sequence[Write]:
        """Writes for the transaction of this change; for its last part where the plan is partial."""
        return no_writes(change)

    def writes_with(self, planned: Made) -> Sequence[Write]:
        """Writes for the transaction of this plan; those of its change, unless a subclass has some for the plan."""
        return self.extra_writes(planned.change) if planned.change else ()

    def run(self) -> Made:
        """Apply the plan, part by part where it is partial. Returns the last plan; without a change nothing is written.

        Raises TooBusy, Contended; Superseded when a condition of an extra write does not hold.
        """
        hindered: Hindered | None = None
        for _ in attempts(ATTEMPTS):
            planned = self.make_plan()
            if planned.change is None:
                return planned
            extra = () if planned.is_partial else self.writes_with(planned)
            try:
                follow_ups = apply(self.tenant, planned.change, extra)
            except Overtaken as overtaken:
                hindered = overtaken if isinstance(overtaken, Hindered) else None
                continue
            self._count_shared_findings(planned.change)
            for each in follow_ups:
                with suppress(Contended):  # the change is made; the sweep serves what is left
                    waiting_lists.serve(self.tenant, each)
            if not planned.is_partial:
                return planned
        if hindered:
            raise Contended("the table took no change of an account")
        raise TooBusy

    def _count_shared_findings(self, change: Change) -> None:
        """Count the findings without a subject, outside of the transaction: many changes share their entries."""
        for finding in change.findings:
            if finding.is_shared:
                error_log.record(self.tenant, change.origin.integration, finding)
