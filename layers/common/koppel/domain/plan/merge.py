"""The plan for a merge: two accounts of one client become one.

Events count under either id: the relationships that the newest replacement left, and the newest admission or discharge.
Details count under the surviving id only. A message therefore has the same effect before and after the merge.

A merge that people undid (`unmerge`) is not made again by a message about an event before the undo, however often and
however late it comes. A newer event merges again, with an entry in the error log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from koppel.domain.accounts.account import Account, Claim, Kind, claim
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import DesiredMerge, Origin
from koppel.domain.plan.matching import By, Match, Stored
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.watermarks import ACTIVITY, RELATIONS, is_late, relation, relation_ended, separated
from koppel.domain.problems.merge import (
    MERGE_CIRCULAR,
    MERGE_TARGET_UNKNOWN,
    MERGE_UNDONE,
    MERGED_AGAIN,
    MERGED_ELSEWHERE,
)
from koppel.domain.problems.problem import Finding, Problem

ROOM = 60
"""How many writes for relationships go into one transaction; other transactions do the rest."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Relationships that move from the retired account, or end; as many as fit into one change."""

    made: tuple[Relation, ...]
    ended: tuple[Relation, ...]
    waiting_made: tuple[WaitingRelation, ...]
    waiting_ended: tuple[WaitingRelation, ...]

    @property
    def nothing(self) -> bool:
        """Whether no relationship is touched."""
        return not (self.made or self.ended or self.waiting_made or self.waiting_ended)


def plan_merge(desired: DesiredMerge, survivor: Stored, retired: Stored, origin: Origin, new_key: str) -> Plan:
    """The change of both accounts. `survivor` and `retired` are what is stored under the two ids. Friends, and
    relationships that are too many for one change, are moved after it.

    When no account has the id to retire, the plan creates a merged account with that id, so that it leads to the
    survivor from now on; `new_key` becomes its key. A repeated merge changes nothing.
    """
    into, old = survivor.account, retired.account
    if into is None:
        return _refused(MERGE_TARGET_UNKNOWN, desired, origin, Match("", By.NOBODY))
    found = Match(into.key, By.RETIRED_ID if survivor.through else By.ID)
    if old is not None and old.key == into.key:
        if retired.through:
            return Plan(match=found)
        return _refused(MERGE_CIRCULAR, desired, origin, found)
    if retired.through:
        return _refused(MERGED_ELSEWHERE, desired, origin, found)
    was_undone = separated(into.key) in (old.watermarks if old else {})
    if old and is_late(old.watermarks, separated(into.key), desired.event_time):
        return _refused(MERGE_UNDONE, desired, origin, found)

    watermarks = _together(into.watermarks, old.watermarks if old else {})
    after = _with_activity(into, old, watermarks, origin)
    moves = plan_moves(after, survivor, retired, origin.integration)
    left = _ended_watermarks(watermarks, survivor, retired, origin.integration)
    after = replace(after, watermarks={name: time for name, time in watermarks.items() if name not in left})
    gone = AccountChange(before=old, after=_retired(desired, old, into, origin, new_key))
    change = Change(
        verb=Verb.MERGE,
        origin=origin,
        accounts=(AccountChange(before=into, after=after), gone),
        relations_made=moves.made,
        relations_ended=moves.ended,
        waiting_made=moves.waiting_made,
        waiting_ended=moves.waiting_ended,
        values_settled=_no_longer_waiting(old) if old else (),
        findings=(_finding(MERGED_AGAIN, desired, origin),) if was_undone else (),
    )
    return Plan(match=found, change=change)


def plan_moves(survivor: Account, kept: Stored, leaving: Stored, integration: str, room: int = ROOM) -> Moves:
    """The relationships to move from the retired account to `survivor`, and those that the newest replacement under
    either id has ended. `survivor` has the watermarks of both accounts; `room` bounds the writes."""
    watermarks = survivor.watermarks
    made, ended, waiting_made, waiting_ended = [], [], [], []
    present = {(each.professional, each.kind) for each in kept.relations}
    expected = {(each.professional_id, each.kind) for each in kept.waiting}
    for each in kept.relations:
        if room > 0 and _is_over(each, watermarks, integration):
            ended.append(each)
            room -= 1
    for waiting in kept.waiting:
        if room > 0 and _is_over(waiting, watermarks, integration):
            waiting_ended.append(waiting)
            room -= 2
    for each in leaving.relations:
        if room <= 0:
            break
        ended.append(each)
        room -= 1
        if (each.professional, each.kind) not in present and not _is_over(each, watermarks, integration):
            made.append(replace(each, client=survivor.key))
            room -= 1
    for waiting in leaving.waiting:
        if room <= 0:
            break
        waiting_ended.append(waiting)
        room -= 2
        if (waiting.professional_id, waiting.kind) not in expected and not _is_over(waiting, watermarks, integration):
            waiting_made.append(replace(waiting, client=survivor.key))
            room -= 3
    return Moves(tuple(made), tuple(ended), tuple(waiting_made), tuple(waiting_ended))


def _refused(problem: Problem, desired: DesiredMerge, origin: Origin, found: Match) -> Plan:
    return Plan(match=found, findings=(_finding(problem, desired, origin),))


def _finding(problem: Problem, desired: DesiredMerge, origin: Origin) -> Finding:
    return Finding(problem=problem, subject=desired.survivor, reference=origin.reference)


def _together(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """The watermarks of both accounts, the newest of each aspect, without that of the retired account's details."""
    shared = {name: time for name, time in other.items() if name == ACTIVITY or name.startswith("relation")}
    return {**one, **{name: max(time, one.get(name, "")) for name, time in shared.items()}}


def _with_activity(into: Account, old: Account | None, watermarks: Mapping[str, str], origin: Origin) -> Account:
    """The survivor, active as the newest event under either id says. What a person deactivated stays inactive."""
    after = replace(into, watermarks=watermarks, modified=origin.at)
    if old is None or old.watermarks.get(ACTIVITY, "") <= into.watermarks.get(ACTIVITY, ""):
        return after
    own = origin.integration
    if (not into.active and into.deactivated_by != own) or (not old.active and old.deactivated_by != own):
        return after
    return replace(after, active=old.active, deactivated_by=old.deactivated_by, deactivate_at=old.deactivate_at)


def _retired(desired: DesiredMerge, old: Account | None, into: Account, origin: Origin, new_key: str) -> Account:
    """The retired account: its id, and the survivor's key. The trail has what it was before."""
    return Account(
        kind=Kind.CLIENT,
        key=old.key if old else new_key,
        version=old.version if old else 0,
        created=old.created if old else origin.at,
        modified=origin.at,
        values={"id": desired.retired},
        active=False,
        external_source=old.external_source if old else origin.source,
        deactivated_by=origin.integration,
        merged_into=into.key,
    )


def _ended_watermarks(
    watermarks: Mapping[str, str], survivor: Stored, retired: Stored, integration: str
) -> frozenset[str]:
    every: Iterable[Relation | WaitingRelation] = (
        *survivor.relations, *survivor.waiting, *retired.relations, *retired.waiting,
    )  # fmt: skip
    return frozenset(relation(each.professional_id) for each in every if _is_over(each, watermarks, integration))


def _is_over(each: Relation | WaitingRelation, watermarks: Mapping[str, str], integration: str) -> bool:
    """Whether its end, or a replacement of relationships, came after the last event that named this one."""
    if each.integration != integration or each.kind is not RelationKind.THERAPIST:
        return False
    ended = max(watermarks.get(name, "") for name in (RELATIONS, relation_ended(each.professional_id)))
    return watermarks.get(relation(each.professional_id), "") < ended


def _no_longer_waiting(old: Account) -> tuple[tuple[str, Claim], ...]:
    found = ((old.key, claim(old.kind, name, value)) for name, value in old.waiting.items())
    return tuple((key, each) for key, each in found if each is not None)
