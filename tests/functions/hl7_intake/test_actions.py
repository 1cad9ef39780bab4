"""What happens to a message between post and outcome: repeats, test messages, failures."""

import json
from collections.abc import Sequence

import pytest

from functions.hl7_intake import actions, entry
from functions.hl7_intake.application import Applied, apply_intents
from functions.hl7_intake.archive import left_over, messages
from functions.hl7_intake.rules import Intent
from functions.hl7_intake.tile import Feed
from koppel.aws import clients
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from koppel.runtime import Runtime, Tenant
from tests.functions.hl7_intake.adt import T1, T2, T3, adt
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.gateway import queue_event
from tests.harness.hl7_messages import message

# --- Identity of messages ---------------------------------------------------------------------------------------------


def test_a_repeat_gets_the_stored_answer_and_has_no_effect(intake: Intake) -> None:
    first = intake.post(adt("A01"))
    intake.work()
    before = intake.kept()
    intake.world.clock.move(days=2)
    again = intake.post(adt("A01"))
    intake.work()
    assert again["body"] == first["body"]
    assert intake.kept() == before
    assert len(intake.stored()) == 1


def test_a_repeat_before_processing_is_applied_once(intake: Intake) -> None:
    for _ in range(3):
        assert intake.code(adt("A01")) == "AA"
    intake.work()
    assert intake.kept().version == 1


def test_a_refused_message_is_refused_again(intake: Intake) -> None:
    first = intake.post(adt("A01", pid={5: ""}))
    assert "MSA|AE|" in first["body"]
    assert intake.post(adt("A01", pid={5: ""}))["body"] == first["body"]
    assert intake.entries()["no-last-name"].count == 1


def test_same_identity_with_other_bytes_is_rejected(intake: Intake) -> None:
    intake.send(adt("A01"))
    answer = intake.post(adt("A01", pid={5: "Anders^Iemand"}))
    assert "MSA|AR|" in answer["body"]
    assert "ERR||MSH^1^10|205^" in answer["body"]
    assert intake.work() == []
    assert intake.kept().text("last_name") == "Berg"
    assert intake.entries()["same-identity"].count == 1


def test_a_control_id_with_another_time_is_a_new_message_with_one_notice(intake: Intake) -> None:
    for time, name in ((T1, "Anna"), (T2, "Bea"), (T3, "Cor")):
        intake.send(adt("A08", time, control_id="1", pid={5: f"Berg^{name}"}))
    assert intake.kept().text("first_name") == "Cor"
    entry = intake.entries()["control-ids-reused"]
    assert (entry.count, entry.level) == (2, "notice")


def test_senders_may_use_the_same_control_id(intake: Intake) -> None:
    intake.send(adt("A01", control_id="1"), adt("A01", control_id="1", sender=("ZIS", "ZORG"), client="C2"))
    assert intake.kept("C2").active
    assert "control-ids-reused" not in intake.entries()


# --- Production and training ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["T", "D"])
def test_a_test_message_in_production_is_kept_and_not_applied(intake: Intake, sign: str) -> None:
    assert intake.code(adt("A01", processing=sign)) == "AA"
    assert intake.work() == []
    assert intake.client("C1") is None
    assert intake.outcomes() == ["test"]
    assert intake.entries()["test-message"].level == "notice"


def test_training_applies_all_alike(intake: Intake) -> None:
    intake.world.add_organisation("demo", mode="training")
    for number, sign in enumerate("PTD"):
        intake.send(adt("A01", client=f"C{number}", processing=sign, pid={13: ""}))
        assert intake.kept(f"C{number}").active


# --- Failures ---------------------------------------------------------------------------------------------------------


def test_stored_but_not_queued_is_answered_and_swept(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise QueueUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(Queue, "send", down)
        assert intake.code(adt("A01")) == "AA"
    assert intake.work() == []
    runtime, organisation = intake.world.runtime, intake.world.organisation
    assert messages.waiting(Tenant(runtime, organisation)) == 1
    queue = Queue(intake.queue_url)
    assert left_over.enqueue_left_over(Tenant(runtime, organisation), queue) == 0, "it may still be on its way"
    intake.world.clock.move(minutes=6)
    assert left_over.enqueue_left_over(Tenant(runtime, organisation), queue) == 1
    assert left_over.enqueue_left_over(Tenant(runtime, organisation), queue) == 0
    intake.work()
    assert intake.kept().version == 1
    assert messages.waiting(Tenant(runtime, organisation)) == 0


def test_a_queue_that_is_gone_does_not_lose_the_message(intake: Intake) -> None:
    clients.sqs().delete_queue(QueueUrl=intake.queue_url)
    assert intake.code(adt("A01")) == "AA"
    assert intake.outcomes() == ["pending"]


def test_a_poison_message_is_given_up_after_three_tries_and_followers_go_on(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    for raw in (adt("A01", T1), adt("A08", T2, pid={5: "Berg^Gif"}), adt("A08", T3, pid={5: "Berg^Daarna"})):
        intake.code(raw)
    taken = clients.sqs().receive_message(QueueUrl=intake.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"])
    records = [(each["Attributes"]["MessageGroupId"], each["Body"]) for each in taken["Messages"]]

    def poisoned(tenant: Tenant, feed: Feed, kept: messages.Message, intents: Sequence[Intent]) -> Applied:
        if b"Gif" in kept.raw:
            raise ZeroDivisionError
        return apply_intents(tenant, feed, kept, intents)

    monkeypatch.setattr(actions, "apply_intents", poisoned)
    for _ in range(2):
        failed = entry.apply(queue_event(*records), None)["batchItemFailures"]
        assert [each["itemIdentifier"][-1] for each in failed] == ["2", "3"]
    assert entry.apply(queue_event(*records), None) == {"batchItemFailures": []}
    assert intake.kept().text("first_name") == "Daarna"
    assert intake.outcomes() == ["applied", "applied", "failed"]
    found = intake.entries()["not-processed"]
    assert (found.count, found.level) == (1, "error")
    assert messages.waiting(intake.world.tenant) == 0


def test_the_worker_called_twice_for_one_message_applies_it_once(intake: Intake) -> None:
    intake.code(adt("A01"))
    ids = {"organisation": "demo", "message": intake.stored()[0].id}
    runtime = intake.world.runtime
    assert [actions.process(runtime, ids) for _ in range(2)] == ["applied", "repeated"]
    assert intake.kept().version == 1


def test_two_workers_at_once_apply_a_message_once(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    intake.code(adt("A01"))
    ids = {"organisation": "demo", "message": intake.stored()[0].id}
    others: list[str] = []
    looked_up = messages.get

    def overtaken(runtime: Runtime, *given: object) -> messages.Message | None:
        found = looked_up(runtime, *given)  # type: ignore[arg-type]  # passed on as given
        if not others:
            others.append("begun")
            others.append(actions.process(runtime, ids))
        return found

    monkeypatch.setattr(messages, "get", overtaken)
    assert actions.process(intake.world.runtime, ids) == "repeated"
    assert others == ["begun", "applied"]
    assert intake.kept().version == 1


def test_what_is_switched_off_meanwhile_has_no_effect(intake: Intake) -> None:
    intake.code(adt("A01"))
    intake.configure(events=["A04"])
    intake.work()
    assert intake.outcomes() == ["no-effect"]


def test_ids_of_an_unknown_organisation_or_message_are_dropped(intake: Intake) -> None:
    for ids in ({"organisation": "gone", "message": "a-b"}, {"organisation": "demo", "message": "a-b"}):
        assert entry.apply(queue_event(("g", json.dumps(ids))), None) == {"batchItemFailures": []}
    assert intake.entries() == {}


def test_a_queue_message_without_ids_does_not_block_the_queue(intake: Intake) -> None:
    intake.code(adt("A01"))
    body = json.dumps({"organisation": "demo", "message": intake.stored()[0].id})
    first, second = ("g1", "no json"), ("g2", body)
    failed = entry.apply(queue_event(first, second), None)["batchItemFailures"]
    assert len(failed) == 1
    assert intake.kept().active


def test_unsupported_types_are_rejected_forgotten_and_grouped(intake: Intake) -> None:
    for number in range(5):
        raw = message("ORU^R01", "PID|||C1", "OBX|1|TX|||geheim", control_id=f"R{number}")
        assert "ERR||MSH^1^9|200^" in intake.post(raw)["body"]
    assert intake.stored() == []
    page, _ = error_log.entries(intake.world.tenant, "hl7_intake", State.OPEN)
    assert [(each.slug, each.count, each.level) for each in page] == [("unsupported-type", 5, "notice")]
