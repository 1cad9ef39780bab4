"""The last application manager keeps role and access; all else about the person changes as desired."""

from dataclasses import replace

import pytest

from koppel.domain.accounts.account import Kind, Role
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.plan.last_manager import is_manager, loses_manager, spared
from koppel.domain.plan.planning import plan
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.problems.account import LAST_MANAGER
from tests.koppel.scene import HL7, NEW, ORGANISATION, account, stored

MANAGER = replace(account(Kind.PROFESSIONAL), roles=(Role.APPLICATION_MANAGER, Role.THERAPIST))
THERAPIST = replace(MANAGER, roles=(Role.THERAPIST,))
WISH = Desired(kind=Kind.PROFESSIONAL, id="C1", manner=Manner.LENIENT, spares_last_manager=True)
LEAVES = replace(WISH, active=False, values={"infix": "de"})
DEMOTED = replace(WISH, roles=(Role.THERAPIST,))
ALONE = replace(stored(MANAGER), is_last_manager=True)


@pytest.mark.parametrize(
    ("found", "is_one"),
    [
        (MANAGER, True),
        (THERAPIST, False),
        (replace(MANAGER, active=False), False),
        (replace(MANAGER, deactivate_at="2026-03-05T09:00:00"), False),
    ],
)
def test_a_manager_is_active_and_stays_so(found: object, is_one: bool) -> None:
    assert is_manager(found) is is_one  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wish", "loses"),
    [
        (LEAVES, True),
        (DEMOTED, True),
        (WISH, False),
        (replace(WISH, active=True), False),
        (replace(DEMOTED, roles=(Role.APPLICATION_MANAGER,)), False),
        (replace(DEMOTED, roles_among=frozenset({Role.THERAPIST})), False),
        (replace(DEMOTED, roles_among=frozenset({Role.APPLICATION_MANAGER})), True),
    ],
)
def test_what_takes_a_manager_away(wish: Desired, loses: bool) -> None:
    assert loses_manager(wish, MANAGER) is loses
    assert not loses_manager(wish, THERAPIST)
    assert not loses_manager(spared(wish), MANAGER)


def test_the_last_one_stays_while_all_else_changes() -> None:
    made = plan(LEAVES, ALONE, ORGANISATION, HL7, NEW)
    assert made.change
    after = made.change.accounts[0].after
    assert (after.active, after.text("infix")) == (True, "de")
    assert [(each.problem, each.subject) for each in made.findings] == [(LAST_MANAGER, "C1")]


def test_the_last_one_keeps_the_role_and_gets_the_others() -> None:
    made = plan(replace(DEMOTED, roles=(Role.SECRETARY,)), ALONE, ORGANISATION, HL7, NEW)
    assert made.change
    assert set(made.change.accounts[0].after.roles) == {Role.SECRETARY, Role.APPLICATION_MANAGER}


def test_a_strict_request_is_refused() -> None:
    for wish, field in ((LEAVES, "active"), (DEMOTED, "roles")):
        made = plan(replace(wish, manner=Manner.STRICT), ALONE, ORGANISATION, HL7, NEW)
        assert (made.change, made.refusals) == (None, (FieldRefusal(field, RefusalReason.LAST_MANAGER),))


def test_one_of_several_goes() -> None:
    made = plan(LEAVES, stored(MANAGER), ORGANISATION, HL7, NEW)
    assert made.change
    assert not made.change.accounts[0].after.active
