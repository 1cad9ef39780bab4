"""Hosts: a name and a port as they may stand in a URL, or none."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.hosts import Host, is_loopback
from koppel.domain.logon.platform import is_address


@pytest.mark.parametrize(
    ("text", "base_url"),
    [
        ("demo.koppel.example", "https://demo.koppel.example"),
        ("DEMO.koppel.Example:8443", "https://demo.koppel.example:8443"),
        ("demo.koppel.example:443", "https://demo.koppel.example"),
        ("demo.koppel.example:00443", "https://demo.koppel.example"),
        ("demo.koppel.example:80", "https://demo.koppel.example:80"),
        ("demo.koppel.example:", "https://demo.koppel.example"),
        ("demo.koppel.example:65535", "https://demo.koppel.example:65535"),
        ("demo.localhost:8000", "http://demo.localhost:8000"),
        ("localhost:80", "http://localhost"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("[::1]", "http://[::1]"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_base_url_is_normalised(text: str, base_url: str) -> None:
    found = Host.parse(text)
    assert found is not None
    assert found.base_url == base_url


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":8000",
        "a:0",
        "a:65536",
        "a:99999999",
        "a:٣",
        "a:x",
        "a:80:80",
        "a/b",
        "a b",
        "a\n",
        "a@b",
        "a,b",
        "[::2]",
        "é",
    ],
)
def test_an_invalid_host_is_not_read(text: str) -> None:
    assert Host.parse(text) is None


@given(st.text("aB.-:0123456789[]@/?# \n٣é", max_size=12) | st.text(max_size=6))
def test_a_host_can_be_read_back_from_its_url(text: str) -> None:
    found = Host.parse(text)
    if found is None:
        return
    parts = urlsplit(found.base_url)
    assert parts.scheme == found.scheme
    assert parts.hostname == found.name.strip("[]")
    assert Host.parse(parts.netloc) == Host.parse(found.base_url.partition("//")[2])
    assert (parts.port or {"http": 80, "https": 443}[found.scheme]) == (
        found.port or {"http": 80, "https": 443}[found.scheme]
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "demo.localhost"])
def test_http_is_allowed_to_this_machine_only_wherever_it_is_checked(host: str) -> None:
    found = Host.parse(host)
    assert found is not None
    assert found.scheme == "http"
    assert is_loopback(host.strip("[]"))
    assert is_address(f"http://{host}:8000/back")
    assert not is_address(f"http://{host}.example/back")
