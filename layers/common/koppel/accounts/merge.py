"""Merge: make two accounts one, in one change of both."""

from collections.abc import Callable, Sequence

from koppel.accounts import merge_leftovers, store, waiting_lists
from koppel.accounts.apply import FollowUp
from koppel.accounts.synchronise import carry_out
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Claim, Kind
from koppel.domain.accounts.relationships import WaitingRelation
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired, DesiredMerge, DesiredRelations, Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.merge import plan_merge
from koppel.domain.plan.planning import Plan
from koppel.runtime import Runtime


def merge(
    runtime: Runtime,
    organisation: Organisation,
    wish: DesiredMerge,
    origin: Origin,
    also: Callable[[Change], Sequence[Write]] = lambda _: (),
) -> Plan:
    """Give up one client for another, and return the plan that was carried out.

    Friends, and relationships that are too many for one change, follow after it. Raises as `synchronise`.
    """

    def look() -> Plan:
        planned = preview(runtime, organisation, wish, origin)
        if planned.change and _serve(runtime, organisation, planned.change.waiting_made):
            planned = preview(runtime, organisation, wish, origin)
        return planned

    def writes(change: Change) -> list[Write]:
        return [*also(change), merge_leftovers.mark(runtime, organisation, change.accounts[1].after.key)]

    planned = carry_out(runtime, organisation, look, writes)
    if planned.change:
        merge_leftovers.move_leftovers(runtime, organisation, planned.change.accounts[1].after.key)
    return planned


def preview(runtime: Runtime, organisation: Organisation, wish: DesiredMerge, origin: Origin) -> Plan:
    """What would be done now; nothing is written."""
    survivor, retired = (_stored(runtime, organisation, each) for each in (wish.survivor, wish.retired))
    return plan_merge(wish, survivor, retired, origin, runtime.new_key())


def _serve(runtime: Runtime, organisation: Organisation, waiting: Sequence[WaitingRelation]) -> bool:
    """Whether one of these waits for a professional that has come, unserved till now: nobody may begin to wait for what
    is there."""
    claims = {store.claim_key(organisation, each): each for each in map(_professional, waiting)}
    found = runtime.table.get_many(claims)
    for key in found:
        wanted = claims[key]
        pseudonym = store.pseudonym(organisation, wanted)
        waiting_lists.serve(runtime, organisation, FollowUp(wanted.scope, pseudonym, change=""))
    return bool(found)


def _professional(waiting: WaitingRelation) -> Claim:
    return Claim("professional-id", waiting.professional_id)


def _stored(runtime: Runtime, organisation: Organisation, external_id: str) -> Stored:
    relations = DesiredRelations(professional_ids=())  # asks for those there are
    return store.stored(runtime, organisation, Desired(kind=Kind.CLIENT, id=external_id, relations=relations))
