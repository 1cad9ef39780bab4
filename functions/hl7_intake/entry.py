"""The triggers of HL7 intake."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.hl7_intake.actions import process, put_aside
from functions.hl7_intake.routes import route
from functions.hl7_intake.tile import TILE
from koppel.aws.queues import Queue
from koppel.entrance import http, queue
from koppel.entrance.requests import Request, Response
from koppel.runtime import Runtime, variable


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


def receive(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One message over HTTP."""
    to = Queue(variable("HL7_QUEUE_URL"))

    def handle(runtime: Runtime, request: Request) -> Response:
        return route(runtime, to, request)

    return http.serve(event, _runtime(), TILE, handle, _refuse)


def apply(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A batch of queued messages."""
    return queue.serve(event, _runtime(), "hl7_worker", process, put_aside)


def _refuse(status: int, message: str, _fields: Mapping[str, str]) -> Response:
    return Response(status=status, body=message.encode(), content_type="text/plain;charset=UTF-8")
