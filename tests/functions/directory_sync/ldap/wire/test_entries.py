"""Entries: bytes of any kind become texts, numbers and ids with bounds, or nothing."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.ldap.wire.entries import LONGEST_VALUE, MOST_VALUES, Entry, entry, sid_text
from koppel.domain.accounts import directory_ids

NAMES = st.sampled_from(["mail", "sn", "objectGUID", "objectSid", "member;range=0-1", "member;range=2-*", "x;range=9"])


def of(**attributes: bytes | list[bytes]) -> Entry:
    return entry(b"CN=a", {name: each if isinstance(each, list) else [each] for name, each in attributes.items()})


@given(st.binary(), st.dictionaries(NAMES | st.text(), st.lists(st.binary())))
def test_an_entry_of_any_bytes_is_read(dn: bytes, attributes: dict[str, list[bytes]]) -> None:
    found = entry(dn, attributes)
    for name in {*attributes, "mail", "objectGUID", "objectSid"}:
        texts = found.texts(name)
        assert len(texts) <= MOST_VALUES
        assert all(len(each) <= LONGEST_VALUE for each in texts)
        assert found.raw(name) is not None
        assert found.number(name) is None or isinstance(found.number(name), int)
    assert found.guid == "" or directory_ids.normalise(found.guid) == found.guid
    assert found.relative_id is None or found.relative_id >= 0


@given(st.uuids())
def test_an_object_guid_is_the_directory_id_of_accounts(identity: UUID) -> None:
    found = of(objectGUID=identity.bytes_le)
    assert found.guid == str(identity)
    assert found.texts("OBJECTGUID") == (str(identity),)


@given(st.binary().filter(lambda each: len(each) != 16))
def test_an_object_guid_of_another_length_is_none(value: bytes) -> None:
    assert of(objectGUID=value).guid == ""


@given(st.integers(0, 2**48 - 1), st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=15))
def test_a_sid_is_written_as_people_know_it(authority: int, parts: list[int]) -> None:
    value = (
        bytes([1, len(parts)]) + authority.to_bytes(6, "big") + b"".join(each.to_bytes(4, "little") for each in parts)
    )
    assert sid_text(value) == "-".join(["S", "1", str(authority), *map(str, parts)])
    assert of(objectSid=value).relative_id == parts[-1]
    assert sid_text(value[:-1]) is None


def test_a_sid_is_that_of_an_example() -> None:
    raw = bytes.fromhex("010500000000000515000000a065cf7e784b9b5fe77c8770091c0100")
    assert sid_text(raw) == "S-1-5-21-2127521184-1604012920-1887927527-72713"


@pytest.mark.parametrize("value", [b"", b"\x01\x00", b"\x02\x00" + bytes(6), b"\x01\x01" + bytes(6)])
def test_bytes_that_are_no_sid_are_none(value: bytes) -> None:
    assert sid_text(value) is None
    assert of(objectSid=value).texts("objectSid") == ()


@pytest.mark.parametrize(
    ("value", "number"), [(b"512", 512), (b"-1", -1), (b"", None), (b"1.0", None), ("²".encode(), None)]
)
def test_a_number_is_one_of_ascii_digits(value: bytes, number: int | None) -> None:
    assert of(usn=value).number("uSN") == number


def test_values_that_are_no_texts_or_too_long_are_left_out() -> None:
    found = of(jpegPhoto=b"\xff\xd8", sn=[b"a" * (LONGEST_VALUE + 1), "é".encode()], mail=[b"x"] * (MOST_VALUES + 1))
    assert found.texts("jpegPhoto") == ()
    assert found.texts("sn") == ("é",)
    assert len(found.texts("mail")) == MOST_VALUES


def test_values_in_ranges_are_put_together() -> None:
    found = entry(b"CN=a", {"member": [], "member;range=0-1": [b"a", b"b"], "memberOf;Range=0-*": [b"c"]})
    assert found.values["member"] == (b"a", b"b")
    assert found.unfinished == {"member": 2}
    assert found.values["memberof"] == (b"c",)


def test_an_entry_shows_nobody_when_it_is_printed() -> None:
    assert "Jansen" not in repr(entry(b"CN=Jansen", {"sn": [b"Jansen"]}))
