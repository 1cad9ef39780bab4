"""The watched groups and the groups within them, so that each person's own `memberOf` says which watched groups they
are in. No list of members is read: a group may have tens of thousands."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched

from functions.directory_sync.ldap.domain import Domain
from functions.directory_sync.ldap.wire import filters
from functions.directory_sync.ldap.wire.connection import Link
from functions.directory_sync.ldap.wire.entries import Entry
from functions.directory_sync.ldap.wire.search import read, search, whole
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems
from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.fields import InvalidValue

MOST_GROUPS = 5000
"""Groups within the watched ones, together."""
_AT_ONCE = 50
_ATTRIBUTES = ("objectGUID", "objectSid", "uSNChanged", "memberOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The watched groups, with what is in them.

    by_dn         the watched groups that a member of this group is in, by the group's DN in lower case
    by_primary    the same by the last part of a group's SID: a person's primary group is not in `memberOf`
    member        the DN of one member of a watched group; "" where they have none
    newest        the highest change number of these groups
    digest        changes when groups come into the watched ones or leave them
    """

    by_dn: Mapping[str, frozenset[str]] = field(repr=False)
    by_primary: Mapping[int, frozenset[str]] = field(repr=False)
    member: str = field(repr=False)
    newest: int
    digest: str

    def of(self, person: Entry) -> frozenset[str]:
        """The watched groups that the person is in, directly or not."""
        names = (each.decode(errors="replace").lower() for each in person.values.get("memberof", ()))
        found = [self.by_dn[each] for each in names if each in self.by_dn]
        primary = person.number("primaryGroupID")
        if primary is not None and primary in self.by_primary:
            found.append(self.by_primary[primary])
        return frozenset().union(*found)


def watched(link: Link, domain: Domain, names: Iterable[str]) -> Groups:
    """The watched groups, by DN or by `objectGUID`. Raises DirectoryIncomplete, also for a group that is not there."""
    entries: dict[str, Entry] = {}
    tops: dict[str, set[str]] = defaultdict(set)  # DN of a watched group, in lower case: its names in the settings
    member = ""
    for name in names:
        found = read(link, place(name), (*_ATTRIBUTES, "member;range=0-0"))
        if found is None or not found.guid:
            raise DirectoryIncomplete(problems.GROUP_MISSING, {"group": name})
        member = member or found.raw("member").decode(errors="replace")
        entries[found.dn.lower()] = found
        tops[found.dn.lower()].add(name)
    parents = _parents(link, domain, entries)
    by_dn = {dn: frozenset().union(*(tops[each] for each in _above(dn, parents) if each in tops)) for dn in parents}
    relative = {dn: each.relative_id for dn, each in entries.items()}
    return Groups(
        by_dn=by_dn,
        by_primary={number: by_dn[dn] for dn, number in relative.items() if number is not None},
        member=member,
        newest=max((each.number("uSNChanged") or 0 for each in entries.values()), default=0),
        digest=hashlib.sha256("\n".join(sorted(each.guid for each in entries.values())).encode()).hexdigest()[:16],
    )


def check_visible(link: Link, groups: Groups) -> None:
    """Whether the account sees in which groups people are: a member of a watched group must say so. Raises
    DirectoryIncomplete."""
    if groups.member:
        found = read(link, groups.member, ("memberOf",))
        if found is not None and not found.raw("memberOf"):
            raise DirectoryIncomplete(problems.HIDDEN, {"attribute": "memberOf"})


def _parents(link: Link, domain: Domain, entries: dict[str, Entry]) -> Mapping[str, frozenset[str]]:
    """For each group the groups that it is directly in, all by DN. Adds the groups within the watched ones, however
    deep, to `entries`."""
    level = list(entries.values())
    while level:
        deeper: list[Entry] = []
        for some in batched(level, _AT_ONCE, strict=False):
            inside = filters.every(filters.GROUPS, filters.either(filters.equal("memberOf", each.dn) for each in some))
            for each in search(link, domain.base, inside, _ATTRIBUTES):
                if each.dn.lower() not in entries:
                    entries[each.dn.lower()] = each
                    deeper.append(each)
        if len(entries) > MOST_GROUPS:
            raise DirectoryIncomplete(problems.TOO_MANY_GROUPS, {"most": f"{MOST_GROUPS:,}"})
        level = deeper
    return {dn: _memberships(link, each) & entries.keys() for dn, each in entries.items()}


def _memberships(link: Link, group: Entry) -> frozenset[str]:
    values = whole(link, group, "memberOf").values.get("memberof", ())
    return frozenset(each.decode(errors="replace").lower() for each in values)


def _above(dn: str, parents: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The group itself and all groups above it; groups may be in each other."""
    seen, waiting = {dn}, [dn]
    while waiting:
        each = waiting.pop()
        yield each
        new = parents[each] - seen
        seen |= new
        waiting.extend(new)


def place(name: str) -> str:
    """How to address an object that the settings name by DN or by `objectGUID`. Raises DirectoryIncomplete."""
    try:
        if identity := directory_ids.normalise(name):
            return f"<GUID={identity}>"
    except InvalidValue:
        pass
    filters.check_dn(name)
    return name
