"""Synchronise: make an account what an outside system says it should be. Every integration does this."""

from collections.abc import Sequence
from dataclasses import dataclass

from koppel.accounts import store
from koppel.accounts.execution import Execution, ExtraWrites, no_writes
from koppel.aws.writes import Write
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.planning import Plan, plan
from koppel.runtime import Tenant


def synchronise(tenant: Tenant, desired: Desired, origin: Origin, extra_writes: ExtraWrites = no_writes) -> Plan:
    """Make an account what is desired. Returns the plan that was carried out.

    `extra_writes` go into the transaction of the change. Raises as `Execution.run`.
    """
    return _Synchronisation(tenant=tenant, desired=desired, origin=origin, added=extra_writes).run()


def preview(tenant: Tenant, desired: Desired, origin: Origin) -> Plan:
    """The plan as of now. Nothing is written."""
    stored = store.stored(tenant, desired)
    return plan(desired, stored, tenant.organisation, origin, tenant.new_key())


@dataclass(frozen=True, kw_only=True)
class _Synchronisation(Execution[Plan]):
    desired: Desired
    origin: Origin
    added: ExtraWrites

    def make_plan(self) -> Plan:
        return preview(self.tenant, self.desired, self.origin)

    def extra_writes(self, change: Change) -> Sequence[Write]:
        return self.added(change)
