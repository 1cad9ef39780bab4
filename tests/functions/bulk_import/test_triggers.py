"""The triggers of queue and operator: events as AWS delivers them, and what is never logged."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from functions.bulk_import import command_entry, worker_entry
from koppel.domain.runs.run import RunState
from tests.functions.bulk_import.import_desk import Desk, client, clients_file, open_desk
from tests.harness.gateway import queue_event
from tests.harness.home import PROJECT

CONTEXT = SimpleNamespace(aws_request_id="request-1")
DONE: dict[str, Any] = {"batchItemFailures": []}


def event(name: str) -> dict[str, Any]:
    """An event of the samples."""
    found: dict[str, Any] = json.loads((PROJECT / "events" / f"bulk_import.{name}.json").read_text())
    return found


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose worker and operator are those of the triggers."""
    with open_desk() as made:
        for each in (worker_entry, command_entry):
            monkeypatch.setattr(each, "process_runtime", lambda: made.world.runtime)
        yield made


def start(desk: Desk, content: bytes) -> str:
    """The id of the run that the sample of a command begins for this file."""
    upload = desk.upload(content)
    sample = event("operate")
    assert sample["arguments"]["upload"] == upload
    answer = command_entry.operate(sample, CONTEXT)
    run: str = answer["result"]["run"]
    return run


def test_a_command_begins_an_import_and_the_queue_carries_it_on(desk: Desk) -> None:
    run = start(desk, clients_file(client(1)))
    assert (desk.run(run).actor, desk.run(run).state) == (event("operate")["actor"], RunState.READING)
    sample = event("work")
    assert json.loads(sample["Records"][0]["body"])["run"] == run
    assert worker_entry.work(sample, None) == DONE
    assert desk.run(run).state is RunState.WAITING
    desk.approve(desk.run(run))
    assert desk.run(run).state is RunState.DONE


def test_a_message_that_comes_twice_or_names_no_run_changes_nothing(desk: Desk) -> None:
    assert worker_entry.work(event("work"), None) == DONE
    run = start(desk, clients_file(client(1)))
    bodies = [body for body, _ in desk.messages()]
    for _ in range(2):
        assert worker_entry.work(queue_event(*(("demo", json.dumps(each)) for each in bodies)), None) == DONE
        assert (desk.run(run).state, desk.run(run).rows) == (RunState.WAITING, 1)


def test_a_command_with_wrong_values_names_them(desk: Desk) -> None:
    sample = event("operate")
    sample["arguments"] |= {"script": "newest", "upload": "../other", "welcome": ["everybody"]}
    answer = command_entry.operate(sample, CONTEXT)
    assert set(answer["problem"]["fields"]) == {"script", "upload", "welcome.0"}
    assert desk.files() == []


def test_no_name_address_or_number_is_logged(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [client(1, last_name="Xylander", bsn="111222333"), client(2, email="canary@", id="K-4711")]
    run = start(desk, clients_file(*rows))
    worker_entry.work(event("work"), None)
    desk.approve(desk.run(run))
    assert desk.run(run).outcomes == {"applied": 1, "refused": 1}
    start_again = desk.test_run(b"Xylander;canary@\r\n")
    assert start_again.state is RunState.FAILED
    printed = capsys.readouterr()
    assert "import_worker" in printed.out
    for canary in ("Xylander", "canary", "111222333", "K-4711", "c1@example.org"):
        assert canary not in printed.out + printed.err
