"""Staging: from the plan for a candidate to the item that is stored, shown and approved; signatures and digests.

A signature is a keyed hash of what a plan does to an account. The same plan made later, from an account that has
changed elsewhere, has the same signature. The digest of a run covers all its items. Neither tells a value.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.matching import Match
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.restoration import REASONS, Staying
from koppel.domain.plan.undo import UndoPlan
from koppel.domain.plan.values import FieldRefusal
from koppel.domain.problems.runs import STAYS
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.runs import refusals
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, ItemVerb
from koppel.domain.runs.json_forms import candidate_to_json
from koppel.domain.runs.reason import Reason

RELATIONS = ("relations_made", "relations_ended", "waiting_made", "waiting_ended")


def refused_by_reader(number: int, candidate: Candidate) -> Item:
    """The item of a candidate that its reader refuses."""
    verb = ItemVerb.DUPLICATE if candidate.is_duplicate else ItemVerb.REFUSED
    return Item(number=number, label=candidate.label, verb=verb, reasons=candidate.reasons)


def refused(number: int, candidate: Candidate, *reasons: Reason, match: Match | None = None) -> Item:
    """The item of a candidate about which nothing can be done."""
    kind = candidate.desired.kind if candidate.desired else candidate.undo.kind if candidate.undo else None
    return Item(
        number=number,
        label=candidate.label,
        verb=ItemVerb.REFUSED,
        kind=kind,
        key=match.key if match else "",
        reasons=(*candidate.reasons, *reasons),
    )


def stage(
    number: int,
    candidate: Candidate,
    planned: Plan,
    pseudonyms: Pseudonyms,
    explain: Callable[[FieldRefusal], Reason] = refusals.explain,
) -> Item:
    """The item for a plan. `explain` says in words why a field is refused."""
    reasons = tuple(_reasons(planned, explain))
    change = planned.change
    if change is None and _is_refused(planned):
        return refused(number, candidate, *reasons, match=planned.match)
    if change is None or change.verb is Verb.OBSERVE:
        kind = candidate.desired.kind if candidate.desired else None
        return Item(
            number=number,
            label=candidate.label,
            verb=ItemVerb.UNCHANGED,
            kind=kind,
            key=planned.match.key,
            reasons=(*candidate.reasons, *reasons),
        )
    own = change.accounts[0]
    before, after = (_as_json(each) for each in own.difference())
    links = {name: _links(getattr(change, name)) for name in RELATIONS}
    after |= {name: found for name, found in links.items() if found}
    key = own.after.key if own.before else ""
    return Item(
        number=number,
        label=candidate.label,
        verb=ItemVerb(change.verb.value),
        kind=own.after.kind,
        key=key,
        version=own.before.version if own.before else None,
        before=before,
        after=after,
        reasons=(*candidate.reasons, *reasons),
        is_partial=planned.is_partial,
        loses_access=_loses_access(own),
        signature=_signature(pseudonyms, change, key, (before, after)),
        source=candidate_to_json(candidate),
    )


def digest_of(pseudonyms: Pseudonyms, before: str, items: Iterable[Item]) -> str:
    """The digest of a staged plan after these items, given the one before them ("" at first)."""
    told = [f"{each.number} {each.verb} {each.key} {each.signature}" for each in items]
    return pseudonyms.of("run", before, *told)


def new_account_key(pseudonyms: Pseudonyms, run: str, number: int) -> str:
    """The key of the account that this row of this run creates: the same at each try, so that no try makes a second
    account."""
    return pseudonyms.of("run-account", run, str(number))


def _is_refused(planned: Plan) -> bool:
    if isinstance(planned, UndoPlan):
        return planned.refused is not None
    return planned.is_blocked or bool(planned.refusals)


def _reasons(planned: Plan, explain: Callable[[FieldRefusal], Reason]) -> Iterable[Reason]:
    yield from map(explain, planned.refusals)
    for finding in planned.findings or (planned.change.findings if planned.change else ()):
        yield Reason.of(finding.problem, finding.details)
    if isinstance(planned, UndoPlan):
        if planned.refused:
            yield Reason.of(planned.refused)
        yield from map(_stays, planned.stays)


def _stays(each: Staying) -> Reason:
    return Reason.of(STAYS, {"field": each.field, "reason": REASONS[each.reason]})


def _loses_access(change: AccountChange) -> bool:
    """Whether the person can do less afterwards: deactivated now or at a later time, or without the last role."""
    before, after = change.before, change.after
    if before is None or not before.active:
        return False
    is_due = bool(after.deactivate_at) and not before.deactivate_at
    return not after.active or is_due or bool(before.roles and not after.roles)


def _signature(pseudonyms: Pseudonyms, change: Change, key: str, shown: Sequence[Mapping[str, JsonValue]]) -> str:
    """Of all that changes but the name of the source, which becomes this run's whoever was there before."""
    fields = [{name: value for name, value in each.items() if name != "external_source"} for each in shown]
    whole = [change.verb, key, *fields, change.mail_requested, change.undoes]
    return pseudonyms.of("run-item", json.dumps(whole, sort_keys=True))


def _links(relations: Iterable[Relation | WaitingRelation]) -> list[JsonValue]:
    """The relationships in an order that is always the same."""
    found: list[JsonValue] = [
        {
            "kind": each.kind.value,
            "id": each.professional_id,
            "professional": each.professional if isinstance(each, Relation) else "",
        }
        for each in relations
    ]
    return sorted(found, key=json.dumps)


def _as_json(fields: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Tuples as lists, as JSON has them."""
    found: dict[str, JsonValue] = json.loads(json.dumps(fields))
    return found
