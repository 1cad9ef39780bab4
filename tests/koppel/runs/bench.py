"""A bench for runs: a world with a queue and a bucket, an integration that reads a list, and a worker."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from koppel.accounts import store
from koppel.aws import clients
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Account, Kind, Role, Value
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, Result
from koppel.domain.runs.run import Run, RunKind
from koppel.domain.runs.verdict import Apply, Verdict, Wait
from koppel.runs import engine, storage
from koppel.runs.procedure import Procedure, ReadPage
from koppel.runs.queueing import DIRECTORY_QUEUE, IMPORT_QUEUE
from koppel.runs.starting import start
from koppel.runtime import Tenant
from tests.harness.world import World, world

INTEGRATION = "directory_sync"
BUCKET = "files"


def professional(
    number: int, *, label: str = "", roles: tuple[Role, ...] = (Role.THERAPIST,), **values: Value
) -> Candidate:
    """A professional as a directory may have one."""
    given: dict[str, Value] = {
        "first_name": "Anna",
        "last_name": f"Smit {number}",
        "email": f"p{number}@praktijk.example",
    }
    desired = Desired(kind=Kind.PROFESSIONAL, id=f"P{number}", values=given | values, roles=roles)
    return Candidate(label=label or f"row {number}", desired=desired)


def leaver(number: int) -> Candidate:
    """A professional who has left."""
    return Candidate(label=f"row {number}", desired=Desired(kind=Kind.PROFESSIONAL, id=f"P{number}", active=False))


@dataclass
class Bench:
    """Candidates to read, what is decided about them, and what happened."""

    world: World
    candidates: list[Candidate] = field(default_factory=list)
    in_a_page: int = 20
    verdict: Verdict = field(default_factory=Apply)
    restages: bool = False
    ended: list[str] = field(default_factory=list)
    failure: Exception | None = None
    finish: Callable[[Tenant, Run], Sequence[Write]] = lambda _tenant, _run: ()
    applied: Callable[[Tenant, Run, Item, Change], Sequence[Write]] = lambda *_: ()
    reads: int = 0

    @property
    def tenant(self) -> Tenant:
        """The organisation whose runs these are."""
        return self.world.tenant

    @property
    def procedures(self) -> dict[str, Procedure]:
        """What the worker carries out."""
        procedure = Procedure(
            integration=INTEGRATION,
            read=self._read,
            judge=lambda _tenant, _run: self.verdict,
            finish=self.finish,
            ended=lambda _tenant, run: self.ended.append(run.id),
            applied=self.applied,
            restage_drift=self.restages,
        )
        return {INTEGRATION: procedure}

    def start(self, kind: RunKind = RunKind.CYCLE, **others: Any) -> Run:
        """Begin a run."""
        given: dict[str, Any] = {
            "integration": INTEGRATION,
            "about": "main",
            "slot": "directory_sync/main",
            "queue": DIRECTORY_QUEUE,
            "settings_version": 0,
            "source": "AD",
            "actor": "AD",
            "holds_slot_while_waiting": True,
        }
        return start(self.tenant, kind=kind, **{**given, **others})

    def work(self) -> list[str]:
        """Handle what is queued, until nothing is. Returns the outcomes."""
        outcomes = []
        for ids, receipt in self.messages():
            outcomes.append(engine.advance(self.world.runtime, self.procedures, ids))
            clients.sqs().delete_message(QueueUrl=self.url, ReceiptHandle=receipt)
        return outcomes

    def messages(self) -> Iterator[tuple[dict[str, str], str]]:
        """The messages that are queued, with their receipt handles, while there are any."""
        while found := clients.sqs().receive_message(QueueUrl=self.url, MaxNumberOfMessages=1).get("Messages"):
            yield json.loads(found[0]["Body"]), found[0]["ReceiptHandle"]

    def run(self, run: Run) -> Run:
        """The run as it is now."""
        found = storage.find(self.tenant, run.id)
        assert found is not None
        return found

    def rows(self, run: Run) -> list[tuple[Item, Result | None]]:
        """All rows of a run, of every stage."""
        now = self.run(run)
        return [row for _, rows in storage.pages(self.tenant, now, 1, now.pages) for row in rows] if now.pages else []

    def account(self, number: int) -> Account | None:
        """The professional with this number."""
        return store.by_id(self.tenant, Kind.PROFESSIONAL, f"P{number}")

    @property
    def url(self) -> str:
        """Of the queue."""
        return clients.sqs().get_queue_url(QueueName="directory.fifo")["QueueUrl"]

    def _read(self, _tenant: Tenant, run: Run) -> Iterator[ReadPage]:
        self.reads += 1
        at = int(run.checkpoint or "0")
        while at < len(self.candidates):
            some = self.candidates[at : at + self.in_a_page]
            at += len(some)
            yield ReadPage(candidates=some, checkpoint=str(at), progress=f"{at} / {len(self.candidates)}")
        if self.failure:
            raise self.failure


WAITS = Wait()


@contextmanager
def bench() -> Iterator[Bench]:
    """A bench of its own, gone afterwards."""
    with world() as made, queues_and_bucket():
        yield Bench(made)


@contextmanager
def queues_and_bucket() -> Iterator[None]:
    """What runs need beside a world, within one."""
    with pytest.MonkeyPatch.context() as patch:
        for variable, name in ((DIRECTORY_QUEUE, "directory.fifo"), (IMPORT_QUEUE, "import.fifo")):
            queue = clients.sqs().create_queue(QueueName=name, Attributes={"FifoQueue": "true"})
            patch.setenv(variable, queue["QueueUrl"])
        where: Any = {"LocationConstraint": "eu-west-1"}
        clients.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        patch.setenv("FILES_BUCKET", BUCKET)
        yield
