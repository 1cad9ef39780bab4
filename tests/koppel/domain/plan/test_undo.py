"""The plan of an undo: what comes back, what stays, and why."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from koppel.domain.accounts.account import Account, Claim, Kind
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.changes import Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.merge import Moves
from koppel.domain.plan.recorded import RecordedChange, Together, origins
from koppel.domain.plan.restoration import REASONS, Reason, claims_needed
from koppel.domain.plan.undo import UndoPlan, plan_undo
from koppel.domain.plan.unmerge import Merged, plan_rest, plan_return, plan_unmerge, take
from koppel.domain.problems.problem import Problem
from koppel.domain.problems.undo import (
    MERGE_NOT_REPEATED,
    MERGE_UNDONE_ALREADY,
    MERGED_SINCE,
    NOTHING_TO_UNDO,
    PART_OF_MERGE,
    SURVIVOR_MERGED,
    TOO_MUCH_TO_UNDO,
)
from tests.koppel.scene import HL7, NOW, ORGANISATION, OTHER, OURS, account, stored

PERSON = Origin(integration="operations", actor="somebody", reference=f"{OURS}/3", at=NOW)
ANNA = "1" * 32


def recorded(before: Mapping[str, object], after: Mapping[str, object], **more: Any) -> RecordedChange:
    given: dict[str, Any] = {"kind": Kind.CLIENT, "key": OURS, "version": 3, "verb": Verb.UPDATE, "origin": HL7}
    return RecordedChange(**{**given, "before": before, "after": after, **more})


def planned(change: RecordedChange, now: Stored, **more: Any) -> UndoPlan:
    return plan_undo(change, now, ORGANISATION, PERSON, **more)


def restored(change: RecordedChange, now: Stored, **more: Any) -> Account:
    found = planned(change, now, **more).change
    assert found
    return found.accounts[0].after


def reasons(found: UndoPlan) -> dict[str, Reason]:
    return {each.field: each.reason for each in found.stays}


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(Reason)


def test_a_field_that_was_filled_is_emptied_and_counts_as_missing() -> None:
    after = restored(recorded({}, {"gender": "f"}), stored(account()))
    assert (after.text("gender"), after.missing, after.modified) == ("", ("gender",), NOW)


def test_who_may_deactivate_comes_back_with_activity() -> None:
    now = replace(account(active=False), deactivated_by="hl7_intake")
    change = recorded({"active": True}, {"active": False, "deactivated_by": "hl7_intake"}, verb=Verb.DEACTIVATE)
    found = planned(change, stored(now)).change
    assert found
    assert (found.verb, found.accounts[0].after.deactivated_by) == (Verb.REACTIVATE, "")
    since = replace(now, deactivated_by="rest_api")
    assert planned(change, stored(since)).refused is NOTHING_TO_UNDO


def test_a_taken_directory_id_stays() -> None:
    change = recorded({"directory_id": "d1", "infix": "van"}, {"directory_id": "d2"})
    now = replace(account(), directory_id="d2")
    assert Claim("directory-id", "d1") in claims_needed(change, ORGANISATION)
    found = planned(change, stored(now, {Claim("directory-id", "d1"): OTHER}))
    assert reasons(found) == {"directory_id": Reason.TAKEN}
    assert found.stays[0].holder == OTHER


def test_an_id_of_a_professional_stands_in_the_way_where_ids_are_unique_over_all() -> None:
    unique = replace(ORGANISATION, clients=ORGANISATION.clients.model_copy(update={"unique_ids": True}))
    change = recorded({"id": "A1"}, {"id": "C1"})
    assert Claim("professional-id", "A1") in claims_needed(change, unique)
    assert Claim("professional-id", "A1") not in claims_needed(change, ORGANISATION)
    found = planned(change, stored(account(), {Claim("professional-id", "A1"): ANNA}))
    assert (found.refused, reasons(found)) == (NOTHING_TO_UNDO, {"id": Reason.TAKEN})


def test_a_friend_goes_back_only_to_a_client_of_its_own() -> None:
    friend = replace(account(Kind.FRIEND, gender="", id="", first_name="", last_name="", name="Bo"), client=OTHER)
    change = recorded({"client": ANNA}, {"client": OTHER}, kind=Kind.FRIEND)
    home = account(key=ANNA)
    assert restored(change, stored(friend), home=home).client == ANNA
    for gone in (None, replace(home, merged_into=OTHER)):
        assert reasons(planned(change, stored(friend), home=gone)) == {"client": Reason.CLIENT_MERGED}


@pytest.mark.parametrize(
    ("change", "now", "problem"),
    [
        (recorded({}, {}, verb=Verb.UNMERGE), account(), MERGE_NOT_REPEATED),
        (recorded({}, {}, together=(Together(Kind.CLIENT, OTHER, 2),)), account(), PART_OF_MERGE),
        (recorded({}, {"infix": "van"}), replace(account(infix="van"), merged_into=OTHER), MERGED_SINCE),
        (recorded({}, {"infix": "van"}), account(), NOTHING_TO_UNDO),
    ],
)
def test_what_cannot_be_undone_is_refused(change: RecordedChange, now: Account, problem: Problem) -> None:
    assert planned(change, stored(now)).refused is problem


def test_an_origin_is_that_of_the_newest_change_of_the_field() -> None:
    newest, oldest = recorded({}, {"infix": "van"}), recorded({"infix": "de"}, {"gender": "f"}, version=2)
    found = origins(["infix", "gender", "email"], [newest, oldest])
    assert {name: each.version for name, each in found.items()} == {"infix": 3, "gender": 2}
    assert origins([], [newest]) == {}


def merge_of(**gone: Any) -> Merged:
    """A merge of OTHER into OURS."""
    before = {"last_name": "Weg", "active": True}
    after = {"active": False, "deactivated_by": "hl7_intake", "merged_into": OURS}
    retired = recorded(before, after, key=OTHER, verb=Verb.MERGE, watermarks={"activity": "2026-01-02"})
    survivor = recorded({}, {}, verb=Verb.MERGE, watermarks={"activity": "2026-01-01", "details": "2026-01-01"})
    now = Account(kind=Kind.CLIENT, key=OTHER, version=3, created=NOW, modified=NOW, values={"id": "R"}, active=False,
                  deactivated_by="hl7_intake", merged_into=OURS)  # fmt: skip
    into = replace(account(), watermarks={"activity": "2026-01-02", "details": "2026-01-05"})
    return Merged(
        retired=retired,
        survivor=survivor,
        leftovers=(),
        gone=Stored(account=replace(now, **gone)),
        into=stored(into),
        friends=(),
    )


def test_each_has_its_own_watermarks_again_and_they_are_kept_apart() -> None:
    found = plan_unmerge(merge_of(), ORGANISATION, PERSON).change
    assert found
    gone, into = (each.after for each in found.accounts)
    assert (gone.active, gone.merged_into, gone.text("last_name"), gone.text("id")) == (True, "", "Weg", "R")
    assert gone.watermarks == {"activity": "2026-01-02", f"separated/{OURS}": f"{NOW}.000000"}
    assert into.watermarks == {"activity": "2026-01-01", "details": "2026-01-05"}


def test_a_merge_that_cannot_be_undone_is_refused() -> None:
    assert plan_unmerge(merge_of(merged_into=""), ORGANISATION, PERSON).refused is MERGE_UNDONE_ALREADY
    merge = merge_of()
    elsewhere = replace(merge, into=stored(replace(account(), merged_into=ANNA)))
    assert plan_unmerge(elsewhere, ORGANISATION, PERSON).refused is SURVIVOR_MERGED
    many = tuple(relation(number, OTHER) for number in range(1001))
    large = replace(merge, retired=replace(merge.retired, relations_ended=many))
    assert plan_unmerge(large, ORGANISATION, PERSON).refused is TOO_MUCH_TO_UNDO


def relation(number: int, client: str = OURS) -> Relation:
    return Relation(client=client, professional=f"{number:032x}", professional_id=f"P{number:04d}")


def test_moves_are_taken_by_professional_until_the_room_is_used() -> None:
    every = Moves(
        tuple(relation(number, OTHER) for number in range(5)),
        tuple(map(relation, range(5))),
        (WaitingRelation(client=OTHER, professional_id="P9999"),),
        (),
    )
    now, later = take(every, room=4)
    assert ([each.professional_id for each in now.made], len(now.ended)) == (["P0000", "P0001"], 2)
    assert (len(later.made), len(later.ended), len(later.waiting_made)) == (3, 3, 1)
    assert take(later)[1].nothing


def test_of_what_is_left_only_what_is_still_possible_is_done() -> None:
    gone = Stored(account=account(key=OTHER), relations=(relation(1, OTHER),),
                  holders={Claim("professional-id", "P0007"): f"{7:032x}"})  # fmt: skip
    into = Stored(account=account(), relations=(relation(1), relation(2)))
    waiting = WaitingRelation(client=OTHER, professional_id="P0007")
    rest = Moves((relation(1, OTHER), relation(2, OTHER)), (relation(2), relation(3)), (waiting,), ())
    found = plan_rest(rest, gone, into, PERSON, "x/1")
    assert isinstance(found, Change)
    assert found.relations_made == (relation(2, OTHER), relation(7, OTHER))
    assert (found.relations_ended, found.waiting_made) == ((relation(2),), ())
    assert plan_rest(Moves((relation(1, OTHER),), (), (), ()), gone, into, PERSON, "x/1") is None


def test_friends_that_have_gone_elsewhere_do_not_go_back() -> None:
    friends = [
        replace(account(Kind.FRIEND, key=each * 32), client=client) for each, client in (("d", OURS), ("e", ANNA))
    ]
    found = plan_return(friends, account(key=OTHER), account(), PERSON, "x/1")
    assert found
    assert [(each.after.key, each.after.client) for each in found.accounts] == [("d" * 32, OTHER)]
    assert plan_return(friends[1:], account(key=OTHER), account(), PERSON, "x/1") is None
