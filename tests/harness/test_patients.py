"""The generator itself: whole, repeatable, valid, and right about what it expects."""

from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from functions.hl7_intake.v2.message import NULL, Message
from functions.hl7_intake.v2.reading import read
from functions.hl7_intake.v2.times import timestamp
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import normalise
from tests.harness.patients import CANARIES, Effect, History, Stream, generate

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
GENDERS = {"M": "m", "F": "f", "O": "other", "U": "unknown"}
PATHS = {
    "first_name": "PID-5[7=L].2",
    "infix": "PID-5[7=L].1.2",
    "email": "PID-13[2=NET].4",
    "phone_number": "PID-13[3=CP].1",
    "bsn": "PID-3[5=NNNLD].1",
}


@pytest.fixture(scope="module")
def stream() -> Stream:
    return generate(2_000)


@pytest.fixture(scope="module")
def messages(stream: Stream) -> list[Message]:
    return [read(each.raw, "ASCII") for each in stream.samples]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100, 1_013])
def test_exactly_as_many_as_asked_for(count: int) -> None:
    stream = generate(count)
    assert len(stream.samples) == count
    applied = [each for each in stream.samples if each.effect is Effect.APPLIED]
    assert len(applied) == sum(len(each.samples) for each in stream.histories)
    assert set(applied) == {sample for each in stream.histories for sample in each.samples}


@pytest.mark.parametrize("count", [1, 2, 7, 100, 1_013])
def test_who_is_registered_twice_is_merged_before_the_end(count: int) -> None:
    stream = generate(count, 3, twice=0.3)
    assert len(stream.samples) == count
    merges = [each for each in stream.samples if b"\rMRG|" in each.raw]
    doubles = [each for each in stream.histories if each.former]
    assert len(merges) == len(doubles) >= (count > 7) * count // 20
    applied = {each for each in stream.samples if each.effect is Effect.APPLIED}
    assert applied == {sample for each in stream.histories for sample in each.samples}
    assert len({each.type for each in merges}) == 3 or count < 100
    for history in doubles:
        ids = {each.patient_id for each in history.samples}
        assert ids == {history.patient_id, history.former}


def test_same_seed_same_messages() -> None:
    assert generate(300, 7) == generate(300, 7)
    assert [each.raw for each in generate(300, 7).samples] != [each.raw for each in generate(300, 8).samples]


def test_longer_stream_begins_with_the_shorter() -> None:
    assert generate(500).samples[:200] == generate(200).samples


def test_start_and_sender_can_be_chosen() -> None:
    stream = generate(1, start=datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM), sender=("GGZ", "NOORD"))
    first = read(stream.samples[0].raw, "ASCII")
    assert (first.sending_application, first.sending_facility) == ("GGZ", "NOORD")
    assert first.time.startswith("2026060112")


def test_messages_say_of_themselves_what_the_stream_says_of_them(stream: Stream, messages: list[Message]) -> None:
    for sample, found in zip(stream.samples, messages, strict=True):
        assert (found.control_id, f"{found.type}^{found.trigger}") == (sample.control_id, sample.type)
        assert found.value("PID-3[5=PI].1") == sample.patient_id


def test_a_mix_of_types_versions_and_character_sets(stream: Stream, messages: list[Message]) -> None:
    types = Counter(each.type for each in stream.samples)
    assert set(types) >= {"ADT^A01", "ADT^A03", "ADT^A04", "ADT^A08", "ADT^A54", "ADT^A02", "ORU^R01", "SIU^S12"}
    assert min(types.values()) > 20
    assert {each.version for each in messages} == {"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6"}
    charsets = Counter(each.charset.name for each in messages)
    assert set(charsets) == {"8859/1", "8859/15", "UNICODE UTF-8"}
    assert min(charsets.values()) > 200


def test_control_ids_are_unique_and_time_goes_on(stream: Stream, messages: list[Message]) -> None:
    assert len({each.control_id for each in stream.samples}) == 2_000
    times = [each for each in (timestamp(each.time, AMSTERDAM) for each in messages) if each]
    assert len(times) == 2_000
    assert all(earlier < later for earlier, later in pairwise(times))


def test_patients_are_interwoven(stream: Stream) -> None:
    assert sum(one.patient_id != other.patient_id for one, other in pairwise(stream.samples)) > 1_000


def test_expected_fields_are_valid_on_the_platform(stream: Stream) -> None:
    for history in stream.histories:
        for name, value in history.expected.items():
            assert normalise(Kind.CLIENT, name, value, date(2026, 1, 5)) == value
    for professional in stream.professionals:
        assert normalise(Kind.PROFESSIONAL, "email", professional.email, date(2026, 1, 5)) == professional.email


def test_nobody_shares_what_must_be_unique() -> None:
    streams = [generate(2_000, seed) for seed in (1, 2, 3, 4)]
    histories = [history for stream in streams for history in stream.histories]
    for name in ("id", "email", "bsn"):
        values = [each.expected[name] for each in histories if each.expected[name]]
        assert len(values) == len(set(values)) > 500
    professionals = [each for stream in streams for each in stream.professionals]
    assert len({each.id for each in professionals}) == len({each.email for each in professionals}) == 48


def test_every_text_about_a_person_holds_a_canary(stream: Stream) -> None:
    texts = [history.expected[name] for history in stream.histories for name in ("first_name", "last_name", "email")]
    texts += [each for one in stream.professionals for each in (one.first_name, one.last_name, one.email)]
    for text in filter(None, texts):
        assert any(canary in text for canary in CANARIES)
    for history in stream.histories:
        shown = {history.expected[name] for name in ("first_name", "last_name", "email", "phone_number", "bsn")}
        assert shown - {""} <= history.canaries


def test_nothing_but_people_holds_a_canary(messages: list[Message]) -> None:
    for found in messages:
        assert not any(canary in found.raw(number).lower() for number in range(3, 19) for canary in CANARIES)


def test_all_ways_of_emptying_a_field_occur(messages: list[Message]) -> None:
    assert any(each.repetitions("PID-13") and each.repetitions("PID-13")[0].is_null for each in messages)
    assert any(each.value("PID-13[2=NET].4") == NULL and not each.repetitions("PID-13")[0].is_null for each in messages)
    assert any(each.value("PID-5[7=L].1.2") == NULL for each in messages)


def describe(client: dict[str, str], found: Message) -> None:
    """The client's details after this message."""
    for name, path in PATHS.items():
        value = found.value(path)
        if value is not None:
            client[name] = "" if value == NULL else value
    client["email"] = client.get("email", "").lower()
    client["last_name"] = found.value("PID-5[7=L].1.3") or found.value("PID-5[7=L].1.1") or ""
    client["gender"] = GENDERS[found.value("PID-8") or ""]
    born = found.value("PID-7") or ""
    client["date_of_birth"] = f"{born[:4]}-{born[4:6]}-{born[6:8]}"


def follow(history: History) -> tuple[dict[str, str], bool, set[str]]:
    """What becomes of the client by the messages alone, read as plainly as possible."""
    client: dict[str, str] = {}
    active, linked = False, set[str]()
    for sample in history.samples:
        found = read(sample.raw, "ASCII")
        if sample.patient_id == history.patient_id:
            describe(client, found)
        doctors = set(found.values("PV1-7"))
        if sample.type == "ADT^A03":
            active = active and found.value("PV1-2") == "O"
        elif sample.type == "ADT^A54":
            linked = doctors
        else:
            linked |= doctors
            active = active or sample.type in ("ADT^A01", "ADT^A04")
    return client, active, linked


@pytest.mark.parametrize("twice", [0, 0.05])
def test_expectations_follow_from_the_messages(twice: float) -> None:
    for history in generate(2_000, 2, twice=twice).histories:
        client, active, linked = follow(history)
        expected = {name: value for name, value in history.expected.items() if name != "id"}
        assert {name: client.get(name, "") for name in expected} == expected
        assert active is history.active
        assert linked == history.professionals


def test_some_end_inactive_some_without_email_some_with_several_professionals(stream: Stream) -> None:
    assert sum(not each.active for each in stream.histories) > 20
    assert sum(not each.expected["email"] for each in stream.histories) > 20
    assert sum(len(each.professionals) > 1 for each in stream.histories) > 20
