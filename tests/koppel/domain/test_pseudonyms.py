"""Pseudonyms: the same for the same, different for anything else, and nothing without the key."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.pseudonyms import Pseudonyms

KEYS = st.binary(min_size=32, max_size=32)
TEXTS = st.lists(st.text(max_size=4), max_size=4)
MINE = Pseudonyms(b"k" * 32)


@given(TEXTS, TEXTS)
def test_only_the_same_texts_in_the_same_order_have_the_same_pseudonym(one: list[str], other: list[str]) -> None:
    assert (MINE.of(*one) == MINE.of(*other)) == (one == other)


@given(st.text(min_size=1), st.integers(0))
def test_where_one_text_ends_matters(text: str, at: int) -> None:
    cut = at % len(text)
    assert MINE.of(text) != MINE.of(text[:cut], text[cut:])


@given(KEYS, KEYS, TEXTS)
def test_two_organisations_have_two_pseudonyms(one: bytes, other: bytes, texts: list[str]) -> None:
    assert (Pseudonyms(one).of(*texts) == Pseudonyms(other).of(*texts)) == (one == other)


@given(TEXTS)
def test_pseudonym_is_32_hex_characters(texts: list[str]) -> None:
    found = MINE.of(*texts)
    assert len(found) == 32
    assert set(found) <= set("0123456789abcdef")


def test_pseudonym_stays_what_it_was() -> None:
    # Keys in the table are made of it: another recipe would lose every claim. Here, written out once more.
    message = b"\0\0\0\x05claim\0\0\0\x05email\0\0\0\x0ba@b.example"
    assert MINE.of("claim", "email", "a@b.example") == hmac.new(b"k" * 32, message, "sha256").hexdigest()[:32]


def test_key_does_not_show_when_printed() -> None:
    assert "kkkk" not in repr(MINE)
