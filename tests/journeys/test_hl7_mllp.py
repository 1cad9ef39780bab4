"""HL7 over MLLP: real senders through a real bridge, every one with its own way of sending."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hl7
import pytest
from hl7.mllp import open_hl7_connection

from tests.harness.bridge import PROGRAM, bridge, pipelined
from tests.harness.patients import Effect, Sample, Stream, generate
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

FULL = 200
SCRIPT = Path(__file__).with_name("mllp_sender.mjs")

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


def by_node(port: int, raws: Sequence[bytes]) -> list[bytes]:
    """A sender in JavaScript, on Node's own sockets."""
    told = json.dumps([raw.decode("latin-1") for raw in raws])
    done = subprocess.run(
        ["node", SCRIPT, str(port)], input=told, capture_output=True, text=True, check=True, timeout=300
    )
    return [each.encode("latin-1") for each in json.loads(done.stdout)]


def lanes(stream: Stream, count: int) -> list[list[Sample]]:
    """The messages parted over so many connections: those of one patient keep to one, in order."""
    found: list[list[Sample]] = [[] for _ in range(count)]
    for sample in stream.samples:
        found[hash(sample.patient_id) % count].append(sample)
    return [each for each in found if each]


@pytest.mark.parametrize(
    "way",
    [(one_by_one, 1, 5), (pipelined, 1, 6), (pipelined, 8, 7), (by_node, 4, 8)],
    ids=["hl7 package", "raw socket, pipelined", "raw sockets, pipelined and parallel", "Node"],
)
def test_every_sender_gets_its_answers_and_keeps_its_order(
    demo: Tenant, port: int, scale: float, way: tuple[Sender, int, int]
) -> None:
    send, connections, seed = way
    if send is by_node and not shutil.which("node"):
        pytest.skip("Node is not installed")
    stream = generate(round(FULL * scale), seed)
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
