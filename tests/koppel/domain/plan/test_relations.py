"""Planned relationships: added, replaced, awaited; never those that somebody else made."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.accounts.account import Claim, Kind
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.changes import Change, Verb
from koppel.domain.plan.desired import Desired, DesiredRelations
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.plan.watermarks import RELATIONS, relation
from tests.koppel.scene import HL7, NEW, ORGANISATION, OURS, account, carried_out, stored

ANNA, BERT = "1" * 32, "2" * 32
KNOWN = {Claim("professional-id", "P1"): ANNA, Claim("professional-id", "P2"): BERT}
TO_ANNA = Relation(
    client=OURS, professional=ANNA, professional_id="P1", integration="hl7_intake", external_source="EPD"
)
TO_BERT = replace(TO_ANNA, professional=BERT, professional_id="P2")
WAITING = WaitingRelation(client=OURS, professional_id="P9", integration="hl7_intake", external_source="EPD")


def scene(*relations: Relation, waiting: tuple[WaitingRelation, ...] = (), **watermarks: str) -> Stored:
    """The client with these relationships."""
    times = {name.replace("_", "/"): time for name, time in watermarks.items()}
    return replace(stored(replace(account(), watermarks=times), KNOWN), relations=relations, waiting=waiting)


def planned(
    before: Stored, *ids: str, over: tuple[str, ...] = (), instead: bool = False, time: str = "", end: str = ""
) -> Plan:
    """The plan that links these professionals, in addition or instead, and unlinks those."""
    relations = DesiredRelations(professional_ids=ids, ended_ids=over, replace=instead)
    desired = Desired(kind=Kind.CLIENT, id="C1", relations=relations, event_time=time, event_end=end)
    return plan(desired, before, ORGANISATION, HL7, NEW)


def change(made: Plan) -> Change:
    """The plan's change, of which there must be one."""
    assert made.change, made
    return made.change


def linked(found: Stored) -> set[str]:
    """Keys of the linked professionals, and the ids that are waited for."""
    return {each.professional for each in found.relations} | {each.professional_id for each in found.waiting}


@pytest.mark.parametrize("instead", [False, True])
def test_a_known_professional_is_linked_with_kind_source_and_time(instead: bool) -> None:
    found = change(planned(scene(), "P1", "P1", instead=instead))
    assert found.verb is Verb.RELATE
    assert found.relations_made == (replace(TO_ANNA, since=HL7.at),)
    assert (found.relations_ended, found.waiting_made, found.findings) == ((), (), ())


def test_a_relationship_to_an_unknown_professional_waits_with_a_finding() -> None:
    found = change(planned(scene(), "P9"))
    assert found.verb is Verb.RELATE
    assert found.waiting_made == (replace(WAITING, since=HL7.at),)
    assert [(each.problem.slug, each.subject, each.reference) for each in found.findings] == [
        ("unknown-professional", "P9", "message-1")
    ]


def test_a_professional_who_is_linked_or_awaited_already_changes_nothing() -> None:
    made = planned(scene(TO_ANNA, waiting=(WAITING,)), "P1", "P9")
    assert (made.change, made.findings) == (None, ())


def test_adding_ends_nothing() -> None:
    before = scene(TO_ANNA, waiting=(WAITING,))
    assert linked(carried_out(before, planned(before, "P2"))) == {ANNA, BERT, "P9"}


def test_replacing_ends_what_is_not_named_again() -> None:
    before = scene(TO_ANNA, waiting=(WAITING,))
    found = change(planned(before, "P2", instead=True))
    assert (found.relations_ended, found.waiting_ended) == ((TO_ANNA,), (WAITING,))
    assert linked(carried_out(before, planned(before, "P2", instead=True))) == {BERT}
    assert linked(carried_out(before, planned(before, instead=True))) == set()
    assert planned(before, "P1", "P9", instead=True).change is None


def test_replacing_leaves_what_others_made() -> None:
    by_hand, by_rest = replace(TO_ANNA, integration=""), replace(TO_BERT, integration="rest_api")
    awaited = replace(WAITING, integration="rest_api")
    assert planned(scene(by_hand, by_rest, waiting=(awaited,)), instead=True).change is None


def test_replacing_leaves_relationships_of_another_kind() -> None:
    supervisor = replace(TO_ANNA, kind=RelationKind.SUPERVISOR)
    awaited = replace(WAITING, kind=RelationKind.SUPERVISOR)
    before = scene(supervisor, TO_BERT, waiting=(awaited,))
    assert change(planned(before, instead=True)).relations_ended == (TO_BERT,)
    also = carried_out(before, planned(before, "P1", "P9"))
    assert {(each.professional, each.kind) for each in also.relations} == {
        (ANNA, RelationKind.SUPERVISOR),
        (ANNA, RelationKind.THERAPIST),
        (BERT, RelationKind.THERAPIST),
    }
    assert len(also.waiting) == 2


@pytest.mark.parametrize("instead", [False, True])
def test_professional_whose_id_has_changed_stays_linked(instead: bool) -> None:
    before = scene(replace(TO_ANNA, professional_id="P0"))
    after = carried_out(before, planned(before, "P1", instead=instead))
    assert linked(after) == {ANNA}
    assert planned(after, "P1", instead=instead).change is None


def test_a_desired_state_without_relationships_leaves_them() -> None:
    desired = Desired(kind=Kind.CLIENT, id="C1")
    assert plan(desired, scene(TO_ANNA), ORGANISATION, HL7, NEW).change is None


def test_new_client_is_linked_at_once() -> None:
    relations = DesiredRelations(professional_ids=("P1", "P9"))
    desired = Desired(kind=Kind.CLIENT, values={**account().values, "id": "C5"}, relations=relations)
    found = change(plan(desired, stored(None, KNOWN), ORGANISATION, HL7, NEW))
    assert found.verb is Verb.CREATE
    assert [(each.client, each.professional) for each in found.relations_made] == [(NEW, ANNA)]
    assert [(each.client, each.professional_id) for each in found.waiting_made] == [(NEW, "P9")]


def test_event_older_than_the_last_replacement_has_no_effect() -> None:
    before = scene(TO_ANNA, relations="2026-03-01")
    assert planned(before, "P2", time="2026-02-28").change is None
    assert planned(before, "P2", instead=True, time="2026-02-28").change is None
    assert linked(carried_out(before, planned(before, "P2", instead=True, time="2026-03-01"))) == {BERT}


def test_replacement_leaves_what_a_newer_event_added() -> None:
    before = scene(TO_ANNA, TO_BERT, waiting=(WAITING,), relation_P2="2026-03-01", relation_P9="2026-03-01")
    after = carried_out(before, planned(before, instead=True, time="2026-02-28"))
    assert linked(after) == {BERT, "P9"}
    assert linked(carried_out(after, planned(after, instead=True, time="2026-03-02"))) == set()


def test_an_older_event_does_not_move_a_watermark_back() -> None:
    before = scene(TO_ANNA, relation_P1="2026-03-01")
    assert planned(before, "P1", time="2026-02-28").change is None


def test_watermarks_do_not_pile_up() -> None:
    found = scene()
    for day in range(1, 20):
        found = carried_out(found, planned(found, f"P{day}", instead=True, time=f"2026-03-{day:02d}"))
    assert found.account
    assert found.account.watermarks == {RELATIONS: "2026-03-19", relation("P19"): "2026-03-19"}


def test_a_moved_watermark_alone_is_an_observation() -> None:
    found = change(planned(scene(TO_ANNA, relation_P1="2026-03-01"), "P1", time="2026-03-02"))
    assert found.verb is Verb.OBSERVE
    assert found.accounts[0].after.modified == account().modified


def test_ending_by_id_ends_what_is_linked_and_what_is_awaited() -> None:
    before = scene(TO_ANNA, TO_BERT, waiting=(WAITING,))
    found = change(planned(before, over=("P1", "P9", "P8")))
    assert (found.relations_ended, found.waiting_ended) == ((TO_ANNA,), (WAITING,))
    assert linked(carried_out(before, planned(before, over=("P1", "P9", "P8")))) == {BERT}


def test_ending_by_id_leaves_what_others_made() -> None:
    others = replace(TO_ANNA, integration="rest_api")
    supervisor = replace(TO_ANNA, kind=RelationKind.SUPERVISOR)
    assert planned(scene(others, supervisor), over=("P1",)).change is None


@given(st.permutations(range(4)), st.booleans())
def test_the_newest_event_decides_whether_a_relationship_has_ended(order: list[int], is_held: bool) -> None:
    """Named, ended, named again, and perhaps ended again, in any order of arrival."""
    found = scene()
    for number in order:
        names = number % 2 == 0 or (is_held and number == 3)
        time = f"2026-03-01T1{number}:00:00.000000"
        made = planned(found, *(["P1"] if names else []), over=() if names else ("P1",), time=time)
        found = carried_out(found, made)
    assert linked(found) == ({ANNA} if is_held else set())


def test_a_replacement_of_possibly_the_same_time_replaces() -> None:
    day, next_day, nine = (f"2026-03-0{at}.000000" for at in ("1T00:00:00", "2T00:00:00", "1T09:00:00"))
    before = scene(TO_ANNA, relation_P1="2026-03-01T10:00:00.000000", relations=nine)
    after = carried_out(before, planned(before, "P2", instead=True, time=day, end=next_day))
    assert linked(after) == {BERT}
    assert after.account
    assert after.account.watermarks == {RELATIONS: nine, relation("P2"): nine}
    assert planned(after, "P1", instead=True, time="2026-02-28T00:00:00.000000", end=day).change is None
