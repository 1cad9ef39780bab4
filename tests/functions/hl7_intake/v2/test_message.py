"""Messages: what a path finds, however the sender wrote it."""

import pytest

from functions.hl7_intake.v2.message import NULL, Message, message_identity
from functions.hl7_intake.v2.paths import Path
from functions.hl7_intake.v2.reading import read
from tests.harness.hl7_messages import message, segment

PID = segment(
    "PID",
    {
        1: "1",
        3: "4711^^^EPD^PI~999990019^^^NLMINBIZA&2.16.840.1.113883.2.4.6.3&ISO^NNNLD~0815^^^LAB^PI",
        5: "van der Berg&van der&Berg^Zoë^M^^^^L~Berg^Zus^^^^^N",
        7: "19870412",
        8: " F ",
        11: "Kerkstraat 7&Kerkstraat&7^^Utrecht",
        13: "0301234567^PRN^PH~^NET^Internet^zoe@voorbeeld.nl~0612345678^PRN^CP",
        19: '""',
        22: r"Jansen \T\ Zn\.br\2e regel",
    },
)


@pytest.fixture
def sample() -> Message:
    return read(message("ADT^A01^ADT_A01", PID, "ROL|1|AD|AT|P1", "ROL|2|AD|PP|P2", "PID|2||9"), "ASCII")


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("PID-1", ["1"]),
        ("PID-3", ["4711", "999990019", "0815"]),
        ("PID-3.1", ["4711", "999990019", "0815"]),
        ("PID-3.4", ["EPD", "NLMINBIZA", "LAB"]),
        ("PID-3.4.3", ["ISO"]),
        ("PID-3[5=PI].1", ["4711", "0815"]),
        ("PID-3[5=PI][4=LAB].1", ["0815"]),
        ("PID-3[4.1=NLMINBIZA].1", ["999990019"]),
        ("PID-3[5=NNNLD].1", ["999990019"]),
        ("PID-3[5=XX].1", []),
        ("PID-5.1.1", ["van der Berg", "Berg"]),
        ("PID-5[7=L].1.2", ["van der"]),
        ("PID-5.1.3", ["Berg"]),
        ("PID-5[7=L].2", ["Zoë"]),
        ("PID-7", ["19870412"]),
        ("PID-8", ["F"]),
        ("PID-8.1.1", ["F"]),
        ("PID-8.2", []),
        ("PID-11.1.3", ["7"]),
        ("PID-13[2=NET].4", ["zoe@voorbeeld.nl"]),
        ("PID-13[2=PRN][3=CP].1", ["0612345678"]),
        ("PID-13[4=].1", ["0301234567", "0612345678"]),
        ("PID-22", ["Jansen & Zn\n2e regel"]),
        ("PID-2", []),
        ("PID-99", []),
        ("PV1-7", []),
        ("MSH-9.2", ["A01"]),
        ("MSH-3", ["EPD"]),
    ],
)
def test_values_are_read_at_a_path(sample: Message, path: str, values: list[str]) -> None:
    assert sample.values(path) == values
    assert sample.values(Path.parse(path)) == values
    assert sample.value(path) == (values[0] if values else None)


def test_a_bad_path_is_a_mistake_of_the_caller(sample: Message) -> None:
    with pytest.raises(ValueError, match="a path is"):
        sample.value("PID.3")


def test_segments_that_repeat(sample: Message) -> None:
    assert [(each.value("ROL-3"), each.value("ROL-4")) for each in sample.segments("ROL")] == [
        ("AT", "P1"),
        ("PP", "P2"),
    ]
    assert sample.value("ROL-4") == "P1"
    assert sample.segments("MRG") == ()


def test_a_segment_answers_only_for_its_own_name(sample: Message) -> None:
    assert sample.segments("ROL")[0].value("PID-3") is None


def test_repetitions_keep_together_what_belongs_together(sample: Message) -> None:
    found = [(each.value(), each.value(4), each.value(5)) for each in sample.repetitions("PID-3")]
    assert found == [("4711", "EPD", "PI"), ("999990019", "NLMINBIZA", "NNNLD"), ("0815", "LAB", "PI")]
    assert [each.value(4, 2) for each in sample.repetitions("PID-3[5=NNNLD]")] == ["2.16.840.1.113883.2.4.6.3"]
    assert sample.repetitions("NK1-2") == ()


@pytest.mark.parametrize(
    ("field", "path", "values"),
    [
        ('""', "PID-13", [NULL]),
        (' "" ', "PID-13", [NULL]),
        # The null value empties the whole field, so whatever is looked for in it.
        ('""', "PID-13.4", [NULL]),
        ('""', "PID-13[2=NET].4", [NULL]),
        ('""', "PID-13[2=NET].4.2", [NULL]),
        ('^NET^Internet^""', "PID-13[2=NET].4", [NULL]),
        ('^NET^Internet^""', "PID-13[2=NET].4.2", [NULL]),
        ('^NET^Internet^""', "PID-13[2=NET].1", []),
        ('""^PRN^PH~^NET^Internet^a@b.nl', "PID-13[2=PRN].1", [NULL]),
        ('""^PRN^PH~^NET^Internet^a@b.nl', "PID-13[2=NET].4", ["a@b.nl"]),
        ('""~^NET^Internet^a@b.nl', "PID-13[2=NET].4", ["a@b.nl"]),
        # In a component or a repetition it says only that the sender has no value there.
        ('""~0612345678', "PID-13", ["0612345678"]),
        ('""^PRN^PH~0612345678^PRN^CP', "PID-13.1", ["0612345678"]),
        ('^NET^^""~^NET^^a@b.nl~^NET^^""', "PID-13[2=NET].4", ["a@b.nl"]),
        ('^NET^^""~^NET^^', "PID-13[2=NET].4", [NULL]),
        ('""~""', "PID-13[2=NET].4", [NULL]),
        ('""^""^""', "PID-13[2=NET].4", [NULL]),
        ('""^^^', "PID-13[2=NET].4", [NULL]),
        ('^^^""', "PID-13.1", []),
        ('0612345678^""', "PID-13[2=].1", ["0612345678"]),
        ("^net^internet^a@b.nl", "PID-13[2=NET][3=Internet].4", ["a@b.nl"]),
        ('"', "PID-13", ['"']),
        ('"x"', "PID-13", ['"x"']),
    ],
)
def test_the_null_value(field: str, path: str, values: list[str]) -> None:
    found = read(message("ADT^A08", segment("PID", {13: field})), "ASCII")
    assert found.values(path) == values


def test_of_codes_the_null_value_is_not_known() -> None:
    found = read(message("ADT", 'EVN|""', segment("PID", {8: '""'}), charset='""', codec="utf-8"), "UNICODE UTF-8")
    assert (found.value("PID-8"), found.known("PID-8"), found.trigger) == (NULL, None, "")
    assert (found.text(18), found.charset.name) == ("", "UNICODE UTF-8")


def test_the_header_is_read(sample: Message) -> None:
    assert (sample.type, sample.trigger, sample.structure) == ("ADT", "A01", "ADT_A01")
    assert (sample.control_id, sample.version, sample.time, sample.processing_id) == (
        "M1",
        "2.5",
        "20260105080000",
        "P",
    )
    assert (sample.sending_application, sample.sending_facility) == ("EPD", "ZORG")
    assert (sample.receiving_application, sample.receiving_facility) == ("KOPPEL", "PLATFORM")
    assert sample.charset.name == "UNICODE UTF-8"
    assert sample.delimiters.declared == "^~\\&"
    assert message_identity(sample) == ("EPD", "ZORG", "M1", "20260105080000")


def test_a_sender_without_a_name_goes_by_its_universal_id() -> None:
    found = read(message("ADT^A01", "PID|1", sender=("^1.2.3^ISO", "Zorg^4.5.6^ISO")), "ASCII")
    assert (found.sending_application, found.sending_facility) == ("1.2.3", "Zorg")
    assert message_identity(found)[:2] == ("^1.2.3^ISO", "Zorg^4.5.6^ISO")


def test_trigger_of_old_senders_stands_in_evn() -> None:
    assert read(message("ADT", "EVN|A04|2026", "PID|1", version="2.1"), "ASCII").trigger == "A04"
    assert read(message("ADT", "PID|1", version="2.1"), "ASCII").trigger == ""


def test_nothing_of_a_person_shows_when_a_message_is_printed(sample: Message) -> None:
    shown = repr(sample) + repr(sample.segments("PID")) + repr(sample.repetitions("PID-3"))
    for each in ("Zoë", "Berg", "4711", "999990019", "voorbeeld", "M1"):
        assert each not in shown
