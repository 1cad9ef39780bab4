"""The command undo-change for merges: both clients are what they were, as far as later changes allow."""

from collections.abc import Iterable
from typing import Any

import pytest

from koppel.accounts import merge, merge_leftovers, store, unmerge
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.domain.accounts.account import Account, Kind, Value
from koppel.domain.plan.changes import flat
from koppel.domain.plan.desired import DELETED, Desired, DesiredMerge, DesiredRelations, Manner
from koppel.domain.plan.planning import Plan
from tests.functions.operations.test_undoing import client, preview, reasons, refused, undo
from tests.harness.office import Office
from tests.koppel.ledger import audit, audit_settled


def wish(office: Office, external_id: str, *ids: str, replace: bool = False, **values: Value) -> None:
    relations = DesiredRelations(professional_ids=ids, replace=replace) if ids or replace else None
    desired = Desired(kind=Kind.CLIENT, id=external_id, values=values, relations=relations, manner=Manner.LENIENT)
    synchronise(office.world.tenant, desired, office.world.origin("hl7_intake"))


def merged(office: Office, survivor: str, retired: str, time: str = "") -> Plan:
    desired = DesiredMerge(survivor=survivor, retired=retired, event_time=time)
    return merge.merge(office.world.tenant, desired, office.world.origin("hl7_intake"))


def friend(office: Office, of: Account, name: str) -> Account:
    values: dict[str, Value] = {"name": name, "email": f"{name}@x.example"}
    return office.world.make(Desired(kind=Kind.FRIEND, client=of.key, values=values))


def state(office: Office, *accounts: Account) -> list[Any]:
    """What can be seen of these clients: fields, the rest, relationships, friends."""
    tenant = office.world.tenant
    found = [(store.account(tenant, each.kind, each.key), store.relations(tenant, each.key)) for each in accounts]
    friends = [[each.key for each in store.friends(tenant, one.key)] for one in accounts]
    return [
        (flat(account), sorted(made, key=str), sorted(waiting, key=str), mine)
        for (account, (made, waiting)), mine in zip(found, friends, strict=True)
    ]


def ids(relations: Iterable[Any]) -> list[str]:
    return sorted(each.professional_id for each in relations)


def two(office: Office) -> tuple[Account, Account]:
    """Two clients with everything, and three professionals."""
    w = office.world
    for each in ("P1", "P2", "P3"):
        w.professional(each)
    kept, gone = w.client("S", labels=("s",)), w.client("R", labels=("r",), date_of_birth="1980-01-02", bsn="111222333")
    friend(office, kept, "abe")
    friend(office, gone, "bo")
    wish(office, "S", "P1", "P9")
    wish(office, "R", "P1", "P2", "P8", "P9")
    return kept, gone


@pytest.mark.parametrize("by", ["retired", "survivor"])
def test_both_are_what_they_were(office: Office, by: str) -> None:
    kept, gone = two(office)
    before = state(office, kept, gone)
    merged(office, "S", "R")
    assert state(office, kept, gone) != before
    done = undo(office, gone if by == "retired" else kept, *([] if by == "retired" else [3]))
    assert state(office, kept, gone) == before
    assert done["stays"] == []
    assert [each["key"] for each in done["accounts"]][:2] == [gone.key, kept.key]
    assert client(office, "R").key == gone.key
    shown = office.done("show-account", kind="client", key=gone.key, reason="r")["trail"]
    assert (shown[0]["verb"], shown[0]["integration"]) == ("unmerge", "operations")
    assert refused(office, gone) == "merge-not-repeated"
    assert refused(office, gone, 3) == "merge-undone-already"


def test_a_merge_that_was_undone_is_not_made_again_by_an_old_message(office: Office) -> None:
    kept, gone = two(office)
    time = "2026-03-02T08:00:00.000000"
    merged(office, "S", "R", time)
    undo(office, gone)
    before = state(office, kept, gone)
    assert [each.problem.slug for each in merged(office, "S", "R", time).findings] == ["merge-undone"]
    assert state(office, kept, gone) == before
    planned = merged(office, "S", "R", "2026-03-02T09:00:01.000000")
    assert planned.change
    assert [each.problem.slug for each in planned.change.findings] == ["merged-again"]
    assert client(office, "R").key == kept.key
    assert refused(office, gone, 3) == "merge-undone-already"
    undo(office, gone)
    assert state(office, kept, gone) == before


def test_what_others_have_by_now_is_waited_for_and_named(office: Office) -> None:
    kept, gone = two(office)
    wish(office, "S", email="r@client.example")
    merged(office, "S", "R")
    assert client(office, "S").text("email") == "r@client.example"
    done = undo(office, gone, 3)
    assert [(each["account"], each["field"], each["reason"], each["holder"]) for each in done["stays"]] == [
        (gone.key, "email", "waits", kept.key)
    ]
    revived = client(office, "R")
    assert (revived.waiting, revived.missing) == ({"email": "r@client.example"}, ("email",))
    wish(office, "S", email=DELETED)
    assert client(office, "R").text("email") == "r@client.example"
    audit_settled(office.world.tenant)


def test_what_later_changes_made_of_the_survivor_stays(office: Office) -> None:
    kept, gone = two(office)
    merged(office, "S", "R")
    friend(office, kept, "cas")
    wish(office, "S", "P3", "P1", replace=True, last_name="Nieuw")
    office.world.professional("P8")
    undo(office, gone, 3)
    assert client(office, "S").text("last_name") == "Nieuw"
    made, waiting = store.relations(office.world.tenant, kept.key)
    assert (ids(made), ids(waiting)) == (["P1", "P3"], [])
    made, waiting = store.relations(office.world.tenant, gone.key)
    assert (ids(made), ids(waiting)) == (["P1", "P2", "P8"], ["P9"])
    assert [len(store.friends(office.world.tenant, each.key)) for each in (kept, gone)] == [2, 1]


def test_a_friend_that_was_changed_since_goes_back_as_it_is(office: Office) -> None:
    _, gone = two(office)
    merged(office, "S", "R")
    (mine,) = [
        each for each in store.friends(office.world.tenant, client(office, "S").key) if each.text("name") == "bo"
    ]
    rename = Desired(kind=Kind.FRIEND, key=mine.key, values={"name": "bob"})
    synchronise(office.world.tenant, rename, office.world.origin())
    undo(office, gone)
    assert [each.text("name") for each in store.friends(office.world.tenant, gone.key)] == ["bob"]


def test_a_merge_on_which_another_stands_is_undone_after_that(office: Office) -> None:
    kept, gone = two(office)
    office.world.client("T")
    before = state(office, kept, gone)
    merged(office, "S", "R")
    merged(office, "T", "S")
    assert refused(office, gone, 3) == "survivor-merged"
    assert refused(office, kept, 2) == "merged-since"
    undo(office, kept)
    undo(office, gone, 3)
    assert state(office, kept, gone) == before


def test_an_id_that_the_merge_had_made_an_account_stays_inactive(office: Office) -> None:
    office.world.client("S")
    merged(office, "S", "R")
    (row,) = office.done("find-accounts", kind="client", by="id", value="R")["accounts"][:1]
    gone = store.account(office.world.tenant, Kind.CLIENT, row["key"])
    assert gone
    assert reasons(undo(office, gone)) == {"account": "not-deleted"}
    found = client(office, "R")
    assert (found.key, found.active, found.values) == (gone.key, False, {"id": "R"})
    wish(office, "R", last_name="Berg")
    assert client(office, "R").text("last_name") == "Berg"


def test_a_large_merge_is_undone_in_steps(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    w = office.world
    kept, gone = w.client("S"), w.client("R")
    for number in range(12):
        friend(office, gone, f"f{number}")
    every = [f"P{number}" for number in range(90)]
    for number in range(0, 45, 15):
        wish(office, "R", *every[number : number + 15])
        wish(office, "S", *every[number + 7 : number + 15])
    for each in every[:40]:
        w.professional(each)
    before = state(office, kept, gone)
    merged(office, "S", "R")
    with monkeypatch.context() as patch:
        patch.setattr(unmerge, "move_back", lambda *_: 0)
        seen = preview(office, gone, len(list(w.runtime.table.query(row_keys.accounts.trails("demo", gone.key)))))
        while seen["refused"]:  # the moves after the merge are a part of it
            assert seen["refused"]["slug"] == "part-of-merge"
            seen = preview(office, gone, seen["of"]["change"] - 1)
        office.done("undo-change", **seen["of"], digest=seen["digest"])
    audit(w.tenant)
    assert client(office, "R").key == gone.key
    assert len(store.relations(w.tenant, gone.key)[0]) < 40
    assert unmerge.move_all_back(w.tenant) > 1
    assert state(office, kept, gone) == before
    audit_settled(w.tenant)


def test_what_is_left_of_an_undo_is_dropped_when_the_two_are_merged_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, gone = two(office)
    merged(office, "S", "R")
    with monkeypatch.context() as patch:
        patch.setattr(unmerge, "move_back", lambda *_: 0)
        seen = preview(office, gone)
        office.done("undo-change", **seen["of"], digest=seen["digest"])
    merged(office, "S", "R")
    unmerge.move_all_back(office.world.tenant)
    assert len(store.friends(office.world.tenant, client(office, "S").key)) == 2
    audit_settled(office.world.tenant)


def test_a_merge_that_is_still_going_on_is_not_undone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _, gone = two(office)
    with monkeypatch.context() as patch:
        patch.setattr(merge_leftovers, "move_leftovers", lambda *_: 0)
        merged(office, "S", "R")
    assert refused(office, gone) == "merge-unfinished"
    merge_leftovers.move_all_leftovers(office.world.tenant)
    undo(office, gone)
