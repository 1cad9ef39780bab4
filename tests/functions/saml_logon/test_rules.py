"""Decisions on what was verified: times to the second, and attributes masked as the trace shows them."""

from typing import Any

import pytest

from functions.saml_logon import rules
from tests.functions.saml_logon.conftest import Reading
from tests.harness.saml import Provider
from tests.harness.world import START


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("http://schemas.microsoft.com/claims/multipleauthn", "http://schemas.microsoft.com/claims/multipleauthn"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "•••xx"),
        ("anna@praktijk.example", "a•••@•••"),
        ("Zoë van 't Hof", "•••of"),
        ("two\nlines", "•••es"),
    ],
)
def test_a_name_is_shown_where_it_can_be_no_value(name: str, shown: str) -> None:
    assert rules.masked({name: ["12345", "x"]}) == {shown: ["•••45", "•••"]}


def test_a_long_list_of_values_is_cut() -> None:
    assert rules.masked({"groups": ["group-number"] * 50}) == {"groups": ["•••er"] * rules.MASKED_VALUES}


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"not_before": 60}, "accepted"),
        ({"not_before": 61}, "not-yet-valid"),
        ({"confirmed_from": 60}, "accepted"),
        ({"confirmed_from": 61}, "not-yet-valid"),
        ({"not_on_or_after": -59}, "accepted"),
        ({"not_on_or_after": -60}, "expired"),
        ({"confirmed_until": -59}, "accepted"),
        ({"confirmed_until": -60}, "expired"),
        ({"session_ends": -59}, "accepted"),
        ({"session_ends": -60}, "session-over"),
        ({"session_ends": None}, "accepted"),
    ],
)
def test_times_hold_to_the_second(provider: Provider, reading: Reading, told: dict[str, Any], verdict: str) -> None:
    assert reading.verdict(provider.respond(**told)) == verdict


@pytest.mark.parametrize(("until", "confirmed"), [(300, 500), (500, 300)])
def test_an_assertion_is_remembered_as_long_as_any_of_its_times_holds(
    provider: Provider, reading: Reading, until: int, confirmed: int
) -> None:
    _, accepted = reading(provider.respond(not_on_or_after=until, confirmed_until=confirmed))
    assert accepted.until == START.timestamp() + 500 + 2 * 60 + 1
