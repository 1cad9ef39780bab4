"""Whatever happens in a directory, reading the changes ends in the state of reading everybody."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.people import DirectoryPerson, WatermarkLost
from tests.functions.directory_sync.ldap.conftest import read, source_of
from tests.harness import samba_domain as domain
from tests.harness.samba import DomainController
from tests.harness.samba_changes import WARD, Changes

pytestmark = [pytest.mark.xdist_group("samba"), pytest.mark.allow_hosts(["127.0.0.0/8"])]

ELSEWHERE = f"OU=Elsewhere,{domain.BASE}"
PEOPLE = 4


@dataclass
class Town:
    """A few people and two groups, one of which is now and then in the other. An act that makes no sense now, such as
    leaving a group again, is refused by the domain controller and changes nothing."""

    hands: Changes
    people: list[str] = field(default_factory=list)
    identities: list[str] = field(default_factory=list)
    outer: str = ""
    inner: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        self.people = [self.hands.create(f"Town {number}", department="Zorg") for number in range(PEOPLE)]
        self.identities = [self.hands.identity(each) for each in self.people]
        self.outer, self.inner = self.hands.create_group("Outer town"), self.hands.create_group("Inner town")

    def move(self, who: int, unit: str) -> None:
        self.people[who] = self.hands.move(self.people[who], unit)

    def rename(self, who: int) -> None:
        self.count += 1
        self.people[who] = self.hands.rename(self.people[who], f"CN=Town {who} as {self.count}")

    def undelete(self, who: int) -> None:
        control = str(domain.NO_PASSWORD_NEEDED)
        self.hands.undelete(self.identities[who], self.people[who], userAccountControl=control, department="Zorg")

    def mail(self, who: int) -> None:
        self.count += 1
        self.hands.change(self.people[who], mail=f"town{self.count}@hub.test")


ACTS: dict[str, Callable[[Town, int], None]] = {
    "disable": lambda town, who: town.hands.disable(town.people[who]),
    "enable": lambda town, who: town.hands.enable(town.people[who]),
    "move away": lambda town, who: town.move(who, ELSEWHERE),
    "move back": lambda town, who: town.move(who, WARD),
    "rename": Town.rename,
    "mail": Town.mail,
    "leave the filter": lambda town, who: town.hands.change(town.people[who], department="Kantoor"),
    "pass the filter": lambda town, who: town.hands.change(town.people[who], department="Zorg"),
    "delete": lambda town, who: town.hands.delete(town.people[who]),
    "undelete": Town.undelete,
    "join": lambda town, who: town.hands.join(town.inner, town.people[who]),
    "join the outer": lambda town, who: town.hands.join(town.outer, town.people[who]),
    "leave": lambda town, who: town.hands.leave(town.inner, town.people[who]),
    "leave the outer": lambda town, who: town.hands.leave(town.outer, town.people[who]),
    "nest": lambda town, _who: town.hands.join(town.outer, town.inner),
    "part": lambda town, _who: town.hands.leave(town.outer, town.inner),
}
READ = "read"
STEPS = st.lists(st.tuples(st.sampled_from([*ACTS, READ, READ]), st.integers(0, PEOPLE - 1)), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def town(hands: Changes) -> Town:
    return Town(hands)


def follow(source: LdapSource, since: str, state: dict[str, DirectoryPerson]) -> tuple[str, dict[str, DirectoryPerson]]:
    """The watermark and the state after a reading of the changes, or of everybody where the watermark is lost."""
    try:
        found = read(source, since)
    except WatermarkLost:
        found = read(source)
    return found.watermark, found.applied_to(state)


@given(steps=STEPS)
@settings(max_examples=8)
def test_changes_end_in_the_state_of_everybody(
    town: Town, controller: DomainController, steps: list[tuple[str, int]]
) -> None:
    source = source_of(controller, people_filter="(department=Zorg)", groups=(town.outer, town.inner))
    since, state = follow(source, "", {})
    for act, who in steps:
        if act == READ:
            since, state = follow(source, since, state)
        else:
            with suppress(RuntimeError, IndexError):
                ACTS[act](town, who)
    assert follow(source, since, state)[1] == read(source).people
