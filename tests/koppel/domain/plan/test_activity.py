"""Planned activity: who may be activated and deactivated by whom, and when it takes effect."""

from dataclasses import replace

import pytest

from koppel.domain.accounts.account import Account, Kind
from koppel.domain.plan.changes import Verb
from koppel.domain.plan.desired import Desired, Manner, Origin
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.plan.watermarks import ACTIVITY
from tests.koppel.scene import HL7, NEW, NOW, ORGANISATION, REST, account, stored

LATER = "2026-04-02T09:00:00"
BY_HL7 = replace(account(active=False), deactivated_by="hl7_intake")
BY_PERSON = account(active=False)
DISCHARGED = replace(account(), deactivate_at=LATER)


def planned(
    before: Account | None, active: bool | None, *, manner: Manner = Manner.LENIENT, origin: Origin = HL7,
    active_from: str = "", event_time: str = "",
) -> Plan:  # fmt: skip
    """The plan for this client, active or not from then on."""
    desired = Desired(
        kind=Kind.CLIENT,
        id="C1",
        values={} if before else {"last_name": "Berg"},
        active=active,
        active_from=active_from,
        event_time=event_time,
        manner=manner,
    )
    return plan(desired, stored(before), ORGANISATION, origin, NEW)


def activity(made: Plan) -> tuple[Verb, bool, str, str]:
    """Verb, and the three fields after it."""
    assert made.change, made
    after = made.change.accounts[0].after
    return made.change.verb, after.active, after.deactivated_by, after.deactivate_at


def test_integration_deactivates_and_is_remembered() -> None:
    assert activity(planned(account(), False)) == (Verb.DEACTIVATE, False, "hl7_intake", "")


def test_integration_reactivates_what_it_deactivated() -> None:
    assert activity(planned(BY_HL7, True)) == (Verb.REACTIVATE, True, "", "")


@pytest.mark.parametrize("before", [BY_PERSON, replace(BY_PERSON, deactivated_by="directory_sync")])
def test_integration_leaves_inactive_what_another_one_deactivated(before: Account) -> None:
    found = planned(before, True)
    assert found.change is None
    assert [(each.problem.slug, each.subject) for each in found.findings] == [("stays-inactive", "C1")]


def test_deactivating_what_is_off_does_not_make_it_the_integrations_own() -> None:
    assert planned(BY_PERSON, False).change is None
    assert planned(replace(BY_HL7, deactivated_by="directory_sync"), False).change is None


@pytest.mark.parametrize("before", [BY_PERSON, BY_HL7])
def test_strict_manner_does_as_requested(before: Account) -> None:
    assert activity(planned(before, True, manner=Manner.STRICT, origin=REST))[:2] == (Verb.REACTIVATE, True)


def test_a_desired_state_without_activity_leaves_it() -> None:
    assert planned(BY_HL7, None).change is None
    assert planned(DISCHARGED, None).change is None


def test_new_account_may_start_inactive() -> None:
    assert activity(planned(None, False)) == (Verb.CREATE, False, "hl7_intake", "")
    assert activity(planned(None, True)) == (Verb.CREATE, True, "", "")
    assert activity(planned(None, None)) == (Verb.CREATE, True, "", "")


def test_discharge_may_take_effect_later() -> None:
    assert activity(planned(account(), False, active_from=LATER)) == (Verb.UPDATE, True, "", LATER)
    assert planned(DISCHARGED, False, active_from=LATER).change is None


@pytest.mark.parametrize("active_from", [NOW, "2026-03-02T08:59:59", ""])
def test_discharge_whose_time_has_come_takes_effect_at_once(active_from: str) -> None:
    assert activity(planned(DISCHARGED, False, active_from=active_from)) == (Verb.DEACTIVATE, False, "hl7_intake", "")


def test_readmission_calls_a_discharge_off() -> None:
    assert activity(planned(DISCHARGED, True)) == (Verb.UPDATE, True, "", "")


def test_late_event_does_not_touch_activity() -> None:
    watermarks = {ACTIVITY: "2026-03-01T12:00:00.000000"}
    before = replace(account(), watermarks=watermarks)
    assert planned(before, False, event_time="2026-03-01T11:59:59.999999").change is None
    same = planned(before, False, event_time=watermarks[ACTIVITY])
    assert activity(same)[:2] == (Verb.DEACTIVATE, False)


def test_event_is_remembered_even_where_it_may_not_reactivate() -> None:
    found = planned(BY_PERSON, True, event_time="2026-03-01T12:00:00.000000")
    assert found.change
    assert (found.change.verb, found.change.accounts[0].after.active) == (Verb.OBSERVE, False)
    assert found.change.accounts[0].after.watermarks[ACTIVITY] == "2026-03-01T12:00:00.000000"
