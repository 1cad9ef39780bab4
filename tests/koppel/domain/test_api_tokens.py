"""API tokens: recognisable, whole or refused, and never shown by accident."""

import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.api_tokens import ApiToken, read_authorization, read_token, write_token
from koppel.domain.organisation import SLUG

SECRET = bytes(range(32))
TEXT = (
    "kplapi_demo_0123456789ab_"
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    "e475a7b2"  # crc32 of all before it
)

organisations = st.from_regex(SLUG, fullmatch=True)
users = st.text("0123456789abcdef", min_size=12, max_size=12)
secrets = st.binary(min_size=32, max_size=32)


def test_a_token_says_what_it_is_whose_and_ends_in_a_checksum() -> None:
    assert write_token("demo", "0123456789ab", SECRET).text == TEXT


@given(organisations, users, secrets)
def test_what_was_written_is_read(organisation: str, user: str, secret: bytes) -> None:
    token = write_token(organisation, user, secret)
    assert read_token(token.text) == token
    assert (token.organisation, token.user) == (organisation, user)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(string.ascii_letters + string.digits + "_- "))
def test_a_token_with_one_wrong_character_is_not_read(at: int, sign: str) -> None:
    assert (read_token(TEXT[:at] + sign + TEXT[at + 1 :]) is None) is (TEXT[at] != sign)


@pytest.mark.parametrize("size", range(len(TEXT)))
def test_a_token_that_was_copied_in_part_is_not_read(size: int) -> None:
    assert read_token(TEXT[:size]) is None


@given(st.text())
def test_any_other_text_is_no_token(text: str) -> None:
    assert read_token(text) is None


@pytest.mark.parametrize("text", [f"{TEXT}\n", f" {TEXT}", f"{TEXT} ", f"{TEXT}0", TEXT.upper(), "", "gAAAAABh"])
def test_a_text_that_only_looks_like_a_token_is_not_read(text: str) -> None:
    assert read_token(text) is None


def test_what_is_stored_is_the_hash_of_the_whole() -> None:
    assert ApiToken("demo", "0123456789ab", TEXT).digest == hashlib.sha256(TEXT.encode()).hexdigest()


@given(secrets, secrets)
def test_only_the_same_secret_matches(one: bytes, other: bytes) -> None:
    token = write_token("demo", "0123456789ab", one)
    assert token.matches(write_token("demo", "0123456789ab", other).digest) is (one == other)


def test_the_organisation_and_the_user_are_part_of_what_is_hashed() -> None:
    token = write_token("demo", "0123456789ab", SECRET)
    assert not token.matches(write_token("other", "0123456789ab", SECRET).digest)
    assert not token.matches(write_token("demo", "0123456789ac", SECRET).digest)


def test_a_token_is_not_shown() -> None:
    assert repr(write_token("demo", "0123456789ab", SECRET)) == "ApiToken(organisation='demo', user='0123456789ab')"


@pytest.mark.parametrize(
    ("header", "credentials"),
    [
        ("md-token abc", "abc"),
        ("MD-Token abc", "abc"),
        ("Bearer abc", "abc"),
        ("bearer   abc  ", "abc"),
        ("  md-token abc", "abc"),
        ("md-token", ""),
        ("md-token ", ""),
        ("Basic abc", ""),
        ("abc", ""),
        ("", ""),
        # two headers, joined by the gateway: whoever sends both does not know which one counts
        ("md-token abc, md-token abc", "abc, md-token abc"),
    ],
)
def test_credentials_are_read_from_a_header(header: str, credentials: str) -> None:
    assert read_authorization(header) == credentials
