"""Problems: catalogues without doubles, and subjects masked so that only who knows them recognises them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.problems.problem import Finding, Level, Problem, catalogue, mask
from koppel.domain.texts import Text

ONE = Problem("one", Level.NOTICE, Text(nl="Een {thing}.", en="A {thing}."), Text(nl="Niets.", en="Nothing."))


def test_catalogue_finds_problems_by_slug() -> None:
    two = Problem("two", Level.ERROR, ONE.explanation, ONE.remedy)
    found = catalogue(ONE, two)
    assert (dict(found), found["two"].level) == ({"one": ONE, "two": two}, Level.ERROR)


def test_two_problems_of_one_catalogue_cannot_share_a_slug() -> None:
    with pytest.raises(ValueError, match="share a slug"):
        catalogue(ONE, Problem("one", Level.ERROR, ONE.explanation, ONE.remedy))


@pytest.mark.parametrize(
    ("subject", "masked"),
    [
        ("", ""),
        ("1", "•••"),
        ("1234", "•••"),
        ("12345", "•••45"),
        ("111222333", "•••33"),
        ("johanna@client.example", "j•••@•••"),
        ("@", "@•••@•••"),
    ],
)
def test_mask_hides_the_subject(subject: str, masked: str) -> None:
    assert mask(subject) == masked


@given(st.text())
def test_mask_shows_two_characters_at_most(subject: str) -> None:
    shown = mask(subject).replace("•••@•••", "").replace("•••", "")
    assert len(shown) <= 2
    assert subject.startswith(shown) or subject.endswith(shown)


@given(st.text("0123456789", min_size=9, max_size=9), st.text("0123456789", min_size=9, max_size=9))
def test_masked_numbers_differ_in_what_is_shown_only(one: str, other: str) -> None:
    assert (mask(one) == mask(other)) == (one[-2:] == other[-2:])


def test_finding_does_not_show_its_subject_when_printed() -> None:
    assert "johanna" not in repr(Finding(problem=ONE, subject="johanna@client.example"))


def test_text_is_filled_in_both_languages_or_not_at_all() -> None:
    assert ONE.explanation.fill({"thing": "ding"}) == Text(nl="Een ding.", en="A ding.")
    with pytest.raises(KeyError):
        ONE.explanation.fill({})
