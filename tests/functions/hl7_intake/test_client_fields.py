"""The fields of a client, as the many ways of writing a PID tell them."""

from datetime import datetime

import pytest

from functions.hl7_intake.client_fields import details
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.reading import read
from koppel.domain.accounts.account import Value
from koppel.domain.plan.desired import DELETED
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake

LATER = "20260301110000"
EMPTY = dict.fromkeys((3, 5, 7, 8, 13), "")


def told(fields: dict[int, str], **feed: object) -> dict[str, Value]:
    return details(read(adt("A08", pid={**EMPTY, **fields}), "ASCII"), Feed.model_validate(feed))


@pytest.mark.parametrize(
    ("pid_5", "first_name", "infix", "last_name"),
    [
        ("Berg^Johanna", "Johanna", DELETED, "Berg"),
        ("van den Berg&van den&Berg^Johanna", "Johanna", "van den", "Berg"),
        ("van den Berg&van den^Johanna", "Johanna", "van den", "Berg"),
        ("Van Den Berg&van den^Johanna", "Johanna", "van den", "Berg"),
        ("Smit - van den Berg&van den&Berg&&Smit^Johanna", "Johanna", "van den", "Berg"),
        ("Jo^Hanna^^^^^N~Berg^Johanna^^^^^L", "Johanna", DELETED, "Berg"),
        ("Berg^Johanna^^^^^D~Smit^Jo", "Johanna", DELETED, "Berg"),
        ('Berg&""&Berg^Johanna', "Johanna", DELETED, "Berg"),
        ('Berg^""', DELETED, DELETED, "Berg"),
    ],
)
def test_names_are_read(pid_5: str, first_name: str, infix: str, last_name: str) -> None:
    assert told({5: pid_5}) == {"first_name": first_name, "infix": infix, "last_name": last_name}


@pytest.mark.parametrize(
    ("letter", "gender"),
    [("M", "m"), ("F", "f"), ("O", "other"), ("U", "unknown"), ("A", "unknown"), ("f", "f"), ("X", "unknown")],
)
def test_genders_are_translated(letter: str, gender: str) -> None:
    assert told({8: letter}) == {"gender": gender}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({13: "0612345678^PRN^CP~^NET^Internet^a@b.nl"}, {"phone_number": "0612345678", "email": "a@b.nl"}),
        ({13: "^NET^^a@b.nl"}, {"email": "a@b.nl"}),
        ({13: "^PRN^Internet^a@b.nl"}, {"email": "a@b.nl"}),
        ({13: "^PRN^PH^^31^20^5551234"}, {"phone_number": "+31 20 5551234"}),
        ({13: "^PRN^PH^^^^^^^^^020-5551234"}, {"phone_number": "020-5551234"}),
        ({14: "0205551234^WPN^PH~^NET^Internet^c@d.nl"}, {"phone_number": "0205551234", "email": "c@d.nl"}),
        ({13: "^NET^Internet^a@b.nl", 14: "0205551234"}, {"phone_number": "0205551234", "email": "a@b.nl"}),
        ({13: '""'}, {"phone_number": DELETED, "email": DELETED}),
        ({13: '""^PRN^CP~^NET^Internet^a@b.nl'}, {"phone_number": DELETED, "email": "a@b.nl"}),
        ({13: '0612345678^PRN^CP~^NET^Internet^""'}, {"phone_number": "0612345678", "email": DELETED}),
        ({7: "19800102"}, {"date_of_birth": "1980-01-02"}),
        ({7: "198001021530+0100"}, {"date_of_birth": "1980-01-02"}),
        ({7: '""'}, {"date_of_birth": DELETED}),
        ({7: "1980"}, {"date_of_birth": "1980"}),
        ({19: "999900067"}, {"bsn": "999900067"}),
        ({}, {}),
    ],
)
def test_other_fields_are_read(fields: dict[int, str], expected: dict[str, str]) -> None:
    assert told(fields) == expected


def test_a_feed_may_have_other_places() -> None:
    paths = {"email": ["PID-14[2=X].1", "PID-40.4"], "phone_number": ["PID-15.1"]}
    fields = {13: "0612345678~^NET^Internet^a@b.nl", 15: "010", 40: "^^^c@d.nl"}
    assert told(fields, field_map=paths) == {"email": "c@d.nl", "phone_number": "010"}


def test_empty_leaves_and_the_null_value_deletes(intake: Intake) -> None:
    intake.send(adt("A01", pid={5: "van den Berg&van den&Berg^Johanna"}))
    intake.send(adt("A08", LATER, pid={7: "", 8: "", 13: '""^PRN^CP'}))
    client = intake.client("C1")
    assert client is not None
    assert (client.text("date_of_birth"), client.text("gender")) == ("1980-01-02", "f")
    assert (client.text("email"), client.text("phone_number")) == ("johanna@post.example", "")
    assert client.text("infix") == "", "whoever sends a surname sends it whole"


def test_a_value_that_cannot_be_is_left_out_with_a_warning(intake: Intake) -> None:
    intake.send(adt("A01", pid={7: "1980", 13: "^NET^Internet^geen adres"}))
    client = intake.client("C1")
    assert client is not None
    assert (client.text("date_of_birth"), client.text("email"), client.text("last_name")) == ("", "", "Berg")
    entry = intake.entries()["value-invalid"]
    assert "geen adres" not in entry.explanation.nl
    assert intake.entries()["incomplete"].level == "notice"


def test_who_lacks_more_than_a_last_name_is_kept_incomplete(intake: Intake) -> None:
    intake.send(adt("A01", pid={**EMPTY, 3: "C1", 5: "Berg"}))
    client = intake.client("C1")
    assert client is not None
    assert dict(client.values) == {"id": "C1", "last_name": "Berg", "gender": "unknown"}
    assert set(client.missing) == {"first_name", "email"}
    page, _ = error_log.entries(intake.world.tenant, "hl7_intake", State.OPEN)
    told = [each.explanation.en for each in page if each.slug == "incomplete"]
    assert [name for name in ("first_name", "email") if any(f"without {name}." in each for each in told)] == [
        "first_name",
        "email",
    ]


@pytest.mark.parametrize(("clock", "born"), [("2026-03-01T23:30", "20260302"), ("2026-07-01T22:30", "20260702")])
def test_who_is_born_today_is_taken_just_after_midnight(intake: Intake, clock: str, born: str) -> None:
    intake.world.clock.time = datetime.fromisoformat(f"{clock}:00Z")
    intake.send(adt("A01", pid={7: born}))
    client = intake.client("C1")
    assert client is not None
    assert client.text("date_of_birth").replace("-", "") == born
    assert "value-invalid" not in intake.entries()
