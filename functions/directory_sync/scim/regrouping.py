"""Regrouping: a change of a group, carried out member by member.

First the whole change is judged: nobody is changed when the brake holds one of the members. Then the members follow,
those whose roles stay in large transactions, the others one by one, and last the group itself. So a request that did
not finish, or was cut off, is finished by sending it again: who has followed already needs nothing more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.scim import brake, roles, searching
from functions.directory_sync.scim.alteration import Regrouping
from functions.directory_sync.scim.errors import ScimRefused
from functions.directory_sync.scim.membership import Delta
from functions.directory_sync.scim.memory import groups, users
from functions.directory_sync.scim.memory.groups import Group
from functions.directory_sync.scim.settings import settings_of
from koppel.accounts import store
from koppel.aws import patience
from koppel.aws.errors import ConditionFailed
from koppel.domain.accounts.account import Account, Kind
from koppel.entrance.requests import Request

AT_ONCE = 40  # members of one transaction; two writes each


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a group: before (None: it is new), after (None: it is deleted), and of its members."""

    before: Group | None
    after: Group | None
    delta: Delta


@dataclass(frozen=True, slots=True)
class _Moves:
    """Who joins, who leaves, and who stays in a group that is to give another role."""

    joins: tuple[str, ...]
    leaves: tuple[str, ...]
    stays: tuple[str, ...]


def carry_out(request: Request, change: Change) -> None:
    """Carry out the change. Raises ScimRefused: 503 where the brake holds it up, and where the time is over; 404 where
    the group was deleted meanwhile."""
    settings, tenant = settings_of(request), request.tenant
    moves = _moves(request, settings, change)
    if _gives_roles(settings, change):
        losers = list(_losers(request, settings, change, moves))
        if losers:
            brake.judge(tenant, settings, losers)
        _follow(request, settings, change, moves)
    else:
        _follow_without_roles(request, change, moves)
    if change.before is None and change.after:
        tenant.table.write(groups.creation(tenant, change.after))
    elif change.after is None and change.before:
        tenant.table.write(groups.removal(tenant, change.before.key))
    elif change.after and (moves.joins or moves.leaves or change.after != change.before):
        write = groups.change(tenant, change.after.key, name=change.after.name, external_id=change.after.external_id)
        try:
            tenant.table.write(write)
        except ConditionFailed:
            raise ScimRefused(404, "No group has this id.") from None


def _moves(request: Request, settings: ScimSettings, change: Change) -> _Moves:
    """Who is to follow. All members are read only where the request is about all of them."""
    tenant, delta = request.tenant, change.delta
    if change.before is None:
        return _Moves(tuple(sorted(delta.added)), (), ())
    key = change.before.key
    is_other = change.after is not None and _role_differs(settings, change.before, change.after)
    if delta.is_whole or is_other:
        present = set(groups.members(tenant, key))
    else:
        present = groups.are_members(tenant, key, filter(users.is_key, delta.added | delta.removed))
    leaves = present - delta.added if delta.is_whole else present & delta.removed
    joins = delta.added - present
    stays = present - leaves if is_other else ()
    return _Moves(tuple(sorted(joins)), tuple(sorted(leaves)), tuple(sorted(stays)))


def _gives_roles(settings: ScimSettings, change: Change) -> bool:
    known = (each for each in (change.before, change.after) if each)
    return any(roles.matters(settings, each) for each in known)


def _role_differs(settings: ScimSettings, before: Group, after: Group) -> bool:
    return roles.of_groups(settings, (before,)) != roles.of_groups(settings, (after,))


def _regrouping(request: Request, settings: ScimSettings, change: Change, moves: _Moves, key: str) -> Regrouping:
    group = change.after
    return Regrouping(
        tenant=request.tenant,
        request=request,
        settings=settings,
        key=key,
        joins=(group,) if group and key in moves.joins else (),
        leaves=frozenset({change.before.key}) if change.before and key in moves.leaves else frozenset(),
        renamed=(group,) if group else (),
    )


def _losers(request: Request, settings: ScimSettings, change: Change, moves: _Moves) -> Iterator[str]:
    """The members who would be left without any role. Only those are looked at for whom that can be."""
    decided = roles.decided(settings)
    if settings.default_role:
        return
    for some in batched((*moves.leaves, *moves.stays), searching.AT_ONCE, strict=False):
        accounts = store.accounts(request.tenant, Kind.PROFESSIONAL, some)
        for key, account in accounts.items():
            if not account.active or not account.roles or not decided.issuperset(account.roles):
                continue
            _check_time()
            if _is_left_without(_regrouping(request, settings, change, moves, key), account):
                yield key


def _is_left_without(regrouping: Regrouping, account: Account) -> bool:
    return regrouping.desired_after(account).roles == ()


def _follow(request: Request, settings: ScimSettings, change: Change, moves: _Moves) -> None:
    for key in (*moves.leaves, *moves.joins, *moves.stays):
        _check_time()
        try:
            _regrouping(request, settings, change, moves, key).carry_out()
        except ScimRefused as refused:
            if refused.status != 404:  # somebody deleted this user meanwhile
                raise


def _follow_without_roles(request: Request, change: Change, moves: _Moves) -> None:
    """The members of a group that gives no role: only the rows of the memberships change."""
    group = change.after or change.before
    if group is None:
        return
    for some in batched(moves.leaves, AT_ONCE, strict=False):
        _check_time()
        request.tenant.table.transact([each for key in some for each in groups.leaving(request.tenant, group.key, key)])
    for some in batched(moves.joins, AT_ONCE, strict=False):
        _check_time()
        request.tenant.table.transact([each for key in some for each in groups.joining(request.tenant, group.key, key)])


def _check_time() -> None:
    if patience.left() < searching.SECONDS_LEFT:
        message = "There are too many members for one request. Send it again; it goes on where it stopped."
        raise ScimRefused(503, message, headers={"Retry-After": "1"})
