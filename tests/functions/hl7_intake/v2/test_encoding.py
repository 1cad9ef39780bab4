"""Encoding: delimiters as declared, escape sequences, character sets without a guess."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.v2.encoding import (
    ASCII,
    CHARSETS,
    LATIN_1,
    LATIN_9,
    UTF_8,
    WINDOWS_1252,
    Charset,
    Delimiters,
    find_charset,
)

SIGNS = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
USUAL = Delimiters()
ODD = Delimiters.parse("#", "*+/:")
DECLARED = st.lists(st.sampled_from(SIGNS), min_size=5, max_size=6, unique=True).map("".join)


def test_usual_delimiters_are_parsed() -> None:
    assert Delimiters.parse("|", "^~\\&") == USUAL


def test_fifth_character_of_msh_2_is_for_truncation() -> None:
    assert Delimiters.parse("|", "^~\\&#").truncation == "#"


@pytest.mark.parametrize("declared", ["^", "^~", "^~\\", "^~\\&"])
def test_what_msh_2_leaves_out_is_usual(declared: str) -> None:
    delimiters = Delimiters.parse("|", declared)
    assert delimiters.declared == declared
    assert delimiters.component + delimiters.repetition + delimiters.escape + delimiters.subcomponent == "^~\\&"


@pytest.mark.parametrize(
    ("separator", "declared"),
    [
        ("|", ""),  # components must be told apart
        ("|", "^~\\&#!"),  # one too many
        ("|", "^^\\&"),  # one sign, two meanings
        ("|", "|~\\&"),
        ("|", "~^\\~"),
        ("^", "~"),  # leaves out the repetition sign, which would be ~ again
        ("|", "&"),  # leaves out the subcomponent sign, which would be & again
        ("|", "A~\\&"),
        ("1", "^~\\&"),
        (" ", "^~\\&"),
        ("|", '"~\\&'),  # would hide the null value
        ("|", "^~\\é"),
        ("\r", "^~\\&"),
        ("\x00", "^~\\&"),
    ],
)
def test_unusable_delimiters_are_refused(separator: str, declared: str) -> None:
    with pytest.raises(ValueError, match="MSH-1 and MSH-2"):
        Delimiters.parse(separator, declared)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jansen", "Jansen"),
        (r"\F\\S\\R\\T\\E\ ".strip(), "|^~&\\"),
        (r"regel 1\.br\regel 2", "regel 1\nregel 2"),
        (r"caf\XE9\ ".strip(), "café"),
        (r"\X4A616E\ ".strip(), "Jan"),
        (r"\E\F\E\ ".strip(), r"\F\ ".strip()),
        # Broken and unknown sequences stay as they are.
        ("\\", "\\"),
        (r"a\b", r"a\b"),
        (r"C:\Users\F\x", r"C:\Users|x"),
        (r"\\", r"\\"),
        (r"\Q\ ".strip(), r"\Q\ ".strip()),
        (r"\P\ ".strip(), r"\P\ ".strip()),
        (r"\f\ ".strip(), r"\f\ ".strip()),
        (r"\X4\ ".strip(), r"\X4\ ".strip()),
        (r"\XZZ\ ".strip(), r"\XZZ\ ".strip()),
        (r"\X\ ".strip(), r"\X\ ".strip()),
        (r"\F", r"\F"),
        (r"\H\vet\N\ ".strip(), r"\H\vet\N\ ".strip()),
    ],
)
def test_escape_sequences_are_unescaped(text: str, expected: str) -> None:
    assert USUAL.unescape(text, LATIN_1) == expected


def test_hex_is_read_in_the_character_set_of_the_message() -> None:
    assert USUAL.unescape(r"\XA4\10", LATIN_9) == "€10"
    assert USUAL.unescape(r"\XC3AB\n", UTF_8) == "ën"
    assert USUAL.unescape(r"\XC3\\XAB\n", UTF_8) == "ën"
    assert USUAL.unescape(r"\XEB\n", UTF_8) == r"\XEB\n"
    assert USUAL.unescape(r"\XEB\n", ASCII) == r"\XEB\n"


def test_declared_delimiters_are_the_ones_unescaped() -> None:
    assert ODD.unescape(r"/F//S//R//T//E/ \F\ ".strip(), ASCII) == r"#*+:/ \F\ ".strip()
    assert Delimiters.parse("|", "^~\\&#").unescape(r"\P\ ".strip(), ASCII) == "#"


def test_line_ends_are_escaped_whatever_the_delimiters() -> None:
    assert USUAL.escape_text("a\r\nb\nc") == r"a\.br\b\.br\c"
    assert Delimiters.parse(".", "^~\\&").escape_text("a\nb") == r"a\X0A\b"


@given(st.text(), DECLARED)
def test_escaped_text_is_one_value_and_comes_back(text: str, declared: str) -> None:
    delimiters = Delimiters.parse(declared[0], declared[1:])
    escaped = delimiters.escape_text(text)
    for sign in (delimiters.field, delimiters.component, delimiters.repetition, delimiters.subcomponent, "\r", "\n"):
        assert sign not in escaped
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each if each >= " " or each == "\n" else " " for each in kept)
    assert delimiters.unescape(escaped, UTF_8) == kept


@given(st.text(alphabet="\\FSRTEX0A.br^é", max_size=200), st.sampled_from(CHARSETS))
def test_unescape_never_fails_nor_logs(caplog: pytest.LogCaptureFixture, text: str, charset: Charset) -> None:
    caplog.set_level(logging.NOTSET)
    assert isinstance(USUAL.unescape(text, charset), str)
    assert caplog.records == []


@pytest.mark.parametrize(
    ("spelling", "charset"),
    [
        ("ASCII", ASCII),
        ("us-ascii", ASCII),
        ("8859/1", LATIN_1),
        ("ISO-8859-1", LATIN_1),
        ("iso8859_1", LATIN_1),
        ("8859/15", LATIN_9),
        ("ISO-8859-15", LATIN_9),
        ("UNICODE UTF-8", UTF_8),
        ("utf8", UTF_8),
        ("UNICODE", UTF_8),
        ("UTF-8", UTF_8),
        ("UTF8", UTF_8),
        ("8859-1", LATIN_1),
        ("8859-15", LATIN_9),
        ("ISO_IR 192", UTF_8),
        ("ISO_IR 100", LATIN_1),
        ("ISO_IR 6", ASCII),
        ("ISO 2022 IR 100", LATIN_1),
        ("Latin-1", LATIN_1),
        ("CP-1252", WINDOWS_1252),
    ],
)
def test_character_sets_are_found_by_every_spelling(spelling: str, charset: Charset) -> None:
    assert find_charset(spelling) is charset


@pytest.mark.parametrize("spelling", ["", "UTF-16", "8859/2", "ISO IR87", "UNICODE UTF-16", "KLINGON", "885915é1"])
def test_other_character_sets_are_not_guessed(spelling: str) -> None:
    assert find_charset(spelling) is None


def test_no_spelling_means_two_character_sets() -> None:
    for charset in CHARSETS:
        assert all(find_charset(each) is charset for each in (charset.name, *charset.spellings))


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        (LATIN_1, b"Zo\xeb", "Zoë"),
        (LATIN_9, b"\xa4 \xa6", "€ Š"),
        (UTF_8, "Zoë Š".encode(), "Zoë Š"),
        (ASCII, b"Zo\xeb", 2),
        (UTF_8, b"Zo\xeb!", 2),
        (UTF_8, b"\xed\xa0\x80", 0),  # half a surrogate pair
        (LATIN_1, b"Ha\x8aek", 2),  # Š of Windows-1252
        (LATIN_9, b"\x80", 0),
    ],
)
def test_decoding_is_exact_or_names_the_first_bad_byte(charset: Charset, data: bytes, expected: str | int) -> None:
    assert charset.decode(data) == expected
