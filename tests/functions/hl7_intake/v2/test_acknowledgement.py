"""Acknowledgements: every sender is answered in its own way, and learns nothing about people."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import hl7
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.hl7_intake.v2.acknowledgement import CODES, CONDITIONS, Code, Fault, Location, acknowledge
from functions.hl7_intake.v2.encoding import LATIN_9, Delimiters
from functions.hl7_intake.v2.header import Header
from functions.hl7_intake.v2.reading import read
from tests.harness.hl7_messages import message

NOW = datetime(2026, 1, 5, 9, 30, 15, tzinfo=timezone(timedelta(hours=1)))
NO_ID = Fault("101", "PID-3 holds no client id.", Location("PID", 3))
BAD_ROLE = Fault("103", "Unknown role.", Location("ROL", 3, 1, sequence=2, repetition=4), "W")


def answer(raw: bytes, code: Code = "AA", *errors: Fault) -> bytes:
    return acknowledge(read(raw, "ASCII"), code, errors=errors, now=NOW, control_id="K-1")


def test_whole_answer_in_2_5() -> None:
    assert answer(message("ADT^A01^ADT_A01", "PID|1"), "AE", NO_ID, BAD_ROLE) == (
        b"MSH|^~\\&|KOPPEL|PLATFORM|EPD|ZORG|20260105093015+0100||ACK^A01^ACK|K-1|P|2.5||||||UNICODE UTF-8\r"
        b"MSA|AE|M1|PID-3 holds no client id.\r"
        b"ERR||PID^1^3|101^Required field missing^HL70357|E||||PID-3 holds no client id.\r"
        b"ERR||ROL^2^3^4^1|103^Table value not found^HL70357|W||||Unknown role.\r"
    )


def test_whole_answer_in_2_3() -> None:
    assert answer(message("ADT^A01", "PID|1", version="2.3", charset=""), "AE", NO_ID, BAD_ROLE) == (
        b"MSH|^~\\&|KOPPEL|PLATFORM|EPD|ZORG|20260105093015+0100||ACK^A01|K-1|P|2.3\r"
        b"MSA|AE|M1|PID-3 holds no client id.\r"
        b"ERR|PID^1^3^101&Required field missing&HL70357~ROL^2^3^103&Table value not found&HL70357\r"
    )


@pytest.mark.parametrize(
    ("version", "type_", "expected"),
    [
        ("2.1", "ADT^A01", "ACK"),
        ("2.2", "ADT^A01", "ACK^A01"),
        ("2.3", "ADT^A01", "ACK^A01"),
        ("2.3.1", "ADT^A01^ADT_A01", "ACK^A01^ACK"),
        ("2.4", "ADT^A01", "ACK^A01^ACK"),
        ("2.8", "ADT^A08^ADT_A01", "ACK^A08^ACK"),
        ("2.5", "ADT", "ACK"),
        ("2.5", "", "ACK"),
    ],
)
def test_message_type_by_version(version: str, type_: str, expected: str) -> None:
    lines = answer(message(type_, "PID|1", version=version)).decode().split("\r")
    assert lines[0].split("|")[8] == expected
    assert lines[0].split("|")[11] == version


@pytest.mark.parametrize(
    ("version", "text_in_msa", "err_from_2_5"),
    [("2.1", True, False), ("2.4", True, False), ("2.5", True, True), ("2.6", True, True), ("2.7", False, True)],
)
def test_errors_by_version(version: str, text_in_msa: bool, err_from_2_5: bool) -> None:
    _, msa, err, _ = answer(message("ADT^A01", "PID|1", version=version), "AR", NO_ID).decode().split("\r")
    assert msa == ("MSA|AR|M1|PID-3 holds no client id." if text_in_msa else "MSA|AR|M1")
    assert err.startswith("ERR||PID^1^3|101^" if err_from_2_5 else "ERR|PID^1^3^101&")


@pytest.mark.parametrize("code", get_args(Code.__value__))
def test_codes_of_both_modes(code: Code) -> None:
    assert answer(message("ADT^A01", "PID|1"), code).endswith(f"\rMSA|{code}|M1\r".encode())


def test_the_code_follows_from_mode_and_verdict() -> None:
    assert {code: ("C" if enhanced else "A") + letter for (enhanced, letter), code in CODES.items()} == {
        code: code for code in get_args(Code.__value__)
    }


def test_a_fault_without_a_place() -> None:
    everywhere = Fault("207", "Try again later.")
    assert b"\rERR|||207^Application internal error^HL70357|E||||Try again later.\r" in answer(
        message("ADT^A01", "PID|1"), "AE", everywhere
    )
    assert b"\rERR|^^^207&Application internal error&HL70357\r" in answer(
        message("ADT^A01", "PID|1", version="2.4"), "AE", everywhere
    )
    assert b"\rERR||PID^1|" in answer(message("ADT^A01", "PID|1"), "AE", Fault("100", "", Location("PID")))


def test_what_is_in_no_version_of_hl7_2_is_answered_in_2_6() -> None:
    header = read(message("ADT^A01", "PID|1"), "ASCII")
    odd = Header(fields=(*header.fields[:11], "3.0", *header.fields[12:]))
    msh = acknowledge(odd, "AR", errors=(NO_ID,), now=NOW, control_id="K-1").decode().split("\r")[0].split("|")
    assert (msh[8], msh[11]) == ("ACK^A01^ACK", "2.6")


def test_an_unread_header_is_answered_too() -> None:
    assert acknowledge(Header(), "AR", now=datetime(2026, 1, 5, tzinfo=UTC), control_id="K-1") == (
        b"MSH|^~\\&|||||20260105000000+0000||ACK|K-1|P|2.6\rMSA|AR\r"
    )


def test_own_texts_are_ascii_and_escaped() -> None:
    fault = Fault("101", "Cliënt | één^\r\nregel")
    found = answer(message("ADT^A01", "PID|1", charset="8859/15"), "AE", fault)
    assert found.endswith(b"|E||||Client \\F\\ een\\S\\\\.br\\regel\r")


def test_what_the_sender_wrote_goes_back_byte_for_byte() -> None:
    raw = message(
        "ADT^A01",
        "PID|1",
        control_id=r"M\F\1&^ë",
        sender=("EPD^1.2^ISO", "Zorg Š"),
        charset="8859/15~~ASCII",
        codec=LATIN_9.codec,
    )
    msh, msa, _ = answer(raw).split(b"\r")
    assert msh.split(b"|")[4:6] == raw.split(b"|")[2:4]
    assert msh.split(b"|")[17] == b"8859/15~~ASCII"
    assert msa == b"MSA|AA|" + raw.split(b"|")[9]


SIGNS = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@given(
    st.lists(st.sampled_from(SIGNS), min_size=5, max_size=6, unique=True),
    st.text(st.characters(min_codepoint=0x20, exclude_characters=SIGNS, exclude_categories=["C"]), min_size=1),
    st.sampled_from(["2.1", "2.3", "2.5.1", "2.7"]),
    st.lists(st.sampled_from(sorted(CONDITIONS)), max_size=3),
)
@example(list("|^~\\&"), "\uf900", "2.5.1", [])  # a character that NFC replaces by another one
def test_round_trip_keeps_control_id_and_delimiters(
    signs: list[str], control_id: str, version: str, codes: list[str]
) -> None:
    control_id = control_id.strip()
    control_id = "M1" if control_id in {"", '""'} else control_id
    declared = "".join(signs[1:])
    as_sent = version.replace(".", f"{signs[3]}X2E{signs[3]}") if "." in signs else version
    raw = signs[0].join(["MSH", declared, *"abcd", "2026", "", "ADT", control_id, "P", as_sent, "\rPID"]).encode()
    errors = [Fault(code, "Text.", Location("PID", 3)) for code in codes]
    sent = read(raw, "UTF-8")
    back = read(acknowledge(sent, "AE", errors=errors, now=NOW, control_id="K-1"), "UTF-8")
    assert back.delimiters == sent.delimiters == Delimiters.parse(signs[0], declared)
    assert dict(back.filled())["MSA-2"] == sent.control_id == control_id
    assert back.value("MSA-1") == "AE"
    assert (back.sending_application, back.receiving_application) == ("c", "a")
    assert len(back.segments("ERR")) == (len(codes) if version >= "2.5" else bool(codes))
    assert hl7.parse(raw.decode()).segment("MSH")[10][0] == control_id
