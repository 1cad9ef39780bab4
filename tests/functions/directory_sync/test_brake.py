"""The brake: when a cycle waits for a person, and why."""

from dataclasses import replace

import pytest

from functions.directory_sync import brake
from functions.directory_sync.brake import Facts, judge, limit
from koppel.domain.runs.verdict import Apply, Wait
from tests.functions.directory_sync.people import source

SOURCE = source()
USUAL = Facts(is_first=False, settings_changed=False, is_full=False, known=1000, arrived=5, losing=0)


@pytest.mark.parametrize(
    ("known", "most"), [(0, 3), (20, 3), (79, 3), (80, 4), (100, 5), (199, 9), (200, 10), (5_000, 10)]
)
def test_the_smaller_of_number_and_share_counts_and_never_less_than_three(known: int, most: int) -> None:
    assert limit(SOURCE, known) == most


def test_the_limits_are_settings() -> None:
    assert limit(source(brake_count=100, brake_share=20), 1000) == 100
    assert limit(source(brake_count=500, brake_share=20), 1000) == 200
    assert limit(source(brake_count=1), 1000) == 3


@pytest.mark.parametrize(
    ("facts", "slugs"),
    [
        (USUAL, []),
        (replace(USUAL, losing=10), []),
        (replace(USUAL, losing=11), ["brake-on"]),
        (replace(USUAL, losing=6, lost=5), ["brake-on"]),
        (replace(USUAL, losing=0, lost=50), []),
        (replace(USUAL, is_first=True), ["first-cycle"]),
        (replace(USUAL, settings_changed=True), ["settings-changed"]),
        (replace(USUAL, is_first=True, settings_changed=True), ["first-cycle"]),
        (replace(USUAL, settings_changed=True, losing=11), ["settings-changed", "brake-on"]),
        (replace(USUAL, is_full=True, arrived=0, known=2, losing=2), ["nobody-left"]),
        (replace(USUAL, is_full=True, arrived=0, known=0), []),
        (replace(USUAL, is_full=True, losing=1, emptied=("a", "b")), ["group-emptied"]),
        (replace(USUAL, is_full=True, emptied=("a",)), []),
        (replace(USUAL, is_full=False, arrived=0, known=2), []),
    ],
)
def test_why_a_cycle_waits(facts: Facts, slugs: list[str]) -> None:
    verdict = judge(SOURCE, facts)
    if not slugs:
        assert isinstance(verdict, Apply)
        return
    assert isinstance(verdict, Wait)
    assert [each.slug for each in verdict.reasons] == slugs
    assert (verdict.hours, verdict.approvals) == (24, 1)


def test_the_reason_names_the_numbers() -> None:
    ((_, details),) = brake.problems(SOURCE, replace(USUAL, losing=8, lost=4))
    assert details == {"source": "entra", "count": "12", "limit": "10"}
