"""The session cookie: bound to the host, out of reach of scripts, found among others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.entrance.cookies import identifier_in, session_cookie

IDENTIFIER = "A-z_" + "0" * 39


def test_it_is_bound_to_the_host_and_closed_to_scripts() -> None:
    assert session_cookie(IDENTIFIER, framed=False) == (
        f"__Host-session={IDENTIFIER}; Path=/; Secure; HttpOnly; SameSite=Lax"
    )


def test_in_a_frame_it_is_partitioned() -> None:
    assert session_cookie(IDENTIFIER, framed=True).endswith("SameSite=None; Partitioned")


def test_it_can_be_removed() -> None:
    assert session_cookie("", framed=False) == "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"__Host-session={IDENTIFIER}", True),
        (f"a=1; __Host-session={IDENTIFIER}; b=2", True),
        (f"a=1, __Host-session={IDENTIFIER}", True),
        (f"session={IDENTIFIER}", False),
        (f"__host-session={IDENTIFIER}", False),
        (f"__Host-session={IDENTIFIER}0", False),
        (f"__Host-session={IDENTIFIER[:-1]}/", False),
        ("__Host-session=", False),
        ("", False),
    ],
)
def test_it_is_found_among_others(header: str, found: bool) -> None:
    assert identifier_in({"cookie": header}) == (IDENTIFIER if found else "")


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    assert identifier_in({"cookie": header}) == ""
