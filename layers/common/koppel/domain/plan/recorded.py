"""Recorded changes: what the trail of an account says that one change did to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from koppel.domain.accounts.account import NO_TIMES, Kind
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.changes import Verb
from koppel.domain.plan.desired import Origin

NO_FIELDS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ChangeName:
    """A change of the trail: the account, and the version that the change made of it."""

    kind: Kind
    key: str
    version: int


@dataclass(frozen=True, slots=True)
class Together:
    """Another account that the same change wrote, and the version that it made of it."""

    kind: Kind
    key: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedChange:
    """One row of a trail.

    version     of the account after the change; it names the change within the trail
    before, after  what differed, by name: the account's fields and the rest (`active`, `roles` …)
    relations_made, relations_ended, waiting_made, waiting_ended  of this account, as they were
    together    the other accounts of the change
    undoes      `<account key>/<version>` of the change that it undoes, "" for any other
    watermarks  before a merge, which combines those of two accounts
    """

    kind: Kind
    key: str
    version: int
    verb: Verb
    origin: Origin
    before: Mapping[str, object] = NO_FIELDS
    after: Mapping[str, object] = NO_FIELDS
    relations_made: tuple[Relation, ...] = ()
    relations_ended: tuple[Relation, ...] = ()
    waiting_made: tuple[WaitingRelation, ...] = ()
    waiting_ended: tuple[WaitingRelation, ...] = ()
    together: tuple[Together, ...] = ()
    undoes: str = ""
    watermarks: Mapping[str, str] = NO_TIMES

    @property
    def name(self) -> str:
        """`<account key>/<version>`, as another change refers to it."""
        return f"{self.key}/{self.version}"

    def touches(self, name: str) -> bool:
        """Whether the change gave this field another value, or emptied it."""
        return name in self.before or name in self.after


def origins(names: Iterable[str], newest_first: Iterable[RecordedChange]) -> dict[str, RecordedChange]:
    """For each of these names the change that gave it its present value, as far as the changes go back."""
    left, found = set(names), dict[str, RecordedChange]()
    for each in newest_first:
        if not left:
            break
        touched = {name for name in left if each.touches(name)}
        found |= dict.fromkeys(touched, each)
        left -= touched
    return found
