"""The trigger of the queue: sources that are due, and runs that go on."""

from collections.abc import Mapping
from typing import Any

from functions.directory_sync.cycle.working import work
from functions.directory_sync.peers import open_directory
from koppel.aws.clients import dynamodb, kms, s3, sqs
from koppel.aws.queues import Queue
from koppel.entrance import queue
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runs.queueing import DIRECTORY_QUEUE
from koppel.runtime import process_runtime, variable

WORK = work(open_directory)


@budgeted
def follow(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One message. It goes down these steps:

    1. `koppel.entrance.queue.serve` takes it, keeps the order of its group, and counts failures
    2. `cycle.working` tells a source that is due from a run that goes on
    3. `cycle.beginning` reads what changed; where that matters, it begins a run
    4. `koppel.runs.engine` moves a run on: `cycle.collecting` reads, `cycle.proposing` says what accounts should become
    5. `brake` decides whether a person has to look first
    6. `koppel.accounts.apply` writes each change in one transaction
    7. `cycle.settling` remembers who was seen, and moves the watermark
    """
    came_from = Queue(variable(DIRECTORY_QUEUE))
    return queue.serve(event, process_runtime(), "directory_worker", came_from, WORK)


prime(process_runtime, dynamodb, kms, sqs, s3)
