"""Leftovers of a merge: the retired account's friends, and its relationships that were too many for one change.

The merge writes a mark for the retired account. The mark is deleted when nothing is left to move. Moving is idempotent.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from koppel.accounts import store
from koppel.accounts.apply import Overtaken, apply
from koppel.aws import row_keys
from koppel.aws.patience import attempts
from koppel.aws.rows import Row
from koppel.aws.writes import Delete, Put
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.merge import plan_moves
from koppel.organisation import turns
from koppel.runtime import Tenant

ATTEMPTS = 12


def mark(tenant: Tenant, retired: str) -> Put:
    """The write that marks the retired account: something may be left to move."""
    return Put(row_keys.accounts.merge(tenant.slug, retired), {"at": tenant.now()})


def move_all_leftovers(tenant: Tenant) -> int:
    """Move the leftovers of all merges, for a turn of the sweep. Returns how many relationships and friends moved."""

    def move_marked(rows: Sequence[Row]) -> int:
        return move_leftovers(tenant, rows[0]["sk"])

    return turns.continue_job(tenant, "merges", row_keys.accounts.merges(tenant.slug), move_marked)


def move_leftovers(tenant: Tenant, retired: str) -> int:
    """Move the retired account's remaining relationships and friends to the survivor. Returns how many moved. The mark
    stays while others write the same rows."""
    moved = 0
    for _ in attempts(ATTEMPTS):
        gone = store.account(tenant, Kind.CLIENT, retired)
        into = store.survivor(tenant, gone)
        changes = list(_changes(tenant, gone, into)) if gone and into else []
        if not changes:
            tenant.table.write(Delete(row_keys.accounts.merge(tenant.slug, retired)))
            break
        with suppress(Overtaken):
            for each in changes:
                apply(tenant, each)
                moved += len(each.relations_ended) + len(each.waiting_ended) or 1
    return moved


def _changes(tenant: Tenant, gone: Account, into: Account) -> Iterator[Change]:
    """The changes still to make. Their origin is the integration that merged: the retired account names it in
    `deactivated_by`."""
    source = gone.external_source
    origin = Origin(integration=gone.deactivated_by, source=source, actor=source, at=tenant.now())
    made, waiting = store.relations(tenant, gone.key)
    leaving = Stored(account=gone, relations=made, waiting=waiting)
    made, waiting = store.relations(tenant, into.key)
    kept = Stored(account=into, relations=made, waiting=waiting)
    moves = plan_moves(into, kept, leaving, gone.deactivated_by)
    if not moves.nothing:
        yield Change(
            verb=Verb.RELATE,
            origin=origin,
            accounts=tuple(AccountChange(before=each, after=each) for each in (into, gone)),
            relations_made=moves.made,
            relations_ended=moves.ended,
            waiting_made=moves.waiting_made,
            waiting_ended=moves.waiting_ended,
        )
    for friend in store.friends(tenant, gone.key):
        after = replace(friend, client=into.key, modified=origin.at)
        yield Change(verb=Verb.UPDATE, origin=origin, accounts=(AccountChange(before=friend, after=after),))
