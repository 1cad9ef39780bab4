"""HL7 while its parts are killed at any moment: what was acknowledged is applied, once and in its order."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from secrets import randbelow
from typing import Any

import httpx
import pytest

from koppel.organisation import organisations
from koppel.runtime import Runtime
from koppel.runtime import Tenant as Served
from tests.harness.patients import Effect, Stream, generate
from tests.harness.progress import Progress
from tests.harness.stack import Stack
from tests.harness.stream import FIELDS
from tests.harness.supervisor import Supervisor
from tests.harness.tenants import Tenant, control_ids
from tests.koppel.ledger import Ledger, audit_settled

FULL = 2000
KILLS = 6  # of each part
PATIENCE = 300
"""Seconds without any progress after which a part is taken to hang. A busy machine makes all slow and stops nothing."""
LONGEST_PAUSE = 10.0
"""Seconds between two tries with one message."""
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
    """An EHR that sends a message again, in the same bytes, until it is answered.

    answered  how often each answered message was sent
    failed    how often each failure came since the last answer, in any lane
    """

    answered: list[int] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    progress: Progress = field(default_factory=lambda: Progress(PATIENCE))

    def post(self, client: httpx.Client, raw: bytes) -> httpx.Response:
        """The answer to one message, however often it was sent for it. The pauses become longer, as those of a real
        EHR do: senders that all try again at once can keep a part that starts slowly from ever being ready."""
        for tries in count(1):
            try:
                answer = super().post(client, raw)
            except httpx.TransportError as error:  # the forwarder was killed
                failure = type(error).__name__
            else:
                if answer.status_code == 200:
                    self.answered.append(tries)
                    self.failed.clear()
                    return answer
                failure = f"{answer.status_code} {answer.text[:90]}"
                assert answer.status_code >= 500, f"the intake itself refuses nothing of this: {failure}"
            self.failed[failure] += 1
            if self.progress.has_stopped(len(self.answered)):
                raise TimeoutError(self.told())
            time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.05 * 2 ** min(tries, 10))))
        raise AssertionError("unreachable")

    def told(self) -> str:
        """What the senders have met."""
        return f"{len(self.answered)} messages are answered; failures since the last answer: {dict(self.failed)}"


def kill(supervisor: Supervisor, sender: Insistent, sending: Future[None], due: dict[str, list[int]]) -> None:
    """Kills each part when more messages than so many have passed it, or as soon after that as it lives again."""
    progress = Progress(PATIENCE)
    while any(due.values()):
        if sending.done():
            sending.result()  # with an exception there is nothing to wait for
        answered = len(sender.answered)
        passed = {"HL7Intake": answered, "HL7Worker": answered - sender.stack.waiting, "forwarder": answered}
        for part, moments in due.items():
            if moments and passed[part] > moments[0] and _kill(supervisor, part):
                moments.pop(0)
        stopped = progress.has_stopped((passed, sum(map(len, due.values()))))
        assert not stopped, f"not all were killed: {due}; {passed} have passed; {sender.told()}"
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
        size, chance = round(FULL * scale), random.Random(seed)
        # messages must follow the last kill: without one, no new environment of a function starts
        moments = range(size * 9 // 10)
        due = {part: sorted(chance.sample(moments, max(2, round(KILLS * scale)))) for part in PARTS}
        stream = generate(size, seed, twice=0.03)
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
