"""The trigger of the queue: imports that go on."""

from collections.abc import Mapping
from typing import Any

from functions.bulk_import.actions import PROCEDURES
from koppel.aws.clients import dynamodb, kms, s3, sqs
from koppel.aws.queues import Queue
from koppel.entrance import queue
from koppel.entrance.budget import budgeted
from koppel.entrance.queue import Ids, Work
from koppel.entrance.start import prime
from koppel.runs import engine
from koppel.runs.queueing import IMPORT_QUEUE
from koppel.runtime import Runtime, process_runtime, variable


def _advance(runtime: Runtime, ids: Ids) -> str:
    return engine.advance(runtime, PROCEDURES, ids)


WORK = Work(_advance, engine.count_failure, engine.give_up)


@budgeted
def work(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One message. It goes down these steps:

    1. `koppel.entrance.queue.serve` takes it, keeps the order of its group, and counts failures
    2. `koppel.runs.engine` moves the run on
    3. `actions.read` has the file decrypted and read, each in a child process; `rows` makes a candidate of each row
    4. `actions.judge` has the plan wait for people, who approve or reject it by command
    5. `koppel.accounts.apply` writes each change in one transaction
    6. `actions.ended` deletes what is left of the file
    """
    return queue.serve(event, process_runtime(), "import_worker", Queue(variable(IMPORT_QUEUE)), WORK)


prime(process_runtime, dynamodb, kms, sqs, s3)
