"""Unmerge: read what a merge has done, and move back what was too much for the change that undoes it.

That change writes a mark for the account that lives again, with all that is left to move. Each step moves a part and
writes the mark anew in the same transaction, so nothing is moved twice. What later changes have made impossible is left
out. When the account is merged again in the meantime, its relationships have gone along, and nothing is left to do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import takewhile

from koppel.accounts import store, trail
from koppel.accounts.apply import NotApplied, apply
from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.patience import attempts
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, Check, Delete, Put, Write
from koppel.domain.accounts.account import Account, Claim, Kind, professional_claim
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.changes import Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.merge import Moves
from koppel.domain.plan.recorded import RecordedChange
from koppel.domain.plan.restoration import claims_needed
from koppel.domain.plan.undo import UndoPlan
from koppel.domain.plan.unmerge import Merged, plan_rest, plan_return, take
from koppel.organisation import turns
from koppel.runtime import Tenant

ATTEMPTS = 5
FRIENDS_AT_ONCE = 10
_NAMES = ("made", "ended", "waiting_made", "waiting_ended")


def is_unfinished(tenant: Tenant, retired: str) -> bool:
    """Whether the merge of this account still has something to move."""
    return tenant.table.get(row_keys.accounts.merge(tenant.slug, retired)) is not None


def read(tenant: Tenant, recorded: RecordedChange) -> Merged | None:
    """The merge of which this is recorded for one of its accounts; None when it was undone already, or when the other
    account's part is not recorded."""
    other = next(iter(trail.changes(tenant, recorded.together)), None)
    if other is None:
        return None
    retired, survivor = (recorded, other) if "merged_into" in recorded.after else (other, recorded)
    changes = trail.page(tenant, Kind.CLIENT, retired.key)
    later = list(takewhile(lambda each: each.version > retired.version, changes))
    if any(each.verb in {Verb.MERGE, Verb.UNMERGE} for each in later):
        return None
    theirs = [each for each in later if each.verb is Verb.RELATE and each.together]
    ours = trail.changes(tenant, [one for each in theirs for one in each.together])
    leftovers = (*theirs, *ours)
    return Merged(
        retired=retired,
        survivor=survivor,
        leftovers=leftovers,
        gone=_side(tenant, retired, leftovers),
        into=_side(tenant, survivor, leftovers),
        friends=tuple(_moved(tenant, retired.key, survivor.key)),
    )


def marks(tenant: Tenant, planned: UndoPlan) -> list[Write]:
    """The writes that mark what is left to move, in the transaction of the undo. Their condition is that the merge has
    nothing left to move itself."""
    if planned.change is None or planned.change.verb is not Verb.UNMERGE:
        return []
    key = planned.change.accounts[0].after.key
    writes: list[Write] = [Check(row_keys.accounts.merge(tenant.slug, key), ABSENT)]
    if not planned.rest.nothing or planned.friends:
        friends = [each.key for each in planned.friends]
        row = {"into": planned.change.accounts[1].after.key, "undoes": planned.change.undoes}
        row |= {name: getattr(planned.change.origin, name) for name in ("integration", "actor", "reference")}
        writes.append(Put(row_keys.accounts.unmerge(tenant.slug, key), row | _left(tenant, planned.rest, friends)))
    return writes


def move_all_back(tenant: Tenant) -> int:
    """Move what is left of all undone merges, for a turn of the sweep. Returns in how many steps."""

    def move_marked(rows: Sequence[Row]) -> int:
        return move_back(tenant, rows[0]["sk"])

    return turns.continue_job(tenant, "unmerges", row_keys.accounts.unmerges(tenant.slug), move_marked)


def move_back(tenant: Tenant, key: str) -> int:
    """Move what is left to the account that lives again. Returns in how many steps. The mark stays while others write
    the same rows."""
    steps = 0
    while not turns.is_over():
        for _ in attempts(ATTEMPTS):
            row = tenant.table.get(row_keys.accounts.unmerge(tenant.slug, key))
            if row is None:
                return steps
            try:
                _step(tenant, row)
            except (NotApplied, ConditionFailed):
                continue
            steps += 1
            break
        else:
            return steps
    return steps


def _step(tenant: Tenant, row: Row) -> None:
    """Move the next part: relationships first, then friends. Raises NotApplied, ConditionFailed."""
    origin = Origin(**{name: row[name] for name in ("integration", "actor", "reference")}, at=tenant.now())
    gone, into = (store.account(tenant, Kind.CLIENT, each) for each in (row["sk"], row["into"]))
    unchanged = "step = :step", {":step": row["step"]}
    if gone is None or into is None or gone.merged_into or into.merged_into:
        tenant.table.write(Delete(RowKey(row["pk"], row["sk"]), *unchanged))
        return
    now, later = take(_moves(row["moves"]))
    friends = row["friends"]
    if now.nothing:
        some, friends = friends[:FRIENDS_AT_ONCE], friends[FRIENDS_AT_ONCE:]
        found = tuple(store.accounts(tenant, Kind.FRIEND, some).values())
        change = plan_return(found, gone, into, origin, row["undoes"])
    else:
        claims = [professional_claim(each.professional_id) for each in now.waiting_made]
        holders = store.holders(tenant, claims)
        back, kept = (_stored(tenant, each, holders) for each in (gone, into))
        change = plan_rest(now, back, kept, origin, row["undoes"])
    place = RowKey(row["pk"], row["sk"])
    if later.nothing and not friends:
        mark: Put | Delete = Delete(place, *unchanged)
    else:
        mark = Put(place, row | _left(tenant, later, friends), *unchanged)
    if change is None:
        tenant.table.write(mark)
    else:
        apply(tenant, change, [mark])


def _side(tenant: Tenant, merge: RecordedChange, leftovers: Sequence[RecordedChange]) -> Stored:
    account = store.account(tenant, Kind.CLIENT, merge.key)
    mine = (merge, *(each for each in leftovers if each.key == merge.key))
    claims = {claim for each in mine for claim in claims_needed(each, tenant.organisation)}
    return _stored(tenant, account, store.holders(tenant, claims))


def _stored(tenant: Tenant, account: Account | None, holders: dict[Claim, str]) -> Stored:
    made, waiting = store.relations(tenant, account.key) if account else ((), ())
    return Stored(account=account, holders=holders, relations=made, waiting=waiting)


def _moved(tenant: Tenant, gone: str, into: str) -> Iterator[Account]:
    """The survivor's friends whose last move was from the retired account."""
    for friend in store.friends(tenant, into):
        if _last_move(trail.page(tenant, Kind.FRIEND, friend.key)) == (gone, into):
            yield friend


def _last_move(newest_first: Iterable[RecordedChange]) -> tuple[object, object]:
    """From which client to which the friend moved last, apart from moves that were undone."""
    undone: list[tuple[object, object]] = []
    for each in newest_first:
        move = each.before.get("client"), each.after.get("client")
        if not each.touches("client"):
            continue
        if each.undoes:
            undone.append((move[1], move[0]))
        elif undone and move == undone[-1]:
            undone.pop()
        else:
            return move
    return None, None


def _left(tenant: Tenant, moves: Moves, friends: Sequence[str]) -> Row:
    """What is left to move, and a new name for this state of the mark."""
    rows = {name: [asdict(each) for each in getattr(moves, name)] for name in _NAMES}
    return {"moves": rows, "friends": list(friends), "step": tenant.new_key()}


def _moves(rows: Row) -> Moves:
    def kinds(name: str) -> list[Row]:
        return [{**each, "kind": RelationKind(each["kind"])} for each in rows[name]]

    return Moves(
        tuple(Relation(**each) for each in kinds("made")),
        tuple(Relation(**each) for each in kinds("ended")),
        tuple(WaitingRelation(**each) for each in kinds("waiting_made")),
        tuple(WaitingRelation(**each) for each in kinds("waiting_ended")),
    )
