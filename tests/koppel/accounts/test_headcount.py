"""Headcounts: every account once, however often the counting is interrupted."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from koppel.accounts import headcount
from koppel.accounts.headcount import Headcount
from koppel.aws import row_keys
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.organisation import turns
from tests.harness.world import START, World, world

DAY = START.date()


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        for number in range(5):
            made.client(f"C{number}")
        for number in range(3):
            made.professional(f"P{number}")
        yield made


def counted(w: World) -> list[Headcount]:
    return list(headcount.between(w.tenant, DAY, w.clock().date()))


def deactivate(w: World, external_id: str) -> None:
    w.make(Desired(kind=Kind.CLIENT, id=external_id, active=False))


def test_active_accounts_are_counted_by_kind(w: World) -> None:
    deactivate(w, "C1")
    assert headcount.take(w.tenant) == 8
    assert counted(w) == [Headcount("2026-03-02", {Kind.CLIENT: 4, Kind.PROFESSIONAL: 3, Kind.FRIEND: 0})]
    w.clock.move(days=1)
    headcount.take(w.tenant)
    assert [each.day for each in counted(w)] == ["2026-03-02", "2026-03-03"]
    assert [each.day for each in headcount.between(w.tenant, DAY - timedelta(days=3), DAY)] == ["2026-03-02"]


@pytest.mark.parametrize("at_once", [1, 2, 3, 5, 8])
def test_a_count_goes_on_where_its_turn_ended(w: World, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(headcount, "AT_ONCE", at_once)
    turn = [0]

    def is_over() -> bool:
        turn[0] += 1
        return turn[0] % 2 == 0

    monkeypatch.setattr(turns, "is_over", is_over)
    looked = 0
    for _ in range(40):
        turn[0] = 0
        looked += headcount.take(w.tenant)
        if counted(w):
            break
    assert looked == 8
    (found,) = counted(w)
    assert found.active == {Kind.CLIENT: 5, Kind.PROFESSIONAL: 3, Kind.FRIEND: 0}
    assert w.runtime.table.get(row_keys.organisation.turn("demo", headcount.JOB)) is None
