"""The part of a plan that concerns treatment relationships."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from koppel.domain.accounts.account import NO_TIMES, Account, Role
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.desired import Desired, DesiredRelations, Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.plan.watermarks import RELATIONS, is_late, relation, relation_ended
from koppel.domain.problems.account import UNKNOWN_PROFESSIONAL
from koppel.domain.problems.problem import Finding

ROOM = 20
"""How many writes for relationships that a replacement ends go into one transaction."""


@dataclass(frozen=True, slots=True)
class PlannedRelations:
    """Relationships to make and to end. One to an unknown professional waits. An empty watermark is removed.

    is_partial  whether more end than fit into one change: plan again after it
    is_late     whether a newer event had settled some of them
    """

    made: tuple[Relation, ...] = ()
    ended: tuple[Relation, ...] = ()
    waiting_made: tuple[WaitingRelation, ...] = ()
    waiting_ended: tuple[WaitingRelation, ...] = ()
    watermarks: Mapping[str, str] = NO_TIMES
    findings: tuple[Finding, ...] = ()
    refusals: tuple[FieldRefusal, ...] = ()
    is_partial: bool = False
    is_late: bool = False

    @property
    def is_change(self) -> bool:
        """Whether any relationship begins or ends."""
        return bool(self.made or self.ended or self.waiting_made or self.waiting_ended)


def plan_relations(desired: Desired, before: Account, stored: Stored, origin: Origin) -> PlannedRelations:
    """Relationships after the change. A replacement ends only those that this integration made; a request that names a
    professional by key may end any."""
    requested = desired.relations
    if requested is None:
        return PlannedRelations()
    if is_late(before.watermarks, RELATIONS, desired.event_time, desired.event_end):
        return PlannedRelations(is_late=True)
    ids = _not_late(requested.professional_ids, relation_ended, desired, before)
    over = _not_late(requested.ended_ids, relation, desired, before)
    watermarks = _watermarks(ids, over, desired, before)
    ended: tuple[Relation, ...] = ()
    waiting_ended: tuple[WaitingRelation, ...] = ()
    is_partial = False
    if requested.replace:
        ended = tuple(each for each in stored.relations if _is_replaced(each, desired, before, stored, origin))
        waiting_ended = tuple(each for each in stored.waiting if _is_replaced(each, desired, before, stored, origin))
        every = len(ended) + len(waiting_ended)
        ended = ended[:ROOM]
        waiting_ended = waiting_ended[: (ROOM - len(ended)) // 2]
        is_partial = len(ended) + len(waiting_ended) < every
        gone = [each.professional_id for each in ended] + [each.professional_id for each in waiting_ended]
        watermarks.update({relation(each): "" for each in gone})
    refusals = _refusals(requested, stored)
    ended += tuple(
        each for each in stored.relations if each.professional in requested.ended and each.kind == requested.kind
    )
    ended += tuple(each for each in stored.relations if each not in ended and _is_ended(each, over, stored, origin))
    waiting_ended += tuple(
        each for each in stored.waiting if each not in waiting_ended and _is_ended(each, over, stored, origin)
    )
    made, waiting_made = _new(ids, requested, before, stored, origin)
    made += _by_key(requested, before, stored, origin) if not refusals else ()
    findings = tuple(Finding(problem=UNKNOWN_PROFESSIONAL, subject=each.professional_id) for each in waiting_made)
    late = len(ids) < len(set(requested.professional_ids)) or len(over) < len(set(requested.ended_ids))
    return PlannedRelations(made, ended, waiting_made, waiting_ended, watermarks, findings, refusals, is_partial, late)


def _not_late(ids: tuple[str, ...], aspect: Callable[[str], str], desired: Desired, before: Account) -> tuple[str, ...]:
    """The ids, each once, less those of which a newer event has said otherwise."""
    times = (desired.event_time, desired.event_end)
    return tuple(each for each in dict.fromkeys(ids) if not is_late(before.watermarks, aspect(each), *times))


def _watermarks(ids: tuple[str, ...], over: tuple[str, ...], desired: Desired, before: Account) -> dict[str, str]:
    """The watermarks that move. A professional who is named now counts as no older than the event that ended the
    relationship before: both may have the same time."""
    time, old = desired.event_time, before.watermarks
    if not time:
        return {}
    moved = {RELATIONS: max(time, old.get(RELATIONS, ""))} if desired.relations and desired.relations.replace else {}
    for each in ids:
        moved[relation(each)] = max(
            time, *(old.get(aspect, "") for aspect in (RELATIONS, relation(each), relation_ended(each)))
        )
        moved[relation_ended(each)] = ""
    for each in over:
        moved[relation_ended(each)] = max(time, old.get(relation_ended(each), ""))
        moved[relation(each)] = ""
    return moved


def _is_ended(each: Relation | WaitingRelation, over: tuple[str, ...], stored: Stored, origin: Origin) -> bool:
    """Whether a therapist's relationship that this integration made is one of those that end."""
    if not over or each.integration != origin.integration or each.kind is not RelationKind.THERAPIST:
        return False
    known = isinstance(each, Relation) and each.professional in map(stored.professional, over)
    return known or each.professional_id in over


def _refusals(requested: DesiredRelations, stored: Stored) -> tuple[FieldRefusal, ...]:
    """A supervisor needs the role of one; therapists are linked whatever their roles are."""
    if not requested.waits and not all(map(stored.professional, requested.professional_ids)):
        return (FieldRefusal("professional", RefusalReason.UNKNOWN),)
    for key in requested.professionals:
        professional = stored.professionals.get(key)
        if professional is None:
            return (FieldRefusal("professional", RefusalReason.UNKNOWN),)
        if requested.kind is RelationKind.SUPERVISOR and Role.SUPERVISOR not in professional.roles:
            return (FieldRefusal("professional", RefusalReason.NOT_A_SUPERVISOR),)
    return ()


def _by_key(requested: DesiredRelations, before: Account, stored: Stored, origin: Origin) -> tuple[Relation, ...]:
    present = {(each.professional, each.kind) for each in stored.relations}
    return tuple(
        Relation(
            client=before.key,
            professional=key,
            kind=requested.kind,
            professional_id=stored.professionals[key].text("id"),
            external_source=origin.source,
            integration=origin.integration,
            since=origin.at,
        )
        for key in dict.fromkeys(requested.professionals)
        if (key, requested.kind) not in present
    )


def _is_replaced(
    each: Relation | WaitingRelation, desired: Desired, before: Account, stored: Stored, origin: Origin
) -> bool:
    """Whether a replacement ends this relationship: this integration made it, it is of the same kind, and neither this
    event nor a newer one names its professional. The professional's id may be another one than before."""
    requested = desired.relations
    if requested is None or each.integration != origin.integration or each.kind != requested.kind:
        return False
    if isinstance(each, Relation) and each.professional in map(stored.professional, requested.professional_ids):
        return False
    is_newer = is_late(before.watermarks, relation(each.professional_id), desired.event_time, desired.event_end)
    return each.professional_id not in requested.professional_ids and not is_newer


def _new(
    ids: tuple[str, ...], requested: DesiredRelations, before: Account, stored: Stored, origin: Origin
) -> tuple[tuple[Relation, ...], tuple[WaitingRelation, ...]]:
    present = {(each.professional, each.kind) for each in stored.relations}
    expected = {(each.professional_id, each.kind) for each in stored.waiting}
    made, waiting = [], []
    for each in ids:
        professional = stored.professional(each)
        if professional and (professional, requested.kind) not in present:
            made.append(
                Relation(
                    client=before.key,
                    professional=professional,
                    kind=requested.kind,
                    professional_id=each,
                    external_source=origin.source,
                    integration=origin.integration,
                    since=origin.at,
                )
            )
        elif not professional and (each, requested.kind) not in expected:
            waiting.append(
                WaitingRelation(
                    client=before.key,
                    professional_id=each,
                    kind=requested.kind,
                    external_source=origin.source,
                    integration=origin.integration,
                    since=origin.at,
                )
            )
    return tuple(made), tuple(waiting)
