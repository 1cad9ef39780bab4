"""Plans for those who waited: they get what they waited for, and wait no longer."""

from dataclasses import replace

import pytest

from koppel.domain.accounts.account import Account, Claim
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.changes import Verb
from koppel.domain.plan.waiting import plan_awaited_relation, plan_awaited_value
from tests.koppel.scene import HL7, NOW, ORGANISATION, OURS, account

ANNA = "1" * 32
WAITING = WaitingRelation(
    client=OURS,
    professional_id="P1",
    kind=RelationKind.SUPERVISOR,
    external_source="EPD",
    integration="hl7_intake",
    since="2026-01-01T00:00:00",
)


def test_awaited_relation_keeps_who_asked_for_it() -> None:
    change = plan_awaited_relation(account(), WAITING, ANNA, (), HL7)
    made = Relation(
        client=OURS,
        professional=ANNA,
        kind=RelationKind.SUPERVISOR,
        professional_id="P1",
        external_source="EPD",
        integration="hl7_intake",
        since=NOW,
    )
    assert (change.verb, change.relations_made, change.waiting_ended) == (Verb.RELATE, (made,), (WAITING,))
    assert change.accounts[0].difference() == ({}, {})


@pytest.mark.parametrize(
    ("kind", "made"), [(RelationKind.SUPERVISOR, 0), (RelationKind.THERAPIST, 1)], ids=["same kind", "another kind"]
)
def test_awaited_relation_that_was_made_meanwhile_is_not_made_again(kind: RelationKind, made: int) -> None:
    present = Relation(client=OURS, professional=ANNA, kind=kind, integration="rest_api")
    change = plan_awaited_relation(account(), WAITING, ANNA, (present,), HL7)
    assert (len(change.relations_made), change.waiting_ended) == (made, (WAITING,))


def test_awaited_email_is_filled_in() -> None:
    wanted = Claim("email", "johanna@client.example")
    before = replace(
        account(email="", last_name=""),
        waiting={"email": wanted.value, "bsn": "111222333"},
        missing=("last_name", "email"),
    )
    after = awaited(before, wanted)
    assert after.values == {**before.values, "email": "johanna@client.example"}
    assert (dict(after.waiting), after.missing, after.modified) == ({"bsn": "111222333"}, ("last_name",), NOW)


def test_awaited_bsn_is_filled_in() -> None:
    before = replace(account(), waiting={"bsn": "111222333"})
    after = awaited(before, Claim("bsn", "111222333"))
    assert (after.text("bsn"), dict(after.waiting)) == ("111222333", {})


def awaited(before: Account, wanted: Claim) -> Account:
    """The account once it has the value."""
    change = plan_awaited_value(before, wanted, ORGANISATION, HL7)
    assert (change.verb, change.values_settled, change.values_waiting) == (Verb.UPDATE, ((OURS, wanted),), ())
    return change.accounts[0].after
