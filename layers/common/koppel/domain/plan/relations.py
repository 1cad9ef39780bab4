"""The part of a plan that concerns treatment relationships."""

from collections.abc import Mapping
from dataclasses import dataclass

from koppel.domain.accounts.account import NO_TIMES, Account, Role
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.desired import Desired, DesiredRelations, Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.plan.watermarks import RELATIONS, is_late, relation
from koppel.domain.problems.account import UNKNOWN_PROFESSIONAL
from koppel.domain.problems.problem import Finding

ROOM = 20
"""How many writes for relationships that a replacement ends go into one transaction."""


@dataclass(frozen=True, slots=True)
class PlannedRelations:
    """Relationships to make and to end; to professionals nobody knows yet they wait. An empty watermark is removed.

    is_partial  whether more are to be ended than fit into one change: plan again after it
    """

    made: tuple[Relation, ...] = ()
    ended: tuple[Relation, ...] = ()
    waiting_made: tuple[WaitingRelation, ...] = ()
    waiting_ended: tuple[WaitingRelation, ...] = ()
    watermarks: Mapping[str, str] = NO_TIMES
    findings: tuple[Finding, ...] = ()
    refusals: tuple[FieldRefusal, ...] = ()
    is_partial: bool = False


def plan_relations(desired: Desired, before: Account, stored: Stored, origin: Origin) -> PlannedRelations:
    """Relationships after the change. Only those that this integration made are ever replaced here; who ends one by
    name may end any."""
    wished = desired.relations
    if wished is None or is_late(before.watermarks, RELATIONS, desired.event_time):
        return PlannedRelations()
    ids = tuple(dict.fromkeys(wished.professional_ids))
    watermarks: dict[str, str] = {}
    if desired.event_time:
        watermarks = {
            relation(each): max(desired.event_time, before.watermarks.get(relation(each), "")) for each in ids
        }
    ended: tuple[Relation, ...] = ()
    waiting_ended: tuple[WaitingRelation, ...] = ()
    is_partial = False
    if wished.replace:
        if desired.event_time:
            watermarks[RELATIONS] = desired.event_time
        ended = tuple(each for each in stored.relations if _is_replaced(each, desired, before, stored, origin))
        waiting_ended = tuple(each for each in stored.waiting if _is_replaced(each, desired, before, stored, origin))
        every = len(ended) + len(waiting_ended)
        ended = ended[:ROOM]
        waiting_ended = waiting_ended[: (ROOM - len(ended)) // 2]
        is_partial = len(ended) + len(waiting_ended) < every
        gone = [each.professional_id for each in ended] + [each.professional_id for each in waiting_ended]
        watermarks.update({relation(each): "" for each in gone})
    refusals = _refusals(wished, stored)
    ended += tuple(each for each in stored.relations if each.professional in wished.ended and each.kind == wished.kind)
    made, waiting_made = _new(ids, wished, before, stored, origin)
    made += _by_key(wished, before, stored, origin) if not refusals else ()
    findings = tuple(Finding(problem=UNKNOWN_PROFESSIONAL, subject=each.professional_id) for each in waiting_made)
    return PlannedRelations(made, ended, waiting_made, waiting_ended, watermarks, findings, refusals, is_partial)


def _refusals(wished: DesiredRelations, stored: Stored) -> tuple[FieldRefusal, ...]:
    """A supervisor needs the role of one; therapists are linked whatever their roles are."""
    for key in wished.professionals:
        professional = stored.professionals.get(key)
        if professional is None:
            return (FieldRefusal("professional", RefusalReason.UNKNOWN),)
        if wished.kind is RelationKind.SUPERVISOR and Role.SUPERVISOR not in professional.roles:
            return (FieldRefusal("professional", RefusalReason.NOT_A_SUPERVISOR),)
    return ()


def _by_key(wished: DesiredRelations, before: Account, stored: Stored, origin: Origin) -> tuple[Relation, ...]:
    present = {(each.professional, each.kind) for each in stored.relations}
    return tuple(
        Relation(
            client=before.key,
            professional=key,
            kind=wished.kind,
            professional_id=stored.professionals[key].text("id"),
            external_source=origin.source,
            integration=origin.integration,
            since=origin.at,
        )
        for key in dict.fromkeys(wished.professionals)
        if (key, wished.kind) not in present
    )


def _is_replaced(
    each: Relation | WaitingRelation, desired: Desired, before: Account, stored: Stored, origin: Origin
) -> bool:
    """Whether a replacing event ends this one: ours, of the same kind, named neither again nor by a newer event. A
    professional may be named by another id than when the relationship was made."""
    wished = desired.relations
    if wished is None or each.integration != origin.integration or each.kind != wished.kind:
        return False
    if isinstance(each, Relation) and each.professional in map(stored.professional, wished.professional_ids):
        return False
    is_newer = before.watermarks.get(relation(each.professional_id), "") > desired.event_time
    return each.professional_id not in wished.professional_ids and not (desired.event_time and is_newer)


def _new(
    ids: tuple[str, ...], wished: DesiredRelations, before: Account, stored: Stored, origin: Origin
) -> tuple[tuple[Relation, ...], tuple[WaitingRelation, ...]]:
    present = {(each.professional, each.kind) for each in stored.relations}
    expected = {(each.professional_id, each.kind) for each in stored.waiting}
    made, waiting = [], []
    for each in ids:
        professional = stored.professional(each)
        if professional and (professional, wished.kind) not in present:
            made.append(
                Relation(
                    client=before.key,
                    professional=professional,
                    kind=wished.kind,
                    professional_id=each,
                    external_source=origin.source,
                    integration=origin.integration,
                    since=origin.at,
                )
            )
        elif not professional and (each, wished.kind) not in expected:
            waiting.append(
                WaitingRelation(
                    client=before.key,
                    professional_id=each,
                    kind=wished.kind,
                    external_source=origin.source,
                    integration=origin.integration,
                    since=origin.at,
                )
            )
    return tuple(made), tuple(waiting)
