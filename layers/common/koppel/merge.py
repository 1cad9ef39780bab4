"""Merge: make two accounts one, in one change of both."""

from collections.abc import Callable, Sequence

from koppel import accounts, follow_ups, moves
from koppel.apply import FollowUp
from koppel.aws.writes import Write
from koppel.domain.accounts import Claim, Kind
from koppel.domain.changes import Change
from koppel.domain.desired import Desired, DesiredMerge, DesiredRelations, Origin
from koppel.domain.matching import Stored
from koppel.domain.organisations import Organisation
from koppel.domain.plan import Plan
from koppel.domain.plan.merge import plan_merge
from koppel.domain.relations import WaitingRelation
from koppel.runtime import Runtime
from koppel.synchronise import carry_out


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
        return [*also(change), moves.mark(runtime, organisation, change.accounts[1].after.key)]

    planned = carry_out(runtime, organisation, look, writes)
    if planned.change:
        moves.carry_on(runtime, organisation, planned.change.accounts[1].after.key)
    return planned


def preview(runtime: Runtime, organisation: Organisation, wish: DesiredMerge, origin: Origin) -> Plan:
    """What would be done now; nothing is written."""
    survivor, retired = (_stored(runtime, organisation, each) for each in (wish.survivor, wish.retired))
    return plan_merge(wish, survivor, retired, origin, runtime.new_key())


def _serve(runtime: Runtime, organisation: Organisation, waiting: Sequence[WaitingRelation]) -> bool:
    """Whether one of these waits for a professional that has come, unserved till now: nobody may begin to wait for what
    is there."""
    claims = {accounts.claim_key(organisation, each): each for each in map(_professional, waiting)}
    found = runtime.table.get_many(claims)
    for key in found:
        wanted = claims[key]
        pseudonym = accounts.pseudonym(organisation, wanted)
        follow_ups.serve(runtime, organisation, FollowUp(wanted.scope, pseudonym, change=""))
    return bool(found)


def _professional(waiting: WaitingRelation) -> Claim:
    return Claim("professional-id", waiting.professional_id)


def _stored(runtime: Runtime, organisation: Organisation, external_id: str) -> Stored:
    relations = DesiredRelations(professional_ids=())  # asks for those there are
    return accounts.stored(runtime, organisation, Desired(kind=Kind.CLIENT, id=external_id, relations=relations))
