"""Capacity counts what the budgets say, in proportion, and names the limit that is met first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budgets import hl7_intake, rest_api
from tests.budgets.capacity import LOGON, MIX, PRICES, Load, limits, month, table

NOTHING = Load(0, 0, 0, 0)
NUMBERS = st.integers(min_value=0, max_value=10**7)


@pytest.mark.parametrize(("mix", "jobs"), [("hl7", hl7_intake.JOBS), ("rest", rest_api.JOBS)])
def test_a_mix_is_whole_and_of_jobs_there_are(mix: str, jobs: tuple[hl7_intake.Job | rest_api.Job, ...]) -> None:
    assert sum(MIX[mix].values()) == pytest.approx(1)
    assert set(MIX[mix]) <= {each.name for each in jobs}


def test_every_item_has_a_price() -> None:
    assert set(month(NOTHING)) == set(PRICES)


def test_one_logon_a_day_takes_what_a_logon_takes() -> None:
    one, none = month(Load(0, 0, 0, 1)), month(NOTHING)
    assert one["read units"] - none["read units"] == 30 * LOGON[0]
    assert one["write units"] - none["write units"] == 30 * LOGON[1]


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_twice_as_much_takes_twice_as_much(clients: int, messages: int, calls: int, logons: int) -> None:
    none = month(NOTHING)
    once, twice = (month(Load(*(n * each for each in (clients, messages, calls, logons)))) for n in (1, 2))
    for name, amount in none.items():
        assert twice[name] - amount == pytest.approx(2 * (once[name] - amount))


def test_the_first_limit_is_the_one_that_is_nearest() -> None:
    many = Load(100_000, 20_000_000, 1_000, 1_000)
    assert limits(many)["HL7 messages a second with WorkerConcurrency 5"][0] > 800
    assert list(table(many))[-1] == "First limit that is met: HL7 messages a second with WorkerConcurrency 5"
    assert "REST calls" in list(table(Load(100_000, 0, 1_000_000, 0)))[-1]
