"""Undo: restore what a change of the trail has changed, as far as later changes allow.

A person sees the plan first (`preview`) and names it by its digest; `undo` carries out that plan and no other. The undo
is a change with a trail of its own.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from koppel.accounts import store, trail, unmerge
from koppel.accounts.apply import Superseded
from koppel.accounts.execution import Execution
from koppel.aws.errors import Contended
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Account, Kind, field_of
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.changes import Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.recorded import ChangeName, RecordedChange
from koppel.domain.plan.restoration import REASONS, claims_needed
from koppel.domain.plan.undo import UndoPlan, plan_undo, refused
from koppel.domain.plan.unmerge import plan_unmerge
from koppel.domain.plan.values import taken_from
from koppel.domain.problems.merge import RETIRED_ID
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Declined
from koppel.domain.problems.undo import (
    MERGE_UNDONE_ALREADY,
    MERGE_UNFINISHED,
    PLAN_CHANGED,
    UNKNOWN_CHANGE,
    UNKNOWN_KEY,
)
from koppel.organisation import audit_log, error_log
from koppel.runtime import Tenant

INTEGRATION = "operations"


def preview(tenant: Tenant, name: ChangeName, actor: str) -> UndoPlan:
    """The plan as of now. Nothing is written. Raises Declined where there is no such change."""
    recorded = _recorded(tenant, name)
    return _plan(tenant, recorded, _origin(tenant, recorded, actor))


def undo(tenant: Tenant, name: ChangeName, digest_seen: str, actor: str) -> UndoPlan:
    """Carry out the plan with this digest. The audit log has who did so.

    Raises Declined where nothing can be undone or where the plan is another one by now; and as `Execution.run`.
    """
    recorded = _recorded(tenant, name)
    origin = _origin(tenant, recorded, actor)
    try:
        planned = _Undo(tenant=tenant, recorded=recorded, digest_seen=digest_seen, origin=origin).run()
    except Superseded:
        raise Declined(MERGE_UNFINISHED) from None
    if planned.change:
        close_entries(tenant, recorded, planned.change)
    if planned.change and planned.change.verb is Verb.UNMERGE:
        with suppress(Contended):  # the undo is done; the sweep moves what is left
            unmerge.move_back(tenant, planned.change.accounts[0].after.key)
    return planned


def digest(tenant: Tenant, planned: UndoPlan) -> str:
    """A fingerprint of what the plan does and leaves; "" where it does nothing. It tells nothing of the values."""
    if planned.change is None:
        return ""
    change, rest = planned.change, planned.rest
    relations = [
        sorted(_text(each) for each in both)
        for both in (
            (*change.relations_made, *rest.made),
            (*change.relations_ended, *rest.ended),
            (*change.waiting_made, *rest.waiting_made),
            (*change.waiting_ended, *rest.waiting_ended),
        )
    ]
    accounts = [(each.after.key, *each.difference()) for each in change.accounts]
    stays = sorted(_text(each) for each in planned.stays)
    friends = [each.key for each in planned.friends]
    whole = json.dumps([change.verb, change.undoes, accounts, relations, stays, friends], sort_keys=True)
    return tenant.pseudonyms.of("undo", whole)


def _text(value: object) -> str:
    return json.dumps(asdict(value), sort_keys=True)  # type: ignore[call-overload]  # any of our dataclasses


@dataclass(frozen=True, kw_only=True)
class _Undo(Execution[UndoPlan]):
    recorded: RecordedChange
    digest_seen: str
    origin: Origin

    def make_plan(self) -> UndoPlan:
        planned = _plan(self.tenant, self.recorded, self.origin)
        if planned.refused:
            raise Declined(planned.refused, fields={each.field: REASONS[each.reason] for each in planned.stays})
        if digest(self.tenant, planned) != self.digest_seen:
            raise Declined(PLAN_CHANGED)
        return planned

    def writes_with(self, planned: UndoPlan) -> Sequence[Write]:
        details = {"kind": self.recorded.kind, "account": self.recorded.key, "change": self.recorded.version}
        act = audit_log.audit_write(self.tenant.runtime, self.tenant.slug, "undo-change", self.origin.actor, details)
        return [act, *unmerge.marks(self.tenant, planned)]


def _recorded(tenant: Tenant, name: ChangeName) -> RecordedChange:
    if store.account(tenant, name.kind, name.key) is None:
        raise Declined(UNKNOWN_KEY)
    recorded = trail.change(tenant, name.kind, name.key, name.version)
    if recorded is None:
        raise Declined(UNKNOWN_CHANGE)
    return recorded


def _origin(tenant: Tenant, recorded: RecordedChange, actor: str) -> Origin:
    return Origin(integration=INTEGRATION, actor=actor, reference=recorded.name, at=tenant.now())


def _plan(tenant: Tenant, recorded: RecordedChange, origin: Origin) -> UndoPlan:
    organisation = tenant.organisation
    if recorded.verb is not Verb.MERGE:
        return plan_undo(recorded, _stored(tenant, recorded), organisation, origin, _home(tenant, recorded))
    merged = unmerge.read(tenant, recorded)
    if merged is None:
        return refused(recorded, MERGE_UNDONE_ALREADY)
    if unmerge.is_unfinished(tenant, merged.retired.key):
        return refused(recorded, MERGE_UNFINISHED)
    return plan_unmerge(merged, organisation, origin)


def _stored(tenant: Tenant, recorded: RecordedChange) -> Stored:
    account = store.account(tenant, recorded.kind, recorded.key)
    holders = store.holders(tenant, claims_needed(recorded, tenant.organisation))
    relations: tuple[Relation, ...] = ()
    waiting: tuple[WaitingRelation, ...] = ()
    if recorded.kind is Kind.CLIENT:
        relations, waiting = store.relations(tenant, recorded.key)
    return Stored(account=account, holders=holders, relations=relations, waiting=waiting)


def _home(tenant: Tenant, recorded: RecordedChange) -> Account | None:
    """Of a friend: the client that it belonged to before the change."""
    client = str(recorded.before.get("client", ""))
    return store.account(tenant, Kind.CLIENT, client) if client else None


def close_entries(tenant: Tenant, recorded: RecordedChange, change: Change) -> None:
    """Close the entries that say that an account waits for a value, where it waits no more, and that an id is retired,
    where it is not."""
    accounts = {each.after.key: each.after for each in change.accounts}
    findings: list[Finding] = []
    for key, claim in change.values_settled:
        findings += taken_from(accounts[key], field_of(claim.scope))
    if change.verb is Verb.UNMERGE:
        findings.append(Finding(problem=RETIRED_ID, subject=change.accounts[0].after.text("id")))
    for finding in findings:
        with suppress(Contended):
            error_log.solve(tenant, recorded.origin.integration, finding)
