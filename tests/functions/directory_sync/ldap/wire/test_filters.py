"""Filters: whatever a value holds, it stays a value."""

import re
import string
from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap3.operation.search import compile_filter, parse_filter
from ldap3.utils.dn import escape_rdn

from functions.directory_sync.ldap.wire import filters
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems


def sent(text: str) -> object:
    """The filter as ldap3 sends it."""
    return compile_filter(parse_filter(text, None, False, False, None, False).elements[0])


@given(st.text() | st.binary())
def test_every_value_arrives_as_it_is(value: str | bytes) -> None:
    written = filters.equal("cn", value)
    found = sent(written)
    assert found.getName() == "equalityMatch"  # type: ignore[attr-defined]
    raw = value.encode() if isinstance(value, str) else value
    assert bytes(found["equalityMatch"]["assertionValue"]) == raw  # type: ignore[index]
    assert re.fullmatch(r"\(cn=([A-Za-z0-9]|\\[0-9a-f]{2})*\)", written)


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_filters_put_together_stay_one_filter(values: list[str]) -> None:
    parts = [filters.equal("memberOf", each) for each in values]
    text = filters.every(filters.PEOPLE, filters.either(parts), "")
    found = sent(text)["and"]  # type: ignore[index]
    assert len(found) == 2
    assert [bytes(each["equalityMatch"]["assertionValue"]).decode() for each in found[1]["or"]] == values
    filters.check_filter(filters.either(parts))


@given(st.uuids())
def test_an_id_is_asked_for_by_its_bytes(identity: UUID) -> None:
    found = sent(filters.identity(str(identity)))
    assert bytes(found["equalityMatch"]["assertionValue"]) == identity.bytes_le  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["", "(sn=a)", "(&(a=b)(!(c=*)))", "(memberOf:1.2.840.113556.1.4.1941:=CN=a\\2cb,DC=c)"]
)
def test_a_filter_of_the_settings_is_taken(text: str) -> None:
    filters.check_filter(text)


@pytest.mark.parametrize(
    "text",
    [
        "sn=a",
        "(sn=a)(sn=b)",
        "(sn=a))(|(sn=b)",
        " (sn=a)",
        "(sn=a",
        "((sn=a))",
        "()",
        "(&)",
        "(sn)",
        f"(sn={'a' * 2000})",
    ],
)
def test_a_filter_of_the_settings_that_is_no_single_filter_is_refused(text: str) -> None:
    with pytest.raises(DirectoryIncomplete) as refused:
        filters.check_filter(text)
    assert refused.value.problem is problems.FILTER_UNREADABLE


@given(st.text(alphabet=string.printable + "()&|!=*\\é"))
def test_a_filter_of_the_settings_is_one_filter_or_refused(text: str) -> None:
    try:
        filters.check_filter(text)
    except DirectoryIncomplete:
        return
    if text:
        around = sent(filters.every(filters.PEOPLE, text))
        assert len(around["and"]) == 2  # type: ignore[index]


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=5))
def test_a_dn_of_any_names_is_taken(names: list[str]) -> None:
    filters.check_dn(",".join(f"OU={escape_rdn(each)}" for each in names))


@given(st.text(max_size=50))
def test_a_dn_is_taken_or_refused(text: str) -> None:
    with suppress(DirectoryIncomplete):
        filters.check_dn(text)


@pytest.mark.parametrize("text", ["", "Staff", "OU=a,,DC=b", "OU=", "a@b", "=x", "OU=a,", f"OU={'a' * 1000}"])
def test_what_is_no_dn_is_refused(text: str) -> None:
    with pytest.raises(DirectoryIncomplete) as refused:
        filters.check_dn(text)
    assert len(refused.value.details["base"]) <= 200
