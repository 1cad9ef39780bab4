"""Convergence: messages of one client may arrive in any order and more than once, and end in the same account.

It holds for a client who is known, for messages with event times of their own, each aspect on its own: what the newest
message that speaks of an aspect says of it, stands. Where it does not hold is tested here too, so that nobody builds on
it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.domain.accounts.account import Account, Claim, Kind, Value
from koppel.domain.accounts.relationships import Relation
from koppel.domain.plan.desired import Desired, DesiredRelations, Manner
from koppel.domain.plan.planning import plan
from koppel.domain.plan.watermarks import ACTIVITY, DETAILS
from tests.koppel.scene import HL7, NEW, ORGANISATION, OTHER, OURS, account, carried_out, stored

ANNA, BERT = "1" * 32, "2" * 32
HELD = {
    Claim("email", "taken@client.example"): OTHER,
    Claim("bsn", "111222333"): OTHER,
    Claim("professional-id", "P1"): ANNA,
    Claim("professional-id", "P2"): BERT,
}
ADMISSION = DesiredRelations(professional_ids=("P1",))


@dataclass(frozen=True)
class Outcome:
    """What anybody can see at the end."""

    values: dict[str, Value]
    waiting: dict[str, str]
    active: bool
    deactivated_by: str
    deactivate_at: str
    relations: frozenset[tuple[str, str]]


def times(count: int) -> list[str]:
    """So many event times, the oldest first."""
    return [f"2026-03-01T10:{minute:02d}:00.000000" for minute in range(count)]


def outcome(messages: Iterable[Desired], before: Account, relations: Sequence[Relation] = ()) -> Outcome:
    """What becomes of the account when these messages arrive in this order."""
    found = replace(stored(before, HELD), relations=tuple(relations))
    for each in messages:
        found = carried_out(found, plan(each, found, ORGANISATION, HL7, NEW))
    after = found.account
    assert after
    linked = {(each.professional, each.integration) for each in found.relations}
    return Outcome(
        dict(after.values),
        dict(after.waiting),
        after.active,
        after.deactivated_by,
        after.deactivate_at,
        frozenset(linked | {(each.professional_id, each.integration) for each in found.waiting}),
    )


def message(**more: Any) -> Desired:
    """A lenient wish about client C1."""
    return replace(Desired(kind=Kind.CLIENT, id="C1", manner=Manner.LENIENT), **more)


FIRST, SECOND = times(2)

# A sender fills the same fields in all its messages: a name, an address that may be taken or be no address, a BSN.
DETAIL_VALUES = st.none() | st.fixed_dictionaries(
    {
        "first_name": st.sampled_from(["Anna", "Johanna", ""]),
        "last_name": st.sampled_from(["Berg", "Bos"]),
        "email": st.sampled_from(["free@client.example", "taken@client.example", ""]),
        "bsn": st.sampled_from(["111222333", "123456782", ""]),
    }
)
RELATIONS = st.none() | st.builds(
    DesiredRelations,
    professional_ids=st.lists(st.sampled_from(["P1", "P2", "P3", "P4"]), max_size=3).map(tuple),
    replace=st.booleans(),
)
MESSAGES = st.lists(
    st.tuples(DETAIL_VALUES, st.sampled_from([None, True, False]), RELATIONS), min_size=2, max_size=6
).map(
    lambda each: [
        message(values=values or {}, active=active, relations=relations, event_time=time)
        for (values, active, relations), time in zip(each, times(len(each)), strict=True)
    ]
)
BEFORE = st.sampled_from(
    [
        account(),
        account(active=False),
        replace(account(active=False), deactivated_by="hl7_intake"),
        replace(account(), deactivate_at="2026-04-01T00:00:00"),
        replace(account(email=""), waiting={"email": "taken@client.example"}),
    ]
)
LINKED = st.sampled_from(
    [
        (),
        (Relation(client=OURS, professional=ANNA, professional_id="P1", integration="hl7_intake"),),
        (Relation(client=OURS, professional=BERT, professional_id="P2", integration="rest_api"),),
    ]
)


@settings(max_examples=300)
@given(messages=MESSAGES, before=BEFORE, linked=LINKED, data=st.data())
def test_order_and_repetition_do_not_matter(
    messages: list[Desired], before: Account, linked: tuple[Relation, ...], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(messages), max_size=4))
    arrived = data.draw(st.permutations([*messages, *repeats]))
    assert outcome(arrived, before, linked) == outcome(messages, before, linked)


@settings(max_examples=200)
@given(messages=MESSAGES, before=BEFORE)
def test_newest_message_that_speaks_of_an_aspect_settles_it(messages: list[Desired], before: Account) -> None:
    found = outcome(reversed(messages), before)
    told = [each.values for each in messages if each.values]
    if told:
        names = {name: value for name, value in told[-1].items() if name.endswith("name") and value}
        assert {name: value for name, value in found.values.items() if name.endswith("name")} == names
    active = [each.active for each in messages if each.active is not None]
    if active and (before.active or before.deactivated_by == "hl7_intake"):
        assert found.active == active[-1]
    wished = [each.relations for each in messages if each.relations]
    if wished and wished[-1].replace:
        ours = {who for who, integration in found.relations if integration == "hl7_intake"}
        assert ours == {{"P1": ANNA, "P2": BERT}.get(each, each) for each in wished[-1].professional_ids}


@given(messages=MESSAGES, until=st.sampled_from(["2026-03-12T00:00:00", "2026-03-13T00:00:00"]), data=st.data())
def test_discharges_that_take_effect_later_converge_too(
    messages: list[Desired], until: str, data: st.DataObject
) -> None:
    delayed = [replace(each, active_from=until if each.active is False else "") for each in messages]
    assert outcome(data.draw(st.permutations(delayed)), account()) == outcome(delayed, account())


def test_watermarks_themselves_converge() -> None:
    messages = [
        message(values={"last_name": "Berg"}, active=True, relations=ADMISSION, event_time=time) for time in times(3)
    ]
    ends = [afterwards(order, account()) for order in permutations(messages)]
    watermarks = [each.watermarks for each in ends if each]
    assert watermarks == [watermarks[0]] * 6
    assert watermarks[0][DETAILS] == watermarks[0][ACTIVITY] == times(3)[-1]


def test_discharge_of_somebody_unknown_is_forgotten() -> None:
    admission = message(values={"last_name": "Berg"}, active=True, event_time=FIRST)
    discharge = message(values={"last_name": "Berg"}, active=False, creates=False, event_time=SECOND)
    in_order, reversed_ = afterwards((admission, discharge)), afterwards((discharge, admission))
    assert in_order
    assert reversed_
    assert (in_order.active, reversed_.active) == (False, True)


def test_update_of_somebody_unknown_is_forgotten() -> None:
    admission = message(values={"last_name": "Berg"}, event_time=FIRST)
    update = message(values={"last_name": "Bos"}, creates=False, event_time=SECOND)
    assert last_names(admission, update, None) == ("Bos", "Berg")


def test_of_two_messages_of_one_time_the_last_to_arrive_counts() -> None:
    one = message(values={"last_name": "Een"}, event_time=FIRST)
    other = message(values={"last_name": "Twee"}, event_time=FIRST)
    assert last_names(one, other, account()) == ("Twee", "Een")


def test_of_two_persons_with_one_id_the_first_to_arrive_stays() -> None:
    one = message(values={"last_name": "Een", "bsn": "123456782", "date_of_birth": "1980-1-1"}, event_time=FIRST)
    two = message(values={"last_name": "Twee", "bsn": "222000004", "date_of_birth": "1990-1-1"}, event_time=SECOND)
    assert last_names(one, two, account()) == ("Een", "Twee")


@pytest.mark.parametrize("phone", [None, "\0"], ids=["left out", "invalid"])
def test_field_that_only_the_older_message_could_fill_is_lost_when_it_comes_late(phone: str | None) -> None:
    older = message(values={"last_name": "Berg", "phone_number": "0612345678"}, event_time=FIRST)
    newer = message(values={"last_name": "Bos"} | ({"phone_number": phone} if phone else {}), event_time=SECOND)
    in_order, reversed_ = afterwards((older, newer), account()), afterwards((newer, older), account())
    assert in_order
    assert reversed_
    assert (in_order.text("phone_number"), reversed_.text("phone_number")) == ("0612345678", "")


def afterwards(messages: Iterable[Desired], before: Account | None = None) -> Account | None:
    """The account after these messages, None when there is none."""
    found = stored(before, HELD)
    for each in messages:
        found = carried_out(found, plan(each, found, ORGANISATION, HL7, NEW))
    return found.account


def last_names(one: Desired, other: Desired, before: Account | None) -> tuple[str, str]:
    """The last name after these two messages, and after the same two the other way round."""
    in_order, reversed_ = afterwards((one, other), before), afterwards((other, one), before)
    assert in_order
    assert reversed_
    return in_order.text("last_name"), reversed_.text("last_name")
