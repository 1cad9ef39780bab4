"""The part of a plan that concerns the last application manager: without one, nobody can manage the organisation."""

from dataclasses import replace

from koppel.domain.accounts.account import Account, Role
from koppel.domain.plan.desired import Desired

MANAGER = Role.APPLICATION_MANAGER


def is_manager(account: Account) -> bool:
    """Whether the account is an application manager who can log on, now and later."""
    return account.active and not account.deactivate_at and MANAGER in account.roles


def loses_manager(desired: Desired, account: Account) -> bool:
    """Whether the desired state would take an application manager from the organisation."""
    return is_manager(account) and (desired.active is False or _takes_role(desired))


def spared(desired: Desired) -> Desired:
    """The desired state, but for what would take the application manager from the organisation."""
    roles = (*desired.roles, MANAGER) if desired.roles is not None and _takes_role(desired) else desired.roles
    return replace(desired, active=None if desired.active is False else desired.active, roles=roles)


def _takes_role(desired: Desired) -> bool:
    if desired.roles is None or MANAGER in desired.roles:
        return False
    return desired.roles_among is None or MANAGER in desired.roles_among
