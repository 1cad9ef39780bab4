"""HL7 messages from the first to the last request, each of which fails in turn: nothing lost, nothing twice, no 5xx."""

import pytest

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.left_over import enqueue_left_over
from functions.hl7_intake.archive.messages import Outcome
from koppel.aws.patience import TRIES
from koppel.aws.queues import Queue
from koppel.runtime import Tenant
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.faults import Fault, endure, faulty
from tests.harness.hl7_messages import message

T1, T2 = "20260301110000", "20260301120000"
REFUSED = adt("A01", pid={5: ""})
NO_EFFECT = adt("A02", client="C3")
OTHER_TYPE = message("ORU^R01", "PID|||C1", "OBX|1|NM|29463-7^Gewicht^LN||72|kg")


def answers(intake: Intake, *raws: bytes) -> list[tuple[int, str]]:
    """Status and acknowledgement of each message."""
    found = [intake.post(raw) for raw in raws]
    return [(each["statusCode"], each["body"].split("\rMSA|")[1][:2]) for each in found]


def told(intake: Intake) -> dict[str, int]:
    """How often the error log counts each problem."""
    return {slug: each.count for slug, each in intake.entries().items()}


def test_messages_that_change_nothing_are_each_answered_and_counted_once(intake: Intake) -> None:
    def journey() -> object:
        return answers(intake, REFUSED, NO_EFFECT, OTHER_TYPE, REFUSED)

    def look() -> object:
        return told(intake), intake.outcomes()

    assert endure(intake.world, journey, look) > 10
    assert look() == ({"no-last-name": 1, "no-effect": 1, "unsupported-type": 1}, ["no-effect", "refused"])


def test_client_comes_changes_and_goes(intake: Intake) -> None:
    intake.world.professional("P1")

    def journey() -> object:
        admitted = adt("A01", pv1={7: "P1~P9"})
        acknowledged = answers(intake, admitted, adt("A08", T1, pid={5: "Berg^Hanna"}), admitted, adt("A03", T2))
        return acknowledged, intake.work()

    def look() -> object:
        client = intake.client("C1")
        assert client is not None
        return client.values, client.active, client.version, told(intake), intake.outcomes()

    assert endure(intake.world, journey, look) > 25


def test_merge_that_overtakes_the_second_record(intake: Intake) -> None:
    intake.send(adt("A01", client="C1", pid={13: ""}))
    intake.world.professional("P1")

    def journey() -> object:
        merged = adt("A40", T2, "MRG|C2^^^EPD^PI", pid={13: ""})
        second = adt("A01", T1, client="C2", pid={13: ""}, pv1={7: "P1"})
        return answers(intake, merged, second), intake.work()

    def look() -> object:
        return intake.therapists("C1"), told(intake), intake.outcomes()

    assert endure(intake.world, journey, look) > 25


@pytest.mark.parametrize(
    "place", ["koppel.organisation.error_log.record", "functions.hl7_intake.archive.messages.noted"]
)
def test_entry_is_made_by_the_sweep_when_the_intake_ends_before_it(
    intake: Intake, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for raw in (REFUSED, NO_EFFECT):
        with monkeypatch.context() as patch:
            patch.setattr(place, killed)
            with pytest.raises(KeyboardInterrupt):
                intake.post(raw)
    runtime, organisation, queue = intake.world.runtime, intake.world.organisation, Queue(intake.queue_url)
    assert messages.waiting(Tenant(runtime, organisation)) == 2
    intake.world.clock.move(minutes=6)
    assert enqueue_left_over(Tenant(runtime, organisation), queue) == 2
    intake.work()
    assert set(told(intake)) == {"no-last-name", "no-effect"}
    assert messages.waiting(Tenant(runtime, organisation)) == 0
    assert intake.outcomes() == [Outcome.NO_EFFECT, Outcome.REFUSED]


def test_entry_that_the_table_does_not_take_keeps_nobody_waiting(intake: Intake) -> None:
    """The message is stored, so the sender has its answer; the sweep makes the entry."""
    with faulty(Fault.THROTTLE, fails=lambda number: number > 3) as line:
        assert answers(intake, REFUSED) == [(200, "AE")]
    assert line.happened == TRIES + 1  # the count of activity is tried once
    assert (told(intake), messages.waiting(intake.world.tenant)) == ({}, 1)
