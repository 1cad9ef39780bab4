"""What happens to messages between post and account: repeats, order, collisions, relations, failures."""

import json
from collections.abc import Mapping, Sequence

import pytest

from functions.hl7_intake import actions, entry
from functions.hl7_intake.application import Application
from functions.hl7_intake.archive import left_over, messages
from functions.hl7_intake.rules import MOST_PROFESSIONALS, Intent
from koppel.accounts import waiting_lists
from koppel.aws import clients
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from koppel.runtime import Runtime, Tenant
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.gateway import queue_event
from tests.harness.hl7_messages import message

T1, T2, T3, T4 = (f"202603011{hour}0000" for hour in range(4))
BSN, OTHER_BSN = "999900067", "999900079"


def kept(intake: Intake, external_id: str = "C1") -> Account:
    client = intake.client(external_id)
    assert client is not None
    return client


# --- Identity of messages ---------------------------------------------------------------------------------------------


def test_a_repeat_gets_the_stored_answer_and_has_no_effect(intake: Intake) -> None:
    first = intake.post(adt("A01"))
    intake.work()
    before = kept(intake)
    intake.world.clock.move(days=2)
    again = intake.post(adt("A01"))
    intake.work()
    assert again["body"] == first["body"]
    assert kept(intake) == before
    assert len(intake.stored()) == 1


def test_a_repeat_before_processing_is_applied_once(intake: Intake) -> None:
    for _ in range(3):
        assert intake.code(adt("A01")) == "AA"
    intake.work()
    assert kept(intake).version == 1


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
    assert kept(intake).text("last_name") == "Berg"
    assert intake.entries()["same-identity"].count == 1


def test_a_control_id_with_another_time_is_a_new_message_with_one_notice(intake: Intake) -> None:
    for time, name in ((T1, "Anna"), (T2, "Bea"), (T3, "Cor")):
        intake.send(adt("A08", time, control_id="1", pid={5: f"Berg^{name}"}))
    assert kept(intake).text("first_name") == "Cor"
    entry = intake.entries()["control-ids-reused"]
    assert (entry.count, entry.level) == (2, "notice")


def test_senders_may_use_the_same_control_id(intake: Intake) -> None:
    intake.send(adt("A01", control_id="1"), adt("A01", control_id="1", sender=("ZIS", "ZORG"), client="C2"))
    assert kept(intake, "C2").active
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
        assert kept(intake, f"C{number}").active


# --- Order and time ---------------------------------------------------------------------------------------------------


def test_a_late_message_does_not_undo_newer_ones(intake: Intake) -> None:
    intake.send(adt("A08", T3, pid={5: "Berg^Nieuw"}), adt("A08", T2, pid={5: "Berg^Oud"}))
    assert kept(intake).text("first_name") == "Nieuw"
    assert intake.entries()["late-event"].level == "notice"


def test_of_the_same_time_the_later_arrival_counts(intake: Intake) -> None:
    intake.send(adt("A08", T2, pid={5: "Berg^Een"}), adt("A08", T2, control_id="2", pid={5: "Berg^Twee"}))
    assert kept(intake).text("first_name") == "Twee"


def test_details_activity_and_relations_each_have_a_time_of_their_own(intake: Intake) -> None:
    for each in ("P1", "P2"):
        intake.world.professional(each)
    intake.send(adt("A01", T1), adt("A08", T4, pid={5: "Berg^Nieuw"}))
    intake.send(adt("A03", T3, pid={5: "Berg^Oud"}), adt("A54", T2, pv1={7: "P2"}))
    client = kept(intake)
    assert (client.text("first_name"), client.active) == ("Nieuw", False)
    assert intake.therapists("C1") == (["P2"], [])


def test_a_late_admission_does_not_undo_a_discharge(intake: Intake) -> None:
    intake.send(adt("A08", T1), adt("A03", T3), adt("A01", T2))
    assert not kept(intake).active


def test_a_time_in_the_future_counts_as_receipt_with_a_notice(intake: Intake) -> None:
    intake.send(adt("A08", "20270101000000", pid={5: "Berg^Morgen"}))
    assert kept(intake).watermarks["details"] == "2026-03-02T09:00:00.000000"
    assert intake.entries()["time-in-future"].level == "notice"
    intake.world.clock.move(hours=1)
    intake.send(adt("A08", "20260302105900", pid={5: "Berg^Nu"}))
    assert kept(intake).text("first_name") == "Nu"


# --- Collisions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "pid", "value"),
    [
        ("email", {13: "^NET^Internet^johanna@post.example"}, "johanna@post.example"),
        ("bsn", {13: "", 19: BSN}, BSN),
    ],
)
def test_a_taken_value_is_left_out_and_comes_when_it_is_released(
    intake: Intake, field: str, pid: Mapping[int, str], value: str
) -> None:
    holder = intake.world.client("H1", **{"email": "h@post.example", field: value})
    intake.send(adt("A01", pid=pid))
    client = kept(intake)
    assert (client.text(field), client.waiting[field], client.text("last_name")) == ("", value, "Berg")
    assert intake.entries()["value-taken"].level == "error"
    released = "" if field == "bsn" else "ander@post.example"
    intake.world.make(Desired(kind=Kind.CLIENT, key=holder.key, values={field: released}))
    assert kept(intake).text(field) == value
    assert not kept(intake).waiting
    assert "value-taken" not in intake.entries()
    assert "value-taken" in intake.entries(State.SOLVED)


def test_who_stops_wanting_a_taken_value_does_not_get_it(intake: Intake) -> None:
    holder = intake.world.client("H1", email="johanna@post.example")
    intake.send(adt("A01", T1), adt("A08", T2, pid={13: "^NET^Internet^eigen@post.example"}))
    intake.world.make(Desired(kind=Kind.CLIENT, key=holder.key, values={"email": "ander@post.example"}))
    assert kept(intake).text("email") == "eigen@post.example"


def test_another_person_under_the_same_id_is_an_error_and_nothing_is_written(intake: Intake) -> None:
    intake.send(adt("A01", T1, pid={19: BSN}))
    before = kept(intake)
    answer = intake.post(adt("A08", T2, pid={5: "Anders^Iemand", 7: "19551231", 19: OTHER_BSN}))
    assert "MSA|AE|" in answer["body"]
    assert "ERR||PID^1^3|205^" in answer["body"]
    assert intake.work() == []
    assert kept(intake) == before
    assert intake.outcomes() == ["applied", "refused"]
    assert intake.entries()["other-person"].subject == "•••"


def test_another_person_that_only_processing_can_see_is_refused_there(intake: Intake) -> None:
    assert intake.code(adt("A01", T1, pid={19: BSN})) == "AA"
    assert intake.code(adt("A08", T2, pid={5: "Anders^Iemand", 7: "19551231", 19: OTHER_BSN})) == "AA"
    intake.work()
    assert kept(intake).text("last_name") == "Berg"
    assert intake.outcomes() == ["applied", "refused"]
    assert "other-person" in intake.entries()


@pytest.mark.parametrize("pid", [{7: "19551231", 19: BSN}, {19: OTHER_BSN}])
def test_one_difference_is_a_correction(intake: Intake, pid: Mapping[int, str]) -> None:
    intake.send(adt("A01", T1, pid={19: BSN}), adt("A08", T2, pid=pid))
    client = kept(intake)
    assert client.text("date_of_birth") == ("1955-12-31" if 7 in pid else "1980-01-02")
    assert client.text("bsn") == pid[19]


# --- Relations --------------------------------------------------------------------------------------------------------


def test_an_unknown_professional_is_waited_for(intake: Intake) -> None:
    intake.send(adt("A01", pv1={7: "P7^Smit"}))
    assert intake.therapists("C1") == ([], ["P7"])
    assert "unknown-professional" in intake.entries()
    intake.world.professional("P7")
    assert intake.therapists("C1") == (["P7"], [])
    assert "unknown-professional" not in intake.entries()


def test_as_many_professionals_as_one_message_may_name_fit_one_change(intake: Intake) -> None:
    first, then = ([f"{sign}{number}" for number in range(MOST_PROFESSIONALS)] for sign in "PQ")
    intake.send(adt("A01", pv1={7: "~".join(first)}), adt("A08", T1, pv1={7: "~".join(then)}))
    assert intake.outcomes() == ["applied", "applied"]
    assert intake.therapists("C1") == ([], sorted([*first, *then]))
    intake.send(adt("A54", T2, pv1={7: "~".join(f"R{number}" for number in range(MOST_PROFESSIONALS))}))
    assert intake.therapists("C1") == ([], sorted(f"R{number}" for number in range(MOST_PROFESSIONALS)))
    assert intake.outcomes() == ["applied"] * 3


def test_more_professionals_than_that_are_an_error_and_nothing_is_written(intake: Intake) -> None:
    ids = "~".join(f"P{number}" for number in range(MOST_PROFESSIONALS + 1))
    assert intake.code(adt("A01", pv1={7: ids})) == "AE"
    intake.work()
    assert intake.client("C1") is None
    (found,) = intake.entries().values()
    assert (found.slug, str(MOST_PROFESSIONALS) in found.explanation.en) == ("too-many-professionals", True)


def test_one_id_has_one_spelling(intake: Intake) -> None:
    composed, parts = "Andr\u00e9", "Andre\u0301"
    intake.send(adt("A01", client=composed), adt("A08", T1, client=parts))
    assert intake.client(composed) is not None
    assert intake.outcomes() == ["applied", "unchanged"]


def test_the_sweep_fulfils_what_was_left(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    intake.send(adt("A01", pv1={7: "P7^Smit"}))
    with monkeypatch.context() as patch:
        patch.setattr(waiting_lists, "serve", lambda *_: 0)  # as if the process had ended just before
        intake.world.professional("P7")
    assert intake.therapists("C1") == ([], ["P7"])
    assert waiting_lists.serve_all(intake.world.tenant) == 1
    assert intake.therapists("C1") == (["P7"], [])


def test_a_change_of_doctor_ends_waiting_relations_of_hl7_too(intake: Intake) -> None:
    intake.world.professional("P2")
    intake.send(adt("A01", T1, pv1={7: "P7"}), adt("A54", T2, pv1={7: "P2"}))
    assert intake.therapists("C1") == (["P2"], [])
    intake.world.professional("P7")
    assert intake.therapists("C1") == (["P2"], [])


# --- Discharge --------------------------------------------------------------------------------------------------------


def test_deactivation_later_is_undone_by_coming_back(intake: Intake) -> None:
    intake.configure(discharge="deactivate_later", discharge_days=10)
    intake.send(adt("A01", T1), adt("A03", T2))
    assert (kept(intake).active, kept(intake).deactivate_at) == (True, "2026-03-11T10:00:00")
    intake.send(adt("A01", T3))
    assert kept(intake).deactivate_at == ""


def test_deactivation_later_of_a_discharge_long_ago_is_at_once(intake: Intake) -> None:
    intake.configure(discharge="deactivate_later", discharge_days=1)
    intake.send(adt("A01", "20260101100000"), adt("A03", "20260102100000"))
    assert not kept(intake).active


@pytest.mark.parametrize("patient_class", ["O", "E"])
def test_the_end_of_a_visit_leaves_the_account_active(intake: Intake, patient_class: str) -> None:
    intake.send(adt("A01", T1), adt("A03", T2, pv1={2: patient_class}, pid={5: "Berg^Hanna"}))
    assert (kept(intake).active, kept(intake).text("first_name")) == (True, "Hanna")


def test_discharges_may_do_nothing(intake: Intake) -> None:
    intake.configure(discharge="nothing")
    intake.send(adt("A01", T1), adt("A03", T2))
    assert kept(intake).active


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
    assert kept(intake).version == 1
    assert messages.waiting(Tenant(runtime, organisation)) == 0


def test_a_queue_that_is_gone_does_not_lose_the_message(intake: Intake) -> None:
    clients.sqs().delete_queue(QueueUrl=intake.queue_url)
    assert intake.code(adt("A01")) == "AA"
    assert intake.outcomes() == ["pending"]


def test_poison_is_put_aside_after_three_tries_and_followers_go_on(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    for raw in (adt("A01", T1), adt("A08", T2, pid={5: "Berg^Gif"}), adt("A08", T3, pid={5: "Berg^Daarna"})):
        intake.code(raw)
    taken = clients.sqs().receive_message(QueueUrl=intake.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"])
    records = [(each["Attributes"]["MessageGroupId"], each["Body"]) for each in taken["Messages"]]
    carry_out = Application.carry_out

    def poisoned(job: Application, orders: Sequence[Intent]) -> str:
        if b"Gif" in job.kept.raw:
            raise ZeroDivisionError
        return carry_out(job, orders)

    monkeypatch.setattr(Application, "carry_out", poisoned)
    for _ in range(2):
        failed = entry.apply(queue_event(*records), None)["batchItemFailures"]
        assert [each["itemIdentifier"][-1] for each in failed] == ["2", "3"]
    assert entry.apply(queue_event(*records), None) == {"batchItemFailures": []}
    assert kept(intake).text("first_name") == "Daarna"
    assert intake.outcomes() == ["applied", "applied", "failed"]
    found = intake.entries()["not-processed"]
    assert (found.count, found.level) == (1, "error")
    assert messages.waiting(intake.world.tenant) == 0


def test_the_worker_called_twice_for_one_message_applies_it_once(intake: Intake) -> None:
    intake.code(adt("A01"))
    ids = {"organisation": "demo", "message": intake.stored()[0].id}
    runtime = intake.world.runtime
    assert [actions.process(runtime, ids) for _ in range(2)] == ["applied", "repeated"]
    assert kept(intake).version == 1


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
    assert kept(intake).version == 1


def test_what_is_switched_off_meanwhile_has_no_effect(intake: Intake) -> None:
    intake.code(adt("A01"))
    intake.configure(events=["A04"])
    intake.work()
    assert intake.outcomes() == ["no-effect"]


def test_an_unknown_organisation_or_message_is_let_go(intake: Intake) -> None:
    for ids in ({"organisation": "gone", "message": "a-b"}, {"organisation": "demo", "message": "a-b"}):
        assert entry.apply(queue_event(("g", json.dumps(ids))), None) == {"batchItemFailures": []}
    assert intake.entries() == {}


def test_what_is_no_job_of_ours_does_not_block_the_queue(intake: Intake) -> None:
    intake.code(adt("A01"))
    body = json.dumps({"organisation": "demo", "message": intake.stored()[0].id})
    first, second = ("g1", "no json"), ("g2", body)
    failed = entry.apply(queue_event(first, second), None)["batchItemFailures"]
    assert len(failed) == 1
    assert kept(intake).active


def test_unsupported_types_are_rejected_forgotten_and_grouped(intake: Intake) -> None:
    for number in range(5):
        raw = message("ORU^R01", "PID|||C1", "OBX|1|TX|||geheim", control_id=f"R{number}")
        assert "ERR||MSH^1^9|200^" in intake.post(raw)["body"]
    assert intake.stored() == []
    page, _ = error_log.entries(intake.world.tenant, "hl7_intake", State.OPEN)
    assert [(each.slug, each.count, each.level) for each in page] == [("unsupported-type", 5, "notice")]
