"""The fingerprint of memberships: who changed is always among those in the buckets that differ."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.ldap.fingerprint import FEWEST, MOST, fingerprint, parse, size_for

MEMBERSHIPS = st.dictionaries(
    st.uuids().map(str), st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=3), max_size=60
)


@given(MEMBERSHIPS, MEMBERSHIPS, st.integers(1, 40))
def test_whose_groups_differ_is_in_a_bucket_that_differs(
    before: dict[str, frozenset[str]], changes: dict[str, frozenset[str]], size: int
) -> None:
    after = before | changes
    one, two = fingerprint(before, size), fingerprint(after, size)
    differing = two.differing(one)
    changed = {each for each in after if after[each] != before.get(each, frozenset())}
    assert {two.bucket(each) for each in changed} == differing
    assert one.differing(one) == frozenset()


@given(MEMBERSHIPS)
def test_the_order_of_people_and_who_is_in_no_group_do_not_matter(memberships: dict[str, frozenset[str]]) -> None:
    backwards = dict(reversed(memberships.items()))
    members = {identity: groups for identity, groups in memberships.items() if groups}
    assert fingerprint(memberships, 16) == fingerprint(backwards, 16) == fingerprint(members, 16)


@given(MEMBERSHIPS, st.integers(1, 40))
def test_a_fingerprint_is_read_as_it_was_written(memberships: dict[str, frozenset[str]], size: int) -> None:
    made = fingerprint(memberships, size)
    assert parse(made.text()) == made


@given(st.text())
def test_another_text_is_refused(text: str) -> None:
    with suppress(ValueError):
        assert parse(text).text() == text


def test_few_people_share_a_bucket_and_the_text_stays_short() -> None:
    assert (size_for(0), size_for(2000), size_for(50_000), size_for(10**6)) == (FEWEST, 62, MOST, MOST)
    assert len(fingerprint({}, MOST).text()) < 6000


@pytest.mark.parametrize("other", [1, 17])
def test_fingerprints_of_other_sizes_are_not_compared(other: int) -> None:
    with pytest.raises(ValueError, match="zip"):
        fingerprint({}, 16).differing(fingerprint({}, other))
