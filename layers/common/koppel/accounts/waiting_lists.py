"""Waiting lists: accounts that wait for a value to be claimed or released.

Clients wait for a professional's id to be claimed: for the relationship. Accounts wait for an e-mail address, a BSN or
a professional's id to be released: for the value; only their rows have the kind of the account.

The change that claims or releases a value marks the list in the table. It is served right after the change, or by the
sweep when the process ended in between. Serving is idempotent.
"""

from collections.abc import Sequence
from contextlib import suppress

from koppel.accounts import store
from koppel.accounts.apply import FollowUp, NotApplied, apply
from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.patience import attempts
from koppel.aws.rows import Row
from koppel.aws.writes import Delete
from koppel.domain.accounts.account import Claim, Kind, field_of
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.waiting import plan_awaited_relation, plan_awaited_value
from koppel.organisation import turns
from koppel.runtime import Runtime, Tenant

ATTEMPTS = 5


def serve(tenant: Tenant, follow_up: FollowUp) -> int:
    """Serve this waiting list. Returns how many accounts got what they waited for.

    An account that others are writing stays on the list, and the mark stays with it. A mark that was written again in
    the meantime stays too: its change came after this read of the list.
    """
    served, left = 0, 0
    waiting = row_keys.accounts.waiting_list(tenant.slug, follow_up.scope, follow_up.pseudonym)
    for row in list(tenant.table.query(waiting)):
        done = _serve_one(tenant, follow_up, row)
        served, left = served + (done is True), left + (done is None)
    if not left:
        mark = row_keys.accounts.follow_up(tenant.slug, follow_up.scope, follow_up.pseudonym)
        with suppress(ConditionFailed):
            tenant.table.write(Delete(mark, "#change = :change", {":change": follow_up.change}, {"#change": "change"}))
    return served


def serve_all(tenant: Tenant) -> int:
    """Serve every marked waiting list. Returns how many accounts got what they waited for."""

    def serve_mark(rows: Sequence[Row]) -> int:
        ((scope, _, pseudonym), change) = rows[0]["sk"].partition("/"), rows[0]["change"]
        return serve(tenant, FollowUp(scope, pseudonym, change))

    return turns.continue_job(tenant, "follow-ups", row_keys.accounts.follow_ups(tenant.slug), serve_mark)


def _serve_one(tenant: Tenant, follow_up: FollowUp, row: Row) -> bool | None:
    """True when served, False when there is nothing to do now, None when others kept writing the same rows."""
    scope = follow_up.scope
    for _ in attempts(ATTEMPTS):
        holder = tenant.table.get(row_keys.accounts.claim(tenant.slug, scope, follow_up.pseudonym))
        awaits_release = "kind" in row
        if awaits_release == (holder is not None):
            return False
        change = _value(tenant, scope, row) if holder is None else _relation(tenant, row, holder["holder"])
        if change is None:  # it no longer waits; the change that ended this deletes the row of the list
            return False
        try:
            apply(tenant, change)
        except NotApplied:
            continue
        return True
    return None


def _value(tenant: Tenant, scope: str, row: Row) -> Change | None:
    key, _, _ = row["sk"].partition("/")
    account = store.account(tenant, Kind(row["kind"]), key)
    if account is None or account.waiting.get(field_of(scope)) != row["value"]:
        return None
    return plan_awaited_value(account, Claim(scope, row["value"]), tenant.organisation, _origin(tenant.runtime, row))


def _relation(tenant: Tenant, row: Row, professional: str) -> Change | None:
    key, _, kind = row["sk"].partition("/")
    client = store.account(tenant, Kind.CLIENT, key)
    present, waiting = store.relations(tenant, key)
    mine = [each for each in waiting if each.professional_id == row["value"] and each.kind == kind]
    if client is None or not mine:
        return None
    return plan_awaited_relation(client, mine[0], professional, present, _origin(tenant.runtime, row))


def _origin(runtime: Runtime, row: Row) -> Origin:
    """The origin of the change that made the account wait."""
    return Origin(integration=row["integration"], source=row["source"], actor=row["source"], at=runtime.now())
