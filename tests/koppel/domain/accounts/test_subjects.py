"""One spelling of whom an entry is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.accounts.subjects import normalise


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("C-1001", "C-1001"),
        (" C-1001\n", "C-1001"),
        ("c-1001", "c-1001"),
        ("e\u0301", "é"),
        ("Johanna.Berg@Client.Example", "johanna.berg@client.example"),
        (" JO@Bücher.example", "jo@xn--bcher-kva.example"),
        ("Jan@", "Jan@"),
        ("a\u200bb", "a\u200bb"),
        ("x" * 201, "x" * 201),
        ("", ""),
    ],
)
def test_ids_and_addresses_have_one_spelling(given_text: str, kept: str) -> None:
    assert normalise(given_text) == kept


@given(st.text(max_size=60) | st.emails())
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(text) or not text
