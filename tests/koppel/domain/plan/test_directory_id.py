"""The directory's id in a plan: absent leaves it, empty deletes it, and nobody gets the one that another has."""

from dataclasses import replace

import pytest

from koppel.domain.accounts.account import Kind, directory_claim
from koppel.domain.plan.desired import DELETED, Desired, Manner
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from tests.koppel.scene import HL7, NEW, ORGANISATION, OTHER, account, stored

OURS, THEIRS = "00112233-4455-6677-8899-aabbccddeeff", "ffffffff-4455-6677-8899-aabbccddeeff"
BEFORE = replace(account(Kind.PROFESSIONAL), directory_id=OURS)


def planned(directory_id: str | None, manner: Manner = Manner.LENIENT) -> Plan:
    """The plan for a stored professional, given this wish and one field that changes besides."""
    wish = Desired(kind=Kind.PROFESSIONAL, id="C1", directory_id=directory_id, values={"infix": "de"}, manner=manner)
    return plan(wish, stored(BEFORE, {directory_claim(THEIRS): OTHER}), ORGANISATION, HL7, NEW)


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        (None, OURS),
        (OURS.upper(), OURS),
        ("MyIRAFVEd2aImaq7zN3u/w==", OURS),
        (DELETED, ""),
        ("eeeeeeee-4455-6677-8899-aabbccddeeff", "eeeeeeee-4455-6677-8899-aabbccddeeff"),
    ],
)
@pytest.mark.parametrize("manner", Manner)
def test_the_id_is_left_deleted_or_set_in_one_form(wish: str | None, after: str, manner: Manner) -> None:
    change = planned(wish, manner).change
    assert change
    assert change.accounts[0].after.directory_id == after
    assert change.findings == ()


@pytest.mark.parametrize(
    ("wish", "slug", "reason"),
    [(THEIRS, "directory-id-taken", RefusalReason.TAKEN), ("P1", "value-invalid", "not-a-directory-id")],
)
def test_an_unusable_id_is_refused_or_left_as_it_was_with_a_finding(wish: str, slug: str, reason: str) -> None:
    assert planned(wish, Manner.STRICT).refusals == (FieldRefusal("directory_id", reason),)
    lenient = planned(wish)
    assert lenient.change
    after = lenient.change.accounts[0].after
    assert (after.directory_id, after.text("infix"), dict(after.waiting)) == (OURS, "de", {})
    assert [(each.problem.slug, each.subject) for each in lenient.findings] == [(slug, "C1")]
    assert wish not in repr(lenient.findings)


def test_a_new_account_is_made_with_it() -> None:
    wish = Desired(kind=Kind.PROFESSIONAL, id="T9", directory_id=OURS, manner=Manner.LENIENT)
    change = plan(wish, stored(), ORGANISATION, HL7, NEW).change
    assert change
    assert change.accounts[0].after.directory_id == OURS
