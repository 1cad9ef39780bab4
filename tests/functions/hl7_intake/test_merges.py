"""Merges: two records that turned out to be one person, in whatever order the messages come."""

import itertools
import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from functions.hl7_intake import entry
from functions.hl7_intake.archive import parked
from koppel.accounts import merge_leftovers, store
from koppel.aws import row_keys
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.problems.problem import State
from koppel.runtime import Tenant
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake, running_intake
from tests.harness.gateway import queue_event
from tests.harness.hl7_messages import segment

T = [f"202603011{hour}{minute}000" for hour in range(4) for minute in range(6)]
NO_ADDRESS = {13: ""}


def merging(time: str, survivor: str, retired: str, event: str = "A40", **fields: str) -> bytes:
    mrg = segment("MRG", {1: f"{retired}^^^EPD^PI"})
    return adt(event, time, mrg, client=survivor, pid={**NO_ADDRESS, 5: fields.get("name", f"Berg^{survivor}")},
               control_id=f"{event}{survivor}{retired}{time}")  # fmt: skip


def about(event: str, time: str, client: str, doctors: str = "", *, name: str = "", over: str = "") -> bytes:
    pid = {**NO_ADDRESS, 5: f"Berg^{name or client}"}
    roles = [segment("ROL", {1: "1", 2: "DE", 3: "AT", 4: over})] if over else []
    return adt(event, time, *roles, client=client, pid=pid, pv1={7: doctors})


def retired(intake: Intake, external_id: str) -> Account:
    """The account that held the id, not whoever survives it."""
    runtime, organisation = intake.world.runtime, intake.world.organisation
    rows = map(store.from_row, runtime.table.query(row_keys.accounts.accounts(organisation.slug, Kind.CLIENT)))
    return next(each for each in rows if each.text("id") == external_id)


@pytest.mark.parametrize("event", ["A18", "A34", "A40"])
def test_a_merge_is_one_change_and_the_old_id_leads_to_the_survivor(intake: Intake, event: str) -> None:
    for each in ("P1", "P2", "P3"):
        intake.world.professional(each)
    intake.send(about("A01", T[0], "S", "P1~P9"), about("A01", T[1], "R", "P1~P2~P9~P8"))
    before = retired(intake, "R")
    intake.send(merging(T[2], "S", "R", event, name="Berg^Nieuw"))
    survivor = intake.client("S")
    assert survivor is not None
    assert intake.client("R") == survivor
    assert survivor.text("first_name") == "Nieuw"
    assert intake.therapists("S") == (["P1", "P2"], ["P8", "P9"])
    gone = retired(intake, "R")
    assert (gone.key, gone.active, gone.merged_into, dict(gone.values)) == (
        before.key,
        False,
        survivor.key,
        {"id": "R"},
    )
    made, waiting = store.relations(intake.world.tenant, gone.key)
    assert (made, waiting) == ((), ())
    intake.world.professional("P8")
    assert intake.therapists("S") == (["P1", "P2", "P8"], ["P9"])


def test_a_retired_account_is_listed_no_more_and_no_page_is_short_by_it(intake: Intake) -> None:
    intake.send(*(about("A01", T[0], each) for each in "ABCDE"), merging(T[2], "A", "B"), merging(T[3], "A", "C"))
    runtime, organisation = intake.world.runtime, intake.world.organisation
    every = [each.key for each in store.listed(Tenant(runtime, organisation), Kind.CLIENT)]
    assert len(every) == 3
    paged: list[str] = []
    while page := list(store.listed(Tenant(runtime, organisation), Kind.CLIENT, after="".join(paged[-1:]), limit=2)):
        paged += [each.key for each in page]
    assert paged == every


def test_what_the_retired_account_was_stands_in_the_trail(intake: Intake) -> None:
    intake.send(about("A01", T[0], "S"), about("A01", T[1], "R", name="Weg"), merging(T[2], "S", "R"))
    gone = retired(intake, "R")
    rows = list(intake.world.runtime.table.query(row_keys.accounts.trails("demo", gone.key)))
    assert [row["verb"] for row in rows] == ["create", "merge"]
    assert rows[1]["before"]["first_name"] == "Weg"
    assert rows[1]["after"]["merged_into"] == gone.merged_into


def test_the_survivor_gets_what_the_retired_account_kept_from_it(intake: Intake) -> None:
    mail = {13: "^NET^Internet^johanna@post.example", 19: "999900067"}
    intake.send(adt("A01", T[0], client="R", pid=mail), adt("A01", T[1], client="S", pid=mail))
    survivor = intake.client("S")
    assert survivor is not None
    assert survivor.text("email") == ""
    intake.send(merging(T[2], "S", "R"))
    survivor = intake.client("S")
    assert survivor is not None
    assert (survivor.text("email"), survivor.text("bsn")) == ("johanna@post.example", "999900067")
    assert "value-taken" not in intake.entries()


def test_a_repeated_merge_changes_nothing(intake: Intake) -> None:
    intake.send(about("A01", T[0], "S"), about("A01", T[1], "R"), merging(T[2], "S", "R"))
    before = (intake.client("S"), retired(intake, "R"))
    intake.send(merging(T[2], "S", "R", "A34"))
    assert (intake.client("S"), retired(intake, "R")) == before


def test_later_details_of_the_retired_id_are_ignored_with_a_notice(intake: Intake) -> None:
    intake.world.professional("P1")
    intake.send(about("A01", T[0], "S"), about("A01", T[1], "R"), merging(T[2], "S", "R"))
    intake.send(about("A08", T[3], "R", "P1", name="Ander"))
    survivor = intake.client("S")
    assert survivor is not None
    assert survivor.text("first_name") == "S"
    assert intake.therapists("S") == (["P1"], [])
    assert intake.entries()["retired-id"].level == "notice"


def test_nobody_is_merged_with_itself(intake: Intake) -> None:
    intake.send(about("A01", T[0], "S"))
    body = intake.post(merging(T[1], "S", "S"))["body"]
    assert "MSA|AE|" in body
    assert "ERR||MRG^1^1|204^" in body
    assert "merge-with-itself" in intake.entries()


def test_a_merge_without_mrg_or_with_a_vague_one_is_an_error(intake: Intake) -> None:
    assert "ERR||MRG^1|101^" in intake.post(adt("A40", T[0]))["body"]
    vague = adt("A40", T[1], "MRG|1^^^A^PI~2^^^B^PI")
    assert "ERR||MRG^1^1|204^" in intake.post(vague)["body"]


def test_a_circle_is_refused_with_an_entry(intake: Intake) -> None:
    intake.send(about("A01", T[0], "S"), about("A01", T[1], "R"), merging(T[2], "S", "R"))
    intake.send(merging(T[3], "R", "S"))
    survivor = intake.client("R")
    assert survivor is not None
    assert survivor.text("id") == "S"
    assert "merge-circular" in intake.entries()
    assert intake.outcomes().count("refused") == 1


def test_what_was_merged_elsewhere_stays_there(intake: Intake) -> None:
    intake.send(*(about("A01", T[0], each) for each in "SRQ"), merging(T[2], "S", "R"), merging(T[3], "Q", "R"))
    survivor = intake.client("R")
    assert survivor is not None
    assert survivor.text("id") == "S"
    assert "merged-elsewhere" in intake.entries()


def test_a_chain_leads_to_its_end(intake: Intake) -> None:
    intake.send(*(about("A01", T[0], each) for each in "SRQ"), merging(T[2], "R", "Q"), merging(T[3], "S", "R"))
    assert {found.text("id") for each in "SRQ" if (found := intake.client(each))} == {"S"}


def test_a_merge_into_somebody_unknown_waits_and_its_entry_closes_itself(intake: Intake) -> None:
    intake.send(about("A01", T[0], "R"), merging(T[2], "S", "R"))
    assert intake.client("S") is None
    assert intake.outcomes() == ["applied", "waiting"]
    assert intake.entries()["merge-target-unknown"].level == "warning"
    intake.send(about("A01", T[1], "S"))
    survivor = intake.client("S")
    assert survivor is not None
    assert intake.client("R") == survivor
    assert "merge-target-unknown" not in intake.entries()
    assert "merge-target-unknown" in intake.entries(State.SOLVED)
    assert set(intake.outcomes()) == {"applied"}


def test_who_comes_by_another_way_is_noticed_by_the_sweep(intake: Intake) -> None:
    intake.send(about("A03", T[2], "S"))
    intake.world.client("S")
    runtime, organisation = intake.world.runtime, intake.world.organisation
    assert parked.release_all(Tenant(runtime, organisation)) == 1
    assert parked.release_all(Tenant(runtime, organisation)) == 0
    assert intake.outcomes() == ["pending"]


def test_several_pairs_in_one_message(intake: Intake) -> None:
    intake.send(*(about("A01", T[0], each) for each in "SRQO"))
    pairs = ("MRG|R^^^EPD^PI", "PID|||Q^^^EPD^PI||Berg^Q", "MRG|O^^^EPD^PI")
    intake.send(adt("A40", T[2], *pairs, client="S", pid=NO_ADDRESS))
    assert intake.client("R") == intake.client("S")
    assert intake.client("O") == intake.client("Q")
    assert intake.client("Q") != intake.client("S")


def test_more_relations_than_fit_one_change_follow_and_a_halt_is_made_good(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [f"D{number:03d}" for number in range(30)]
    for each in ids[:12]:
        intake.world.professional(each)
    intake.send(about("A01", T[0], "S"))
    for number, part in enumerate(itertools.batched(ids, 15, strict=True)):
        intake.send(about("A01", T[1 + number], "R", "~".join(part)))
    with monkeypatch.context() as patch:
        patch.setattr(
            merge_leftovers, "move_leftovers", lambda *_: 0
        )  # as if the process had ended just after the merge
        intake.send(merging(T[4], "S", "R"))
    made, waiting = intake.therapists("S")
    assert 0 < len(made) + len(waiting) < 30
    assert merge_leftovers.move_all_leftovers(intake.world.tenant) > 0
    assert intake.therapists("S") == (ids[:12], ids[12:])
    assert merge_leftovers.move_all_leftovers(intake.world.tenant) == 0


# --- Any order --------------------------------------------------------------------------------------------------------

STORY = (
    about("A01", T[0], "S", "P1"),
    about("A01", T[1], "R", "P2~P7"),
    about("A54", T[2], "R", "P3"),
    about("A03", T[3], "R"),
    about("A08", T[4], "S", "P4~P8~P9", name="Nieuw"),
    merging(T[6], "S", "R", name="Nieuwst"),
    about("A01", T[5], "Q", "P5"),
    merging(T[8], "S", "Q", name="Nieuwst"),
    about("A08", T[7], "Q", "P6", over="P8~P9"),
    about("A13", T[9], "S", "P1"),
)
"""Of three records that are one person's: admissions, another doctor, a discharge, two merges, late news, and the end
of what another record had begun."""


def told(order: list[int]) -> tuple[object, ...]:
    """What has become of the person after the worker met the story in this order."""
    with running_intake() as intake:
        for number in (*range(1, 7), 8):
            intake.world.professional(f"P{number}")
        for raw in STORY:
            assert intake.code(raw) == "AA"
        ids = {each.raw: each.id for each in intake.stored()}
        for number in order:
            body = json.dumps({"organisation": "demo", "message": ids[STORY[number]]})
            assert entry.apply(queue_event(("g", body)), None) == {"batchItemFailures": []}
        found = [intake.client(each) for each in "SRQ"]
        survivor = found[0]
        assert survivor is not None
        assert found == [survivor] * 3
        assert set(intake.outcomes()) <= {"applied", "unchanged", "late"}
        return (dict(survivor.values), survivor.active, survivor.deactivated_by, dict(survivor.watermarks),
                intake.therapists("S"))  # fmt: skip


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # to shrink an order takes very long
@given(st.permutations([*range(len(STORY)), 5, 7, 2]))
def test_every_interleaving_ends_in_the_same_person(order: list[int]) -> None:
    values, active, _, _, therapists = told(order)
    assert (values, active, therapists) == (
        {"id": "S", "first_name": "S", "last_name": "Berg", "gender": "f", "date_of_birth": "1980-01-02"},
        True,
        (["P1", "P3", "P4", "P5", "P6"], []),
    )
