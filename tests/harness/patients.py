"""Histories of invented patients: the messages an EHR sends about them, and what should have become of them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from tests.harness.hl7_messages import CODECS, message
from tests.harness.people import CANARIES, People, Professional
from tests.harness.record import Record, pv1

__all__ = ["CANARIES", "Effect", "History", "Professional", "Sample", "Stream", "generate"]

START = datetime(2026, 1, 5, 8, tzinfo=ZoneInfo("Europe/Amsterdam"))
VERSIONS = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6")
CHARSETS = ("8859/1", "8859/15", "UNICODE UTF-8")
UPDATES = ("address", "phone", "email", "name", "no-phone", "no-email", "no-infix", "no-contact", "nothing")
STRUCTURES = {"A04": "A01", "A08": "A01", "A22": "A21"}  # where it is not named after the event itself


class Effect(Enum):
    """What the hub makes of a message."""

    APPLIED = "changes or confirms a client"
    KNOWN = "an ADT event without effect"
    UNSUPPORTED = "another type of message"


@dataclass(frozen=True)
class Sample:
    """One message, as the EHR sends it. `type` is `ADT^A01` and the like."""

    raw: bytes = field(repr=False)
    control_id: str
    type: str
    patient_id: str
    effect: Effect


@dataclass(frozen=True)
class History:
    """One patient: the messages with an effect, in order, and the client after the last of them.

    expected       the fields of a client as the platform names them, "" for an empty one
    active         a discharge deactivates, unless it ends the visit of an outpatient
    professionals  ids of those the client is linked to
    canaries       texts about this person that must never be logged
    """

    patient_id: str
    samples: tuple[Sample, ...]
    expected: Mapping[str, str]
    active: bool
    professionals: frozenset[str]
    canaries: frozenset[str]


@dataclass(frozen=True)
class Stream:
    """All messages in the order in which they are sent, and the histories that are interwoven in them.

    professionals  to be there before the first message; without them every relation waits
    """

    samples: tuple[Sample, ...]
    histories: tuple[History, ...]
    professionals: tuple[Professional, ...]


def generate(
    count: int,
    seed: int = 1,
    *,
    start: datetime = START,
    sender: tuple[str, str] = ("EPD", "ZORG"),
    charsets: tuple[str, ...] = CHARSETS,
) -> Stream:
    """Exactly `count` messages, the same for the same arguments; the last histories may end half-way.

    sender    MSH-3 and MSH-4
    charsets  which an EHR may write; what does not fit is written in one that does
    Streams of seeds 1 to 4 share no patient, BSN, e-mail address or professional, up to 10,000 messages each.
    """
    return _Hospital(random.Random(seed), seed, start, sender, charsets).send(count)


@dataclass
class _Patient:
    record: Record
    attending: list[Professional]
    plan: list[str]
    charset: str
    version: str
    inside: bool = False
    active: bool = True
    linked: set[str] = field(default_factory=set)
    samples: list[Sample] = field(default_factory=list)
    canaries: set[str] = field(default_factory=set)

    def history(self) -> History:
        return History(
            self.record.id,
            tuple(self.samples),
            {"id": self.record.id, **self.record.values},
            self.active,
            frozenset(self.linked),
            frozenset(self.canaries),
        )


class _Hospital:
    def __init__(
        self, chance: random.Random, seed: int, start: datetime, sender: tuple[str, str], charsets: tuple[str, ...]
    ) -> None:
        self.chance = chance
        self.seed = seed
        self.now = start
        self.sender = sender
        self.charsets = charsets
        self.sent = 0
        self.people = People(chance, seed)
        self.professionals = tuple(self.people.professional(number) for number in range(1, 13))

    def send(self, count: int) -> Stream:
        samples: list[Sample] = []
        patients: list[_Patient] = []
        present: list[_Patient] = []
        while len(samples) < count:
            seen = [each for each in present if each.samples]
            dice = self.chance.random()
            if dice < 0.02:
                samples.append(self._unsupported(self._patient(900_000 + len(samples))))  # of whom nothing else comes
            elif dice < 0.22 and seen:
                samples.append(self._aside(self.chance.choice(seen)))
            else:
                if len(present) < 10:
                    patients.append(self._patient(len(patients)))
                    present.append(patients[-1])
                patient = self.chance.choice(present)
                samples.append(self._next(patient))
                if not patient.plan:
                    present.remove(patient)
        histories = tuple(each.history() for each in patients if each.samples)
        return Stream(tuple(samples), histories, self.professionals)

    def _patient(self, number: int) -> _Patient:
        return _Patient(
            record=Record(f"{100 + self.seed % 800}{number:06d}", self.people.client(), self.people.address()),
            attending=[self.chance.choice(self.professionals)],
            plan=self._plan(),
            charset=self.chance.choice(self.charsets),
            version=self.chance.choice(VERSIONS),
        )

    def _plan(self) -> list[str]:
        """A whole history: registered, admitted or both, what happens during treatment, discharge, perhaps again."""
        plan = [*self.chance.choice((["A04"], ["A01"], ["A04", "A01"])), *self._treatment()]
        if self._happens(0.6):
            plan.append("A03")
            if self._happens(0.3):
                plan += ["A08 address", "A01", *self._treatment()]
        return plan

    def _treatment(self) -> list[str]:
        events = [f"A08 {change}" for change in UPDATES] + ["A54", "A54"]
        return [self.chance.choice(events) for _ in range(self.chance.randrange(5))]

    def _next(self, patient: _Patient) -> Sample:
        event, _, change = patient.plan.pop(0).partition(" ")
        self._change(patient.record, change)
        match event:
            case "A01":
                patient.inside = True
                if patient.samples and self._happens(0.5):
                    patient.attending = [self.chance.choice(self.professionals)]
            case "A54":
                patient.attending = self.chance.sample(self.professionals, self.chance.choice((1, 1, 1, 2)))
                patient.linked.clear()
        sample = self._adt(patient, event, Effect.APPLIED)
        if event == "A03":
            patient.active = patient.active and not patient.inside
            patient.inside = False
        else:
            patient.linked |= {each.id for each in patient.attending}
            patient.active = patient.active or event in ("A01", "A04")
        patient.samples.append(sample)
        patient.canaries |= patient.record.canaries()
        return sample

    def _change(self, record: Record, change: str) -> None:
        match change:
            case "address":
                record.address = self.people.address()
            case "phone":
                record.write(phone_number=self.people.phone())
            case "email":
                record.write(email=self.people.email(record.values["first_name"], record.values["last_name"]))
            case "name":
                record.write(infix=self.people.infix(), last_name=self.people.last_name())
            case "no-phone":
                record.write(phone_number="")
            case "no-email":
                record.write(email="")
            case "no-infix":
                record.write(infix="")
            case "no-contact":
                record.write(phone_number="", email="")

    def _aside(self, patient: _Patient) -> Sample:
        """A message about a known patient that changes nothing."""
        if self._happens(0.5):
            return self._unsupported(patient)
        return self._adt(patient, self.chance.choice(("A02", "A21", "A22")), Effect.KNOWN)

    def _adt(self, patient: _Patient, event: str, effect: Effect) -> Sample:
        time = self._time()
        pv1_segment = pv1(f"V{patient.record.id}", patient.attending, self.chance, inside=patient.inside)
        body = (f"EVN|{event}|{time}", patient.record.pid(self.chance), pv1_segment)
        return self._sample(f"ADT^{event}", time, patient, body, effect=effect)

    def _unsupported(self, patient: _Patient) -> Sample:
        time = self._time()
        pid = patient.record.pid(self.chance)
        if self._happens(0.6):
            result = (f"OBR|1|||29463-7^Gewicht^LN|||{time}", "OBX|1|NM|29463-7^Gewicht^LN||72|kg|||||F")
            return self._sample("ORU^R01", time, patient, (pid, *result), effect=Effect.UNSUPPORTED)
        body = (f"SCH|{self.sent}||||||CONSULT^Consult^L", pid, "RGS|1", f"AIP|1||{patient.attending[0].id}")
        return self._sample("SIU^S12", time, patient, body, effect=Effect.UNSUPPORTED)

    def _sample(self, type_: str, time: str, patient: _Patient, body: tuple[str, ...], *, effect: Effect) -> Sample:
        self.sent += 1
        kind, event = type_.split("^")
        control_id = f"K{self.seed:02d}{self.sent:06d}"
        structure = "" if patient.version == "2.3" else f"^{kind}_{STRUCTURES.get(event, event)}"
        charset = next(each for each in (patient.charset, "8859/15", "UNICODE UTF-8") if _fits("".join(body), each))
        raw = message(
            type_ + structure,
            *body,
            control_id=control_id,
            time=time,
            version=patient.version,
            charset=charset,
            sender=self.sender,
        )
        return Sample(raw, control_id, type_, patient.record.id, effect)

    def _time(self) -> str:
        self.now += timedelta(seconds=self.chance.randrange(20, 240))
        return f"{self.now:%Y%m%d%H%M%S}" + (f"{self.now:%z}" if self._happens(0.3) else "")

    def _happens(self, probability: float) -> bool:
        return self.chance.random() < probability


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(CODECS[charset])
    except UnicodeEncodeError:
        return False
    return True
