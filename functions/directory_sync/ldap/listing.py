"""Whom to read: the ids of everybody in scope, or of those who changed. Ids first, because they are read again and
sorted whenever a later invocation goes on: a search of pages does not survive its connection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from functions.directory_sync.ldap.domain import Domain
from functions.directory_sync.ldap.groups import Groups
from functions.directory_sync.ldap.marks import Mark
from functions.directory_sync.ldap.persons import LISTED, READ, is_built_in, person
from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.ldap.wire import filters
from functions.directory_sync.ldap.wire.connection import Link
from functions.directory_sync.ldap.wire.entries import Entry
from functions.directory_sync.ldap.wire.search import PAGE, read, search, whole
from functions.directory_sync.people import DirectoryIncomplete, DirectoryPerson
from functions.directory_sync.problems import ldap as problems

MOST_PEOPLE = 100_000
SAMPLE = 50
_MUST_BE_VISIBLE = ("userAccountControl", "primaryGroupID", "uSNChanged")
"""What every person has. A hidden value looks as a missing one: nobody would be disabled, nobody would change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A source, read over one connection, with what its domain controller said about itself and the watched groups."""

    link: Link
    source: LdapSource
    domain: Domain
    groups: Groups

    @property
    def bases(self) -> tuple[str, ...]:
        """Where the people in scope are."""
        return self.source.base_dns or (self.domain.base,)

    def everybody(self) -> dict[str, frozenset[str]]:
        """The watched groups of everybody below the bases whom the filter lets through, by id. Raises
        DirectoryIncomplete."""
        found: dict[str, frozenset[str]] = {}
        for each in _visible(self._in_scope(LISTED)):
            found[each.guid] = self.groups.of(whole(self.link, each, "memberOf"))
            if len(found) > MOST_PEOPLE:
                raise DirectoryIncomplete(problems.TOO_MANY, {"most": f"{MOST_PEOPLE:,}"})
        return found

    def check_visible(self) -> None:
        """Whether the account sees what every person has, of a few of those in scope. Raises DirectoryIncomplete."""
        for _ in _visible(islice(self._in_scope(LISTED, page=SAMPLE), SAMPLE)):
            pass

    def check_bases(self) -> None:
        """Whether all bases are there. Raises DirectoryIncomplete."""
        for base in self.bases:
            if read(self.link, base, ("objectGUID",)) is None:
                raise DirectoryIncomplete(problems.BASE_MISSING, {"base": base})

    def first(self, count: int) -> Iterator[DirectoryPerson]:
        """A few people in scope. Raises DirectoryIncomplete."""
        people = map(self.person, self._in_scope(self._asked))
        yield from islice((each for each in people if self._is_wanted(each.groups)), count)

    def anywhere(self, wanted: str) -> Iterator[DirectoryPerson]:
        """The people in the whole domain whom this filter lets through. Raises DirectoryIncomplete."""
        for each in search(self.link, self.domain.base, filters.every(filters.PEOPLE, wanted), self._asked):
            yield self.person(each)

    def _in_scope(self, attributes: Sequence[str], wanted: str = "", page: int = PAGE) -> Iterator[Entry]:
        """The people below the bases whom the filter of the settings and this one let through."""
        people = filters.every(filters.PEOPLE, self.source.people_filter, wanted)
        for base in self.bases:
            for each in search(self.link, base, people, attributes, page=page):
                if not each.guid:
                    raise DirectoryIncomplete(problems.HIDDEN, {"attribute": "objectGUID"})
                if not is_built_in(each):
                    yield each

    @property
    def _asked(self) -> tuple[str, ...]:
        """The attributes to ask of people: ours and those of the settings."""
        known = {each.lower() for each in READ}
        return (*READ, *(each for each in self.source.attributes if each.lower() not in known))

    def _is_wanted(self, watched: frozenset[str]) -> bool:
        return not self.source.scope_groups or not watched.isdisjoint(self.source.scope_groups)

    def within(self, everybody: Mapping[str, frozenset[str]]) -> list[str]:
        """Those of them who are in a group of the scope, sorted; all where the settings name no such group."""
        return sorted(identity for identity, watched in everybody.items() if self._is_wanted(watched))

    def changed(self, since: Mark) -> set[str]:
        """Who was created, changed, moved, deleted or restored since then, and whose account has expired since then,
        anywhere in the domain: who left the scope is no longer found in it."""
        newer = filters.at_least("uSNChanged", since.usn + 1)
        expired = filters.every(
            filters.at_least("accountExpires", since.time), filters.at_most("accountExpires", self.domain.now)
        )
        wanted = filters.every(filters.PEOPLE, filters.either((newer, expired)))
        found = self._ids(search(self.link, self.domain.base, wanted, ("objectGUID",)))
        if self.domain.sees_deleted:
            gone = filters.every(filters.DELETED_PEOPLE, newer)
            found |= self._ids(search(self.link, self.domain.deleted_base, gone, ("objectGUID",), deleted=True))
        return found

    def any_unit_changed(self, since: Mark) -> bool:
        """Whether an organisational unit was created, renamed or moved since then, or changed otherwise."""
        wanted = filters.every(filters.UNITS, filters.at_least("uSNChanged", since.usn + 1))
        return any(search(self.link, self.domain.base, wanted))

    def people(self, identities: Sequence[str]) -> tuple[DirectoryPerson, ...]:
        """These people, in this order. Who is not below the bases, fails the filter or is deleted is removed."""
        wanted = filters.either(map(filters.identity, identities))
        found = {each.guid: self.person(each) for each in self._in_scope(self._asked, wanted)}
        return tuple(found.get(each) or DirectoryPerson(id=each, removed=True) for each in identities)

    def person(self, found: Entry) -> DirectoryPerson:
        """The person that an entry with `READ` and the attributes of the settings describes."""
        return person(whole(self.link, found, "memberOf"), self.source.attributes, self.groups, self.domain.now)

    @staticmethod
    def _ids(found: Iterator[Entry]) -> set[str]:
        return {each.guid for each in found if each.guid}


def _visible(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries. Raises DirectoryIncomplete at the end, where an attribute that every person has was on none of them.
    On a few it may be missing: rights on the accounts of administrators differ."""
    hidden, any_came = set(_MUST_BE_VISIBLE), False
    for each in entries:
        any_came = True
        hidden -= {name for name in hidden if each.raw(name)}
        yield each
    if any_came and hidden:
        raise DirectoryIncomplete(problems.HIDDEN, {"attribute": min(hidden)})
