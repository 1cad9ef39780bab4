"""Moves: relationships that a merge has left with the retired account, because there were too many for one change.

The merge leaves a mark for the retired account, which goes when nothing is left. Moving twice does no harm.
"""

from koppel import accounts
from koppel.apply import Overtaken, apply
from koppel.aws import keys
from koppel.aws.writes import Delete, Put
from koppel.domain.accounts import Account, Kind
from koppel.domain.changes import AccountChange, Change, Verb
from koppel.domain.desired import Origin
from koppel.domain.matching import Stored
from koppel.domain.organisations import Organisation
from koppel.domain.plan.merge import Moves, plan_moves
from koppel.runtime import Runtime

ATTEMPTS = 12


def mark(runtime: Runtime, organisation: Organisation, retired: str) -> Put:
    """The write by which a merge says that relationships are left."""
    return Put(keys.merge(organisation.slug, retired), {"at": runtime.now()})


def carry_on_all(runtime: Runtime, organisation: Organisation) -> int:
    """Move whatever merges have left; how many relationships."""
    marks = list(runtime.table.query(keys.merges(organisation.slug)))
    return sum(carry_on(runtime, organisation, each["sk"]) for each in marks)


def carry_on(runtime: Runtime, organisation: Organisation, retired: str) -> int:
    """Move what is left of the retired account's relationships to whoever survives; how many. What is left because
    others are writing stays marked."""
    moved = 0
    for _ in range(ATTEMPTS):
        gone = accounts.account(runtime, organisation, Kind.CLIENT, retired)
        into = accounts.survivor(runtime, organisation, gone)
        moves = _moves(runtime, organisation, gone, into) if gone and into else None
        if gone is None or into is None or moves is None or moves.nothing:
            break
        try:
            apply(runtime, organisation, _change(runtime, gone, into, moves))
        except Overtaken:
            continue
        moved += len(moves.ended) + len(moves.waiting_ended)
        if moves.finished:
            break
    else:
        return moved
    runtime.table.write(Delete(keys.merge(organisation.slug, retired)))
    return moved


def _moves(runtime: Runtime, organisation: Organisation, gone: Account, into: Account) -> Moves:
    made, waiting = accounts.relations(runtime, organisation, gone.key)
    leaving = Stored(account=gone, relations=made, waiting=waiting)
    made, waiting = accounts.relations(runtime, organisation, into.key)
    return plan_moves(into, Stored(account=into, relations=made, waiting=waiting), leaving, gone.deactivated_by)


def _change(runtime: Runtime, gone: Account, into: Account, moves: Moves) -> Change:
    """The integration that merged is the origin; it stands with the retired account as who deactivated it."""
    source = gone.external_source
    return Change(
        verb=Verb.RELATE,
        origin=Origin(integration=gone.deactivated_by, source=source, actor=source, at=runtime.now()),
        accounts=(AccountChange(before=into, after=into),),
        relations_made=moves.made,
        relations_ended=moves.ended,
        waiting_made=moves.waiting_made,
        waiting_ended=moves.waiting_ended,
    )
