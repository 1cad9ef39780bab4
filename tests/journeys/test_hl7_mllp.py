"""HL7 over MLLP: real senders through a real bridge, every one with its own way of sending."""

import asyncio
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import hl7
import pytest
from hl7.mllp import open_hl7_connection

from tests.harness.bridge import PROGRAM, bridge, pipelined
from tests.harness.patients import Effect, Sample, Stream, generate
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

FULL, FEW = 200, 20

type Sender = Callable[[int, Sequence[bytes]], list[bytes]]


@pytest.fixture
def demo(stack: Stack) -> Tenant:
    """The organisation that answers at the bare address: a bridge cannot be told another host."""
    return Tenant(stack, stack.demo["organisation"], stack.demo["hl7_token"], stack.demo["api_token"])


@pytest.fixture
def port(demo: Tenant, tmp_path: Path) -> Iterator[int]:
    """Where the bridge listens."""
    assert PROGRAM.exists(), "`make setup` installs the bridge"
    with bridge(demo.stack.base_url, demo.hl7_token, tmp_path / "bridge.log") as listening:
        yield listening


def one_by_one(port: int, raws: Sequence[bytes]) -> list[bytes]:
    """The client of the hl7 package, which waits for each answer. It knows one character set for all it sends; in this
    one every byte stays what it is."""

    async def sent() -> list[bytes]:
        reader, writer = await open_hl7_connection("127.0.0.1", port, encoding="latin-1")
        answers = []
        for raw in raws:
            writer.writemessage(hl7.parse(raw.decode("latin-1")))
            await writer.drain()
            answers.append(str(await reader.readmessage()).encode("latin-1"))
        writer.close()
        await writer.wait_closed()
        return answers

    return asyncio.run(sent())


@dataclass(frozen=True)
class Packaged:
    """The client of an npm package, as `tests/harness/senders` uses it: over one connection for each version of HL7."""

    package: str
    program: Path

    def __call__(self, port: int, raws: Sequence[bytes]) -> list[bytes]:
        told = json.dumps([raw.decode() for raw in raws])
        command = ["node", str(self.program / "send.mjs"), self.package, str(port)]
        done = subprocess.run(command, input=told, capture_output=True, text=True, check=True, timeout=300)
        return [each.encode() for each in json.loads(done.stdout)]


def lanes(stream: Stream, count: int) -> list[list[Sample]]:
    """The messages parted over so many connections: those of one patient keep to one, in order."""
    found: list[list[Sample]] = [[] for _ in range(count)]
    for sample in stream.samples:
        found[hash(sample.patient_id) % count].append(sample)
    return [each for each in found if each]


@pytest.mark.parametrize(
    "way",
    [(one_by_one, 1, 5), (pipelined, 1, 6), (pipelined, 8, 7)],
    ids=["hl7 package", "raw socket, pipelined", "raw sockets, pipelined and parallel"],
)
def test_every_sender_gets_its_answers_and_keeps_its_order(
    demo: Tenant, port: int, scale: float, way: tuple[Sender, int, int]
) -> None:
    send, connections, seed = way
    check(demo, port, send, generate(round(FULL * scale), seed), connections)


@pytest.mark.parametrize(
    "way",
    [("node-hl7-client", FULL, 8), ("@medplum/hl7", FEW, 9), ("simple-hl7", FEW, 10)],
    ids=lambda way: way[0],
)
def test_every_package_of_npm_gets_its_answers(
    demo: Tenant, port: int, scale: float, installed: Callable[[str], Path], way: tuple[str, int, int]
) -> None:
    package, count, seed = way
    stream = generate(max(FEW, round(count * scale)), seed, charsets=("UNICODE UTF-8",))
    check(demo, port, Packaged(package, installed("senders")), stream)


def check(demo: Tenant, port: int, send: Sender, stream: Stream, connections: int = 1) -> None:
    """Every message is answered as it should be, and every client is what its last message made of it."""
    parts = lanes(stream, connections)
    with ThreadPoolExecutor(connections) as pool:
        answers = list(pool.map(lambda part: send(port, [each.raw for each in part]), parts))
    for part, given in zip(parts, answers, strict=True):
        codes = ["AR" if each.effect is Effect.UNSUPPORTED else "AA" for each in part]
        told = [answer.split(b"\r")[1].decode("latin-1").split("|")[:3] for answer in given]
        assert told == [["MSA", code, each.control_id] for code, each in zip(codes, part, strict=True)]
    demo.settle()
    found = demo.clients()
    for history in stream.histories:
        client = found[history.patient_id]
        names = set(history.expected) - {"bsn"}  # whether the demo has it on is not ours to say
        assert {name: client["values"].get(name, "") for name in names} == {
            name: history.expected[name] for name in names
        }
        assert client["active"] is history.active
        assert {each.removeprefix("waiting ") for each in client["professionals"]} == set(history.professionals)
