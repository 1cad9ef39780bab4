"""Planned fields: absent leaves, empty deletes, a value is normalised, and what cannot be is refused or left out."""

from dataclasses import replace

import pytest

from koppel.domain.accounts.account import Claim, Kind, Value
from koppel.domain.accounts.presence import ClientDetails, Presence
from koppel.domain.plan.desired import DELETED, Desired, Manner
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from tests.koppel.scene import HL7, NEW, ORGANISATION, OTHER, OURS, PERSON, account, stored

TAKEN = Claim("email", "taken@client.example")
OTHERS = {TAKEN: OTHER, Claim("bsn", "111222333"): OTHER, Claim("email", "also@client.example"): OTHER}


def planned(manner: Manner = Manner.LENIENT, **values: Value) -> Plan:
    """The plan for the stored client, given these wishes."""
    return plan(_desired(manner, **values), stored(account(), OTHERS), ORGANISATION, HL7, NEW)


def values(made: Plan) -> dict[str, Value]:
    """The fields after the plan."""
    assert made.change, made
    return dict(made.change.accounts[0].after.values)


def findings(made: Plan) -> list[tuple[str, str, str]]:
    """Problem, subject and cause of each finding."""
    return [(each.problem.slug, each.subject, each.cause) for each in made.findings]


def _desired(manner: Manner, **values: Value) -> Desired:
    return Desired(kind=Kind.CLIENT, id="C1", values=values, manner=manner)


@pytest.mark.parametrize("manner", Manner)
def test_what_is_not_named_stays(manner: Manner) -> None:
    assert values(planned(manner, infix="van")) == {**account().values, "infix": "van"}


@pytest.mark.parametrize("manner", Manner)
def test_value_is_normalised_before_it_is_compared(manner: Manner) -> None:
    assert planned(manner, email=" JOHANNA@client.example ", first_name="Johanna\n").change is None


def test_empty_deletes() -> None:
    found = planned(email=DELETED, gender=DELETED)
    assert values(found) == {name: value for name, value in account().values.items() if name not in {"email", "gender"}}
    assert found.change
    assert found.change.accounts[0].after.missing == ("email", "gender")
    source = "client/email/EPD", "client/gender/EPD"
    assert findings(found) == [("incomplete", "", each) for each in source]


def test_empty_deletes_labels_too() -> None:
    before = account(labels=("a",))
    for empty in ("", ()):
        made = plan(_desired(Manner.STRICT, labels=empty), stored(before), ORGANISATION, HL7, NEW)
        assert "labels" not in values(made)


def test_deleting_what_is_empty_changes_nothing() -> None:
    assert planned(phone_number=DELETED, labels=(), age="").change is None


def test_zero_is_a_value() -> None:
    assert values(planned(age=0))["age"] == 0


def test_a_field_that_is_switched_off_is_left_out_without_a_finding() -> None:
    off = replace(ORGANISATION, clients=ClientDetails(id=Presence.OPTIONAL, bsn=Presence.OFF))
    for manner in Manner:
        desired = _desired(manner, bsn="nonsense", infix="van")
        found = plan(desired, stored(account(date_of_birth="1980-01-01")), off, HL7, NEW)
        assert "bsn" not in values(found)
        assert (values(found)["infix"], found.findings, found.refusals) == ("van", (), ())


def test_invalid_value_is_left_out_with_a_finding_and_the_rest_goes_on() -> None:
    found = planned(bsn="111222334", email="nonsense", infix="van")
    assert values(found) == {**account().values, "infix": "van"}
    assert findings(found) == [("value-invalid", "C1", "bsn"), ("value-invalid", "C1", "email")]
    assert "111222334" not in repr(found.findings)
    assert [each.reference for each in found.findings] == ["message-1", "message-1"]


def test_strict_refusal_names_every_field_once_and_changes_nothing() -> None:
    found = planned(Manner.STRICT, bsn="111222333", email="nonsense", first_name=DELETED, infix="van")
    assert found.change is None
    assert found.findings == ()
    assert set(found.refusals) == {
        FieldRefusal("bsn", RefusalReason.TAKEN),
        FieldRefusal("email", "not-an-email"),
        FieldRefusal("first_name", RefusalReason.REQUIRED),
    }


def test_new_account_is_refused_with_one_reason_for_each_field() -> None:
    wishes = {**PERSON, "email": "nonsense", "gender": "x", "last_name": ""}
    made = plan(Desired(kind=Kind.CLIENT, values=wishes), stored(), ORGANISATION, HL7, NEW)
    assert {each.field: each.reason for each in made.refusals} == {
        "email": "not-an-email",
        "gender": "not-a-choice",
        "last_name": RefusalReason.REQUIRED,
    }
    assert len(made.refusals) == 3
    taken = plan(
        Desired(kind=Kind.CLIENT, values={**PERSON, "email": TAKEN.value}), stored(None, OTHERS), ORGANISATION, HL7, NEW
    )
    assert taken.refusals == (FieldRefusal("email", RefusalReason.TAKEN),)


def test_what_was_missing_before_does_not_stop_a_strict_update_of_something_else() -> None:
    incomplete = stored(account(email=""))
    assert plan(_desired(Manner.STRICT, infix="van"), incomplete, ORGANISATION, HL7, NEW).change
    emptied = plan(_desired(Manner.STRICT, infix="van", email=""), incomplete, ORGANISATION, HL7, NEW)
    assert emptied.refusals == (FieldRefusal("email", RefusalReason.REQUIRED),)


def test_a_value_of_another_account_waits() -> None:
    found = planned(email="Taken@client.example", bsn="111222333")
    assert found.change
    after = found.change.accounts[0].after
    assert "email" not in after.values
    assert dict(after.waiting) == {"email": "taken@client.example", "bsn": "111222333"}
    assert set(found.change.values_waiting) == {(OURS, TAKEN), (OURS, Claim("bsn", "111222333"))}
    assert found.change.values_settled == ()
    assert [each[0] for each in findings(found)] == ["value-taken", "value-taken", "incomplete"]
    assert "taken@client.example" not in repr(found.findings)


def test_waiting_for_the_same_again_changes_nothing() -> None:
    before = replace(account(email=""), waiting={"email": TAKEN.value}, missing=("email",))
    made = plan(_desired(Manner.LENIENT, email=TAKEN.value), stored(before, OTHERS), ORGANISATION, HL7, NEW)
    assert made.change is None
    assert findings(made) == [("value-taken", "C1", "email")]


@pytest.mark.parametrize(
    ("wish", "waiting", "value"),
    [
        ("also@client.example", "also@client.example", ""),
        ("free@client.example", "", "free@client.example"),
        (DELETED, "", ""),
    ],
)
@pytest.mark.parametrize("manner", Manner)
def test_another_desired_value_ends_the_waiting(wish: str, waiting: str, value: str, manner: Manner) -> None:
    before = replace(account(email=""), waiting={"email": TAKEN.value}, missing=("email",))
    made = plan(_desired(manner, email=wish), stored(before, OTHERS), ORGANISATION, HL7, NEW)
    if manner is Manner.STRICT and not value:
        assert made.refusals
        return
    assert made.change
    after = made.change.accounts[0].after
    assert (after.waiting.get("email", ""), after.text("email")) == (waiting, value)
    assert made.change.values_settled == ((OURS, TAKEN),)
    assert made.change.values_waiting == (((OURS, Claim("email", waiting)),) if waiting else ())


def test_invalid_value_does_not_end_the_waiting() -> None:
    before = replace(account(email=""), waiting={"email": TAKEN.value}, missing=("email",))
    made = plan(_desired(Manner.LENIENT, email="nonsense"), stored(before, OTHERS), ORGANISATION, HL7, NEW)
    assert made.change is None


def test_released_value_is_taken_when_asked_for_again() -> None:
    before = replace(account(email=""), waiting={"email": TAKEN.value}, missing=("email",))
    made = plan(_desired(Manner.LENIENT, email=TAKEN.value), stored(before), ORGANISATION, HL7, NEW)
    assert made.change
    after = made.change.accounts[0].after
    assert (after.text("email"), dict(after.waiting), after.missing) == (TAKEN.value, {}, ())
    assert made.change.values_settled == ((OURS, TAKEN),)


def test_defaults_are_for_new_accounts_and_give_way_to_values() -> None:
    desired = Desired(
        kind=Kind.CLIENT,
        id="C9",
        values={"last_name": "Berg", "infix": ""},
        defaults={"gender": "unknown", "infix": "van"},
        manner=Manner.LENIENT,
    )
    new = plan(desired, stored(), ORGANISATION, HL7, NEW)
    assert values(new) == {"id": "C9", "last_name": "Berg", "gender": "unknown"}
    without = replace(account(gender=""), missing=("gender",))
    known = plan(replace(desired, id="C1"), stored(without), ORGANISATION, HL7, NEW)
    assert known.change is None
