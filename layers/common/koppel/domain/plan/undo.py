"""The plan of an undo: from a recorded change to the change that restores what it changed, field by field.

What has changed since stays and is named (`restoration`). A creation is undone by deactivating the account, because
nothing is deleted. A merge is undone by `unmerge`.

A person may undo what an integration did to any account, also where the setting Manual updates keeps people from
changing it: an undo restores what the source itself had sent.

Watermarks stay as they are, so a message that was applied once and is sent again is as late as it was. A newer message
of the source may set the same values again: an undo corrects what is stored, not what the source sends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from koppel.domain.accounts.account import Account, Claim, claim
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import By, Match, Stored
from koppel.domain.plan.merge import Moves
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.recorded import RecordedChange
from koppel.domain.plan.restoration import (
    Reason,
    Restored,
    RestoredRelations,
    Staying,
    restore_fields,
    restore_relations,
)
from koppel.domain.problems.problem import Problem
from koppel.domain.problems.undo import MERGE_NOT_REPEATED, MERGED_SINCE, NOTHING_TO_UNDO, PART_OF_MERGE

NO_MOVES = Moves((), (), (), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPlan(Plan):
    """What undoing is to do.

    stays    what is not restored, and why
    refused  why nothing can be done; then there is no change
    rest     of a merge: relationships that are too many for the change; they are moved after it
    friends  of a merge: the friends that go back after it, as they are now
    """

    stays: tuple[Staying, ...] = ()
    refused: Problem | None = None
    rest: Moves = NO_MOVES
    friends: tuple[Account, ...] = ()


def refused(recorded: RecordedChange, problem: Problem, stays: tuple[Staying, ...] = ()) -> UndoPlan:
    """The plan of an undo that cannot be done."""
    return UndoPlan(match=Match(recorded.key, By.KEY), stays=stays, refused=problem)


def plan_undo(
    recorded: RecordedChange, stored: Stored, organisation: Organisation, origin: Origin, home: Account | None = None
) -> UndoPlan:
    """The plan that undoes a change of one account.

    stored  the account as it is now, its relationships, and the holders of `restoration.claims_needed`
    home    of a friend: the client that it belonged to before the change
    """
    present = stored.account
    if present is None:
        raise ValueError("a recorded change has an account")
    if recorded.verb is Verb.UNMERGE:
        return refused(recorded, MERGE_NOT_REPEATED)
    if recorded.together:
        return refused(recorded, PART_OF_MERGE)
    if present.merged_into:
        return refused(recorded, MERGED_SINCE)
    if recorded.verb is Verb.CREATE:
        restored = _uncreated(present, origin)
    else:
        restored = restore_fields(recorded, present, stored.holders, organisation, home=home)
    relations = restore_relations(recorded, stored)
    stays = (*restored.stays, *relations.stays)
    if restored.after == present and relations.nothing:
        return refused(recorded, NOTHING_TO_UNDO, stays)
    change = _change(recorded, present, restored.after, relations, origin)
    return UndoPlan(match=Match(recorded.key, By.KEY), change=change, stays=stays)


def _uncreated(present: Account, origin: Origin) -> Restored:
    """The account, inactive."""
    stays = (Staying(account=present.key, field="account", reason=Reason.NOT_DELETED),)
    if not present.active:
        return Restored(present, stays)
    return Restored(replace(present, active=False, deactivated_by=origin.integration, deactivate_at=""), stays)


def _change(
    recorded: RecordedChange, present: Account, after: Account, relations: RestoredRelations, origin: Origin
) -> Change:
    verb = Verb.RELATE if after == present else Verb.UPDATE
    if after.active != present.active:
        verb = Verb.REACTIVATE if after.active else Verb.DEACTIVATE
    if verb is not Verb.RELATE:
        after = replace(after, modified=origin.at)
    return Change(
        verb=verb,
        origin=origin,
        accounts=(AccountChange(before=present, after=after),),
        relations_made=relations.made,
        relations_ended=relations.ended,
        waiting_made=relations.waiting_made,
        waiting_ended=relations.waiting_ended,
        values_waiting=awaited(after, present.waiting),
        values_settled=awaited(present, after.waiting),
        undoes=recorded.name,
    )


def awaited(account: Account, besides: Mapping[str, str]) -> tuple[tuple[str, Claim], ...]:
    """(account key, claim) of the values that the account waits for, besides these."""
    wanted = ((name, value) for name, value in account.waiting.items() if besides.get(name) != value)
    found = ((account.key, claim(account.kind, name, value)) for name, value in wanted)
    return tuple((key, each) for key, each in found if each is not None)
