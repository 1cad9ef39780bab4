"""Collecting: a directory is read to its end, before anything of it is planned. Half an answer changes nothing."""

from collections.abc import Iterator
from dataclasses import replace

from functions.directory_sync.cycle.scene import ARRIVALS, Cycle, Mark
from functions.directory_sync.memory import members, readings, unsettled
from functions.directory_sync.memory.members import UNSETTLED, Members
from functions.directory_sync.memory.readings import NOT_SHARED, SHARED_BYTES, Seen, Sight
from functions.directory_sync.people import Batch, DirectoryIncomplete, DirectoryPerson, Peer, WatermarkLost
from functions.directory_sync.problems.cycle import DIRECTORY_EMPTY
from functions.directory_sync.rules import Rules, Standing, identity
from koppel.aws.errors import Unavailable
from koppel.aws.patience import OutOfTime
from koppel.domain.pseudonyms import Pseudonyms
from koppel.runs.procedure import ReadFailed, ReadPage


def collect(cycle: Cycle, peer: Peer, mark: Mark) -> Iterator[ReadPage]:
    """Read on from the mark, batch by batch; the pages have no candidates. The last one has a mark in the next phase.

    Raises ReadFailed where the directory gives no whole answer; Unavailable where there is no time left to ask it.
    """
    try:
        yield from _collect_or_begin_anew(cycle, peer, mark)
    except WatermarkLost:  # a directory that loses what it has just given cannot be read now
        raise Unavailable from None
    except DirectoryIncomplete as failed:
        raise ReadFailed(failed.problem, failed.details) from None
    except OutOfTime:
        raise Unavailable from None


def _collect_or_begin_anew(cycle: Cycle, peer: Peer, mark: Mark) -> Iterator[ReadPage]:
    try:
        yield from _collect(cycle, peer, mark)
    except WatermarkLost:
        if mark.lost and not mark.resume:
            raise
        everybody = Mark(lost=True)
        yield _page(everybody)
        yield from _collect(cycle, peer, everybody)


def _collect(cycle: Cycle, peer: Peer, mark: Mark) -> Iterator[ReadPage]:
    desk = _Desk(cycle, mark)
    for batch in peer.read(mark.resume or ("" if mark.lost else cycle.watermark)):
        desk.take(batch)
        mark = replace(
            mark,
            rows=desk.rows,
            people=mark.people + len(batch.people),
            inhabited=tuple(sorted({*mark.inhabited, *_inhabited(cycle.rules, batch)})),
            is_full=batch.is_full,
            resume=batch.resume,
            watermark=batch.watermark,
        )
        if not batch.is_last:
            yield _page(mark)
            continue
        if mark.is_full and not mark.people:
            break
        desk.add_unsettled()
        yield _page(replace(mark, phase=ARRIVALS, resume="", rows=desk.rows))
        return
    raise ReadFailed(DIRECTORY_EMPTY, {"source": cycle.source.name})


def _inhabited(rules: Rules, batch: Batch) -> set[int]:
    """The groups in scope that these people are in, by their places."""
    groups = {each.casefold() for each in set().union(*(person.groups for person in batch.people if person.enabled))}
    return {place for place, each in enumerate(rules.scoped) if each in groups}


def _page(mark: Mark) -> ReadPage:
    return ReadPage(candidates=(), checkpoint=mark.text, progress=str(mark.people))


class _Desk:
    """Keeps who was seen: everybody in scope, and those who are gone and were known or seen before."""

    def __init__(self, cycle: Cycle, mark: Mark) -> None:
        self.rows = mark.rows
        self._cycle = cycle
        self._seen = {each.member for _, row in readings.sights(cycle.tenant, cycle.run.id, mark.rows) for each in row}
        self._everybody: Members | None = None

    def take(self, batch: Batch) -> None:
        """Keep those of this batch who matter. Of a person who occurs twice the last one counts."""
        people = {members.packed(identity(each)): each for each in batch.people}
        known = self._known(people, is_full=batch.is_full)
        found = [seen for member, each in people.items() if (seen := self._look(member, each, known, batch))]
        self._add(found)

    def add_unsettled(self) -> None:
        """Keep the unsettled people who are to be planned again, as they were last seen."""
        matters = unsettled.read(self._cycle.tenant, self._cycle.source.name) if self._cycle.again else {}
        for directory_id in self._cycle.again:
            matter, member = matters.get(directory_id), members.packed(directory_id)
            if matter is None or member in self._seen:
                continue
            sight = Sight(member, UNSETTLED, NOT_SHARED, arrived=False)
            if matter.person:
                sight = _sight(self._cycle.tenant.pseudonyms, self._cycle.rules, member, matter.person)
            self._add([Seen(sight, matter.person)])

    def _known(self, people: dict[bytes, DirectoryPerson], *, is_full: bool) -> Members:
        tenant, source = self._cycle.tenant, self._cycle.source.name
        if not is_full:
            return members.some(tenant, source, people)
        if self._everybody is None:
            self._everybody = members.every(tenant, source)
        return self._everybody

    def _look(self, member: bytes, person: DirectoryPerson, known: Members, batch: Batch) -> Seen | None:
        """What is kept of a person, None for nothing."""
        rules = self._cycle.rules
        if rules.standing(person) is not Standing.IN_SCOPE:
            matters = member in known or member in self._seen
            return Seen(Sight(member, UNSETTLED, NOT_SHARED, arrived=False), None) if matters else None
        sight = _sight(self._cycle.tenant.pseudonyms, rules, member, person)
        is_same = known.get(member) == sight.digest and not self._cycle.plans_all
        if is_same and not batch.is_full and member not in self._seen:
            return None
        return Seen(sight, None if is_same else person)

    def _add(self, found: list[Seen]) -> None:
        self.rows = readings.add(self._cycle.tenant, self._cycle.run.id, self.rows, found)
        self._seen |= {each.sight.member for each in found}


def _sight(pseudonyms: Pseudonyms, rules: Rules, member: bytes, person: DirectoryPerson) -> Sight:
    return Sight(member, rules.digest(person), shared(pseudonyms, rules.professional_id(person)), arrived=True)


def shared(pseudonyms: Pseudonyms, professional_id: str) -> bytes:
    """Stands for a professional id, by which people who share one are found; NOT_SHARED for none."""
    if not professional_id:
        return NOT_SHARED
    return bytes.fromhex(pseudonyms.of("professional-id", professional_id))[:SHARED_BYTES]
