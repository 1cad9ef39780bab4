"""What a merge did, shown so that it can be undone by hand."""

import json
from typing import Any

from koppel.accounts import merge
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, DesiredMerge, DesiredRelations
from tests.harness.office import Office
from tests.harness.world import World

VALUES = {
    "first_name": "Johanna",
    "last_name": "Berg",
    "email": "r@client.example",
    "gender": "f",
    "date_of_birth": "1980-01-02",
}


def relate(w: World, client: str, *professionals: str, replace: bool = False) -> None:
    relations = DesiredRelations(professional_ids=professionals, replace=replace)
    synchronise(w.tenant, Desired(kind=Kind.CLIENT, id=client, relations=relations), w.origin())


def merged(w: World, survivor: str, retired: str) -> None:
    merge.merge(w.tenant, DesiredMerge(survivor=survivor, retired=retired), w.origin("hl7_intake"))


def show(office: Office, client: str) -> dict[str, Any]:
    """The report, as the command line gets it."""
    found: dict[str, Any] = json.loads(json.dumps(office.done("show-merge", client=client, reason="call 12")))
    return found


def test_it_shows_what_both_were_and_how_to_undo_it(office: Office) -> None:
    w = office.world
    for each in ("P1", "P2", "P3"):
        w.professional(each)
    kept, gone = w.client("S"), w.client("R", date_of_birth="1980-01-02")
    friend = w.make(Desired(kind=Kind.FRIEND, client=gone.key, values={"name": "Bo", "email": "bo@post.example"}))
    relate(w, "S", "P1")
    relate(w, "R", "P3")
    relate(w, "R", "P1", "P2", "P9", replace=True)
    merged(w, "S", "R")
    relate(w, "S", "P3")
    report = show(office, "R")
    steps = report.pop("to_undo")
    assert report == {
        "retired": "R",
        "at": "2026-03-02T09:00:00",
        "integration": "hl7_intake",
        "source": "EPD",
        "reference": "ref-1",
        "values": VALUES,
        "other": {"active": True},
        "relations": [{"professional_id": each, "kind": "therapist"} for each in ("P1", "P2")],
        "waiting": [{"professional_id": "P9", "kind": "therapist"}],
        "friends": [friend.key],
        "survivor": "S",
        "survivor_before": {},
        "survivor_after": {},
        "survivor_relations": [{"professional_id": "P1", "kind": "therapist"}],
        "survivor_waiting": [],
    }
    assert "R leads to S from now on" in steps[0]
    assert kept.key not in str(report)


def test_what_it_shows_can_be_imported_again(office: Office) -> None:
    w = office.world
    w.client("S")
    w.client("R", date_of_birth="1980-01-02", labels=("a", "b"))
    merged(w, "S", "R")
    accounts = [{"id": "R2", "values": show(office, "R")["values"]}]
    assert office.done("import-accounts", kind="client", accounts=accounts)["created"] == 1


def test_each_of_a_chain_of_merges_has_its_own_report(office: Office) -> None:
    w = office.world
    for each in ("A", "B", "C"):
        w.client(each)
    merged(w, "B", "A")
    w.clock.move(minutes=1)
    merged(w, "C", "B")
    found = [(show(office, each)["survivor"], show(office, each)["at"]) for each in ("A", "B")]
    assert found == [("B", "2026-03-02T09:00:00"), ("C", "2026-03-02T09:01:00")]


def test_an_id_that_never_was_an_account_has_nothing_to_give_back(office: Office) -> None:
    office.world.client("S")
    merged(office.world, "S", "R")
    report = show(office, "R")
    assert (report["values"], report["relations"], report["survivor"]) == ({}, [], "S")


def test_who_looked_and_why_is_recorded_without_the_id(office: Office) -> None:
    for each in ("S", "R-26010042"):
        office.world.client(each)
    merged(office.world, "S", "R-26010042")
    show(office, "R-26010042")
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["details"]["reason"]) == ("show-merge", "call 12")
    assert "26010042" not in str(act)


def test_who_was_not_merged_has_no_report(office: Office) -> None:
    office.world.client("S")
    for client in ("S", "nobody"):
        assert office.declined("show-merge", client=client, reason="r")["slug"] == "unknown-merge"
    assert office.declined("show-merge", client="S")["slug"] == "invalid"
    assert office.done("list-acts")["acts"] == []
