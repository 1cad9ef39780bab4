"""When a deactivation is due, and what it leaves as it was."""

from dataclasses import replace

import pytest

from koppel.domain.plan.changes import Verb
from koppel.domain.plan.due import is_due, plan_due_deactivation
from tests.koppel.scene import HL7, NOW, account

SECOND_BEFORE, SECOND_AFTER = "2026-03-02T08:59:59", "2026-03-02T09:00:01"


@pytest.mark.parametrize(
    ("active", "deactivate_at", "due"),
    [
        (True, SECOND_BEFORE, True),
        (True, NOW, True),
        (True, SECOND_AFTER, False),
        (True, "", False),
        (False, SECOND_BEFORE, False),
    ],
)
def test_it_is_due_from_its_time_on_while_the_account_is_active(active: bool, deactivate_at: str, due: bool) -> None:
    assert is_due(replace(account(active=active), deactivate_at=deactivate_at), NOW) is due


def test_nothing_changes_but_activity() -> None:
    before = replace(account(), deactivate_at=SECOND_BEFORE, watermarks={"activity": SECOND_BEFORE})
    change = plan_due_deactivation(before, HL7)
    assert change.verb is Verb.DEACTIVATE
    (only,) = change.accounts
    assert only.before == before
    assert only.after == replace(before, active=False, deactivated_by="hl7_intake", deactivate_at="", modified=NOW)
