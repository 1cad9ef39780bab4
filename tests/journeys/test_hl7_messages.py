"""HL7 from end to end: thousands of messages over HTTP, twice, and what an API user then reads."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from tests.harness.patients import CANARIES, Effect, History, Stream, generate
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

FULL = 1013
CREATING = {"ADT^A01", "ADT^A04", "ADT^A08", "ADT^A54"}


@dataclass(frozen=True)
class Foreign:
    """A message of the corpus, taken apart without any knowledge of ours."""

    raw: bytes
    segments: Mapping[str, list[str]]

    @classmethod
    def of(cls, raw: bytes) -> "Foreign":
        lines = [line.decode("ascii").split("|") for line in re.split(rb"[\r\n]+", raw) if line]
        return cls(raw, {line[0]: line for line in reversed(lines)})

    @property
    def control_id(self) -> str:
        return self.segments["MSH"][9]

    @property
    def type(self) -> str:
        return self.segments["MSH"][8]

    @property
    def patient_id(self) -> str:
        return self.segments["PID"][3].partition("^")[0]

    def expected(self) -> dict[str, Any]:
        """The client that this message alone makes."""
        pid = self.segments["PID"]
        last_name, first_name, *_ = pid[5].split("^")
        return {
            "id": self.patient_id,
            "first_name": first_name,
            "last_name": last_name,
            "infix": "",
            "date_of_birth": f"{pid[7][:4]}-{pid[7][4:6]}-{pid[7][6:8]}",
            "gender": pid[8].lower(),
            "phone_number": pid[13].partition("^")[0],
            "email": "",
            "active": True,
        }

    def canaries(self) -> set[str]:
        """Whole fields about the person, and the numbers in them."""
        pid = self.segments["PID"]
        numbers = {each.partition("^")[0] for number in (3, 13) for each in pid[number].split("~")}
        return {each for each in (*numbers, pid[5], pid[11], pid[13]) if len(each) > 6}


def control_ids(answers: Iterable[httpx.Response]) -> Counter[tuple[str, str]]:
    """How often each code was given for each control id; every answer is an acknowledgement."""
    found: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        assert answer.status_code == 200
        segments = [line.split("|") for line in answer.content.decode("latin-1").split("\r")]
        assert [line[0] for line in segments[:2]] == ["MSH", "MSA"]
        found[segments[1][1], segments[1][2]] += 1
    return found


def read(tenant: Tenant) -> dict[str, dict[str, Any]]:
    """Every client as an API user sees it, by id."""
    return {each["id"]: each for each in tenant.read("/c/items")["@items"]}


def grouped(tenant: Tenant, slug: str) -> dict[str, int]:
    """Type of message → count, of the entries of one problem: one entry for each type."""
    found = [each for each in tenant.entries() if each["slug"] == slug]
    types = [re.search(r"[A-Z]{3}\^[A-Z0-9]{3}", each["explanation"]["en"]) for each in found]
    assert len({each[0] for each in types if each}) == len(found)
    return {each[0]: entry["count"] for each, entry in zip(types, found, strict=True) if each}


def assert_nothing_leaked(stack: Stack, since: float, canaries: Iterable[str]) -> None:
    """None of these texts stands in anything that any function logged."""
    lines = [line.lower() for line in stack.log_lines(since)]
    assert any('"answered"' in line for line in lines)
    assert any('"worked"' in line for line in lines)
    text = "\n".join(lines)
    assert [len(each) for each in canaries if each.lower() in text] == []


@pytest.fixture
def corpus(hl7_corpus: Path, scale: float) -> list[Foreign]:
    """The messages of SimHospital's file, or every tenth of them, about as many of each type."""
    raw = (hl7_corpus / "messages.hl7").read_bytes()
    found = [Foreign.of(each) for each in re.split(rb"(?=MSH\|)", raw) if each]
    assert len(found) == FULL
    found.sort(key=lambda each: each.type)
    return found[:: round(1 / scale)]


def test_a_foreign_hospital(stack: Stack, corpus: list[Foreign]) -> None:
    since = time.time()
    tenant = Tenant.found(stack, "simhospital")
    sent = [(each.patient_id, each.raw) for each in corpus]
    codes = {each.control_id: "AA" if each.type.startswith("ADT") else "AR" for each in corpus}

    first = control_ids(tenant.send(sent))
    assert first == Counter((code, control_id) for control_id, code in codes.items())
    tenant.settle()
    found = read(tenant)
    made = {each.patient_id: each.expected() for each in corpus if each.type in CREATING}
    assert {key: {name: client[name] for name in made[key]} for key, client in found.items()} == made
    before = tenant.accounts()

    assert control_ids(tenant.send(sent)) == first
    tenant.settle()
    assert tenant.accounts() == before

    unsupported = Counter(each.type for each in corpus if codes[each.control_id] == "AR")
    assert grouped(tenant, "unsupported-type") == {kind: 2 * count for kind, count in unsupported.items()}
    assert_nothing_leaked(stack, since, {text for each in corpus for text in each.canaries()})


def test_a_hospital_of_our_own(stack: Stack, scale: float) -> None:
    since = time.time()
    stream = generate(round(FULL * scale), 1)
    tenant = Tenant.found(stack, "generated", stream.professionals)
    sent = [(each.patient_id, each.raw) for each in stream.samples]
    codes = {each.control_id: "AR" if each.effect is Effect.UNSUPPORTED else "AA" for each in stream.samples}

    first = control_ids(tenant.send(sent))
    assert first == Counter((code, control_id) for control_id, code in codes.items())
    tenant.settle()
    assert_as_expected(tenant, stream)
    before = tenant.accounts()

    assert control_ids(tenant.send(sent)) == first
    tenant.settle()
    assert tenant.accounts() == before

    unsupported = Counter(each.type for each in stream.samples if each.effect is Effect.UNSUPPORTED)
    assert grouped(tenant, "unsupported-type") == {kind: 2 * count for kind, count in unsupported.items()}
    known = Counter(each.type for each in stream.samples if each.effect is Effect.KNOWN)
    assert grouped(tenant, "no-effect") == dict(known)
    texts = {text for history in stream.histories for text in history.canaries}
    assert_nothing_leaked(stack, since, texts | set(CANARIES))


def assert_as_expected(tenant: Tenant, stream: Stream) -> None:
    """The clients are exactly those of the stream, field by field, therapists included."""
    found = read(tenant)
    wanted = {history.patient_id: history for history in stream.histories}
    assert {key: shown(client, wanted[key]) for key, client in found.items()} == {
        key: {**history.expected, "active": history.active} for key, history in wanted.items()
    }
    linked = {key: set(client["professionals"]) for key, client in tenant.clients().items()}
    assert linked == {key: set(history.professionals) for key, history in wanted.items()}


def shown(client: dict[str, Any], history: History) -> dict[str, Any]:
    """What a history tells of a client, as the API shows it: a date of birth that is empty is null there."""
    return {name: client[name] or "" for name in history.expected} | {"active": client["active"]}


@pytest.fixture
def killer(stack: Stack) -> Iterator[threading.Event]:
    """Ends the worker at random moments, without warning, until it is told to stop. Meanwhile the queue hides what a
    dead worker had in hand for seconds instead of minutes."""
    sqs, queue = boto3.client("sqs", **stack.connection), stack.outputs["HL7QueueUrl"]
    usual = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "20"})
    enough = threading.Event()
    chance = random.Random(4)
    killed: list[int] = []

    def kill() -> None:
        while not enough.wait(chance.uniform(0.5, 3)):
            killed.extend(stack.kill("HL7Worker"))

    thread = threading.Thread(target=kill)
    thread.start()
    yield enough
    enough.set()
    thread.join()
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": usual["VisibilityTimeout"]})
    assert killed, "the worker never ran while it was to be killed"


def test_a_worker_that_is_killed_loses_and_doubles_nothing(stack: Stack, scale: float, killer: threading.Event) -> None:
    stream = generate(round(FULL * scale), 2)
    sent = [(each.patient_id, each.raw) for each in stream.samples]
    interrupted = Tenant.found(stack, "interrupted", stream.professionals)
    answers = interrupted.send(sent)
    assert set(control_ids(answers).values()) == {1}
    killer.set()
    interrupted.settle()
    assert_as_expected(interrupted, stream)
    assert not any(each["slug"] == "not-processed" for each in interrupted.entries())

    undisturbed = Tenant.found(stack, "undisturbed", stream.professionals)
    undisturbed.send(sent)
    undisturbed.settle()
    assert interrupted.clients() == undisturbed.clients()
    assert sorted(scope for scope, _ in interrupted.claims()) == sorted(scope for scope, _ in undisturbed.claims())
