"""The language of a page: what the browser prefers, of the two that there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.entrance.languages import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("nl", "nl"),
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("en-US,en;q=0.9,nl;q=0.8", "en"),
        ("NL-be", "nl"),
        ("de, nl;q=0.3", "nl"),
        ("de, fr", "en"),
        ("nl;q=0", "en"),
        ("nl;q=0.5, en;q=0.5", "en"),
        ("en;q=0.1,nl ; q=0.2", "nl"),
        ("*", "en"),
        ("nlx", "en"),
        ("nl;q=2", "en"),
    ],
)
def test_the_preferred_language_is_chosen(header: str, language: str) -> None:
    assert preferred(header) == language


@given(st.text() | st.from_regex(r"((nl|en|\*)(;q=[01](\.\d)?)?,?)*", fullmatch=True))
def test_no_header_breaks_it(header: str) -> None:
    assert preferred(header) in {"nl", "en"}
