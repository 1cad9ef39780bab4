"""The paths of HL7 intake."""

from functions.hl7_intake.actions import receive
from functions.hl7_intake.bench import trial
from koppel.aws.queues import Queue
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request, Response
from koppel.runtime import Runtime

INTAKE = ("hl7",)
BENCH = ("hl7", "bench")


def route(runtime: Runtime, queue: Queue, request: Request) -> Response:
    """`POST /hl7` and `POST /hl7/bench`. Raises Refused for any other path (404) or method (405)."""
    if request.segments not in (INTAKE, BENCH):
        raise Refused(404, "There is nothing at this address. Messages are posted to /hl7.")
    if request.method != "POST":
        raise Refused(405, "Messages are posted here.", headers={"Allow": "POST"})
    return trial.show(request) if request.segments == BENCH else receive(runtime, queue, request)
