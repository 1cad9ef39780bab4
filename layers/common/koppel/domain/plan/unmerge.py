"""The plan that undoes a merge: the retired client lives again under its id, with what it had.

Its fields come back from the trail, its relationships and friends from the survivor, as far as later changes allow. A
value that another account has by now is waited for. The survivor gets back what the merge itself changed in it; what
later changes made of it stays and is named. The update of the survivor by the same message is a change of its own.

What the source may send afterwards:

- The same message again gets its first answer again, without effect (message identity, for 30 days).
- The same merge in another message, or replayed by people, is about an event before the undo. The account that lives
  again has the watermark `separated/<survivor>`, so the merge is refused, with an entry in the error log.
- A merge about an event after the undo is a new statement of the source. It is carried out, with an entry.
- Details, admissions and discharges under the old id count for the account that lives again. Its watermarks are those
  of before the merge, and what came under its id in between has gone to the survivor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from koppel.domain.accounts.account import Account
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import By, Match, Stored
from koppel.domain.plan.merge import ROOM, Moves
from koppel.domain.plan.recorded import RecordedChange
from koppel.domain.plan.restoration import (
    Reason,
    Restored,
    RestoredRelations,
    Staying,
    restore_fields,
    restore_relations,
)
from koppel.domain.plan.undo import UndoPlan, awaited, refused
from koppel.domain.plan.watermarks import separated
from koppel.domain.problems.undo import MERGE_UNDONE_ALREADY, SURVIVOR_MERGED, TOO_MUCH_TO_UNDO

MOST_MOVES = 1000
"""Relationships that one undo may move: what is left to move is written into one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merge as it is recorded, and what is stored of it now.

    retired, survivor  the change of either account
    leftovers  later changes of both accounts, which moved what was too much for the merge
    gone, into  the accounts now, with their relationships and the holders of `restoration.claims_needed`
    friends    those that moved along and are still the survivor's
    """

    retired: RecordedChange
    survivor: RecordedChange
    leftovers: tuple[RecordedChange, ...]
    gone: Stored
    into: Stored
    friends: tuple[Account, ...]


def plan_unmerge(merged: Merged, organisation: Organisation, origin: Origin) -> UndoPlan:
    """The plan that undoes the merge. Friends, and relationships that are too many for one change, are moved after
    it."""
    retired, gone, into = merged.retired, merged.gone.account, merged.into.account
    if gone is None or into is None:
        raise ValueError("a recorded merge has two accounts")
    if gone.merged_into != into.key:
        return refused(retired, MERGE_UNDONE_ALREADY)
    if into.merged_into:
        return refused(retired, SURVIVOR_MERGED)
    back = _revived(retired, gone, merged.gone, organisation)
    kept = restore_fields(merged.survivor, into, merged.into.holders, organisation)
    theirs = restore_relations(_whole(retired, merged.leftovers), merged.gone)
    ours = restore_relations(_whole(merged.survivor, merged.leftovers), merged.into)
    moves, unmoved = _moves((theirs, merged.gone), (ours, merged.into))
    if sum(map(len, (moves.made, moves.ended, moves.waiting_made, moves.waiting_ended))) > MOST_MOVES:
        return refused(retired, TOO_MUCH_TO_UNDO)
    first, rest = take(moves)
    after = replace(
        back.after,
        merged_into="",
        missing=organisation.missing(gone.kind, dict(back.after.values)),
        modified=origin.at,
        watermarks={**retired.watermarks, separated(into.key): f"{origin.at}.000000"},
    )
    stayed = replace(kept.after, modified=origin.at, watermarks=_own(merged, into))
    change = Change(
        verb=Verb.UNMERGE,
        origin=origin,
        accounts=(AccountChange(before=gone, after=after), AccountChange(before=into, after=stayed)),
        relations_made=first.made,
        relations_ended=first.ended,
        waiting_made=first.waiting_made,
        waiting_ended=first.waiting_ended,
        values_waiting=(*awaited(after, gone.waiting), *awaited(stayed, into.waiting)),
        values_settled=(*awaited(gone, after.waiting), *awaited(into, stayed.waiting)),
        undoes=retired.name,
    )
    return UndoPlan(
        match=Match(gone.key, By.KEY),
        change=change,
        stays=(*back.stays, *kept.stays, *unmoved),
        rest=rest,
        friends=merged.friends,
    )


def take(moves: Moves, room: int = ROOM) -> tuple[Moves, Moves]:
    """The moves that fit into one change, and the others. What belongs to one professional stays together."""
    every: list[tuple[str, str, int, Relation | WaitingRelation]] = [
        *((each.professional_id, "made", 1, each) for each in moves.made),
        *((each.professional_id, "ended", 1, each) for each in moves.ended),
        *((each.professional_id, "waiting_made", 3, each) for each in moves.waiting_made),
        *((each.professional_id, "waiting_ended", 2, each) for each in moves.waiting_ended),
    ]
    every.sort(key=lambda each: each[:2])
    now: dict[str, list[Relation | WaitingRelation]] = {}
    later: dict[str, list[Relation | WaitingRelation]] = {}
    for _, name, cost, each in every:
        (now if room > 0 else later).setdefault(name, []).append(each)
        room -= cost
    return _as_moves(now), _as_moves(later)


def plan_rest(rest: Moves, gone: Stored, into: Stored, origin: Origin, undoes: str) -> Change | None:
    """The change that makes these moves, those of them that are still possible; None when none is."""
    accounts = tuple(each.account for each in (gone, into) if each.account)
    stored = {each.key: side for each, side in zip(accounts, (gone, into), strict=True)}
    moves = Moves(
        tuple(each for each in rest.made if not _has(stored[each.client], each.professional, each.kind)),
        tuple(each for each in rest.ended if each in stored[each.client].relations),
        tuple(each for each in rest.waiting_made if not _awaits(stored[each.client], each)),
        tuple(each for each in rest.waiting_ended if each in stored[each.client].waiting),
    )
    fulfilled = [each for each in moves.waiting_made if stored[each.client].professional(each.professional_id)]
    made = (*moves.made, *(_fulfilled(each, stored[each.client]) for each in fulfilled))
    moves = replace(
        moves,
        made=tuple(dict.fromkeys(each for each in made if not _has(stored[each.client], each.professional, each.kind))),
        waiting_made=tuple(each for each in moves.waiting_made if each not in fulfilled),
    )
    if moves.nothing:
        return None
    return Change(
        verb=Verb.UNMERGE,
        origin=origin,
        accounts=tuple(AccountChange(before=each, after=each) for each in accounts),
        relations_made=moves.made,
        relations_ended=moves.ended,
        waiting_made=moves.waiting_made,
        waiting_ended=moves.waiting_ended,
        undoes=undoes,
    )


def plan_return(friends: Sequence[Account], gone: Account, into: Account, origin: Origin, undoes: str) -> Change | None:
    """The change by which those of these friends that are still the survivor's belong to the other client again."""
    changes = tuple(
        AccountChange(before=each, after=replace(each, client=gone.key, modified=origin.at))
        for each in friends
        if each.client == into.key
    )
    return Change(verb=Verb.UNMERGE, origin=origin, accounts=changes, undoes=undoes) if changes else None


def _revived(retired: RecordedChange, gone: Account, stored: Stored, organisation: Organisation) -> Restored:
    """The retired account as it was. One that the merge itself had made stays inactive, with its id."""
    if retired.version == 1:
        stays = (Staying(account=gone.key, field="account", reason=Reason.NOT_DELETED),)
        return Restored(gone, stays)
    return restore_fields(retired, gone, stored.holders, organisation, revives=True)


def _whole(merge: RecordedChange, leftovers: Sequence[RecordedChange]) -> RecordedChange:
    """The merge together with its leftovers, of one account."""
    mine = [merge, *(each for each in leftovers if each.key == merge.key)]
    return replace(
        merge,
        relations_made=tuple(one for each in mine for one in each.relations_made),
        relations_ended=tuple(one for each in mine for one in each.relations_ended),
        waiting_made=tuple(one for each in mine for one in each.waiting_made),
        waiting_ended=tuple(one for each in mine for one in each.waiting_ended),
    )


def _moves(*sides: tuple[RestoredRelations, Stored]) -> tuple[Moves, tuple[Staying, ...]]:
    """The moves of both accounts, and what stays. A relationship that waited for its professional before the merge is
    one with the professional that exists by now."""
    made, stays = [], []
    for restored, stored in sides:
        fulfilled = [each for each in restored.stays if each.reason is Reason.PROFESSIONAL_EXISTS]
        stays += [each for each in restored.stays if each not in fulfilled]
        every = (*restored.made, *(_fulfilled(each, stored) for each in restored.fulfilled))
        known = {(each.professional, each.kind) for each in stored.relations if each not in restored.ended}
        for each in every:
            if (each.professional, each.kind) not in known:
                known.add((each.professional, each.kind))
                made.append(each)
    both = [restored for restored, _ in sides]
    moves = Moves(
        tuple(made),
        tuple(each for restored in both for each in restored.ended),
        tuple(each for restored in both for each in restored.waiting_made),
        tuple(each for restored in both for each in restored.waiting_ended),
    )
    return moves, tuple(stays)


def _fulfilled(waiting: WaitingRelation, stored: Stored) -> Relation:
    return Relation(
        client=waiting.client,
        professional=stored.professional(waiting.professional_id),
        kind=waiting.kind,
        professional_id=waiting.professional_id,
        external_source=waiting.external_source,
        integration=waiting.integration,
        since=waiting.since,
    )


def _own(merged: Merged, into: Account) -> dict[str, str]:
    """The survivor's watermarks: those that are still what the merge made of both accounts' are its own again."""
    ours, theirs = merged.survivor.watermarks, merged.retired.watermarks
    found = dict(into.watermarks)
    for aspect, time in into.watermarks.items():
        if aspect in theirs and time == max(theirs[aspect], ours.get(aspect, "")):
            found[aspect] = ours.get(aspect, "")
    return {aspect: time for aspect, time in found.items() if time}


def _has(stored: Stored, professional: str, kind: str) -> bool:
    return any((each.professional, each.kind) == (professional, kind) for each in stored.relations)


def _awaits(stored: Stored, waiting: WaitingRelation) -> bool:
    return any((each.professional_id, each.kind) == (waiting.professional_id, waiting.kind) for each in stored.waiting)


def _as_moves(lists: dict[str, list[Relation | WaitingRelation]]) -> Moves:
    def of(name: str, kind: type) -> tuple[Any, ...]:
        return tuple(each for each in lists.get(name, ()) if isinstance(each, kind))

    return Moves(
        of("made", Relation),
        of("ended", Relation),
        of("waiting_made", WaitingRelation),
        of("waiting_ended", WaitingRelation),
    )
