r"""Texts of messages: one line each, seen by people, and nothing that stood there vanishes without an entry.

`\.br\` is a line end in formatted text (HL7 2.5 section 2.7.2), `\X..\` is any byte (section 2.7.7).
"""

import pytest

from functions.hl7_intake.rules import Verdict, judge
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.acknowledgement import Location
from functions.hl7_intake.v2.reading import read
from koppel.domain.organisation import Mode
from koppel.domain.problems.account import VALUE_INVALID
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.hl7_messages import message, segment
from tests.harness.world import START

UTF_8 = "UNICODE UTF-8"


def verdict(raw: bytes) -> Verdict:
    return judge(read(raw, UTF_8), Feed(), Mode.PRODUCTION, START)


def hex_of(text: str) -> str:
    r"""The text as `\X..\`."""
    return f"\\X{text.encode().hex()}\\"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Vries\\X0D0A\\Jansen", "Vries Jansen"),
        ("Vries\\.br\\Jansen", "Vries Jansen"),
        ("Vries\\X09\\\\X20\\Jansen", "Vries Jansen"),
        ("Vries\\XC2A0\\Jansen", "Vries Jansen"),
        ("\\.br\\Vries\\.br\\", "Vries"),
        (f"Vries{hex_of('\u2028\u3000')}Jansen", "Vries Jansen"),
        (f"Vri{hex_of('\u200b\u00ad')}es", "Vries"),
        (f"{hex_of('\u202e')}Vries", "Vries"),
    ],
)
def test_a_name_is_one_line(intake: Intake, written: str, stored: str) -> None:
    intake.send(adt("A28", pid={5: f"{written}^An\\X09\\na", 13: f"{hex_of('\u202a')}06\\X09\\12345678^PRN^CP"}))
    client = intake.client("C1")
    assert client is not None
    assert (client.text("last_name"), client.text("first_name")) == (stored, "An na")
    assert client.text("phone_number") == "06 12345678"
    assert VALUE_INVALID.slug not in intake.entries()


@pytest.mark.parametrize(
    "text", ["Vries\x00", "\x1b[31mVries", "\u200b", "\u3164\u00ad", "V" * 201, "a" + "\u0301" * 31]
)
def test_a_last_name_that_cannot_be_stored_is_refused_and_not_emptied(intake: Intake, text: str) -> None:
    raw = adt("A28", pid={5: f"{hex_of(text)}^Anna"})
    found = verdict(raw)
    assert found.fault is not None
    assert (found.letter, found.fault.code, found.fault.location) == ("E", "102", Location("PID", 5))
    assert intake.code(raw) == "AE"
    entry = intake.entries()["unusable-last-name"]
    assert text not in repr(entry)
    assert intake.client("C1") is None


def test_another_field_that_cannot_be_stored_is_left_out_with_an_entry(intake: Intake) -> None:
    intake.send(adt("A28", pid={5: f"Vries^{hex_of('An\x00na')}"}))
    client = intake.client("C1")
    assert client is not None
    assert (client.text("last_name"), client.text("first_name")) == ("Vries", "")
    assert "first_name" in intake.entries()[VALUE_INVALID.slug].explanation.en


@pytest.mark.parametrize("text", ["A\x00B", "\u200b", "\u202eA", "A\u00ad", "1" * 201, "1" + "\u0301" * 31])
def test_an_id_that_cannot_be_seen_or_found_is_refused(intake: Intake, text: str) -> None:
    raw = adt("A28", client=hex_of(text))
    assert intake.code(raw) == "AE"
    assert text not in repr(intake.entries()["no-client-id"])
    staff = message("MFN^M02", "MFI|PRA", "MFE|MAD", segment("STF", {1: hex_of(text), 3: "Smit^Anna"}), charset=UTF_8)
    assert intake.code(staff) == "AE"
    assert "id in the record" in intake.entries()["bad-staff-record"].explanation.en


def test_a_last_name_of_staff_that_cannot_be_stored_is_refused(intake: Intake) -> None:
    raw = message("MFN^M02", "MFI|PRA", "MFE|MAD", segment("STF", {1: "P1", 3: f"{hex_of('Sm\x00it')}^Anna"}))
    found = verdict(raw)
    assert found.fault is not None
    assert (found.fault.code, found.fault.location) == ("102", Location("STF", 3))
    assert intake.code(raw) == "AE"


def test_professionals_without_a_usable_id_are_left_out_with_an_entry_and_replace_nobody(intake: Intake) -> None:
    intake.world.professional("P1")
    intake.world.professional("P2")
    intake.send(adt("A28", pv1={7: f"P1~{hex_of('P\x002')}"}))
    assert intake.therapists("C1") == (["P1"], [])
    assert intake.entries()["unusable-professional-id"].count == 1
    intake.send(adt("A54", "20260301110000", pv1={7: hex_of("\u200b")}))
    assert intake.therapists("C1") == (["P1"], [])
    assert intake.entries()["unusable-professional-id"].count == 2
    intake.send(adt("A54", "20260301120000", pv1={7: "\\X20\\P2\\.br\\"}))
    assert intake.therapists("C1") == (["P2"], [])
