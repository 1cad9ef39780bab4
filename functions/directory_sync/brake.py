"""The brake: a cycle that takes access from many waits for a person. So does a first one, and one under settings that
decide otherwise about people than those of the last cycle. No I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.directory_sync.problems.cycle import BRAKE_ON, FIRST_CYCLE, GROUP_EMPTIED, NOBODY_LEFT, SETTINGS_CHANGED
from functions.directory_sync.sources import Source
from koppel.domain.problems.problem import Problem
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.verdict import Apply, Verdict, Wait

LEAST = 3
"""Losses of access that never need an approval by their number alone, in a source of any size."""
WINDOW_SECONDS = 3600
"""Losses of this time count together: a group that is emptied may come in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a cycle when it is planned.

    is_first          no cycle of the source was ever complete
    settings_changed  the last complete cycle had settings that decide otherwise about people
    is_full           everybody was read
    known             people of the source before the cycle
    arrived           people in scope that were read
    losing            people who lose access by this cycle, or all their treatment relationships
    lost              people who have lost it within the last hour, without an approval; by SCIM as well
    emptied           groups in scope that had people when everybody was read before, and have nobody now
    """

    is_first: bool
    settings_changed: bool
    is_full: bool
    known: int
    arrived: int
    losing: int
    lost: int = 0
    emptied: tuple[str, ...] = ()


def limit(source: Source, known: int) -> int:
    """So many may lose access within an hour: the smaller of number and share, and never fewer than LEAST."""
    return max(LEAST, min(source.brake_count, known * source.brake_share // 100))


def problems(source: Source, facts: Facts) -> list[tuple[Problem, Mapping[str, str]]]:
    """Why the cycle must wait, each with the values for its texts; empty when it need not."""
    found: list[tuple[Problem, Mapping[str, str]]] = []
    named, most = {"source": source.name}, limit(source, facts.known)
    if facts.is_first:
        found.append((FIRST_CYCLE, named))
    elif facts.settings_changed:
        found.append((SETTINGS_CHANGED, named))
    if facts.is_full and facts.known and not facts.arrived:
        found.append((NOBODY_LEFT, named))
    elif facts.losing and facts.emptied:
        found.append((GROUP_EMPTIED, {**named, "groups": ", ".join(facts.emptied)}))
    if facts.losing and facts.losing + facts.lost > most:
        found.append((BRAKE_ON, {**named, "count": str(facts.losing + facts.lost), "limit": str(most)}))
    return found


def judge(source: Source, facts: Facts) -> Verdict:
    """Whether the cycle is applied at once."""
    reasons = tuple(Reason.of(problem, details) for problem, details in problems(source, facts))
    return Wait(reasons=reasons) if reasons else Apply()
