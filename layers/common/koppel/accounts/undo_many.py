"""Undo of many changes at once: their plans, made from rows that are read together."""

from collections.abc import Iterable, Mapping, Sequence

from koppel.accounts import store, trail
from koppel.domain.accounts.account import Account, Claim, Kind
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import By, Match, Stored
from koppel.domain.plan.recorded import ChangeName, RecordedChange, Together
from koppel.domain.plan.restoration import claims_needed
from koppel.domain.plan.undo import UndoPlan, plan_undo
from koppel.domain.problems.undo import UNKNOWN_CHANGE
from koppel.runtime import Tenant


def previews(tenant: Tenant, wanted: Sequence[tuple[ChangeName, Origin]]) -> list[UndoPlan]:
    """The plan as of now for each of these changes, in their order; a part of a merge is refused. Nothing is written.

    A request for each hundred changes, accounts and claims; relationships are read for each change that touched some.
    """
    recorded = recorded_changes(tenant, [name for name, _ in wanted])
    accounts = _accounts(tenant, recorded.values())
    claims = {name: claims_needed(each, tenant.organisation) for name, each in recorded.items()}
    holders = store.holders(tenant, {one for mine in claims.values() for one in mine})
    found = []
    for name, origin in wanted:
        change, account = recorded.get(name), accounts.get((name.kind, name.key))
        if change is None or account is None:
            found.append(UndoPlan(match=Match(name.key, By.KEY), refused=UNKNOWN_CHANGE))
            continue
        mine = {each: holders[each] for each in claims[name] if each in holders}
        home = accounts.get((Kind.CLIENT, _home(change)))
        found.append(plan_undo(change, _stored(tenant, change, account, mine), tenant.organisation, origin, home))
    return found


def recorded_changes(tenant: Tenant, names: Iterable[ChangeName]) -> dict[ChangeName, RecordedChange]:
    """Those of these changes that the trail has."""
    places = [Together(each.kind, each.key, each.version) for each in names]
    return {ChangeName(each.kind, each.key, each.version): each for each in trail.changes(tenant, places)}


def _stored(tenant: Tenant, recorded: RecordedChange, account: Account, holders: Mapping[Claim, str]) -> Stored:
    links = (
        recorded.relations_made, recorded.relations_ended, recorded.waiting_made, recorded.waiting_ended,
    )  # fmt: skip
    if not any(links):
        return Stored(account=account, holders=holders)
    made, waiting = store.relations(tenant, account.key)
    return Stored(account=account, holders=holders, relations=made, waiting=waiting)


def _accounts(tenant: Tenant, recorded: Iterable[RecordedChange]) -> dict[tuple[Kind, str], Account]:
    """The accounts of these changes, and the clients that friends belonged to before them."""
    wanted: dict[Kind, set[str]] = {}
    for each in recorded:
        wanted.setdefault(each.kind, set()).add(each.key)
        if home := _home(each):
            wanted.setdefault(Kind.CLIENT, set()).add(home)
    return {
        (kind, key): account
        for kind, keys in wanted.items()
        for key, account in store.accounts(tenant, kind, sorted(keys)).items()
    }


def _home(recorded: RecordedChange) -> str:
    """Of a friend: key of the client that it belonged to before the change; "" where the change left that."""
    return str(recorded.before.get("client", ""))
