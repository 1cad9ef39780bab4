"""The condition of a tile follows from few rules, whatever else is true of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.texts import Text
from koppel.domain.tiles.condition import SOON, Cause, Condition, Expiry, Nearness, Signs, judge, nearness, next_expiry
from koppel.domain.tiles.tile import TileState
from koppel.domain.times import SECONDS
from tests.harness.world import START

KEY = Text(nl="Sleutel", en="Key")
LACK = Text(nl="Er ontbreekt iets.", en="Something is missing.")
ON = TileState(available=True, on=True)


def expiring(days: float, *, planned: bool = False) -> Expiry:
    """Something that expires so many days from now."""
    at = (START + timedelta(days=days)).strftime(SECONDS)
    return Expiry(integration="one", what=KEY, name="EPD", id=f"k{days}", expires=at, planned=planned)


EXPIRIES = st.builds(expiring, st.integers(-100, 100), planned=st.booleans())
SIGNS = st.builds(
    Signs,
    lacks=st.lists(st.just(LACK), max_size=2),
    expiries=st.lists(EXPIRIES, max_size=5),
    errors=st.integers(0, 3),
    warnings=st.integers(0, 3),
    silent=st.integers(0, 2),
)


@pytest.mark.parametrize(
    ("state", "signs", "condition", "causes"),
    [
        (TileState(on=True), Signs(lacks=[LACK]), Condition.NOT_AVAILABLE, []),
        (TileState(available=True), Signs(lacks=[LACK]), Condition.NOT_CONFIGURED, [Cause.LACKS]),
        (TileState(available=True), Signs(errors=1), Condition.OFF, []),
        (ON, Signs(), Condition.ON, []),
        (ON, Signs(lacks=[LACK]), Condition.NEEDS_ATTENTION, [Cause.LACKS]),
        (
            ON,
            Signs(errors=1, warnings=2, silent=1),
            Condition.NEEDS_ATTENTION,
            [Cause.ERRORS, Cause.WARNINGS, Cause.SILENT],
        ),
        (ON, Signs(warnings=1, silent=1), Condition.NEEDS_ATTENTION, [Cause.SILENT]),
        (ON, Signs(expiries=[expiring(29)]), Condition.NEEDS_ATTENTION, [Cause.EXPIRES_SOON]),
        (ON, Signs(expiries=[expiring(-1)]), Condition.NEEDS_ATTENTION, [Cause.EXPIRED]),
        (ON, Signs(expiries=[expiring(31), expiring(-31), expiring(1, planned=True)]), Condition.ON, []),
    ],
)
def test_the_rules(state: TileState, signs: Signs, condition: Condition, causes: list[Cause]) -> None:
    found, reasons = judge(state, signs, START)
    assert (found, [each.cause for each in reasons]) == (condition, causes)


@given(st.booleans(), st.booleans(), SIGNS)
def test_only_a_tile_that_is_on_needs_attention_and_then_says_why(available: bool, on: bool, signs: Signs) -> None:
    condition, reasons = judge(TileState(available=available, on=on), signs, START)
    assert (condition in {Condition.ON, Condition.NEEDS_ATTENTION}) is (available and on)
    assert (condition is Condition.NOT_AVAILABLE) is (not available)
    if condition is Condition.NEEDS_ATTENTION:
        assert reasons
    if condition in {Condition.ON, Condition.OFF, Condition.NOT_AVAILABLE}:
        assert not reasons


@given(st.lists(EXPIRIES, max_size=6))
def test_what_expires_next_is_the_first_that_has_not_expired(expiries: list[Expiry]) -> None:
    left = [each.expires for each in expiries if nearness(each, START) is not Nearness.EXPIRED]
    found = next_expiry(expiries, START)
    assert (found.expires if found else None) == min(left, default=None)


def test_nearness_changes_at_the_second() -> None:
    soon = expiring(SOON.days)
    assert nearness(soon, START) is Nearness.SOON
    assert nearness(soon, START - timedelta(seconds=1)) is Nearness.LATER
    assert nearness(soon, START + SOON) is Nearness.EXPIRED
    assert nearness(soon, START + SOON - timedelta(seconds=1)) is Nearness.SOON


def test_a_reason_names_the_thing_in_both_languages() -> None:
    _, (reason,) = judge(ON, Signs(expiries=[expiring(2)]), START)
    assert reason.text == Text(nl="Verloopt binnenkort: Sleutel “EPD”.", en="Expires soon: Key “EPD”.")
