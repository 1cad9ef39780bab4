"""Times of events: none freezes an account, and late is only what lies wholly before."""

import pytest

from koppel.aws import row_keys
from koppel.aws.writes import Update
from koppel.domain.accounts.account import Account, Kind
from tests.functions.hl7_intake.adt import T1, T2, T3, adt
from tests.functions.hl7_intake.conftest import Intake


def kept(intake: Intake) -> Account:
    client = intake.client("C1")
    assert client is not None
    return client


@pytest.mark.parametrize("evn", ["0999", "09991231235959", "1000", "00010101", "99991231235959"])
@pytest.mark.parametrize("has_msh", [False, True])
def test_no_time_freezes_an_account(intake: Intake, evn: str, has_msh: bool) -> None:
    intake.send(adt("A08", evn, sent=T1 if has_msh else ""))
    intake.world.clock.move(days=1)
    for time, name in (("20260303080000", "Nieuw"), ("20260303090000", "Nieuwst")):
        intake.send(adt("A08", time, pid={5: f"Berg^{name}"}))
    assert kept(intake).text("first_name") == "Nieuwst"


def test_a_watermark_that_is_no_time_is_healed_on_read(intake: Intake) -> None:
    intake.send(adt("A08", T1))
    place = row_keys.accounts.account("demo", Kind.CLIENT, kept(intake).key)
    names = ("details", "activity", "relations", "relation/P1")
    values = {":bad": dict.fromkeys(names, "998-12-31T23:40:28.000000")}
    intake.world.runtime.table.write(Update(place, "SET watermarks = :bad", values=values))
    assert kept(intake).watermarks == {}
    intake.send(adt("A03", T2, pid={5: "Berg^Nieuw"}))
    assert (kept(intake).text("first_name"), kept(intake).active) == ("Nieuw", False)
    assert kept(intake).watermarks == dict.fromkeys(("details", "activity"), "2026-03-01T10:00:00.000000")


def test_a_skipped_message_has_an_outcome_of_its_own_and_is_counted(intake: Intake) -> None:
    intake.send(adt("A08", T3), adt("A08", T1), adt("A08", T2))
    assert intake.outcomes() == ["applied", "late", "late"]
    assert intake.entries()["late-event"].count == 2


def test_an_offset_in_msh_7_is_that_of_all_times(intake: Intake) -> None:
    intake.send(adt("A03", "20260301100000", sent="20260301100000+0100"))
    intake.send(adt("A01", "20260301093000", sent="20260301093000+0000", pid={5: "Berg^Terug"}))
    assert (kept(intake).text("first_name"), kept(intake).active) == ("Terug", True)


@pytest.mark.parametrize("evn", ["20260301", "2026030111", "202603011120", "20260301112000^D"])
def test_a_coarse_time_does_not_make_a_newer_message_late(intake: Intake, evn: str) -> None:
    intake.send(adt("A08", T2), adt("A08", evn, sent="20260301112000", pid={5: "Berg^Nieuw"}))
    assert kept(intake).text("first_name") == "Nieuw"
    intake.send(adt("A08", "202603011030", sent="", pid={5: "Berg^Oud"}))
    assert kept(intake).text("first_name") == "Nieuw", "10:30 lies wholly before 11:20"


def test_what_can_be_of_the_same_time_applies_in_order_of_arrival(intake: Intake) -> None:
    intake.send(adt("A08", T2), adt("A08", "20260301", sent="", control_id="2", pid={5: "Berg^Nieuw"}))
    assert kept(intake).text("first_name") == "Nieuw"
    assert kept(intake).watermarks["details"] == "2026-03-01T10:00:00.000000"
