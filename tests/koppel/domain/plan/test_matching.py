"""Matching: an outside record finds its account by key or by id, and says how."""

from dataclasses import replace

import pytest

from koppel.domain.accounts.account import Claim, Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.plan.matching import By, Match, Stored, id_claim, match
from tests.koppel.scene import OTHER, OURS, account, stored

BY_ID = Desired(kind=Kind.CLIENT, id="C1")
BY_KEY = Desired(kind=Kind.CLIENT, key=OURS)


@pytest.mark.parametrize(
    ("desired", "found", "expected"),
    [
        (BY_ID, stored(account()), Match(OURS, By.ID)),
        (BY_KEY, stored(account()), Match(OURS, By.KEY)),
        (replace(BY_ID, key=OURS), stored(account()), Match(OURS, By.KEY)),
        (BY_ID, replace(stored(account()), through=OTHER), Match(OURS, By.RETIRED_ID)),
        (BY_ID, stored(), Match("", By.NOBODY)),
        (BY_KEY, stored(), Match("", By.UNKNOWN_KEY)),
        (replace(BY_ID, key=OURS), stored(), Match("", By.UNKNOWN_KEY)),
        (Desired(kind=Kind.CLIENT), stored(), Match("", By.NOTHING_SENT)),
    ],
)
def test_match_is_explained(desired: Desired, found: Stored, expected: Match) -> None:
    assert match(desired, found) == expected


def test_id_leads_to_an_account_of_its_own_kind() -> None:
    assert id_claim(BY_ID) == Claim("client-id", "C1")
    assert id_claim(Desired(kind=Kind.PROFESSIONAL, id="C1")) == Claim("professional-id", "C1")


def test_there_is_nothing_to_look_up_without_an_id_or_for_a_friend() -> None:
    assert id_claim(BY_KEY) is None
    assert id_claim(Desired(kind=Kind.FRIEND, id="C1")) is None


def test_email_alone_never_leads_to_an_account() -> None:
    desired = Desired(kind=Kind.CLIENT, values={"email": "johanna@client.example"})
    assert id_claim(desired) is None
    assert match(desired, stored(None, {Claim("email", "johanna@client.example"): OURS})).key == ""


def test_professional_is_found_by_its_own_id_only() -> None:
    found = Stored(holders={Claim("professional-id", "P1"): OTHER, Claim("client-id", "P2"): OURS})
    assert (found.professional("P1"), found.professional("P2"), found.professional("")) == (OTHER, "", "")
