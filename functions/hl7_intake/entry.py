"""The triggers of HL7 intake."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.hl7_intake import documentation
from functions.hl7_intake.actions import count_failure, process, put_aside
from functions.hl7_intake.routes import route
from functions.hl7_intake.tile import TILE
from koppel import log
from koppel.aws.queues import Queue
from koppel.entrance import http, queue
from koppel.entrance.budget import budgeted
from koppel.entrance.languages import preferred
from koppel.entrance.pages import Page
from koppel.entrance.queue import Work
from koppel.entrance.requests import Request, Response, headers_of, query_of, segments_of, to_gateway
from koppel.entrance.stages import below, root_of
from koppel.runtime import Runtime, variable


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


@budgeted
def receive(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One message over HTTP, or a page of the documentation."""
    if documentation.owns(segments_of(event)):
        return _document(event)
    to = Queue(variable("HL7_QUEUE_URL"))

    def handle(request: Request) -> Response:
        return route(request.tenant.runtime, to, request)

    return http.serve(event, _runtime(), TILE, handle, _refuse)


@budgeted
def apply(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A batch of queued messages."""
    came_from = Queue(variable("HL7_SOURCE_QUEUE_URL"))
    return queue.serve(event, _runtime(), "hl7_worker", came_from, Work(process, count_failure, put_aside))


def _document(event: Mapping[str, Any]) -> dict[str, Any]:
    """The pages that are the same for everybody: nobody's tile decides about them, and nothing is read for them."""
    headers, asked = headers_of(event), query_of(event).get("language", ())
    language = next((each for each in asked if each in documentation.LANGUAGES), "")
    page = Page(language=language or preferred(headers.get("accept-language", "")), now=_runtime().clock())
    response = documentation.show(str(event.get("httpMethod", "")), segments_of(event), page)
    log.done("answered", route=f"{event.get('httpMethod', '')} {event.get('resource', '')}", status=response.status)
    return to_gateway(below(root_of(event, headers), response), headers)


def _refuse(status: int, message: str, _fields: Mapping[str, str]) -> Response:
    return Response(status=status, body=message.encode(), content_type="text/plain;charset=UTF-8")
