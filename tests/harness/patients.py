"""Histories of invented patients: the messages an EHR sends about them, and what should have become of them."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.harness.hl7_messages import CODECS, message
from tests.harness.people import CANARIES, People, Professional
from tests.harness.record import Record, pv1
from tests.harness.stream import Effect, History, Sample, Stream

__all__ = ["CANARIES", "Effect", "History", "Professional", "Sample", "Stream", "generate"]

START = datetime(2026, 1, 5, 8, tzinfo=ZoneInfo("Europe/Amsterdam"))
VERSIONS = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6")
CHARSETS = ("8859/1", "8859/15", "UNICODE UTF-8")
UPDATES = ("address", "phone", "email", "name", "no-phone", "no-email", "no-infix", "no-contact", "nothing")
STRUCTURES = {"A04": "A01", "A08": "A01", "A22": "A21", "A34": "A30", "A40": "A39"}  # where not named after the event


def generate(
    count: int,
    seed: int = 1,
    *,
    start: datetime = START,
    sender: tuple[str, str] = ("EPD", "ZORG"),
    charsets: tuple[str, ...] = CHARSETS,
    twice: float = 0,
) -> Stream:
    """Exactly `count` messages, the same for the same arguments; the last histories may end half-way.

    sender    MSH-3 and MSH-4
    charsets  which an EHR may write; what does not fit is written in one that does
    twice     the chance that the next message registers somebody a second time, under another id; the two records are
              merged before the end
    Streams of seeds 1 to 4 share no patient, BSN, e-mail address or professional, up to 10,000 messages each.
    """
    return _Hospital(random.Random(seed), seed, start, sender, charsets, twice).send(count)


@dataclass
class _Care:
    """What happens to a person, under whichever id."""

    inside: bool = False
    active: bool = True
    linked: set[str] = field(default_factory=set)


@dataclass
class _Patient:
    record: Record
    attending: list[Professional]
    plan: list[str]
    charset: str
    version: str
    care: _Care = field(default_factory=_Care)
    samples: list[Sample] = field(default_factory=list)
    canaries: set[str] = field(default_factory=set)
    other: "_Patient | None" = None
    is_retired: bool = False

    def history(self) -> History:
        other = self.other
        return History(
            self.record.id,
            tuple(sorted(self.samples + (other.samples if other else []), key=lambda each: each.control_id)),
            {"id": self.record.id, **self.record.values},
            self.care.active,
            frozenset(self.care.linked),
            frozenset(self.canaries | (other.canaries if other else set())),
            other.record.id if other else "",
        )


@dataclass
class _Hospital:
    chance: random.Random
    seed: int
    now: datetime
    sender: tuple[str, str]
    charsets: tuple[str, ...]
    twice: float
    sent: int = 0

    def __post_init__(self) -> None:
        self.people = People(self.chance, self.seed)
        self.professionals = tuple(self.people.professional(number) for number in range(1, 13))

    def send(self, count: int) -> Stream:
        samples: list[Sample] = []
        patients: list[_Patient] = []
        present: list[_Patient] = []
        unmerged: list[_Patient] = []
        while (left := count - len(samples)) > 0:
            seen = [each for each in present if each.samples]
            single = [each for each in seen if not each.other]
            if unmerged and (left == len(unmerged) or self._happens(0.1)):
                samples.append(self._merge(unmerged.pop(self.chance.randrange(len(unmerged)))))
            elif self.twice and single and left > len(unmerged) + 1 and self._happens(self.twice):
                second = self._again(self.chance.choice(single), len(patients))
                samples.append(self._next(second))
                for group in (patients, present, unmerged):
                    group.append(second)
            elif (dice := self.chance.random()) < 0.02:
                samples.append(self._unsupported(self._patient(900_000 + len(samples))))  # of whom nothing else comes
            elif dice < 0.22 and seen:
                samples.append(self._aside(self.chance.choice(seen)))
            else:
                if len(present) < 10:
                    patients.append(self._patient(len(patients)))
                    present.append(patients[-1])
                patient = self.chance.choice(present)
                samples.append(self._next(patient))
            present = [each for each in present if each.plan]
        histories = tuple(each.history() for each in patients if each.samples and not each.is_retired)
        return Stream(tuple(samples), histories, self.professionals)

    def _patient(self, number: int) -> _Patient:
        return _Patient(
            record=Record(f"{100 + self.seed % 800}{number:06d}", self.people.client(), self.people.address()),
            attending=[self.chance.choice(self.professionals)],
            plan=self._plan(),
            charset=self.chance.choice(self.charsets),
            version=self.chance.choice(VERSIONS),
        )

    def _again(self, known: _Patient, number: int) -> _Patient:
        """Somebody whom the EHR does not recognise: a second record of the same person."""
        second = self._patient(number)
        second.record = replace(known.record, id=second.record.id, values={**known.record.values}, emptied=set())
        second.care, second.other, known.other = known.care, known, second
        return second

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
                patient.care.inside = True
                if patient.samples and self._happens(0.5):
                    patient.attending = [self.chance.choice(self.professionals)]
            case "A54":
                patient.attending = self.chance.sample(self.professionals, self.chance.choice((1, 1, 1, 2)))
                patient.care.linked.clear()
        sample = self._adt(patient, event, Effect.APPLIED)
        care = patient.care
        if event == "A03":
            care.active = care.active and not care.inside
            care.inside = False
        else:
            care.linked |= {each.id for each in patient.attending}
            care.active = care.active or event in ("A01", "A04")
        patient.samples.append(sample)
        patient.canaries |= patient.record.canaries()
        return sample

    def _merge(self, second: _Patient) -> Sample:
        """One of a person's two records, it does not matter which, gives way to the other."""
        assert second.other
        kept, gone = self.chance.sample([second, second.other], 2)
        gone.is_retired = True
        event, time = self.chance.choice(("A18", "A34", "A40")), self._time()
        body = (f"EVN|{event}|{time}", kept.record.pid(self.chance), f"MRG|{gone.record.id}^^^EPD^PI")
        sample = self._sample(f"ADT^{event}", time, kept, body, effect=Effect.APPLIED)
        kept.samples.append(sample)
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
        pv1_segment = pv1(f"V{patient.record.id}", patient.attending, self.chance, inside=patient.care.inside)
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
