"""What accounts become of messages: order and time, collisions, relationships, discharge."""

from collections.abc import Mapping

import pytest

from functions.hl7_intake.rules import MOST_PROFESSIONALS
from koppel.accounts import waiting_lists
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.problems.problem import State
from tests.functions.hl7_intake.adt import T1, T2, T3, T4, adt
from tests.functions.hl7_intake.conftest import Intake

BSN, OTHER_BSN = "999900067", "999900079"

# --- Order and time ---------------------------------------------------------------------------------------------------


def test_a_late_message_does_not_undo_newer_ones(intake: Intake) -> None:
    intake.send(adt("A08", T3, pid={5: "Berg^Nieuw"}), adt("A08", T2, pid={5: "Berg^Oud"}))
    assert intake.kept().text("first_name") == "Nieuw"
    assert intake.entries()["late-event"].level == "notice"


def test_of_the_same_time_the_later_arrival_counts(intake: Intake) -> None:
    intake.send(adt("A08", T2, pid={5: "Berg^Een"}), adt("A08", T2, control_id="2", pid={5: "Berg^Twee"}))
    assert intake.kept().text("first_name") == "Twee"


def test_details_activity_and_relations_each_have_a_time_of_their_own(intake: Intake) -> None:
    for each in ("P1", "P2"):
        intake.world.professional(each)
    intake.send(adt("A01", T1), adt("A08", T4, pid={5: "Berg^Nieuw"}))
    intake.send(adt("A03", T3, pid={5: "Berg^Oud"}), adt("A54", T2, pv1={7: "P2"}))
    client = intake.kept()
    assert (client.text("first_name"), client.active) == ("Nieuw", False)
    assert intake.therapists("C1") == (["P2"], [])


def test_a_late_admission_does_not_undo_a_discharge(intake: Intake) -> None:
    intake.send(adt("A08", T1), adt("A03", T3), adt("A01", T2))
    assert not intake.kept().active


def test_a_time_in_the_future_counts_as_receipt_with_a_notice(intake: Intake) -> None:
    intake.send(adt("A08", "20270101000000", pid={5: "Berg^Morgen"}))
    assert intake.kept().watermarks["details"] == "2026-03-02T09:00:00.000000"
    assert intake.entries()["time-in-future"].level == "notice"
    intake.world.clock.move(hours=1)
    intake.send(adt("A08", "20260302105900", pid={5: "Berg^Nu"}))
    assert intake.kept().text("first_name") == "Nu"


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
    client = intake.kept()
    assert (client.text(field), client.waiting[field], client.text("last_name")) == ("", value, "Berg")
    assert intake.entries()["value-taken"].level == "error"
    released = "" if field == "bsn" else "ander@post.example"
    intake.world.make(Desired(kind=Kind.CLIENT, key=holder.key, values={field: released}))
    assert intake.kept().text(field) == value
    assert not intake.kept().waiting
    assert "value-taken" not in intake.entries()
    assert "value-taken" in intake.entries(State.SOLVED)


def test_who_stops_wanting_a_taken_value_does_not_get_it(intake: Intake) -> None:
    holder = intake.world.client("H1", email="johanna@post.example")
    intake.send(adt("A01", T1), adt("A08", T2, pid={13: "^NET^Internet^eigen@post.example"}))
    intake.world.make(Desired(kind=Kind.CLIENT, key=holder.key, values={"email": "ander@post.example"}))
    assert intake.kept().text("email") == "eigen@post.example"


def test_another_person_under_the_same_id_is_an_error_and_nothing_is_written(intake: Intake) -> None:
    intake.send(adt("A01", T1, pid={19: BSN}))
    before = intake.kept()
    answer = intake.post(adt("A08", T2, pid={5: "Anders^Iemand", 7: "19551231", 19: OTHER_BSN}))
    assert "MSA|AE|" in answer["body"]
    assert "ERR||PID^1^3|205^" in answer["body"]
    assert intake.work() == []
    assert intake.kept() == before
    assert intake.outcomes() == ["applied", "refused"]
    assert intake.entries()["other-person"].subject == "•••"


def test_another_person_that_only_processing_can_see_is_refused_there(intake: Intake) -> None:
    assert intake.code(adt("A01", T1, pid={19: BSN})) == "AA"
    assert intake.code(adt("A08", T2, pid={5: "Anders^Iemand", 7: "19551231", 19: OTHER_BSN})) == "AA"
    intake.work()
    assert intake.kept().text("last_name") == "Berg"
    assert intake.outcomes() == ["applied", "refused"]
    assert "other-person" in intake.entries()


@pytest.mark.parametrize("pid", [{7: "19551231", 19: BSN}, {19: OTHER_BSN}])
def test_one_difference_is_a_correction(intake: Intake, pid: Mapping[int, str]) -> None:
    intake.send(adt("A01", T1, pid={19: BSN}), adt("A08", T2, pid=pid))
    client = intake.kept()
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
    assert (intake.kept().active, intake.kept().deactivate_at) == (True, "2026-03-11T10:00:00")
    intake.send(adt("A01", T3))
    assert intake.kept().deactivate_at == ""


def test_deactivation_later_of_a_discharge_long_ago_is_at_once(intake: Intake) -> None:
    intake.configure(discharge="deactivate_later", discharge_days=1)
    intake.send(adt("A01", "20260101100000"), adt("A03", "20260102100000"))
    assert not intake.kept().active


@pytest.mark.parametrize("patient_class", ["O", "E"])
def test_the_end_of_a_visit_leaves_the_account_active(intake: Intake, patient_class: str) -> None:
    intake.send(adt("A01", T1), adt("A03", T2, pv1={2: patient_class}, pid={5: "Berg^Hanna"}))
    assert (intake.kept().active, intake.kept().text("first_name")) == (True, "Hanna")


def test_discharges_may_do_nothing(intake: Intake) -> None:
    intake.configure(discharge="nothing")
    intake.send(adt("A01", T1), adt("A03", T2))
    assert intake.kept().active
