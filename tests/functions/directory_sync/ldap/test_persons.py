"""A person, from an entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.ldap.groups import Groups
from functions.directory_sync.ldap.persons import is_built_in, person
from functions.directory_sync.ldap.wire.entries import Entry, entry

NOW = 134404416364653310
GUID = bytes(range(16))
DOMAIN_SID = bytes.fromhex("01050000000000051500000001000000020000000300000000000000")
GROUPS = Groups(
    by_dn={"cn=nurses,dc=a": frozenset({"Nurses", "Staff"}), "cn=staff,dc=a": frozenset({"Staff"})},
    by_primary={513: frozenset({"Everybody"})},
    member="",
    newest=0,
    digest="",
)


def of(**attributes: str | bytes | list[bytes]) -> Entry:
    values = {
        name: each if isinstance(each, list) else [each.encode() if isinstance(each, str) else each]
        for name, each in attributes.items()
    }
    return entry(b"CN=a", {"objectGUID": [GUID]} | values)


@pytest.mark.parametrize(
    ("control", "expires", "enabled"),
    [
        ("512", "0", True),
        ("512", "9223372036854775807", True),
        ("512", str(NOW + 1), True),
        ("512", str(NOW), False),
        ("514", "0", False),
        ("546", "0", False),
        ("66048", "0", True),
        ("8388608", "0", True),  # an expired password is not the end of an account
    ],
)
def test_who_may_log_on_is_neither_disabled_nor_past_the_end(control: str, expires: str, enabled: bool) -> None:
    found = person(of(userAccountControl=control, accountExpires=expires), (), GROUPS, NOW)
    assert found.enabled is enabled
    assert not found.removed


def test_attributes_have_the_spelling_of_the_settings_and_none_is_empty() -> None:
    found = person(of(sn="Linden", mail=[b"a@b", b"c@d"]), ("SN", "Mail", "title"), GROUPS, NOW)
    assert found.attributes == {"SN": ("Linden",), "Mail": ("a@b", "c@d")}
    assert found.id == "03020100-0504-0706-0809-0a0b0c0d0e0f"


def test_groups_are_found_by_any_spelling_of_a_dn_and_by_the_primary_group() -> None:
    assert GROUPS.of(of(memberOf=[b"CN=Nurses,DC=A", b"CN=Other,DC=a"], primaryGroupID="513")) == {
        "Nurses",
        "Staff",
        "Everybody",
    }
    assert GROUPS.of(of(memberOf=[b"CN=Other,DC=a"], primaryGroupID="514")) == frozenset()


@given(st.lists(st.binary()), st.binary())
def test_memberships_of_any_bytes_are_read(names: list[bytes], primary: bytes) -> None:
    assert GROUPS.of(of(memberOf=names, primaryGroupID=primary)) <= {"Nurses", "Staff", "Everybody"}


@pytest.mark.parametrize(
    ("relative", "built_in"), [(500, True), (502, True), (999, True), (1000, False), (1105, False)]
)
def test_accounts_of_windows_are_no_people(relative: int, built_in: bool) -> None:
    assert is_built_in(of(objectSid=DOMAIN_SID[:-4] + relative.to_bytes(4, "little"))) is built_in


def test_an_account_whose_sid_is_hidden_may_be_a_person() -> None:
    assert not is_built_in(of())
