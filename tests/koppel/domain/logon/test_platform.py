"""Hosts of addresses that a browser may be sent to."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.logon.platform import is_address, is_host, matches


@pytest.mark.parametrize(
    ("host", "is_fine"),
    [
        ("a.example", True),
        ("xn--prtal-jua.example", True),
        ("_dmarc.a-b.example", True),
        ("192.0.2.1", True),
        ("2001:db8::1", True),
        ("localhost", True),
        ("", False),
        (".example", False),
        ("a..example", False),
        ("a.example.", False),
        ("-a.example", False),
        ("evil.example%2f.wide.example", False),
        ("a.example\n", False),
        ("pörtal.example", False),
        ("a" * 64 + ".example", False),
        ("a." * 127 + "example", False),
    ],
)
def test_hosts(host: str, is_fine: bool) -> None:
    assert is_host(host) is is_fine


@given(st.text("abc.-_:/%@?#&\\ \t\n2f", max_size=20))
def test_what_matches_a_pattern_lies_below_it_for_every_reader(text: str) -> None:
    """What precedes the suffix holds no sign by which another reader of addresses would end the host."""
    if matches(f"{text}.wide.example", "*.wide.example"):
        assert set(text) <= set("abc.-_2f")
        assert urlsplit(f"https://{text}.wide.example/").hostname == f"{text}.wide.example"


@given(st.text(max_size=20))
def test_an_address_has_a_host(text: str) -> None:
    address = f"https://{text}.example/"
    if is_address(address):
        assert is_host(urlsplit(address).hostname or "")
