"""HL7 messages a second from end to end on a local stack of its own, from 1, 8 and 32 senders, and what limits them.

Rates are those of this machine at this moment; processor time for each message, and how the parts share it, mean more.
The emulator and the forwarder stand for what AWS does itself, and there a patient waits for no other: here the emulator
hands the worker one batch at a time.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from tests.harness.home import PROJECT, Home, free_port
from tests.harness.patients import generate
from tests.harness.supervisor import Supervisor, running
from tests.harness.tenants import Tenant
from tests.harness.workers import cpu, workers

COUNT = 400
FULL = 0.85
"""The share of a core, or of all, that counts as all of it."""


@dataclass(frozen=True)
class Reading:
    """Seconds that the clock tells, and that each part, and the machine as a whole, has computed so far."""

    time: float
    parts: Mapping[str, float]
    machine: float

    @classmethod
    def now(cls, supervisor: Supervisor) -> Self:
        """A reading of the stack's processes, and of this one, which sends."""
        outputs, port = supervisor.stack.outputs, urlsplit(supervisor.stack.endpoint_url).port or 0
        parts = {
            "emulator": cpu(supervisor.emulator.process.pid),
            "forwarder": cpu(supervisor.forwarder.pid),
            "intake": cpu(*workers(outputs["HL7IntakeFunction"], port)),
            "worker": cpu(*workers(outputs["HL7WorkerFunction"], port)),
            "senders": time.process_time(),
        }
        user, nice, system, *_ = map(int, Path("/proc/stat").read_text().split()[1:9])
        return cls(time.monotonic(), parts, (user + nice + system) / os.sysconf("SC_CLK_TCK"))


def main() -> None:
    """Prints rates, processor time and limits."""
    with stack() as supervisor:
        measure(supervisor, 200, 1, 32)  # a cold one
        print(f"{COUNT} messages on {os.cpu_count()} cores; milliseconds of processor time for each message")
        for seed, senders in enumerate((1, 8, 32), 2):
            start, answered, applied = measure(supervisor, COUNT, seed, senders)
            rates = COUNT / (answered.time - start.time), COUNT / (applied.time - start.time)
            print(f"{senders:2} senders: {rates[0]:4.0f} answered/s, {rates[1]:4.0f} applied/s")
            print(f"   each message took {spent(start, applied)}")
            print(f"   limit while they send: {limit(start, answered)}")
            print(f"   limit after that: {limit(answered, applied)}")


def measure(supervisor: Supervisor, count: int, seed: int, senders: int) -> tuple[Reading, Reading, Reading]:
    """Readings before so many messages, when they are answered, and when they are applied."""
    stream = generate(count, seed)
    tenant = Tenant.found(supervisor.stack, "measured", stream.professionals)
    start = Reading.now(supervisor)
    tenant.send(((each.patient_id, each.raw) for each in stream.samples), senders)
    answered = Reading.now(supervisor)
    while supervisor.stack.waiting:
        time.sleep(0.1)
    return start, answered, Reading.now(supervisor)


def spent(before: Reading, after: Reading) -> str:
    """Milliseconds of each part for each message."""
    each = {name: (after.parts[name] - before.parts[name]) * 1000 / COUNT for name in after.parts}
    return ", ".join(f"{name} {took:.1f}" for name, took in each.items())


def limit(before: Reading, after: Reading) -> str:
    """What could do no more. Each part is one Python process, which never has more than a core; but for the intake, of
    which there are as many as senders."""
    took, cores = after.time - before.time, os.cpu_count() or 1
    shares = {name: (after.parts[name] - before.parts[name]) / took for name in after.parts}
    most = max(shares, key=lambda name: shares[name])
    told = f"{most}, {shares[most]:.2f} of a core"
    busy = (after.machine - before.machine) / took
    if shares[most] > FULL:
        return told
    if busy > FULL * cores:
        others = busy - sum(shares.values())
        return f"all cores are busy ({others:.2f} with something else), most with the {told}"
    return f"waiting for each other, {busy:.2f} of {cores} cores are busy, most with the {told}"


@contextmanager
def stack() -> Iterator[Supervisor]:
    """A stack with nothing else to do."""
    (PROJECT / ".local").mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="bench-", dir=PROJECT / ".local") as root,
        running(Home(Path(root)), free_port()) as supervisor,
    ):
        yield supervisor


if __name__ == "__main__":
    main()
