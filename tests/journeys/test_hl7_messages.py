"""HL7 from end to end: thousands of messages over HTTP, twice, and what an API user then reads."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.harness.patients import CANARIES, Effect, generate
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant, control_ids

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
    found = tenant.api_clients()
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
    assert tenant.shown() == stream.expected()
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
