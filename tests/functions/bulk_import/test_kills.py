"""The worker of imports is killed at its requests in turn, or overtaken: the import ends as one that nobody disturbs,
and its report counts each row once."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from functions.bulk_import import actions
from functions.bulk_import.tile import TILE
from koppel.aws import clients
from koppel.aws.writes import Write
from koppel.domain.plan.changes import Change
from koppel.domain.runs.item import Item
from koppel.domain.runs.run import Run, RunState
from koppel.runs import approval, undoing
from koppel.runs.procedure import Procedures
from koppel.runtime import Tenant
from tests.functions.bulk_import.import_desk import BUCKET, Desk, client, clients_file, open_desk
from tests.functions.bulk_import.imports import PROFESSIONAL_TITLES
from tests.harness.workbooks import excel
from tests.harness.world import World
from tests.koppel.runs.kills import endure

IN_A_PAGE = 4
SOME = 6
CLIENTS = clients_file(
    *(client(number) for number in range(1, 10)),  # 1 and 2 are there already, 2 with another name
    client(10, email="wrong"),
    client(1),
    client(11, bsn="111222333"),
)
"""Rows of every outcome, in three pages."""


@dataclass
class Worker:
    """The desk, as those see it who kill its worker."""

    desk: Desk
    procedures: Procedures = field(default_factory=lambda: actions.PROCEDURES)
    ended: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.desk.world

    @property
    def tenant(self) -> Tenant:
        return self.desk.tenant

    @property
    def url(self) -> str:
        return self.desk.url

    def messages(self) -> Iterator[tuple[dict[str, str], str]]:
        return self.desk.messages()

    def run(self, run: Run) -> Run:
        return self.desk.run(run.id)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(actions, "MOST_IN_A_PAGE", IN_A_PAGE)
    with open_desk() as made:
        yield made


def known(desk: Desk) -> None:
    """Two clients of the file are there."""
    desk.final_run(clients_file(client(1), client(2, last_name="Vroeger")))


def started(desk: Desk, content: bytes, script: str = "new_clients", *, all_or_nothing: bool = False) -> Run:
    """An import that waits in the queue."""
    upload = desk.upload(content)
    answer = desk.done("start-import", script=script, upload=upload, all_or_nothing=all_or_nothing)
    return desk.run(answer["run"])


def approved(desk: Desk, run: Run) -> Run:
    """The run, whose final run waits in the queue."""
    approval.approve(desk.tenant, run.id, "manager", run.digest)
    return desk.run(run.id)


def test_a_test_run(desk: Desk) -> None:
    known(desk)
    ended = endure(Worker(desk), started(desk, CLIENTS), SOME)
    assert (ended.state, ended.rows, ended.pages) == (RunState.WAITING, 12, 3)
    assert ended.counts == {"create": 8, "update": 1, "unchanged": 1, "refused": 1, "duplicate": 1}
    assert not [each for each in desk.files() if each.startswith("_uploads/")]
    assert len(desk.files()) == 8  # reports of this import, and of the one before


def test_a_file_that_cannot_be_read(desk: Desk) -> None:
    ended = endure(Worker(desk), started(desk, b"a;b\r\n1;2\r\n"), SOME)
    assert (ended.state, [each.slug for each in ended.reasons]) == (RunState.FAILED, ["heading-missing"])
    assert desk.files() == []


def test_a_final_run_of_clients(desk: Desk) -> None:
    known(desk)
    ended = endure(Worker(desk), approved(desk, desk.test_run(CLIENTS)), SOME)
    assert (ended.state, ended.outcomes) == (RunState.DONE, {"applied": 9, "refused": 2, "unchanged": 1})
    report = clients.s3().get_object(Bucket=BUCKET, Key=ended.files["report-en.csv"])["Body"].read().decode("utf-8-sig")
    _, *lines = csv.reader(report.splitlines())
    assert [line[1] for line in lines] == [str(row) for row in range(2, 14)]
    assert Counter(line[3] for line in lines) == {"Applied": 9, "Refused": 2, "Unchanged": 1}


def test_a_final_run_of_professionals_for_whom_others_wait(desk: Desk) -> None:
    rows = [[f"m{each}@example.org", "Bas", "", "Wit", f"M-{each}", "Supervisor"] for each in range(6)]
    run = desk.test_run(excel([PROFESSIONAL_TITLES.split(", "), *rows]), "new_professionals")
    ended = endure(Worker(desk), approved(desk, run), SOME)
    assert (ended.state, ended.outcomes) == (RunState.DONE, {"applied": 6})


def test_a_final_run_of_relationships(desk: Desk) -> None:
    for number in range(5):
        desk.world.client(f"C-{number}")
    desk.world.professional("M-1")
    rows = [["M-1", f"C-{number % 5}"] for number in range(6)]
    run = desk.test_run(excel([["Professional ID", "Client ID"], *rows]), "relationships")
    ended = endure(Worker(desk), approved(desk, run), SOME)
    assert (ended.state, ended.outcomes) == (RunState.DONE, {"applied": 5, "refused": 1})


def test_a_final_run_of_all_or_nothing(desk: Desk) -> None:
    known(desk)
    run = desk.test_run(clients_file(*map(client, range(1, 9))), all_or_nothing=True)
    ended = endure(Worker(desk), approved(desk, run), SOME)
    assert (ended.state, ended.outcomes) == (RunState.DONE, {"applied": 7, "unchanged": 1})


def test_a_final_run_of_all_or_nothing_of_which_a_row_fails(desk: Desk) -> None:
    known(desk)
    run = desk.test_run(clients_file(*map(client, range(1, 9))), all_or_nothing=True)

    def fail_at(_tenant: Tenant, _run: Run, item: Item, _change: Change) -> Sequence[Write]:
        if item.number == 7:
            raise ValueError("a fault of the integration")
        return ()

    usual = actions.PROCEDURES[TILE.integration]
    worker = Worker(desk, {TILE.integration: replace(usual, applied=fail_at)})
    ended = endure(worker, approved(desk, run), SOME)
    assert (ended.state, [each.slug for each in ended.reasons]) == (RunState.STOPPED, ["all-undone"])
    assert ended.outcomes == {"undone": 5, "failed": 1, "unchanged": 1}
    second = desk.client("C-2")
    assert second is not None
    assert second.text("last_name") == "Vroeger"


def test_an_undo(desk: Desk) -> None:
    known(desk)
    run = desk.final_run(CLIENTS)
    undone = undoing.undo_run(desk.tenant, run.id, "manager")
    worker = Worker(desk)
    assert endure(worker, undone, SOME).state is RunState.WAITING
    ended = endure(worker, approved(desk, desk.run(undone.id)), SOME)
    assert (ended.state, ended.outcomes) == (RunState.DONE, {"applied": 9})
    assert desk.run(run.id).undone_by == undone.id
