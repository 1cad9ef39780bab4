"""The plan as a whole: which account, which verb, what is told, and that a plan carried out leaves nothing to plan."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.domain.accounts.account import Account, Claim, Kind, Role, Value
from koppel.domain.accounts.presence import ManualUpdates
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.changes import AccountChange, Verb
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner, Origin
from koppel.domain.plan.matching import By, Stored
from koppel.domain.plan.planning import plan
from koppel.domain.plan.watermarks import DETAILS
from tests.koppel.scene import EARLIER, HL7, NEW, NOW, ORGANISATION, OTHER, OURS, REST, account, carried_out, stored

ANNA, BERT = "1" * 32, "2" * 32
HELD = {
    Claim("email", "taken@client.example"): OTHER,
    Claim("bsn", "111222333"): OTHER,
    Claim("professional-id", "P1"): ANNA,
    Claim("professional-id", "P2"): BERT,
}
WISHES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "first_name": st.sampled_from([DELETED, "Anna ", "A\0"]),
        "last_name": st.sampled_from([DELETED, "Berg", "Bos"]),
        "email": st.sampled_from([DELETED, "Taken@client.example", "free@client.example", "nonsense"]),
        "bsn": st.sampled_from([DELETED, "111222333", "123456782", "1"]),
        "gender": st.sampled_from([DELETED, "f", "x"]),
        "labels": st.sampled_from([(), ("a", "a"), DELETED]),
        "age": st.sampled_from([DELETED, 0, 17]),
    },
)
TIMES = st.sampled_from(["", "2026-03-01T10:00:00.000000", "2026-03-01T11:00:00.000000"])
DESIRED = st.builds(
    Desired,
    kind=st.just(Kind.CLIENT),
    id=st.just("C1"),
    values=WISHES,
    defaults=st.sampled_from([{}, {"gender": "unknown"}]),
    active=st.sampled_from([None, True, False]),
    active_from=st.sampled_from(["", "2026-02-01T00:00:00", "2026-04-01T00:00:00"]),
    relations=st.none()
    | st.builds(
        DesiredRelations,
        professional_ids=st.lists(st.sampled_from(["P1", "P2", "P3"])).map(tuple),
        replace=st.booleans(),
    ),
    creates=st.booleans(),
    event_time=TIMES,
    manner=st.sampled_from(Manner),
)
RELATIONS = st.lists(
    st.builds(
        Relation,
        client=st.just(OURS),
        professional=st.sampled_from([ANNA, BERT]),
        professional_id=st.sampled_from(["P0", "P1", "P2", ""]),
        integration=st.sampled_from(["hl7_intake", "rest_api"]),
    ),
    unique_by=lambda each: each.professional,
).map(tuple)
WAITING = st.lists(
    st.builds(
        WaitingRelation,
        client=st.just(OURS),
        professional_id=st.sampled_from(["P1", "P3", "P4"]),
        integration=st.sampled_from(["hl7_intake", "rest_api"]),
    ),
    unique_by=lambda each: each.professional_id,
).map(tuple)
STATES = st.sampled_from(
    [
        account(),
        account(active=False),
        replace(account(active=False), deactivated_by="hl7_intake"),
        replace(account(), deactivate_at="2026-04-01T00:00:00", watermarks={DETAILS: "2026-03-01T11:00:00.000000"}),
        replace(account(email=""), waiting={"email": "taken@client.example"}, missing=("email",)),
        account(bsn="123456782", date_of_birth="1980-01-01"),
    ]
)
SCENES = st.builds(
    lambda found, relations, waiting: (
        replace(stored(found, HELD), relations=relations, waiting=waiting) if found else stored(None, HELD)
    ),
    st.none() | STATES,
    RELATIONS,
    WAITING,
)


@settings(max_examples=400)
@given(desired=DESIRED, before=SCENES, origin=st.sampled_from([HL7, REST]))
def test_plan_carried_out_leaves_nothing_to_plan(desired: Desired, before: Stored, origin: Origin) -> None:
    first = plan(desired, before, ORGANISATION, origin, NEW)
    after = carried_out(before, first)
    again = plan(desired, after, ORGANISATION, origin, "d" * 32)
    assert again.change is None
    assert again.refusals == first.refusals


@given(desired=DESIRED, before=SCENES)
def test_plan_is_a_change_or_a_refusal_and_a_finding_tells_what_was_left_out(desired: Desired, before: Stored) -> None:
    made = plan(desired, before, ORGANISATION, HL7, NEW)
    if desired.manner is Manner.LENIENT:
        assert made.refusals == ()
    if made.refusals:
        assert made.change is None
        assert len({each.field for each in made.refusals}) == len(made.refusals)
    if made.change is None:
        return
    assert made.change.findings == made.findings
    assert all(each.reference == HL7.reference for each in made.findings)
    after = made.change.accounts[0].after
    assert set(after.missing) == set(ORGANISATION.missing(after.kind, dict(after.values)))
    assert not set(after.waiting) & set(after.values)
    for name, value in after.waiting.items():
        assert before.holders[Claim(name, value)] != after.key


@given(desired=DESIRED, before=SCENES)
def test_what_is_not_named_stays_and_visible_changes_are_dated(desired: Desired, before: Stored) -> None:
    made = plan(desired, before, ORGANISATION, HL7, NEW)
    if made.change is None or before.account is None:
        return
    old, new = before.account, made.change.accounts[0].after
    for name in {*old.values, *new.values} - set(desired.values):
        assert new.values.get(name) == old.values.get(name)
    is_seen = AccountChange(before=old, after=replace(new, external_source="")).difference() != ({}, {})
    assert (new.modified == NOW) == is_seen
    assert new.created == old.created
    assert new.version == old.version


def blank(**more: Any) -> Desired:
    """A lenient wish for client C1 with a last name."""
    return replace(Desired(kind=Kind.CLIENT, id="C1", values={"last_name": "Berg"}, manner=Manner.LENIENT), **more)


def test_new_account_has_the_new_key_its_id_and_its_source() -> None:
    made = plan(blank(), stored(), ORGANISATION, HL7, NEW)
    assert made.change
    assert (made.match.by, made.change.verb, made.change.accounts[0].before) == (By.NOBODY, Verb.CREATE, None)
    assert made.change.accounts[0].after == Account(
        kind=Kind.CLIENT,
        key=NEW,
        version=0,
        created=NOW,
        modified=NOW,
        values={"id": "C1", "last_name": "Berg"},
        external_source="EPD",
        missing=("first_name", "email", "gender"),
    )


@pytest.mark.parametrize("desired", [blank(creates=False), blank(key=OURS), blank(id="", key=OURS)])
@pytest.mark.parametrize("manner", Manner)
def test_an_unknown_account_is_created_only_where_the_desired_state_allows_it(desired: Desired, manner: Manner) -> None:
    made = plan(replace(desired, manner=manner), stored(), ORGANISATION, HL7, NEW)
    assert (made.change, made.refusals) == (None, ())
    assert [(each.problem.slug, each.subject, each.reference) for each in made.findings] == [
        ("unknown-account", desired.id or desired.key, "message-1")
    ]


IN_1980 = account(bsn="111222333", date_of_birth="1980-01-01")


@pytest.mark.parametrize(
    ("bsn", "born", "is_other"),
    [
        ("123456782", "1990-01-01", True),
        ("123456782", " 1990-1-1 ", True),
        ("111222333", "1990-01-01", False),
        ("111.222.333", "1980-1-1", False),
        ("123456782", "1980-01-01", False),
        ("123456782", DELETED, False),
        (DELETED, DELETED, False),
        ("123456783", "1990-01-01", False),
    ],
)
def test_same_id_with_another_bsn_and_another_date_of_birth_is_another_person(
    bsn: str, born: str, is_other: bool
) -> None:
    desired = blank(values={"last_name": "Anders", "bsn": bsn, "date_of_birth": born})
    made = plan(desired, stored(IN_1980), ORGANISATION, HL7, NEW)
    assert [each.problem.slug for each in made.findings if each.problem.slug == "other-person"] == (
        ["other-person"] if is_other else []
    )
    assert (made.change is None) == is_other
    unknown = plan(desired, stored(account()), ORGANISATION, HL7, NEW)
    assert unknown.change


def test_strict_sender_may_correct_both_bsn_and_date_of_birth() -> None:
    desired = blank(manner=Manner.STRICT, values={"bsn": "123456782", "date_of_birth": "1990-01-01"})
    assert plan(desired, stored(IN_1980), ORGANISATION, REST, NEW).change


OPEN_TO_PEOPLE = replace(
    ORGANISATION, clients=ORGANISATION.clients.model_copy(update={"manual_updates": ManualUpdates.ALWAYS})
)


def test_account_carries_the_source_that_wrote_it_last() -> None:
    before = replace(account(), external_source="EPD")
    by_other = plan(blank(values={"infix": "van"}), stored(before), ORGANISATION, REST, NEW)
    by_hand = plan(blank(values={"infix": "van"}), stored(before), OPEN_TO_PEOPLE, replace(REST, source=""), NEW)
    assert by_other.change
    assert by_hand.change
    assert by_other.change.accounts[0].after.external_source == "Portal"
    assert by_hand.change.accounts[0].after.external_source == "EPD"


def test_late_event_changes_no_details_and_says_so() -> None:
    therapist = (Role.THERAPIST,)
    before = replace(account(), roles=therapist, watermarks={DETAILS: "2026-03-01T11:00:00.000000"})
    late = blank(values={"last_name": "Bos", "email": ""}, roles=(Role.ANALYST,), event_time="2026-03-01T10:59:59.9")
    made = plan(late, stored(before), ORGANISATION, HL7, NEW)
    assert made.change is None
    assert [(each.problem.slug, each.subject) for each in made.findings] == [("late-event", "C1")]
    same = plan(replace(late, event_time="2026-03-01T11:00:00.000000"), stored(before), ORGANISATION, HL7, NEW)
    assert same.change
    assert same.change.accounts[0].after.roles == (Role.ANALYST,)


def test_a_late_event_still_settles_aspects_of_which_no_newer_event_spoke() -> None:
    before = replace(account(), watermarks={DETAILS: "2026-03-01T11:00:00.000000"})
    late = blank(active=False, event_time="2026-03-01T10:00:00.000000")
    made = plan(late, stored(before), ORGANISATION, HL7, NEW)
    assert made.change
    assert (made.change.verb, made.change.accounts[0].after.active) == (Verb.DEACTIVATE, False)
    assert [each.problem.slug for each in made.findings] == ["late-event"]


def test_event_that_says_nothing_about_details_makes_no_later_details_late() -> None:
    silent = blank(values={}, active=False, event_time="2026-03-01T11:00:00.000000")
    before = carried_out(stored(account()), plan(silent, stored(account()), ORGANISATION, HL7, NEW))
    older = blank(values={"infix": "van"}, event_time="2026-03-01T10:00:00.000000")
    made = plan(older, before, ORGANISATION, HL7, NEW)
    assert made.change
    assert made.change.accounts[0].after.text("infix") == "van"


def test_an_account_that_becomes_incomplete_gives_one_finding() -> None:
    first = plan(blank(), stored(), ORGANISATION, HL7, NEW)
    assert [(each.problem.slug, each.details["field"], each.is_shared) for each in first.findings] == [
        ("incomplete", name, True) for name in ("first_name", "email", "gender")
    ]
    after = carried_out(stored(), first)
    again = plan(blank(values={"infix": "van"}), after, ORGANISATION, HL7, NEW)
    assert again.findings == ()


def test_trail_shows_what_differs_and_nothing_else() -> None:
    made = plan(blank(values={"last_name": "Bos", "infix": "de"}), stored(account()), ORGANISATION, HL7, NEW)
    assert made.change
    assert made.change.accounts[0].difference() == (
        {"last_name": "Berg"},
        {"last_name": "Bos", "infix": "de", "external_source": "EPD"},
    )
    new = plan(blank(), stored(), ORGANISATION, HL7, NEW)
    assert new.change
    assert new.change.accounts[0].difference() == (
        {},
        {
            "id": "C1",
            "last_name": "Berg",
            "active": True,
            "external_source": "EPD",
            "missing": ("first_name", "email", "gender"),
        },
    )


def test_plan_does_not_change_its_arguments() -> None:
    before = stored(account(), HELD)
    assert before.account
    values, waiting = dict(before.account.values), dict(before.account.waiting)
    plan(blank(values={"email": "taken@client.example", "last_name": "Bos"}), before, ORGANISATION, HL7, NEW)
    assert (before.account.values, before.account.waiting) == (values, waiting)
    assert before.account.modified == EARLIER
