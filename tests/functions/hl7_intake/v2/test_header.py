"""The header: what MSH says, absent parts included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.v2.encoding import LATIN_1, Delimiters
from functions.hl7_intake.v2.header import Header

FIELDS = (
    "|",
    "^~\\&",
    "EPD^1.2^ISO",
    "^3.4^ISO",
    "KOPPEL",
    "A&B",
    "2026^S",
    "",
    r"ADT^A\T\1~ORU^R01",
    " M^1 ",
    "P^T",
    "2.5.1^NLD",
)
HEADER = Header(fields=FIELDS)


def test_fields_as_sent() -> None:
    assert (HEADER.raw(1), HEADER.raw(2), HEADER.raw(10), HEADER.raw(12)) == ("|", "^~\\&", " M^1 ", "2.5.1^NLD")
    assert (HEADER.raw(13), HEADER.raw(99)) == ("", "")


def test_components_of_the_first_repetition_unescaped() -> None:
    assert (HEADER.type, HEADER.trigger, HEADER.structure) == ("ADT", "A&1", "")
    assert (HEADER.text(6), HEADER.text(7), HEADER.text(7, 2)) == ("A", "2026", "S")


def test_names_of_sender_and_receiver() -> None:
    assert (HEADER.sending_application, HEADER.sending_facility) == ("EPD", "3.4")
    assert (HEADER.receiving_application, HEADER.receiving_facility) == ("KOPPEL", "A")


def test_control_id_is_whole_but_trimmed() -> None:
    assert HEADER.control_id == "M^1"


@given(st.lists(st.sampled_from(["", " ", '""', ' "" ']), min_size=1), st.sampled_from("^~&"))
def test_control_id_without_any_value_is_empty(parts: list[str], sign: str) -> None:
    nulls = sign.join(parts)
    assert Header(fields=(*FIELDS[:9], nulls)).control_id == ""
    assert Header(fields=(*FIELDS[:9], f"{nulls}{sign}M1")).control_id == f"{nulls}{sign}M1".strip()


def test_nothing_is_read_from_an_empty_header() -> None:
    empty = Header()
    assert (empty.control_id, empty.type, empty.version, empty.time, empty.processing_id) == ("", "", "", "", "")


def test_declared_delimiters_and_character_set_count() -> None:
    odd = Header(delimiters=Delimiters.parse("#", "*+/:"), charset=LATIN_1, fields=("#", "*+/:", "Zorg/XEB/*x"))
    assert (odd.sending_application, odd.text(3, 2)) == ("Zorgë", "x")


@pytest.mark.parametrize(
    ("version", "number"),
    [
        ("2.3", (2, 3)),
        ("2.3.1", (2, 3, 1)),
        ("2.5.1^NLD", (2, 5, 1)),
        ("2.5D", (2, 5)),
        ("2", ()),
        ("2.", ()),
        ("3.0", ()),
        ("12.3", ()),
        ("", ()),
    ],
)
def test_a_version_is_read_as_numbers(version: str, number: tuple[int, ...]) -> None:
    assert Header(fields=(*[""] * 11, version)).version_number == number
