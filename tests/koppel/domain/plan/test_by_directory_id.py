"""People of a directory are found by its id; an account that was there before is taken for one by its own id only."""

from dataclasses import replace

import pytest

from koppel.domain.accounts.account import Account, Claim, Kind, Role, claim, directory_claim
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.plan.matching import By, Stored, match
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.problems.account import (
    ADOPTED,
    DIRECTORY_ID_TAKEN,
    OTHER_DIRECTORY_ID,
    STAYS_INACTIVE,
    UNKNOWN_ACCOUNT,
    VALUE_INVALID,
    VALUE_TAKEN,
)
from tests.koppel.scene import HL7, NEW, ORGANISATION, OTHER, OURS, account, stored

MINE, THEIRS = "00112233-4455-6677-8899-aabbccddeeff", "ffffffff-4455-6677-8899-aabbccddeeff"
WISH = Desired(
    kind=Kind.PROFESSIONAL, id="C1", directory_id=MINE.upper(), by_directory_id=True, active=True, manner=Manner.LENIENT
)
BEFORE = account(Kind.PROFESSIONAL)
SYNCED = replace(BEFORE, directory_id=MINE)


def planned(desired: Desired, found: Stored) -> Plan:
    """The plan for this wish."""
    return plan(desired, found, ORGANISATION, HL7, NEW)


def after(desired: Desired, found: Stored) -> Account:
    """The account once the plan is carried out."""
    change = planned(desired, found).change
    assert change
    return change.accounts[0].after


@pytest.mark.parametrize(
    ("found", "by", "key"),
    [
        (stored(SYNCED), By.DIRECTORY_ID, OURS),
        (stored(replace(SYNCED, values={**SYNCED.values, "id": "C9"})), By.DIRECTORY_ID, OURS),
        (stored(BEFORE), By.ADOPTED, OURS),
        (stored(replace(BEFORE, directory_id=THEIRS)), By.OTHER_DIRECTORY_ID, OURS),
        (stored(), By.NOBODY, ""),
    ],
)
def test_how_the_account_is_found(found: Stored, by: By, key: str) -> None:
    assert (match(WISH, found).by, match(WISH, found).key) == (by, key)


def test_without_any_id_nothing_was_sent() -> None:
    assert match(replace(WISH, id="", directory_id=None), stored()).by is By.NOTHING_SENT
    assert match(replace(WISH, id=""), stored()).by is By.NOBODY


def test_an_adopted_account_gets_the_directory_id_and_it_is_told() -> None:
    assert after(WISH, stored(BEFORE)).directory_id == MINE
    assert [(each.problem, each.is_shared) for each in planned(WISH, stored(BEFORE)).findings] == [(ADOPTED, True)]
    assert planned(WISH, stored(SYNCED)).findings == ()


def test_an_account_of_somebody_else_is_left_alone() -> None:
    found = stored(replace(BEFORE, directory_id=THEIRS))
    lenient = planned(WISH, found)
    assert (lenient.change, [(each.problem, each.subject) for each in lenient.findings]) == (
        None,
        [(OTHER_DIRECTORY_ID, MINE)],
    )
    strict = planned(replace(WISH, manner=Manner.STRICT), found)
    assert strict.refusals == (FieldRefusal("directory_id", RefusalReason.OTHER_DIRECTORY_ID),)


def test_a_directory_id_of_an_account_of_another_kind_is_taken() -> None:
    found = Stored(holders={directory_claim(MINE): OTHER})
    assert [each.problem for each in planned(WISH, found).findings] == [DIRECTORY_ID_TAKEN]
    strict = planned(replace(WISH, manner=Manner.STRICT), found)
    assert strict.refusals == (FieldRefusal("directory_id", RefusalReason.TAKEN),)


@pytest.mark.parametrize("directory_id", ["P1", "", None])
def test_without_a_usable_directory_id_nothing_is_done(directory_id: str | None) -> None:
    wish = replace(WISH, directory_id=directory_id)
    lenient = planned(wish, stored(BEFORE))
    assert (lenient.change, [(each.problem, each.cause) for each in lenient.findings]) == (
        None,
        [(VALUE_INVALID, "directory_id")],
    )
    assert planned(replace(wish, manner=Manner.STRICT), stored(BEFORE)).refusals == (
        FieldRefusal("directory_id", "not-a-directory-id"),
    )


def test_the_id_may_change() -> None:
    assert after(replace(WISH, id="C2"), stored(SYNCED)).text("id") == "C2"
    assert planned(replace(WISH, id=""), stored(SYNCED)).change is None


def test_an_id_that_somebody_else_has_is_waited_for() -> None:
    theirs = claim(Kind.PROFESSIONAL, "id", "C2")
    assert theirs
    wish = replace(WISH, id="C2", values={"infix": "de"})
    made = planned(wish, stored(SYNCED, {theirs: OTHER}))
    assert made.change
    account_after = made.change.accounts[0].after
    assert (account_after.text("id"), dict(account_after.waiting)) == ("", {"id": "C2"})
    assert [(each.problem, each.cause, each.subject) for each in made.findings] == [(VALUE_TAKEN, "id", MINE)]
    assert made.change.values_waiting == ((OURS, Claim("professional-id", "C2")),)


def test_who_leaves_without_an_account_gets_none() -> None:
    leaves = replace(WISH, active=False, creates=False)
    made = planned(leaves, stored())
    assert (made.change, [(each.problem, each.subject) for each in made.findings]) == (None, [(UNKNOWN_ACCOUNT, MINE)])


def test_a_finding_names_the_person_by_the_directory_id() -> None:
    found = stored(replace(SYNCED, active=False))
    assert [(each.problem, each.subject) for each in planned(WISH, found).findings] == [(STAYS_INACTIVE, MINE)]


def test_a_key_counts_more_than_a_directory_id() -> None:
    wish = replace(WISH, key=OURS)
    assert match(wish, stored(BEFORE)).by is By.KEY
    assert after(wish, stored(BEFORE)).directory_id == MINE


def test_roles_in_another_order_are_no_change() -> None:
    before = replace(SYNCED, roles=(Role.THERAPIST, Role.SECRETARY))
    wish = replace(WISH, roles=(Role.THERAPIST,), roles_among=frozenset({Role.THERAPIST}))
    assert planned(wish, stored(before)).change is None
