"""The hourly quota: it bounds how many references an hour keeps, and the error log counts all refusals."""

from collections.abc import Iterator

import pytest

from koppel.domain.problems.access import SWITCHED_OFF
from koppel.domain.problems.problem import Finding, State
from koppel.logon import references
from koppel.organisation import error_log, hourly_quota
from koppel.runtime import Tenant
from tests.harness.faults import Fault, faulty
from tests.harness.world import World, world


@pytest.fixture
def w(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(hourly_quota, "MOST", 5)
    with world() as made:
        yield made


def refuse(w: World, *names: str) -> list[bool]:
    """Record a refusal under each reference; which of them are kept."""
    for name in names:
        references.record(w.tenant, "delegated_logon", Finding(problem=SWITCHED_OFF, reference=name))
    return [references.find(w.tenant, name) is not None for name in names]


def test_each_hour_keeps_a_bounded_number_and_the_error_log_counts_all(w: World) -> None:
    assert refuse(w, *"abcdefgh") == [True] * 5 + [False] * 3
    w.clock.move(hours=1)
    assert refuse(w, "i") == [True]
    (entry,), _ = error_log.entries(w.tenant, "delegated_logon", State.OPEN)
    assert (entry.count, entry.reference) == (9, "i")


def test_each_family_and_organisation_has_a_quota_of_its_own(w: World) -> None:
    refuse(w, *"abcde")
    other = w.add_organisation("noord")
    assert not hourly_quota.consume(Tenant(w.runtime, w.look_up("demo")), "references")
    assert hourly_quota.consume(Tenant(w.runtime, w.look_up("demo")), "traces")
    assert hourly_quota.consume(Tenant(w.runtime, other), "references")


def test_a_row_that_cannot_be_counted_is_not_kept(w: World) -> None:
    with faulty(Fault.THROTTLE, fails=lambda _: True):
        assert not hourly_quota.consume(w.tenant, "references")
    assert hourly_quota.consume(w.tenant, "references")
