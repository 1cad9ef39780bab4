"""The triggers of HL7 intake."""

from collections.abc import Mapping
from typing import Any

from functions.hl7_intake.actions import COUNTS, count_failure, give_up, process
from functions.hl7_intake.documentation import DOCUMENTATION
from functions.hl7_intake.routes import route
from functions.hl7_intake.tile import TILE
from koppel.aws.clients import dynamodb, kms, sqs
from koppel.aws.queues import Queue
from koppel.entrance import documentation, http, queue
from koppel.entrance.budget import budgeted
from koppel.entrance.queue import Work
from koppel.entrance.requests import Request, Response, segments_of
from koppel.entrance.start import prime
from koppel.runtime import process_runtime, variable


@budgeted
def receive(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One message over HTTP, or a page of the documentation."""
    if DOCUMENTATION.owns(segments_of(event)):
        return documentation.serve(event, process_runtime(), DOCUMENTATION)
    to = Queue(variable("HL7_QUEUE_URL"))

    def handle(request: Request) -> Response:
        return route(request.tenant.runtime, to, request)

    return http.serve(event, process_runtime(), TILE, handle, _refuse)


@budgeted
def apply(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A batch of queued messages. Each message goes down these steps:

    1. `koppel.entrance.queue.serve` takes it from the batch, keeps the order of its group, and counts failures
    2. `actions.process` reads it from the archive
    3. `rules.judge` says what accounts should become: its intents
    4. `application.apply_intents` applies the intents in order, and parks or finishes the message
    5. `koppel.accounts.synchronise` or `koppel.accounts.merge` plans each intent (`koppel.domain.plan`)
    6. `koppel.accounts.execution` has `koppel.accounts.apply` write the plan in one transaction
    """
    came_from = Queue(variable("HL7_SOURCE_QUEUE_URL"))
    return queue.serve(event, process_runtime(), "hl7_worker", came_from, WORK)


WORK = Work(process, count_failure, give_up, TILE.integration, COUNTS)


def _refuse(status: int, message: str, _fields: Mapping[str, str]) -> Response:
    return Response(status=status, body=message.encode(), content_type="text/plain;charset=UTF-8")


prime(process_runtime, dynamodb, kms, sqs)
