"""Directory ids: both spellings of one GUID are the same id, and nothing else is an id."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.accounts.directory_ids import normalise
from koppel.domain.accounts.fields import REASONS, InvalidValue

ID = "00112233-4455-6677-8899-aabbccddeeff"
BASE64 = "MyIRAFVEd2aImaq7zN3u/w=="  # the bytes 33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff


@pytest.mark.parametrize("spelled", [ID, ID.upper(), f"{{{ID}}}", f" {ID}\n", BASE64, f" {BASE64} "])
def test_both_spellings_are_one_id(spelled: str) -> None:
    assert normalise(spelled) == ID


@given(st.uuids())
def test_every_guid_has_both_spellings(found: UUID) -> None:
    assert normalise(str(found)) == normalise(base64.b64encode(found.bytes_le).decode()) == str(found)


@pytest.mark.parametrize(
    "value",
    [
        "P1",
        ID.replace("-", ""),
        "0011-22334455-6677-8899-aabbccddeeff",
        f"{{{ID}",
        f"urn:uuid:{ID}",
        "anna@praktijk.example",
        BASE64[:-1],
        BASE64.replace("=", ""),
        "MyIRAFVEd2aImaq7zN3u_w==",
        "MyIRAFVEd2aImaq7zN3u/wA=",
    ],
)
def test_anything_else_is_no_id(value: str) -> None:
    with pytest.raises(InvalidValue) as invalid:
        normalise(value)
    assert (invalid.value.name, invalid.value.reason in REASONS) == ("directory_id", True)
    assert value not in str(invalid.value)


@given(st.text(max_size=40))
def test_any_text_is_an_id_or_refused(value: str) -> None:
    try:
        found = normalise(value)
    except InvalidValue:
        return
    assert normalise(found) == found
