"""The triggers of queue and operator: events as AWS delivers them, and what is never logged."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from functions.directory_sync import command_entry, peers, worker_entry
from functions.directory_sync.cycle.working import work
from functions.directory_sync.tile import TILE
from koppel.domain.runs.run import RunKind, RunState
from koppel.organisation import tiles
from tests.functions.directory_sync.people import THERAPISTS, person
from tests.functions.directory_sync.site import Site
from tests.harness.gateway import queue_event
from tests.harness.home import PROJECT

CONTEXT = SimpleNamespace(aws_request_id="request-1")


def event(name: str) -> dict[str, Any]:
    """An event of the samples."""
    found: dict[str, Any] = json.loads((PROJECT / "events" / f"directory_sync.{name}.json").read_text())
    return found


@pytest.fixture
def live(here: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose worker and operator are those of the triggers."""
    monkeypatch.setattr(worker_entry, "WORK", work(here.open))
    for each in (worker_entry, command_entry):
        monkeypatch.setattr(each, "process_runtime", lambda: here.world.runtime)
    return here


def test_the_sample_of_the_queue_begins_a_cycle(live: Site) -> None:
    live.employ(1)
    assert worker_entry.follow(event("follow"), None) == {"batchItemFailures": []}
    assert (live.last().kind, live.last().state) == (RunKind.CYCLE, RunState.READING)


def test_the_sample_of_a_command_starts_a_dry_run(live: Site) -> None:
    live.directory.put(1, person(1, surname="van Dijk"))
    answer = command_entry.operate(event("operate"), CONTEXT)
    assert answer["result"]["kind"] == RunKind.DRY_RUN
    live.work()
    ((item, _),) = live.rows(live.last())
    assert (item.after["infix"], item.after["last_name"]) == ("van", "Dijk")


def test_a_source_without_a_secret_is_an_entry(live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_entry, "WORK", work(peers.open_directory))
    worker_entry.follow(event("follow"), None)
    run = live.last()
    worker_entry.follow(queue_event(("demo", json.dumps({"organisation": "demo", "run": run.id}))), None)
    assert live.last().state is RunState.FAILED
    assert live.slugs() == ["secret-missing"]


def test_no_name_address_or_secret_is_logged(live: Site, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "s3cret-of-the-application"
    live.directory.put(1, person(1, THERAPISTS, surname="Xylander", mail="canary@linde.example"))
    live.employ(2)
    live.done("set-directory-secret", source="entra", secret=secret)
    live.done("explain-person", source="entra", person="canary@linde.example")
    live.done("test-directory", source="entra")
    live.cycle()
    live.directory.change(1, groups=())
    live.cycle()
    printed = capsys.readouterr().out
    assert printed
    for canary in ("Xylander", "canary", secret, "E1"):
        assert canary not in printed


def test_a_tile_that_is_off_begins_nothing(live: Site) -> None:
    tiles.switch_off(live.tenant, TILE, "test")
    assert worker_entry.follow(event("follow"), None) == {"batchItemFailures": []}
    assert live.directory.readings == []
