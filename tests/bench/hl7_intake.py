"""What one HL7 message costs in the intake and in the worker, next to the bare parse of it, and how hostile ones grow.

CPU time in this run, as ratios: they mean the same on any machine. AWS is replaced by doubles that give the answers of
one recorded call again and count the requests, so that no client library is measured.
"""

import io
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import hl7

from functions.hl7_intake import entry
from functions.hl7_intake.v2.reading import Unreadable, read
from koppel.aws import clients
from koppel.runtime import Runtime
from tests.conftest import ENVIRONMENT
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import running_intake
from tests.harness.gateway import gateway_event, queue_event
from tests.harness.hl7_messages import message

ROUNDS, CALLS = 15, 40
FILLER = (
    "PD1||||4711^Huisarts^Jan^^^drs.^^^VEKTIS^L|||||||||Praktijk De Singel^L^0101",
    "NK1|1|van den Berg&van den&Berg^Piet^^^^^L|PAR^Partner^HL70063|Dorpsweg 7&Dorpsweg&7^^Utrecht^^^NL^H|0612345678",
    "AL1|1|DA^Geneesmiddel^HL70127|123^Penicilline^L|MO^Matig^HL70128|Huiduitslag|20190304",
    "DG1|1||F32.1^Depressieve episode, matig^ICD10|||A|||||||||1|M0001^Brouwer^Anneliese",
    "GT1|1||van den Berg&van den&Berg^Johanna^^^^^L||Kerkstraat 12&Kerkstraat&12^^Utrecht^^3511 AH^NL^H|0301234567",
    "IN1|1|1^Basis^L|3311^^^VEKTIS|Zorgverzekeraar Midden|Postbus 1^^Utrecht^^3500 AA^NL|||||||20260101|20261231",
    "ZPD|1|vrij veld|nog een^samengesteld&veld~herhaald^veld",
)
HOSTILE: dict[str, Callable[[int], bytes]] = {
    "repetitions": lambda n: b"PID|||" + b"~".join([b"1^^^H^PI"] * n),
    "segments": lambda n: b"OBX|1|TX|a\r" * n,
    "fields": lambda n: b"PID" + b"|a" * n,
    "components": lambda n: b"PID|||" + b"a^" * n,
    "line ends": lambda n: b"PID|||1\r" + b"\r" * n,
    "lone escapes": lambda n: b"NTE|" + b"\\" * n,
    "escapes": lambda n: b"PID|||" + b"\\F\\" * n,
}


class Double:
    """A client of AWS that repeats the answers of a recorded call, in their order, and counts."""

    def __init__(self, real: Any) -> None:
        self.real: Any = real
        self.answers: list[Any] = []
        self.position = 0
        self.requests: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**given: Any) -> Any:
            if self.real is not None:
                self.requests[name] += 1
                self.answers.append(getattr(self.real, name)(**given))
                return self.answers[-1]
            self.position += 1
            return self.answers[self.position - 1]

        return call


PLACES = (("koppel.aws.table", "dynamodb"), ("koppel.aws.queues", "sqs"), ("koppel.aws.secrets", "kms"))


def repeated(handle: Callable[[], object]) -> tuple[Callable[[], object], Counter[str]]:
    """The handler with every answer of AWS recorded, and how many requests it makes."""
    doubles = [Double(getattr(clients, name)()) for _, name in PLACES]

    def again() -> object:
        with instead(doubles):
            return handle()

    again()
    for each in doubles:
        each.real = None
    return again, sum((each.requests for each in doubles), Counter())


@contextmanager
def instead(doubles: list[Double]) -> Iterator[None]:
    """These doubles in place of the clients, each from its first answer on."""
    kept = [getattr(sys.modules[module], name) for module, name in PLACES]
    for (module, name), double in zip(PLACES, doubles, strict=True):
        double.position = 0
        setattr(sys.modules[module], name, lambda double=double: double)
    try:
        yield
    finally:
        for (module, name), real in zip(PLACES, kept, strict=True):
            setattr(sys.modules[module], name, real)


def main() -> None:
    """Prints ratios and growth."""
    os.environ.update(ENVIRONMENT)
    raw = adt("A08", "20260301110000", *FILLER, pv1={7: "P1^Smit"})
    out = sys.stdout
    with redirect_stdout(io.StringIO()), running_intake() as intake:
        intake.world.professional("P1")
        intake.send(adt("A01", pv1={7: "P1^Smit"}))
        intake.code(adt("A08", "20260301103000"))  # notes the use of the token, which is done once an hour
        runtime: Runtime = replace(intake.world.runtime, new_key=lambda: "0" * 32)
        with patch.object(entry, "process_runtime", lambda: runtime):
            posted = gateway_event(
                "POST", "/hl7", token=intake.token, headers={"Content-Type": "application/hl7-v2"}, body=raw
            )
            receive, received = repeated(lambda: entry.receive(posted, None))
            ids = next(each.id for each in intake.stored() if each.raw == raw)
            queued = queue_event(("g", f'{{"organisation": "demo", "message": "{ids}"}}'))
            apply, applied = repeated(lambda: entry.apply(queued, None))
            text = raw.decode()
            spent = cpu(lambda: hl7.parse(text), receive, apply)
    bare, *rest = spent
    print(f"bare hl7.parse of {len(raw)} bytes      {bare:7.0f} µs", file=out)
    for name, took, goal, requests in zip(("intake", "worker"), rest, (2, 3), (received, applied), strict=True):
        asked = ", ".join(f"{count} {request}" for request, count in sorted(requests.items()))
        print(f"{name:32} {took:7.0f} µs  {took / bare:5.2f} times the parse (goal {goal}); {asked}", file=out)
    print("growth: time at 4n over time at n (4 is linear), or the limit that refuses it", file=out)
    for name, shape in HOSTILE.items():
        print(f"  {name:14} {growth(shape)}", file=out)


def cpu(*works: Callable[[], object]) -> list[float]:
    """Microseconds of CPU of one call of each: the least of several rounds, taken in turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            started = time.process_time_ns()
            for _ in range(CALLS):
                work()
            best[number] = min(best[number], (time.process_time_ns() - started) / 1000 / CALLS)
    return best


def growth(shape: Callable[[int], bytes]) -> str:
    """How reading a shape grows from the largest n whose fourfold is still read."""
    head = message("ADT^A01", "EVN|A01")
    n = 40_000
    while n > 50 and not _reads(head + shape(4 * n)):
        n //= 2
    times = []
    for factor in (1, 2, 4):
        raw = head + shape(factor * n)
        times.append(min(_seconds(raw) for _ in range(5)))
    over = _refusal(head + shape(1_000_000 if n == 40_000 else 16 * n))
    size = len(head + shape(4 * n)) // 1024
    return f"n = {n:6}: {times[2] / times[0]:5.2f}; {size:4} KiB in {times[2] * 1000:6.1f} ms; beyond: {over or 'read'}"


def _seconds(raw: bytes) -> float:
    started = time.process_time()
    _reads(raw)
    return time.process_time() - started


def _reads(raw: bytes) -> bool:
    return not _refusal(raw)


def _refusal(raw: bytes) -> str:
    try:
        found = read(raw, "ASCII")
    except Unreadable as unreadable:
        return unreadable.slug
    found.values("PID-3")
    return ""


if __name__ == "__main__":
    main()
