"""Merges that people undid: what the sender may send after it, and what that does."""

from functions.hl7_intake.archive import search
from koppel.accounts import trail, undo
from koppel.aws.queues import Queue
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.changes import Verb
from koppel.domain.plan.recorded import ChangeName
from tests.functions.hl7_intake.conftest import Intake
from tests.functions.hl7_intake.test_merges import T, about, merging, retired


def undone(intake: Intake) -> None:
    """The merge of R, undone."""
    tenant, gone = intake.world.tenant, retired(intake, "R")
    merge = next(each for each in trail.page(tenant, Kind.CLIENT, gone.key) if each.verb is Verb.MERGE)
    name = ChangeName(Kind.CLIENT, gone.key, merge.version)
    undo.undo(tenant, name, undo.digest(tenant, undo.preview(tenant, name, "somebody")), "somebody")


def separate(intake: Intake) -> bool:
    return intake.kept("R").key != intake.kept("S").key


def two_separated(intake: Intake) -> bytes:
    """Two clients that were merged by the message that is returned, and that are two again."""
    wrong = merging(T[2], "S", "R")
    intake.send(about("A01", T[0], "S", "P1"), about("A01", T[1], "R", "P2"), wrong)
    undone(intake)
    assert separate(intake)
    return wrong


def test_the_same_message_changes_nothing(intake: Intake) -> None:
    wrong = two_separated(intake)
    before = intake.kept("R"), intake.kept("S")
    intake.send(wrong)
    assert (intake.kept("R"), intake.kept("S")) == before


def test_the_same_merge_in_another_message_is_refused_with_an_entry(intake: Intake) -> None:
    two_separated(intake)
    intake.send(merging(T[2], "S", "R", "A34"), merging("20260302", "S", "R", "A18"))
    assert separate(intake)
    assert intake.therapists("R") == ([], ["P2"])
    assert intake.entries()["merge-undone"].count == 2
    assert intake.outcomes().count("refused") == 2


def test_a_replay_does_not_merge_again(intake: Intake) -> None:
    two_separated(intake)
    queue = Queue(intake.queue_url)
    ids = [each.id for each in intake.stored()]
    search.replay(intake.world.tenant, queue, ids, actor="operator")
    intake.work()
    assert separate(intake)


def test_a_newer_merge_is_made_and_reported(intake: Intake) -> None:
    two_separated(intake)
    intake.world.clock.move(hours=3)
    intake.send(merging("20260302130000+0100", "S", "R"))
    assert not separate(intake)
    assert "merged-again" in intake.entries()
    undone(intake)
    assert separate(intake)


def test_what_comes_under_either_id_is_about_that_client(intake: Intake) -> None:
    two_separated(intake)
    intake.send(about("A08", T[3], "R", "P3", name="Ander"), about("A03", T[4], "S"))
    assert (intake.kept("R").text("first_name"), intake.kept("S").text("first_name")) == ("Ander", "S")
    assert (intake.kept("R").active, intake.kept("S").active) == (True, False)
    assert intake.therapists("R") == ([], ["P2", "P3"])


def test_what_is_late_for_the_client_that_lives_again_stays_late(intake: Intake) -> None:
    intake.send(about("A08", T[5], "R", name="Nieuw"))
    two_separated(intake)
    intake.send(about("A08", T[3], "R", name="Oud"))
    assert intake.kept("R").text("first_name") == "Nieuw"


def test_the_entry_about_the_retired_id_is_closed(intake: Intake) -> None:
    intake.send(about("A01", T[0], "S"), about("A01", T[1], "R"), merging(T[2], "S", "R"), about("A08", T[3], "R"))
    assert "retired-id" in intake.entries()
    undone(intake)
    assert "retired-id" not in intake.entries()
