"""Presence: who is in a source of the organisation that is on. Who is active in one place is no leaver of another."""

from collections.abc import Iterable
from dataclasses import dataclass

from functions.directory_sync.memory import members
from functions.directory_sync.rules import rules_of
from functions.directory_sync.tile import DirectorySettings
from koppel.domain.accounts.account import Role
from koppel.runtime import Tenant


@dataclass(frozen=True, slots=True)
class Presence:
    """Where a person is: names of the places, and the roles that they decide on."""

    places: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()

    def and_in(self, place: str, roles: frozenset[Role]) -> "Presence":
        """The same, and in one place more."""
        return Presence((*self.places, place), self.roles | roles)


def in_sources(
    tenant: Tenant, settings: DirectorySettings, directory_ids: Iterable[str], *, without: str = ""
) -> dict[str, Presence]:
    """Directory id → where the person is, of those who are in a source; the source `without` does not count. One read
    for each source."""
    ids = {members.packed(each): each for each in directory_ids}
    found: dict[str, Presence] = {}
    for source in settings.sources:
        if source.name == without or not source.on:
            continue
        rules = rules_of(source)
        decided = rules.decided_roles if rules.roles else frozenset()
        for member in members.some(tenant, source.name, ids):
            found[ids[member]] = found.get(ids[member], Presence()).and_in(source.name, decided)
    return found
