"""Messages planned again: what they would do now, and no trace but who asked."""

from typing import Any

import pytest

from functions.hl7_intake.archive.arguments import PlanMessages
from functions.hl7_intake.archive.messages import Outcome
from functions.hl7_intake.commands import plan_messages
from koppel.domain.problems.refusal import Declined
from koppel.organisation import audit_log
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake

UNKNOWN = f"{'0' * 32}-{'0' * 64}"


def planned(intake: Intake, *messages: str) -> list[dict[str, Any]]:
    """What these messages would do now."""
    arguments = PlanMessages(organisation="demo", messages=[*messages], reason="call 12")
    found: list[dict[str, Any]] = plan_messages(intake.world.runtime, "M", arguments)["planned"]
    return found


def test_a_message_is_planned_under_the_settings_of_now(intake: Intake) -> None:
    intake.configure(events=["A04"])
    assert intake.code(adt("A01")) == "AA"
    (kept,) = intake.stored()
    assert kept.outcome is Outcome.NO_EFFECT
    assert planned(intake, kept.id)[0]["outcome"] == "no-effect"
    intake.configure(events=["A01"])
    (found,) = planned(intake, kept.id)
    assert found["outcome"] == "applied"
    assert found["accounts"][0]["outcome"]["en"] == "The account would be created."
    assert intake.client("C1") is None
    assert intake.outcomes() == [Outcome.NO_EFFECT]


def test_a_refused_message_says_why(intake: Intake) -> None:
    assert intake.code(adt("A01", pid={5: ""})) == "AE"
    (kept,) = intake.stored()
    (found,) = planned(intake, kept.id)
    assert found["outcome"] == "refused"
    assert [each["slug"] for each in found["remarks"]] == ["no-last-name"]


def test_who_asked_and_why_is_recorded(intake: Intake) -> None:
    intake.send(adt("A01"))
    (kept,) = intake.stored()
    planned(intake, kept.id, UNKNOWN)
    act = next(iter(audit_log.every(intake.world.runtime, "demo")))
    assert (act.verb, act.details) == ("plan-messages", {"messages": [kept.id], "reason": "call 12"})


def test_an_unknown_message_is_declined(intake: Intake) -> None:
    with pytest.raises(Declined):
        planned(intake, UNKNOWN)
