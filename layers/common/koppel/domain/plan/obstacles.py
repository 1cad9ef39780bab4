"""Obstacles: why nothing at all can be done about a desired state."""

from dataclasses import replace
from datetime import date

from koppel.domain.accounts.account import Account, Kind, Value
from koppel.domain.accounts.fields import REASONS, InvalidValue, normalise
from koppel.domain.organisation import Organisation
from koppel.domain.plan.desired import Desired, Manner, Origin
from koppel.domain.plan.matching import (
    Stored,
    directory_id_claim,
    id_claim,
    is_by_id_alone,
    is_of_retired_id,
    subject_of,
)
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.problems.account import (
    DIRECTORY_ID_TAKEN,
    ID_TAKEN,
    OTHER_DIRECTORY_ID,
    OTHER_PERSON,
    PROTECTED,
    UNKNOWN_ACCOUNT,
    VALUE_INVALID,
)
from koppel.domain.problems.problem import Finding, Problem
from koppel.domain.times import from_text

OBSTACLES = frozenset({UNKNOWN_ACCOUNT.slug, OTHER_PERSON.slug, ID_TAKEN.slug, PROTECTED.slug})
"""Slugs of the problems that are obstacles."""


def find_obstacle(
    desired: Desired, stored: Stored, organisation: Organisation, origin: Origin
) -> Finding | FieldRefusal | None:
    """The first obstacle, None when there is none: the account is unknown and may not be created, it is another
    person's, a new id is taken by an account of the other kind, or people may not change the account by hand. Of an
    account that is found by its directory id: that id is unusable, an account of another kind has it, or the account
    with this id has another directory id: it is somebody else's."""
    account = stored.account
    if desired.by_directory_id and not desired.key:
        obstacle = _of_directory_id(desired, stored, origin)
        if obstacle is not None:
            return obstacle
    if account is None and (not desired.creates or desired.key):
        return _finding(UNKNOWN_ACCOUNT, desired, origin)
    if account is not None and not is_of_retired_id(desired, stored):
        today = organisation.day(from_text(origin.at))
        if _is_other_person(desired, account, today):
            return _finding(OTHER_PERSON, desired, origin)
    own = id_claim(desired)
    if account is None and own is not None and stored.has_rival(own):
        if desired.manner is Manner.STRICT:
            return FieldRefusal("id", RefusalReason.TAKEN)
        return _finding(ID_TAKEN, desired, origin)
    if stored.is_last_manager and desired.manner is Manner.STRICT:
        return FieldRefusal("active" if desired.active is False else "roles", RefusalReason.LAST_MANAGER)
    if not origin.source and not organisation.allows_by_hand(desired.kind, account.external_source if account else ""):
        return _finding(PROTECTED, desired, origin)
    return None


def _of_directory_id(desired: Desired, stored: Stored, origin: Origin) -> Finding | FieldRefusal | None:
    own = directory_id_claim(desired)
    if own is None:
        reason = "not-a-directory-id"
        if desired.manner is Manner.STRICT:
            return FieldRefusal("directory_id", reason)
        details = {"field": "directory_id", "reason": REASONS[reason]}
        found = _finding(VALUE_INVALID, desired, origin)
        return replace(found, cause="directory_id", details=details)
    if stored.account is None and own in stored.holders:
        if desired.manner is Manner.STRICT:
            return FieldRefusal("directory_id", RefusalReason.TAKEN)
        return _finding(DIRECTORY_ID_TAKEN, desired, origin)
    if is_by_id_alone(desired, stored) and stored.account and stored.account.directory_id:
        if desired.manner is Manner.STRICT:
            return FieldRefusal("directory_id", RefusalReason.OTHER_DIRECTORY_ID)
        return _finding(OTHER_DIRECTORY_ID, desired, origin)
    return None


def _finding(problem: Problem, desired: Desired, origin: Origin) -> Finding:
    return Finding(problem=problem, subject=subject_of(desired, None), reference=origin.reference)


def _is_other_person(desired: Desired, account: Account, today: date) -> bool:
    """Whether the same id came with another BSN and another date of birth: it was reused or mixed up."""
    if desired.manner is Manner.STRICT or desired.kind is not Kind.CLIENT:
        return False
    pairs = [(_normalised(desired, name, today), account.text(name)) for name in ("bsn", "date_of_birth")]
    return all(requested and held and requested != held for requested, held in pairs)


def _normalised(desired: Desired, name: str, today: date) -> Value:
    try:
        return normalise(desired.kind, name, desired.values.get(name, ""), today)
    except InvalidValue:
        return ""
