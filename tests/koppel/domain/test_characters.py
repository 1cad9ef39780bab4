"""Characters: whatever comes in, a text that is kept is in one form, can be seen, and cost time in proportion to it."""

from unicodedata import category, combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain import characters
from koppel.domain.characters import MOST_MARKS, Unfit

WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
INVISIBLE = (
    "\xad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u202a"
    "\u202e\u2066\u2069\u2800\u3164\ufe0f\ufeff\uffa0\U000e0001"
)
ANY = st.text(st.characters(codec=None), max_size=12)
LIKELY = st.text(f"Aé\u0301\u0327\u0345 ς李\x00\x1c\u2126{WHITE}{INVISIBLE}", max_size=12)
TEXTS = ANY | LIKELY


def reason(text: str, longest: int = 200) -> str:
    """Why the text cannot be kept as a line, "" when it can."""
    try:
        characters.line(text, longest)
    except Unfit as unfit:
        return unfit.reason
    return ""


@given(TEXTS, st.integers(0, 12))
def test_a_line_is_in_one_form(text: str, longest: int) -> None:
    if reason(text, longest):
        return
    found = characters.line(text, longest)
    assert characters.line(found, longest) == found == normalize("NFC", found)
    assert len(found) <= longest
    assert " ".join(found.split(" ")) == found.strip()
    assert not any(each in WHITE and each != " " for each in found)
    assert not any(category(each) in {"Cc", "Cs"} for each in found)
    assert not found or any(each not in f" {INVISIBLE}" for each in found)


@given(TEXTS)
def test_two_spellings_of_a_text_are_one_line(text: str) -> None:
    for form in ("NFC", "NFD"):
        other = normalize(form, text)
        assert reason(other) == reason(text)
        if not reason(text):
            assert characters.line(other, 200) == characters.line(text, 200)


@given(TEXTS)
def test_lines_are_the_lines_of_the_text(text: str) -> None:
    try:
        found = characters.lines(text, 200)
    except Unfit:
        return
    assert characters.lines(found, 200) == found
    assert [characters.one_line(each) for each in found.split("\n")] == found.split("\n")
    assert characters.lines(text.replace("\n", "\r\n"), 200) in {found, characters.lines(found, 200)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vries\r\nJansen", "Vries Jansen"),
        ("Vries\tJansen", "Vries Jansen"),
        (" Vries \n\n Jansen\u3000", "Vries Jansen"),
        ("06\xa012\u202f34", "06 12 34"),
        ("\u202a0612345678\u202c", "0612345678"),
        ("Jan\u202esen", "Jansen"),
        ("Jan\xadsen", "Jansen"),
        ("Jan\u200b sen", "Jan sen"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("", ""),
        (WHITE, ""),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert characters.line(text, 200) == expected


@pytest.mark.parametrize("text", [*INVISIBLE, f" {INVISIBLE} "])
def test_nothing_visible_is_no_text(text: str) -> None:
    assert reason(text) == "nothing-visible"
    with pytest.raises(Unfit, match="nothing-visible"):
        characters.lines(f"{text}\n{text}", 200)


@pytest.mark.parametrize("text", ["a\x00b", "a\x1cb", "\x1ca", "a\x7f", "a\x9f", "a\ud800"])
def test_a_control_character_is_refused(text: str) -> None:
    assert reason(text) == "control-character"


def test_a_length_is_that_of_the_composed_text() -> None:
    assert characters.line("e\u0301" * 200, 200) == "é" * 200
    assert reason("e\u0301" * 201) == "too-long"
    assert characters.line(f"{'a' * 200}{' ' * 5000}", 200) == "a" * 200
    assert characters.line("α\u0313\u0300\u0345" * 200, 200) == "ᾂ" * 200


def test_thirty_marks_in_a_row_are_the_most() -> None:
    assert reason("a" + "\u0315" * MOST_MARKS) == ""
    assert reason("a" + "\u0315" * (MOST_MARKS + 1)) == "too-many-marks"
    assert reason("á" + "\u0315" * MOST_MARKS) == "too-many-marks"  # U+00E1 ends in a mark itself
    assert reason("a" + "\u0315" * MOST_MARKS + "\u200b" + "\u0315") == "too-many-marks"


@given(st.text(st.sampled_from("aá\u0301\u0344\u0345ᾂ\u0f73가\xa8"), max_size=80))
def test_what_is_stream_safe_is_so_in_every_form(text: str) -> None:
    runs, run = [0], 0
    for each in normalize("NFKD", text):
        run = run + 1 if combining(each) else 0
        runs.append(run)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert characters.is_stream_safe(normalize(form, text)) == (max(runs) <= MOST_MARKS)


@given(TEXTS)
def test_ascii_is_what_is_left(text: str) -> None:
    assert characters.in_ascii(text).isascii()
    assert characters.in_ascii("Zoë é".replace("é", "e\u0301")) == "Zoe e"
