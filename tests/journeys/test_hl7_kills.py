"""HL7 while its parts are killed at any moment: what was acknowledged is applied, once and in its order."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from secrets import randbelow
from typing import Any

import httpx
import pytest

from koppel.organisation import organisations
from koppel.runtime import Runtime
from koppel.runtime import Tenant as Served
from tests.harness.patients import Effect, Stream, generate
from tests.harness.stack import Stack
from tests.harness.stream import FIELDS
from tests.harness.supervisor import Supervisor
from tests.harness.tenants import Tenant, control_ids
from tests.koppel.ledger import Ledger, audit_settled

FULL = 2000
KILLS = 6  # of each part
PATIENCE = 600
PARTS = ("HL7Intake", "HL7Worker", "forwarder")
DONE = {"applied", "unchanged", "late", "no-effect"}


@contextmanager
def repeatable() -> Iterator[int]:
    """A seed, of which a failure tells how to have it again."""
    seed = int(os.environ.get("KOPPEL_SEED") or randbelow(10_000))
    try:
        yield seed
    except BaseException as failure:
        failure.add_note(f"KOPPEL_SEED={seed} repeats the messages and the moments")
        raise


@pytest.fixture
def mortal(supervisor: Supervisor, stack: Stack) -> Iterator[Supervisor]:
    """The stack, where what a dead worker had in hand comes back after seconds instead of minutes."""
    if supervisor.stack is not stack:
        pytest.skip("only a stack that the tests have started themselves can be killed in parts")
    sqs, queue = stack.sqs, stack.outputs["HL7QueueUrl"]
    usual = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "5"})
    yield supervisor
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": usual["VisibilityTimeout"]})


@dataclass
class Insistent(Tenant):
    """An EHR that sends a message again, in the same bytes, until it is answered."""

    answered: list[int] = field(default_factory=list)

    def post(self, client: httpx.Client, raw: bytes) -> httpx.Response:
        """The answer to one message, however often it was sent for it; how often is kept."""
        deadline = time.monotonic() + PATIENCE
        tries = 0
        while time.monotonic() < deadline:
            tries += 1
            with suppress(httpx.TransportError):  # the forwarder was killed
                answer = super().post(client, raw)
                if answer.status_code == 200:
                    self.answered.append(tries)
                    return answer
                assert answer.status_code >= 500, "the intake itself refuses nothing of this"
            time.sleep(0.05)
        raise TimeoutError


def kill(supervisor: Supervisor, sender: Insistent, sending: Future[None], due: dict[str, list[int]]) -> None:
    """Kills each part when more messages than so many have passed it, or as soon after that as it lives again."""
    deadline = time.monotonic() + PATIENCE
    while any(due.values()):
        assert time.monotonic() < deadline, f"not all were killed: {due}"
        if sending.done():
            sending.result()  # with an exception there is nothing to wait for
        answered = len(sender.answered)
        passed = {"HL7Intake": answered, "HL7Worker": answered - sender.stack.waiting, "forwarder": answered}
        for part, moments in due.items():
            if moments and passed[part] > moments[0] and _kill(supervisor, part):
                moments.pop(0)
        time.sleep(0.05)


def _kill(supervisor: Supervisor, part: str) -> bool:
    if part != "forwarder":
        return supervisor.stack.kill(part)
    supervisor.kill_forwarder()
    return True


def changes(ledger: Ledger) -> dict[str, Any]:
    """By client, each change it went through, and as which version. Of those that were merged it depends on what the
    worker met first."""
    merged = {each["merged_into"] for each in ledger.accounts.values() if "merged_into" in each}
    found: dict[str, Any] = {}
    for key, row in ledger.family("trail"):
        account = ledger.accounts[key]
        if key not in merged and "merged_into" not in account:
            found.setdefault(account["values"]["id"], []).append((row["sk"], row["verb"], row["before"], row["after"]))
    return found


def test_whatever_is_killed_nothing_is_lost_and_nothing_doubled(
    mortal: Supervisor, runtime: Runtime, scale: float
) -> None:
    with repeatable() as seed:
        count, chance = round(FULL * scale), random.Random(seed)
        due = {part: sorted(chance.sample(range(count), max(2, round(KILLS * scale)))) for part in PARTS}
        stream = generate(count, seed, twice=0.03)
        interrupted = Insistent.found(mortal.stack, "interrupted", stream.professionals)
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(send, interrupted, stream)
            kill(mortal, interrupted, sending, due)
            sending.result()
        assert max(interrupted.answered) > 1, "nobody noticed"
        undisturbed = Tenant.found(mortal.stack, "undisturbed", stream.professionals)
        send(undisturbed, stream)
        assert state(interrupted, stream, runtime) == state(undisturbed, stream, runtime)


def send(tenant: Tenant, stream: Stream) -> None:
    """Sends the stream; every message gets its own answer."""
    answers = tenant.send((each.patient_id, each.raw) for each in stream.samples)
    codes = {each.control_id: "AR" if each.effect is Effect.UNSUPPORTED else "AA" for each in stream.samples}
    assert control_ids(answers) == Counter((code, control_id) for control_id, code in codes.items())


def state(tenant: Tenant, stream: Stream, runtime: Runtime) -> tuple[Any, ...]:
    """The clients, by id, the changes that each went through, and how many messages of each kind are done: when all is
    settled, and after the books are found to balance and the clients to be those of the stream."""
    for _ in range(2):  # the sweep finishes what dead workers left unfinished
        tenant.stack.invoke("Sweep", {})
        tenant.settle(PATIENCE)
    clients = tenant.clients()
    present = {key: client for key, client in clients.items() if not client["merged_into"]}
    assert {key: shown(client) for key, client in present.items()} == stream.expected()
    known = organisations.look_up(runtime, tenant.slug)
    assert known
    ledger = audit_settled(Served(runtime, known.organisation))
    messages = Counter(row["trigger"] for _, row in ledger.family("message"))
    assert {row["outcome"] for _, row in ledger.family("message")} <= DONE
    return clients, changes(ledger), messages


def shown(client: Mapping[str, Any]) -> dict[str, Any]:
    """A client as `Stream.expected` tells of it."""
    values = {name: client["values"].get(name, "") for name in FIELDS}
    return values | {"active": client["active"], "professionals": client["professionals"]}
