"""Roles: which of them the groups of a user give. No I/O."""

from collections.abc import Iterable

from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.scim.memory.groups import Group
from koppel.domain.accounts.account import Role


def decided(settings: ScimSettings) -> frozenset[Role]:
    """The roles that groups give and take away; a person may have others, which stay."""
    return frozenset((*settings.roles.values(), *([settings.default_role] if settings.default_role else [])))


def of_groups(settings: ScimSettings, groups: Iterable[Group]) -> tuple[Role, ...] | None:
    """The roles that these groups give together, else the default role. None where no group gives a role at all: then
    the roles of accounts are left alone."""
    if not settings.roles:
        return None
    found = {role for group in groups for role in _given(settings, group)}
    if not found and settings.default_role:
        found = {settings.default_role}
    return tuple(sorted(found))


def matters(settings: ScimSettings, group: Group) -> bool:
    """Whether the group gives a role."""
    return any(True for _ in _given(settings, group))


def _given(settings: ScimSettings, group: Group) -> Iterable[Role]:
    names = {group.name.casefold(), group.external_id.casefold()} - {""}
    return (role for name, role in settings.roles.items() if name.casefold() in names)
