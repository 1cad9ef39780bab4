"""The census of a cycle: who arrived, who left, and who shares a professional id."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from functions.directory_sync.cycle.scene import Cycle, Mark
from functions.directory_sync.memory import members, readings
from functions.directory_sync.memory.members import Members
from functions.directory_sync.memory.readings import NOT_SHARED, Sight
from functions.directory_sync.people import DirectoryPerson
from functions.directory_sync.rules import identity


@dataclass(frozen=True, slots=True)
class Census:
    """Everybody whom a reading is about.

    cycle       of which it is
    arrivals    member → the row of `readings` in which the person was seen last, and how
    departures  members who left, in the order of their ids
    joined      how many of the arrivals were no members
    sharing     keyed hash of a professional id → how many of the people in scope have it; those that several have
    """

    cycle: Cycle
    arrivals: Mapping[bytes, tuple[int, Sight]]
    departures: tuple[bytes, ...]
    joined: int
    sharing: Mapping[bytes, int]

    def shares(self, member: bytes) -> bool:
        """Whether this arrival has the professional id of somebody else, too."""
        return self.arrivals[member][1].shared in self.sharing

    def people(self, row: int) -> Iterator[tuple[bytes, DirectoryPerson]]:
        """The arrivals of a row who are to be planned, in their order."""
        for person in readings.people(self.cycle.tenant, self.cycle.run.id, row):
            member = members.packed(identity(person))
            if self.arrivals.get(member, (-1, None))[0] == row:
                yield member, person


def take(cycle: Cycle, mark: Mark) -> Census:
    """The census of a reading that is complete."""
    last: dict[bytes, tuple[int, Sight]] = {}
    for number, row in readings.sights(cycle.tenant, cycle.run.id, mark.rows):
        last |= {each.member: (number, each) for each in row}
    arrivals = {member: found for member, found in last.items() if found[1].arrived}
    known = _known(cycle, mark, last)
    gone = known.keys() - arrivals.keys()
    counts = Counter(sight.shared for _, sight in arrivals.values() if sight.shared != NOT_SHARED)
    sharing = {each: count for each, count in counts.items() if count > 1}
    return Census(cycle, arrivals, tuple(sorted(gone)), len(arrivals.keys() - known.keys()), sharing)


def _known(cycle: Cycle, mark: Mark, seen: Mapping[bytes, tuple[int, Sight]]) -> Members:
    """The members whom the reading is about: all, or those whom it names."""
    if mark.is_full:
        return members.every(cycle.tenant, cycle.source.name)
    return members.some(cycle.tenant, cycle.source.name, seen)
