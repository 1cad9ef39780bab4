"""What is kept of an import, and how long: its file until it is read, its reports and rows as long as the tile says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from functions.bulk_import import retention
from functions.bulk_import.jobs import DAILY
from koppel.aws import clients
from koppel.domain.runs.run import Run, RunState
from koppel.domain.times import from_text
from koppel.entrance import schedule
from koppel.runs import approval, sweeping
from tests.functions.bulk_import.import_desk import PLAIN, Desk, client, clients_file, open_desk
from tests.harness.world import TABLE

REPORTS = 4  # in two languages, as CSV and for Excel


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def settings(**changed: int) -> str:
    """Settings of the tile."""
    return PLAIN.replace("}", "".join(f', "{name}": {value}' for name, value in changed.items()) + "}")


def daily(desk: Desk) -> int:
    """How many reports the daily job deletes."""
    return schedule.serve(desk.world.runtime, "sweep", DAILY)["import-reports"]


def is_closed(desk: Desk, run: Run) -> bool:
    """Whether nothing of the run is left to do."""
    return desk.run(run.id).is_closed


def test_reports_go_on_the_day_before_the_rows_go(desk: Desk) -> None:
    desk.set_tile(settings(retention=4))
    waiting = desk.test_run(clients_file(client(1)))
    desk.world.clock.move(days=2)
    done = desk.approve(waiting)
    assert len(done.files) == REPORTS
    desk.world.clock.move(hours=21)
    assert daily(desk) == 0
    assert desk.files() == sorted(done.files.values())
    desk.world.clock.move(hours=1)
    assert daily(desk) == REPORTS
    assert desk.files() == []
    assert desk.run(done.id).files == {}
    assert daily(desk) == 0


def test_an_import_waits_as_long_as_the_tile_says_but_not_until_its_rows_go(desk: Desk) -> None:
    desk.set_tile(settings(retention=30, approval_days=5))
    assert desk.test_run(clients_file(client(1))).waits_until == "2026-03-07T09:00:00"
    desk.set_tile(settings(retention=3, approval_days=5))
    run = desk.test_run(clients_file(client(1)))
    assert run.waits_until == "2026-03-04T07:00:00"
    desk.world.clock.move(days=1, hours=22)
    assert daily(desk) == 0
    assert sweeping.continue_runs(desk.tenant) == 1
    desk.work()
    assert (desk.run(run.id).state, is_closed(desk, run)) == (RunState.STOPPED, True)
    assert desk.client("C-1") is None
    assert daily(desk) == REPORTS
    assert not [key for key in desk.files() if run.id in key]


def test_the_file_of_an_import_is_gone_however_it_ends(desk: Desk) -> None:
    rejected = desk.test_run(clients_file(client(1)))
    approval.reject(desk.tenant, rejected.id, "manager")
    desk.work()
    desk.test_run(b"a;b\r\n1;2\r\n")
    desk.undo(desk.final_run(clients_file(client(2))))
    assert not [key for key in desk.files() if key.startswith("_uploads/")]


def test_the_bucket_forgets_by_itself_what_the_tile_keeps_as_long(desk: Desk) -> None:
    done = desk.final_run(clients_file(client(1)))
    desk.world.clock.move(days=40)
    assert daily(desk) == 0
    assert desk.files() == sorted(done.files.values())  # here; S3 has a rule for it
    assert retention.DAYS_OF_BUCKET == 30


def test_another_organisation_keeps_its_own(desk: Desk) -> None:
    desk.set_tile(settings(retention=2))
    done = desk.final_run(clients_file(client(1)))
    desk.world.add_organisation("other")
    desk.world.set_tile("other", "bulk_import", settings(retention=2))
    desk.world.clock.move(days=1)
    assert daily(desk) == REPORTS
    assert not set(done.files.values()) & set(desk.files())


def test_the_table_forgets_the_rows_of_an_import_and_of_its_undo_after_the_days_of_the_tile(desk: Desk) -> None:
    desk.set_tile(settings(retention=7))
    run = desk.final_run(clients_file(client(1)))
    assert expiries(run) == [from_text(run.started) + timedelta(days=7)] * 3
    desk.world.clock.move(days=2)
    undone = desk.undo(run)
    assert expiries(undone) == [from_text(undone.started) + timedelta(days=7)] * 3


def expiries(run: Run) -> list[datetime]:
    """When the run, its page and what became of the page go."""
    rows = clients.dynamodb().scan(TableName=TABLE)["Items"]
    of_run = [row["expires"]["N"] for row in rows if run.id in row["pk"]["S"] + row["sk"]["S"] and "expires" in row]
    return [datetime.fromtimestamp(int(each), UTC) for each in of_run]
