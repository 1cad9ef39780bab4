"""Watermarks and the place where a reading goes on, as texts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.ldap import marks
from functions.directory_sync.ldap.fingerprint import Fingerprint
from functions.directory_sync.ldap.marks import Mark, Progress
from functions.directory_sync.people import WatermarkLost

NUMBERS = st.integers(0, 2**63 - 1)
MARKS = st.builds(
    Mark,
    host=st.text(),
    invocation=st.uuids().map(str),
    usn=NUMBERS,
    time=NUMBERS,
    settings=st.text(),
    full=NUMBERS,
    groups=st.text(),
    units=st.text(),
    memberships=st.builds(Fingerprint, st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=3).map(tuple)),
)
PROGRESS = st.builds(Progress, until=MARKS, since=st.none() | MARKS, after=st.text(), count=NUMBERS)


@given(MARKS | PROGRESS)
def test_a_text_brings_back_what_was_written(value: Mark | Progress) -> None:
    assert marks.parse(value.text()) == value


@given(MARKS)
def test_a_fingerprint_that_did_not_change_is_written_once(mark: Mark) -> None:
    progress = Progress(until=mark, since=mark, after="", count=0)
    assert progress.text().count("memberships") == 1
    assert marks.parse(progress.text()) == progress


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)


@given(JSON | st.fixed_dictionaries({"version": st.just(1), "mark": JSON}))
def test_any_other_text_is_a_lost_watermark(value: object) -> None:
    with pytest.raises(WatermarkLost):
        marks.parse(json.dumps(value))


@given(st.text())
def test_any_text_at_all_is_a_lost_watermark(text: str) -> None:
    with pytest.raises(WatermarkLost):
        marks.parse(text)
