"""Merge: make two accounts one, in one change of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from koppel.accounts import merge_leftovers, store, waiting_lists
from koppel.accounts.apply import FollowUp
from koppel.accounts.execution import Execution, ExtraWrites, no_writes
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Kind, professional_claim
from koppel.domain.accounts.relationships import WaitingRelation
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired, DesiredMerge, DesiredRelations, Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.merge import plan_merge
from koppel.domain.plan.planning import Plan
from koppel.runtime import Tenant


def merge(tenant: Tenant, desired: DesiredMerge, origin: Origin, extra_writes: ExtraWrites = no_writes) -> Plan:
    """Merge one client into another. Returns the plan that was carried out.

    Friends, and relationships that are too many for one change, are moved after it. Raises as `Execution.run`.
    """
    planned = _Merge(tenant=tenant, desired=desired, origin=origin, added=extra_writes).run()
    if planned.change:
        merge_leftovers.move_leftovers(tenant, planned.change.accounts[1].after.key)
    return planned


def preview(tenant: Tenant, desired: DesiredMerge, origin: Origin) -> Plan:
    """The plan as of now. Nothing is written."""
    survivor, retired = (_stored(tenant, each) for each in (desired.survivor, desired.retired))
    return plan_merge(desired, survivor, retired, origin, tenant.new_key())


@dataclass(frozen=True, kw_only=True)
class _Merge(Execution[Plan]):
    desired: DesiredMerge
    origin: Origin
    added: ExtraWrites

    def make_plan(self) -> Plan:
        planned = preview(self.tenant, self.desired, self.origin)
        if planned.change and _serve(self.tenant, planned.change.waiting_made):
            planned = preview(self.tenant, self.desired, self.origin)
        return planned

    def extra_writes(self, change: Change) -> Sequence[Write]:
        return [*self.added(change), merge_leftovers.mark(self.tenant, change.accounts[1].after.key)]


def _serve(tenant: Tenant, waiting: Sequence[WaitingRelation]) -> bool:
    """Serve the waiting lists of the professionals that exist by now. Returns whether there were any: a merge must not
    make a client wait for a professional who exists."""
    wanted_claims = (professional_claim(each.professional_id) for each in waiting)
    claims = {store.claim_key(tenant.organisation, each): each for each in wanted_claims}
    found = tenant.table.get_many(claims)
    for key in found:
        pseudonym = store.pseudonym(tenant.organisation, claims[key])
        waiting_lists.serve(tenant, FollowUp(claims[key].scope, pseudonym, change=""))
    return bool(found)


def _stored(tenant: Tenant, external_id: str) -> Stored:
    relations = DesiredRelations(professional_ids=())  # so that `store.stored` reads the relationships
    return store.stored(tenant, Desired(kind=Kind.CLIENT, id=external_id, relations=relations))
