"""Proposing: from the census to candidates, page by page; first who arrived, then who left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched

from functions.directory_sync import presence
from functions.directory_sync.choices import Leavers
from functions.directory_sync.cycle.census import Census
from functions.directory_sync.cycle.scene import ARRIVALS, DEPARTURES, DONE, Cycle, Mark, settings_of
from functions.directory_sync.memory import members
from functions.directory_sync.people import DirectoryPerson
from functions.directory_sync.presence import Presence
from functions.directory_sync.rules import masked_name
from functions.directory_sync.scim import active_users, roles
from functions.directory_sync.sources import Source
from koppel.accounts import store
from koppel.domain.accounts.account import Kind, directory_claim
from koppel.domain.plan.desired import Desired, DesiredRelations, Manner
from koppel.domain.runs.candidate import Candidate
from koppel.runs.procedure import MOST_IN_A_PAGE, ReadPage
from koppel.runtime import Tenant

LEAVERS_AT_ONCE = 25
SCIM = "SCIM"
"""As a place in which a person is, beside the names of sources."""


def propose(census: Census, mark: Mark) -> Iterator[ReadPage]:
    """The candidates from the mark on, and at the end a page with none."""
    if mark.phase == ARRIVALS:
        arrived, departed = len(census.arrivals), len(census.departures)
        mark = replace(mark, arrived=arrived, joined=census.joined, departed=departed)
        for behind, candidates in _arrivals(census, mark):
            yield _page(behind, candidates)
        mark = replace(mark, phase=DEPARTURES, row=0, at=0)
    if mark.phase == DEPARTURES:
        for behind, candidates in _departures(census, mark):
            mark = behind
            yield _page(mark, candidates)
        yield _page(replace(mark, phase=DONE, after="", at=0), ())


def _page(mark: Mark, candidates: Sequence[Candidate]) -> ReadPage:
    return ReadPage(candidates=candidates, checkpoint=mark.text, progress=f"{mark.arrived} / {mark.people}")


def _arrivals(census: Census, mark: Mark) -> Iterator[tuple[Mark, list[Candidate]]]:
    """Pages of arrivals, each with the mark behind it."""
    rows = sorted({row for row, _ in census.arrivals.values() if row >= mark.row})
    for row in rows:
        people = list(census.people(row))
        for start in range(mark.at if row == mark.row else 0, len(people), MOST_IN_A_PAGE):
            some = people[start : start + MOST_IN_A_PAGE]
            is_end = start + len(some) == len(people)
            behind = replace(mark, row=row + is_end, at=0 if is_end else start + len(some))
            yield behind, arrivals(census, some)


def arrivals(census: Census, people: Sequence[tuple[bytes, DirectoryPerson]]) -> list[Candidate]:
    """Candidates for these arrivals."""
    cycle, alike = census.cycle, [member for member, _ in people if census.shares(member)]
    having = with_account(cycle.tenant, [members.unpacked(each) for each in alike])
    names = names_of(census, alike)
    return [
        cycle.rules.arrival(
            person,
            sharing=names.get(census.arrivals[member][1].shared, ""),
            has_account=members.unpacked(member) in having,
        )
        for member, person in people
    ]


def with_account(tenant: Tenant, directory_ids: Sequence[str]) -> dict[str, str]:
    """Directory id → key of its account, for those of these that an account has."""
    claims = {directory_claim(each): each for each in directory_ids}
    return {claims[claim]: key for claim, key in store.holders(tenant, claims).items()} if claims else {}


def names_of(census: Census, alike: Sequence[bytes]) -> dict[bytes, str]:
    """For each professional id that these share: the masked names of all who have it."""
    wanted = {census.arrivals[each][1].shared for each in alike}
    if not wanted:
        return {}
    group = {member: found for member, found in census.arrivals.items() if found[1].shared in wanted}
    named: dict[bytes, str] = {}
    for row in sorted({row for row, _ in group.values()}):
        named |= {
            member: masked_name(census.cycle.rules, person) for member, person in census.people(row) if member in group
        }
    unnamed = [members.unpacked(each) for each in group if each not in named]
    keys = with_account(census.cycle.tenant, unnamed)
    accounts = store.accounts(census.cycle.tenant, Kind.PROFESSIONAL, keys.values())
    for directory_id, key in keys.items():
        named[members.packed(directory_id)] = accounts[key].masked_name if key in accounts else ""
    found: dict[bytes, list[str]] = {}
    for member, (_, sight) in sorted(group.items()):
        found.setdefault(sight.shared, []).append(named.get(member) or "•••")
    return {each: ", ".join(names) for each, names in found.items()}


def _departures(census: Census, mark: Mark) -> Iterator[tuple[Mark, list[Candidate]]]:
    """Pages of departures, each with the mark behind it."""
    left = [each for each in census.departures if each.hex() > mark.after]
    for some in batched(left, LEAVERS_AT_ONCE, strict=False):
        candidates, leaving = departures(census.cycle, [members.unpacked(each) for each in some])
        behind = replace(mark, after=some[-1].hex(), at=0, leaving=mark.leaving + leaving)
        for start in range(mark.at, len(candidates), MOST_IN_A_PAGE):
            end = start + MOST_IN_A_PAGE
            yield (behind if end >= len(candidates) else replace(mark, at=end)), candidates[start:end]
        mark = behind


def departures(cycle: Cycle, directory_ids: Sequence[str]) -> tuple[list[Candidate], int]:
    """Candidates for these people who left, and how many of them had an account. Who has none needs none."""
    keys = with_account(cycle.tenant, directory_ids)
    kept = elsewhere(cycle.tenant, cycle.source, keys) if keys else {}
    found: list[Candidate] = []
    leaving = 0
    for directory_id, key in keys.items():
        if directory_id in kept:
            moved = cycle.rules.move(directory_id, kept[directory_id].roles)
            found += [moved] if moved else []
            continue
        leaving += 1
        if cycle.source.leavers is Leavers.END_RELATIONSHIPS:
            found += _without_relationships(cycle, directory_id, key)
        else:
            found.append(cycle.rules.departure(directory_id, cycle.tenant.clock()))
    return found, leaving


def elsewhere(tenant: Tenant, source: Source, keys: Mapping[str, str]) -> dict[str, Presence]:
    """Where else those of these people are who are in another source of the organisation, or active users of an
    identity provider. `keys` has the account of each directory id."""
    settings = settings_of(tenant)
    found = presence.in_sources(tenant, settings, keys, without=source.name)
    pushed = active_users.among(tenant, keys.values())
    decided = roles.decided(settings.scim) if settings.scim.roles else frozenset()
    for directory_id in (each for each, key in keys.items() if key in pushed):
        found[directory_id] = found.get(directory_id, Presence()).and_in(SCIM, decided)
    return found


def _without_relationships(cycle: Cycle, directory_id: str, key: str) -> Iterator[Candidate]:
    """A candidate for each client whose relationship with this professional ends."""
    for client, kind in store.clients_of(cycle.tenant, key):
        ended = DesiredRelations(ended=(key,), kind=kind)
        desired = Desired(kind=Kind.CLIENT, key=client, relations=ended, manner=Manner.LENIENT)
        yield Candidate(label=directory_id, desired=desired)
