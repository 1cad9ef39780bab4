"""The brake: an identity provider may take access from a few people, not from many at once.

A wrong filter at the identity provider sends leavers by the hundred. Up to a number within an hour they are believed;
those whose access a cycle took within that hour, without an approval, count as well. Beyond it the brake is on:
everybody who would lose access is refused with 503, which the identity provider takes as "try again later", and is put
on a list. A person who looks at the list releases it, for a day; the identity provider tries again, and the people on
the list pass. It goes off by itself when nobody has asked for two days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from functions.directory_sync.memory import states
from functions.directory_sync.problems.scim import BRAKE_ON
from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.scim.errors import ScimRefused
from functions.directory_sync.scim.memory import brake, users
from functions.directory_sync.scim.memory.brake import State
from functions.directory_sync.tile import TILE
from koppel.accounts import store
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.problems.problem import Finding
from koppel.organisation import error_log
from koppel.runtime import Tenant

LEAST = 3
"""So many always pass, in an organisation of any size."""
RETRY_SECONDS = 3600

_PAGE = 100
_MOST_LOOKED_AT = 2_000  # users; beyond them the share is that of those


def loses_access(before: Account | None, after: Account) -> bool:
    """Whether somebody who could use the platform no longer can: deactivated, or without a role."""
    if before is None or not before.active:
        return False
    return not after.active or bool(before.roles and not after.roles)


def judge(tenant: Tenant, settings: ScimSettings, keys: Sequence[str]) -> list[Write]:
    """The writes that go along with the loss of access of these accounts. Raises ScimRefused (503) where the brake
    holds it up: then all who are not released are on the list."""
    for _ in attempts(8):
        state, since, now = brake.read(tenant), brake.waiting_since(tenant, keys), tenant.epoch()
        bound = [key for key in keys if not (key in since and state.releases(since[key], now))]
        recent = {key: at for key, at in state.lost.items() if at > now - brake.WINDOW_SECONDS}
        lost = {**recent, **dict.fromkeys(bound, now)}
        if bound and (state.is_on(now) or _are_many(tenant, settings, len(lost))):
            waiting = _hold(tenant, state, {key: since.get(key, now) for key in bound}, set(since))
            if waiting is None:
                continue
            raise _refused(waiting)
        if state.waiting and not state.is_on(now):
            error_log.solve(tenant, TILE.integration, Finding(problem=BRAKE_ON))
            state = replace(state, waiting=0)
        released = [brake.off_list(tenant, key) for key in keys if key in since]
        return [brake.write(tenant, replace(state, lost=lost)), *released[: brake.AT_ONCE]]
    raise Contended("the brake was busy")


def release(tenant: Tenant) -> int:
    """Release all who wait now, for a day. Returns how many have begun to wait since the brake went on; 0 where it is
    off."""
    for _ in attempts(8):
        state, now = brake.read(tenant), tenant.epoch()
        if not state.is_on(now):
            return 0
        until = now + brake.RELEASE_HOURS * 3600
        after = replace(state, on_until=0, waiting=0, lost={}, released_at=now, released_until=until)
        try:
            tenant.table.transact([brake.write(tenant, after)])
        except (TransactionRefused, Contended):
            continue
        return state.waiting
    raise Contended("the brake was busy")


def waiting(tenant: Tenant) -> int:
    """How many have begun to wait since the brake went on; 0 where it is off."""
    state = brake.read(tenant)
    return state.waiting if state.is_on(tenant.epoch()) else 0


def count_waiting(tenant: Tenant, most: int) -> int:
    """The same, up to `most`, for the overview."""
    return min(most, waiting(tenant))


def _hold(tenant: Tenant, state: State, since: dict[str, int], known: set[str]) -> int | None:
    """Put these on the list and the brake on. How many wait; None where the state has changed meanwhile."""
    now = tenant.epoch()
    begun = state.waiting if state.is_on(now) else 0
    new = len(since.keys() - known) if begun else len(since)
    after = replace(state, on_until=now + brake.HOURS_ON * 3600, waiting=begun + new)
    brake.put_on_list(tenant, since)
    try:
        tenant.table.transact([brake.write(tenant, after)])
    except (TransactionRefused, Contended):
        return None
    return after.waiting


def _are_many(tenant: Tenant, settings: ScimSettings, pushed: int) -> bool:
    """Whether so many by SCIM, and those of cycles of the last hour that nobody approved, are more than may lose
    access."""
    now = tenant.epoch()
    count = pushed + sum(each.lost(now) for each in states.every(tenant).values())
    return count > LEAST and count > _limit(tenant, settings)


def _limit(tenant: Tenant, settings: ScimSettings) -> int:
    """The smaller of the number and the share of those who are active, and never fewer than LEAST. A share of 100 % is
    no limit."""
    if settings.brake_share == 100:
        return max(LEAST, settings.brake_count)
    enough = -(-settings.brake_count * 100 // settings.brake_share)
    return max(LEAST, min(settings.brake_count, _active(tenant, enough) * settings.brake_share // 100))


def _active(tenant: Tenant, enough: int) -> int:
    """How many users are active; it stops counting at `enough`."""
    found, page = 0, list[str]()
    for link in users.every(tenant, limit=_MOST_LOOKED_AT):
        page.append(link.key)
        if len(page) == _PAGE:
            found += _count(tenant, page)
            page = []
        if found >= enough:
            return found
    return found + _count(tenant, page)


def _count(tenant: Tenant, keys: Iterable[str]) -> int:
    return sum(each.active for each in store.accounts(tenant, Kind.PROFESSIONAL, keys).values())


def _refused(count: int) -> ScimRefused:
    finding = Finding(problem=BRAKE_ON, details={"count": str(count)})
    message = "Too many people would lose access. A person has to look first; try again later."
    return ScimRefused(503, message, finding=finding, headers={"Retry-After": str(RETRY_SECONDS)})
