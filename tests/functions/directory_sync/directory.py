"""A directory in memory: it is read as a whole and by changes, in pages, and goes wrong when told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.directory_sync.people import (
    Batch,
    DirectoryIncomplete,
    DirectoryPerson,
    Step,
    StepName,
    WatermarkLost,
)
from functions.directory_sync.problems.ldap_connection import NO_ANSWER
from koppel.domain.problems.problem import Problem
from tests.functions.directory_sync.people import person


@dataclass
class Directory:
    """People by number, and the order in which they changed.

    page        people in a batch
    breaks_at   the batch, counted from 0 in each reading, before which the connection breaks; None for never
    problem     what is the matter then
    loses       forget every watermark and resume that was given so far, at the next reading
    drops       changes that are never told: lost deltas
    length      of watermarks, at least
    """

    people: dict[int, DirectoryPerson] = field(default_factory=dict)
    page: int = 7
    breaks_at: int | None = None
    problem: Problem = NO_ANSWER
    loses: bool = False
    drops: bool = False
    length: int = 0
    readings: list[str] = field(default_factory=list)
    _changes: list[int] = field(default_factory=list)
    _forgotten: int = 0

    def put(self, number: int, somebody: DirectoryPerson | None) -> None:
        """Let somebody be so; None deletes."""
        if somebody is None:
            self.people.pop(number, None)
        else:
            self.people[number] = somebody
        if not self.drops:
            self._changes.append(number)

    def change(self, number: int, *, groups: tuple[str, ...] | None = None, enabled: bool | None = None) -> None:
        """Change groups or whether somebody is enabled."""
        known = self.people[number]
        if groups is not None:
            known = known._replace(groups=frozenset(groups))
        if enabled is not None:
            known = known._replace(enabled=enabled)
        self.put(number, known)

    # --- As a peer ----------------------------------------------------------------------------------------------------

    def check(self) -> Iterator[Step]:
        """Two steps, the second with the first five people."""
        yield Step(name=StepName.ADDRESS)
        if self.breaks_at == 0:
            yield Step(name=StepName.SIGN_IN, problem=NO_ANSWER, details={"host": "dc1", "port": "636"})
            return
        yield Step(name=StepName.PEOPLE, people=tuple(self.people[each] for each in sorted(self.people)[:5]))

    def read(self, watermark: str) -> Iterator[Batch]:
        """Everybody, what changed, or on from a batch."""
        self.readings.append(watermark)
        if watermark and self.loses:
            self.loses, self._forgotten = False, len(self._changes)
            raise WatermarkLost
        told = json.loads(watermark) if watermark else {"full": True, "until": len(self._changes), "after": -1}
        if "since" in told and "until" not in told:
            if told["since"] < self._forgotten:
                raise WatermarkLost
            told |= {"until": len(self._changes), "after": -1}
        numbers = sorted(self.people if told.get("full") else set(self._changes[told["since"] : told["until"]]))
        left = [each for each in numbers if each > told["after"]]
        yield from self._batches(told, left)

    def find(self, text: str) -> Iterator[DirectoryPerson]:
        """By id or e-mail address."""
        for each in self.people.values():
            if text.casefold() in {each.id, *(value.casefold() for value in each.attributes.get("mail", ()))}:
                yield each

    def _batches(self, told: dict[str, int | bool], numbers: list[int]) -> Iterator[Batch]:
        pages = [numbers[start : start + self.page] for start in range(0, len(numbers), self.page)] or [[]]
        for at, page in enumerate(pages):
            if self.breaks_at == at:
                raise DirectoryIncomplete(self.problem, {"host": "dc1", "port": "636"})
            is_last = at == len(pages) - 1
            after = page[-1] if page else told["after"]
            yield Batch(
                people=tuple(self.people.get(each) or _gone(each) for each in page),
                is_full=bool(told.get("full")),
                resume="" if is_last else json.dumps({**told, "after": after}),
                watermark=json.dumps({"since": told["until"]}).ljust(self.length) if is_last else "",
            )


def _gone(number: int) -> DirectoryPerson:
    return person(number, removed=True)
