"""A desk for imports: a world with a bucket and a queue, the commands, a worker, and files to import."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pysequoia import Cert, encrypt

from functions.bulk_import import worker_entry
from functions.bulk_import.uploads import _key
from koppel.accounts import store
from koppel.aws import clients
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.problems.problem import State
from koppel.domain.runs.item import Item, ItemVerb, Result
from koppel.domain.runs.run import Run
from koppel.entrance.queue import Ids
from koppel.organisation import error_log
from koppel.runs import approval, storage, undoing
from koppel.runs.queueing import DIRECTORY_QUEUE, IMPORT_QUEUE
from koppel.runtime import Runtime, Tenant
from tests.functions.bulk_import.imports import CLIENT_TITLES
from tests.functions.bulk_import.key_desk import Keys
from tests.harness.gateway import queue_event
from tests.harness.workbooks import Cell, excel
from tests.harness.world import world

BUCKET = "files"
PLAIN = '{"must_encrypt": false}'
TITLES: list[Cell] = [*CLIENT_TITLES.split(", ")]


def client(number: int, **changed: Cell) -> list[Cell]:
    """A row of a new client."""
    row: dict[str, Cell] = {
        "email": f"c{number}@example.org",
        "first_name": "Johanna",
        "infix": "",
        "last_name": f"Berg {number}",
        "id": f"C-{number}",
        "date_of_birth": "31/01/1980",
        "gender": "f",
        "phone_number": "",
        "bsn": "",
    }
    return list((row | changed).values())


def clients_file(*rows: Sequence[Cell]) -> bytes:
    """A workbook of new clients."""
    return excel([TITLES, *rows])


@dataclass
class Desk(Keys):
    """What people do with imports, and what comes of it."""

    actor: str = "manager"

    @property
    def tenant(self) -> Tenant:
        """The organisation whose imports these are."""
        return self.world.tenant

    def upload(self, content: bytes) -> str:
        """The number of an upload with this content."""
        number: str = self.done("prepare-upload")["upload"]
        self.replace(number, content)
        return number

    def replace(self, upload: str, content: bytes) -> None:
        """Send this content to the address of the upload."""
        clients.s3().put_object(Bucket=BUCKET, Key=_key(self.tenant, upload), Body=content)

    def files(self) -> list[str]:
        """The keys in the bucket."""
        found = clients.s3().list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return sorted(each["Key"] for each in found)

    def encrypted(self, content: bytes) -> bytes:
        """The content, encrypted to a key of the organisation."""
        key = self.done("create-import-key", name="De Linde")["id"]
        armoured = self.done("export-import-key", key=key)["public_key"]
        return encrypt(content, [Cert.from_bytes(armoured.encode())])

    def test_run(self, content: bytes, script: str = "new_clients", **arguments: Any) -> Run:
        """The run that waits for approval, or has failed."""
        run = self.done("start-import", script=script, upload=self.upload(content), **arguments)["run"]
        self.work()
        return self.run(run)

    def final_run(self, content: bytes, script: str = "new_clients", **arguments: Any) -> Run:
        """The run, approved and applied."""
        run = self.test_run(content, script, **arguments)
        return self.approve(run) if run.changes else run

    def approve(self, run: Run) -> Run:
        """The run after its approval."""
        approval.approve(self.tenant, run.id, "manager", run.digest)
        self.work()
        return self.run(run.id)

    def undo(self, run: Run) -> Run:
        """The run that undoes this one, applied."""
        made = undoing.undo_run(self.tenant, run.id, "manager")
        self.work()
        return self.approve(self.run(made.id))

    def work(self) -> list[str]:
        """Handle what is queued, until nothing is. Returns the outcomes."""
        outcomes = []
        for ids, receipt in self.messages():
            outcomes.append(self.handle(ids))
            clients.sqs().delete_message(QueueUrl=self.url, ReceiptHandle=receipt)
        return outcomes

    def handle(self, ids: Ids) -> str:
        """What the worker's function does with one message. Raises what the worker fails with."""
        outcomes, failures = list[str](), list[Exception]()

        def handle(runtime: Runtime, ids: Ids) -> str:
            try:
                outcomes.append(whole.handle(runtime, ids))
            except Exception as error:
                failures.append(error)
                raise
            return outcomes[-1]

        whole = worker_entry.WORK
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker_entry, "WORK", replace(whole, handle=handle))
            worker_entry.work(queue_event((self.tenant.slug, json.dumps(ids))), None)
        if failures:
            raise failures[-1]
        return outcomes[-1]

    def messages(self) -> Iterator[tuple[dict[str, str], str]]:
        """The messages that are queued, with their receipt handles, while there are any."""
        while found := clients.sqs().receive_message(QueueUrl=self.url, MaxNumberOfMessages=1).get("Messages"):
            yield json.loads(found[0]["Body"]), found[0]["ReceiptHandle"]

    @property
    def url(self) -> str:
        """Of the queue."""
        return clients.sqs().get_queue_url(QueueName="import.fifo")["QueueUrl"]

    def run(self, run: str) -> Run:
        """The run as it is now."""
        found = storage.find(self.tenant, run)
        assert found is not None
        return found

    def rows(self, run: Run) -> list[tuple[Item, Result | None]]:
        """All rows of a run."""
        now = self.run(run.id)
        return [row for _, rows in storage.pages(self.tenant, now, 1, now.pages) for row in rows] if now.pages else []

    def verbs(self, run: Run) -> list[ItemVerb]:
        """What is planned for each row."""
        return [item.verb for item, _ in self.rows(run)]

    def said(self, run: Run) -> list[list[str]]:
        """What is said about each row: slugs."""
        return [[each.slug for each in item.reasons] for item, _ in self.rows(run)]

    def entries(self) -> list[str]:
        """The slugs of the entries in the error log."""
        found, _ = error_log.entries(self.tenant, "bulk_import", State.OPEN)
        return sorted(each.slug for each in found)

    def client(self, external_id: str) -> Account | None:
        """The client with this id."""
        return store.by_id(self.tenant, Kind.CLIENT, external_id)

    def professional(self, external_id: str) -> Account | None:
        """The professional with this id."""
        return store.by_id(self.tenant, Kind.PROFESSIONAL, external_id)

    def set_tile(self, settings: str = PLAIN, *, on: bool = True) -> None:
        """Put the tile into this state."""
        self.world.set_tile("demo", "bulk_import", settings, on=on)


@contextmanager
def open_desk() -> Iterator[Desk]:
    """A desk of its own, gone afterwards."""
    with world() as made, pytest.MonkeyPatch.context() as patch:
        for variable, name in ((DIRECTORY_QUEUE, "directory.fifo"), (IMPORT_QUEUE, "import.fifo")):
            queue = clients.sqs().create_queue(QueueName=name, Attributes={"FifoQueue": "true"})
            patch.setenv(variable, queue["QueueUrl"])
        where: Any = {"LocationConstraint": "eu-west-1"}
        clients.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        patch.setenv("FILES_BUCKET", BUCKET)
        patch.setattr(worker_entry, "process_runtime", lambda: made.runtime)
        desk = Desk(made)
        desk.set_tile()
        yield desk
