"""The one path of HL7 intake."""

from functions.hl7_intake.actions import receive
from koppel.aws.queues import Queue
from koppel.domain.refusals import Refused
from koppel.entrance.requests import Request, Response
from koppel.runtime import Runtime


def route(runtime: Runtime, queue: Queue, request: Request) -> Response:
    """`POST /hl7`. Raises Refused for any other path (404) or method (405)."""
    if request.segments != ("hl7",):
        raise Refused(404, "There is nothing at this address. Messages are posted to /hl7.")
    if request.method != "POST":
        raise Refused(405, "Messages are posted to /hl7.", headers={"Allow": "POST"})
    return receive(runtime, queue, request)
