"""The entrance for schedules: every organisation gets its turn, whatever becomes of the others."""

import pytest

from koppel.aws import patience
from koppel.aws.errors import Contended
from koppel.entrance import schedule
from koppel.entrance.schedule import JobFailed
from koppel.organisation import organisations, turns
from koppel.runtime import Runtime, Tenant
from tests.harness.output import Output
from tests.harness.world import World


def test_every_job_is_done_for_every_organisation_and_counted(here: World, output: Output) -> None:
    here.add_organisation("other")
    done: list[str] = []

    def sweep(tenant: Tenant) -> int:
        done.append(f"sweep {tenant.slug}")
        return 2

    def mend(tenant: Tenant) -> int:
        done.append(f"mend {tenant.slug}")
        return 0

    assert schedule.serve(here.runtime, "sweep", {"swept": sweep, "mended": mend}) == {"swept": 4, "mended": 0}
    assert done == ["sweep demo", "mend demo", "sweep other", "mend other"]
    (line,), (metrics,) = output.lines, output.metrics
    assert (line["message"], line["outcome"], line["count"]) == ("swept", "swept:4 mended:0", 4)
    assert (metrics["service"], metrics["Swept"], metrics["Failed"]) == ("sweep", [4], [0])


def test_a_failed_job_stops_no_other_and_is_raised_at_the_end(here: World, output: Output) -> None:
    here.add_organisation("other")
    done: list[str] = []

    def sweep(tenant: Tenant) -> int:
        if tenant.slug == "demo":
            raise ValueError("canary")
        done.append(f"sweep {tenant.slug}")
        return 1

    def mend(tenant: Tenant) -> int:
        done.append(f"mend {tenant.slug}")
        return 1

    with pytest.raises(JobFailed, match=r"^swept \(1\)$"):
        schedule.serve(here.runtime, "sweep", {"swept": sweep, "mended": mend})
    assert done == ["mend demo", "sweep other", "mend other"]
    broke, line = output.lines
    assert (broke["message"], broke["error"], broke["reference"]) == ("swept failed", "ValueError", "demo")
    assert (line["count"], line["failed"]) == (3, 1)
    assert "canary" not in output.text


def test_an_organisation_that_cannot_be_read_stops_no_other(
    here: World, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.add_organisation("other")
    read = organisations.look_up

    def look_up(runtime: Runtime, slug: str) -> organisations.Known | None:
        if slug == "demo":
            raise Contended("busy")
        return read(runtime, slug)

    monkeypatch.setattr(organisations, "look_up", look_up)
    done: list[str] = []

    def sweep(tenant: Tenant) -> int:
        done.append(tenant.slug)
        return 1

    with pytest.raises(JobFailed, match=r"^look-up \(1\)$"):
        schedule.serve(here.runtime, "sweep", {"swept": sweep})
    assert done == ["other"]
    assert [(each["message"], each["reference"]) for each in output.lines[:1]] == [("look-up failed", "demo")]


def test_time_is_divided_and_the_next_run_starts_with_the_first_that_had_none(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("other", "third"):
        here.add_organisation(slug)
    clock, done = [0.0], list[str]()
    monkeypatch.setattr(patience, "now", lambda: clock[0])

    def slow(tenant: Tenant) -> int:
        while not turns.is_over():
            clock[0] += 1
        done.append(tenant.slug)
        return 1

    def quick(tenant: Tenant) -> int:
        done.append(f"quick {tenant.slug}")
        return 1

    with patience.within(64):
        schedule.serve(here.runtime, "sweep", {"slow": slow, "quick": quick})
    assert done == ["demo", "quick demo", "other", "quick other", "third", "quick third"]
    assert clock[0] <= 64 - turns.RESERVE_SECONDS + 1
    done.clear()
    for _ in range(3):
        with patience.within(turns.RESERVE_SECONDS + 0.5):
            schedule.serve(here.runtime, "sweep", {"slow": slow})
    assert done == ["demo", "other", "third"]
    assert here.runtime.table.get(schedule.PLACE) is not None
    schedule.serve(here.runtime, "sweep", {"quick": quick})
    assert done[3:] == ["quick demo", "quick other", "quick third"]
    assert here.runtime.table.get(schedule.PLACE) is None
