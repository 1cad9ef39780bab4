"""What a warm request to the REST API costs, next to an empty handler and to the table client alone, and what each job
asks of the table, next to the least that it could.

The table's answers are recorded once and then played back, so that only this side's CPU counts: the client writes,
signs and reads every request in full. Ratios of CPU time in one run mean the same on any machine.
"""

import io
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

from functions.rest_api import entry
from koppel.aws.clients import dynamodb
from koppel.domain.api_tokens import Scope
from tests.budgets.rest_api import JOBS, TOKENS
from tests.conftest import ENVIRONMENT
from tests.functions.rest_api.conftest import Api, running_api
from tests.harness.gateway import gateway_event
from tests.harness.short_line import long_line

ROUNDS, CALLS = 7, 20
TIMED = ("GET by key", "POST client", "PATCH, one field", "list of 100")


@dataclass
class Tape:
    """The table's answers to one request, in order."""

    answers: list[tuple[str, int, Any, bytes]] = field(default_factory=list)
    position: int | None = None

    def answer(self, request: Any, **_: Any) -> Any:
        """Records while there is no position, and plays back after that."""
        if self.position is None:
            given = botocore_stubber("before-send.dynamodb", request)
            assert given is not None
            self.answers.append((given.url, given.status_code, given.headers, given.content))
            url, status, headers, content = self.answers[-1]
        else:
            botocore_stubber.enabled = False  # or it would work out an answer that nobody reads
            url, status, headers, content = self.answers[self.position]
            self.position += 1
        return AWSResponse(url, status, headers, MockRawResponse(content))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answers everything that is asked of the table within the block."""
        events = dynamodb().meta.events
        events.register_first("before-send.dynamodb", self.answer)
        try:
            with patch.object(Endpoint, "make_request", long_line):
                yield
        finally:
            botocore_stubber.enabled = True
            events.unregister("before-send.dynamodb", self.answer)


def main() -> None:
    """Prints the ratios and the budgets."""
    os.environ.update(ENVIRONMENT)
    with redirect_stdout(io.StringIO()):  # log lines are written, as they cost too, but not shown
        empty = cpu(answer_nothing, gateway_event("GET", "/api/2"))
        measured = {job.name: measure(job) for job in JOBS if job.name in TIMED}
    print(f"an empty handler                {empty:8.1f} µs: JSON in, JSON out")
    for name, (spent, bare, asked) in measured.items():
        ratios = f"{spent / empty:6.1f} times the empty handler, {spent / bare:4.1f} times {asked} bare requests"
        print(f"{name:30}  {spent:8.1f} µs  {ratios}")
    print("\nunits of the table, read / written, admission (5 / 1) included; the least without admission; why more")
    for job in JOBS:
        least = f"{job.floor[0]:g} / {job.floor[1]:g}"
        print(f"{job.name:32} {job.read:3} / {job.written:<3} least {least:8} {job.word}")


def measure(job: Any) -> tuple[float, float, int]:
    """CPU of the job, and of as many bare reads as it asks of the table; how many these are."""
    with running_api() as api:
        TOKENS[id(api)] = api.user(*Scope, per_minute=1200, burst=100)
        api.get("", token=TOKENS[id(api)])
        event, tape = event_of(api, job), Tape()
        with tape.running():
            answered(event)
            spent = cpu(lambda each: replay(tape, each), event)
            read = tape.answers[0]
        bare = Tape([read] * len(tape.answers), position=0)
        with bare.running():
            spent_bare = cpu(lambda _: read_bare(bare, api), event)
    return spent, spent_bare, len(tape.answers)


def event_of(api: Api, job: Any) -> dict[str, Any]:
    """The job as the gateway hands it over."""
    path = job.prepare(api)
    target = path if path.startswith("/api") else f"/api/2{path}"
    body = json.dumps(dict(job.body)).encode() if job.body else b""
    headers = {"Content-Type": "application/json"} if body else {}
    return gateway_event(job.method, target, token=TOKENS[id(api)], headers=headers, body=body)


def replay(tape: Tape, event: dict[str, Any]) -> None:
    tape.position = 0
    answered(event)


def read_bare(tape: Tape, api: Api) -> None:
    tape.position = 0
    name = api.world.runtime.table.name
    wanted: Any = {name: {"Keys": [{"pk": {"S": "x"}, "sk": {"S": "x"}}]}}
    for _ in tape.answers:
        dynamodb().batch_get_item(RequestItems=wanted)


def answered(event: dict[str, Any]) -> None:
    answer = entry.handle(event, None)
    assert answer["statusCode"] < 300, answer["body"]


def answer_nothing(event: dict[str, Any]) -> None:
    json.dumps({"statusCode": 200, "headers": {}, "body": json.dumps({"path": event["path"]})})


def cpu(work: Callable[[dict[str, Any]], object], event: dict[str, Any]) -> float:
    """Microseconds of CPU of one call: the least of several rounds."""

    def one_round() -> float:
        started = time.process_time_ns()
        for _ in range(CALLS):
            work(event)
        return (time.process_time_ns() - started) / CALLS / 1000

    return min(one_round() for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
