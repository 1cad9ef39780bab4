"""Troubles: what is the matter with people, as entries of the error log that close by themselves when it is over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from functions.directory_sync.memory.unsettled import Matters
from functions.directory_sync.problems import PROBLEMS
from functions.directory_sync.problems.people import (
    EMAIL_MISSING,
    EMAIL_UNUSABLE,
    ID_SHARED,
    ID_UNUSABLE,
    MANY_REFUSED,
    NAME_MISSING,
    NAME_UNUSABLE,
)
from functions.directory_sync.tile import TILE
from koppel.domain.problems.account import (
    ACCOUNT_PROBLEMS,
    DIRECTORY_ID_TAKEN,
    ID_TAKEN,
    LAST_MANAGER,
    OTHER_DIRECTORY_ID,
    STAYS_INACTIVE,
)
from koppel.domain.problems.problem import Finding, Problem, State
from koppel.domain.runs.item import Item, ItemOutcome, ItemVerb, Result
from koppel.organisation import error_log
from koppel.runtime import Tenant

TROUBLES = frozenset(
    each.slug
    for each in (
        NAME_MISSING,
        NAME_UNUSABLE,
        EMAIL_MISSING,
        EMAIL_UNUSABLE,
        ID_UNUSABLE,
        ID_SHARED,
        DIRECTORY_ID_TAKEN,
        OTHER_DIRECTORY_ID,
        ID_TAKEN,
        LAST_MANAGER,
        STAYS_INACTIVE,
    )
)
"""Slugs of the problems with which a person is unsettled: planned again until they are over."""
MOST_ENTRIES = 50
"""Entries that one cycle opens about people; of more it opens one that counts them."""
_DONE = frozenset({ItemOutcome.APPLIED, ItemOutcome.UNCHANGED})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is the matter with a person after a cycle.

    slugs     of the problems; none for somebody about whom others kept writing, or who drifted
    is_told   whether the entries were written with the change
    """

    slugs: tuple[str, ...]
    is_told: bool = False


def trouble_of(item: Item, result: Result | None) -> Trouble | None:
    """What is the matter with the person of this item, None for nothing."""
    reasons = result.reasons if result and result.reasons else item.reasons
    slugs = tuple(dict.fromkeys(each.slug for each in reasons if each.slug in TROUBLES))
    is_done = result.outcome in _DONE if result else item.verb is ItemVerb.UNCHANGED
    if is_done and not slugs:
        return None
    return Trouble(slugs, is_told=result is not None and result.outcome is ItemOutcome.APPLIED)


def tell(tenant: Tenant, source: str, found: Mapping[str, Trouble], before: Matters, reference: str) -> None:
    """Open an entry for each trouble that is new. Those about a shared id are opened by
    `tell_shared`."""
    new = [
        Finding(problem=problem, subject=directory_id, reference=reference)
        for directory_id, trouble in sorted(found.items())
        for problem in _new(trouble, before[directory_id].slugs if directory_id in before else ())
    ]
    for finding in new[:MOST_ENTRIES]:
        error_log.record(tenant, TILE.integration, finding)
    if len(new) > MOST_ENTRIES:
        details = {"source": source, "count": str(len(new))}
        many = Finding(problem=MANY_REFUSED, cause=source, details=details, reference=reference)
        error_log.record(tenant, TILE.integration, many)


def _new(trouble: Trouble, known: Iterable[str]) -> Iterator[Problem]:
    for slug in trouble.slugs:
        if slug in known or slug == ID_SHARED.slug:
            continue
        if trouble.is_told and slug in ACCOUNT_PROBLEMS:
            continue
        yield PROBLEMS.get(slug) or ACCOUNT_PROBLEMS[slug]


def tell_shared(tenant: Tenant, professional_id: str, people: str, reference: str) -> str:
    """Open the entry about the people who share this professional id. Returns its id."""
    finding = Finding(problem=ID_SHARED, subject=professional_id, details={"people": people}, reference=reference)
    error_log.record(tenant, TILE.integration, finding)
    return error_log.identify(tenant.organisation, TILE.integration, finding)


def close(tenant: Tenant, source: str, over: Matters, left: Matters) -> None:
    """Close the entries about these people, about whom nothing is the matter any more, and those that name several of
    which no one is left."""
    for directory_id in over:
        for entry in error_log.about(tenant, TILE.integration, directory_id):
            if entry.state is State.OPEN and entry.slug in TROUBLES:
                error_log.mark(tenant, TILE.integration, entry.id, State.SOLVED)
    shared = {each.entry for each in over.values()} - {each.entry for each in left.values()} - {""}
    for entry_id in sorted(shared):
        error_log.mark(tenant, TILE.integration, entry_id, State.SOLVED)
    if over and not left:
        error_log.solve(tenant, TILE.integration, Finding(problem=MANY_REFUSED, cause=source))
