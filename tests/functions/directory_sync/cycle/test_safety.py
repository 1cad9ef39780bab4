"""Nobody is wiped by accident: wrong filters, emptied groups, half answers, lost watermarks."""

import pytest

from functions.directory_sync.cycle import beginning
from functions.directory_sync.memory import states
from functions.directory_sync.problems.ldap_connection import CERTIFICATE_WRONG_NAME, NO_ANSWER
from koppel.domain.runs.run import RunState
from koppel.domain.times import from_text
from koppel.runs import approval, sweeping, undoing
from tests.functions.directory_sync.people import EMPLOYEES, guid, person, source
from tests.functions.directory_sync.site import Site

STAFF = range(1, 41)


@pytest.fixture
def staffed(here: Site) -> Site:
    """A site with forty people, whose first cycle is done."""
    here.employ(*STAFF)
    here.cycle()
    assert here.active() == set(STAFF)
    return here


def leave(here: Site, *numbers: int) -> None:
    """Take these people from the group in scope."""
    for number in numbers:
        here.directory.change(number, groups=())


def test_an_emptied_group_stops_for_approval_with_an_entry_and_the_list(staffed: Site) -> None:
    leave(staffed, *STAFF)
    run = staffed.cycle(approves=False)
    assert run
    assert (run.state, [each.slug for each in run.reasons]) == (RunState.WAITING, ["brake-on"])
    assert run.loses_access == 40
    assert (staffed.active(), staffed.slugs()) == (set(STAFF), ["brake-on"])
    assert len(staffed.rows(run)) == 40


def test_a_rejected_cycle_changes_nothing_and_is_not_made_again_at_once(staffed: Site) -> None:
    leave(staffed, *range(1, 9))
    staffed.cycle(approves=False)
    assert staffed.reject().state is RunState.REJECTED
    assert (staffed.active(), staffed.slugs()) == (set(STAFF), [])
    assert staffed.state().quarantined == ""
    for number in range(1, 9):
        staffed.directory.change(number, groups=(EMPLOYEES,))
    assert staffed.cycle() is None
    assert staffed.active() == set(STAFF)


def test_an_approval_is_for_that_list_for_a_day(staffed: Site) -> None:
    leave(staffed, *range(1, 9))
    run = staffed.cycle(approves=False)
    assert run
    staffed.world.clock.move(hours=25)
    sweeping.continue_runs(staffed.tenant)
    staffed.work()
    assert staffed.last().state is RunState.STOPPED
    assert (staffed.active(), staffed.slugs()) == (set(STAFF), [])


def test_an_approved_cycle_is_carried_out(staffed: Site) -> None:
    leave(staffed, *range(1, 9))
    staffed.cycle()
    assert staffed.active() == set(range(9, 41))
    assert staffed.slugs() == []


def test_a_few_leave_without_an_approval_and_a_group_emptied_in_parts_does_not(staffed: Site) -> None:
    leave(staffed, 1, 2)
    staffed.cycle(approves=False)
    assert staffed.active() == set(range(3, 41))
    leave(staffed, 3, 4)
    run = staffed.cycle(approves=False)
    assert run
    assert run.state is RunState.WAITING
    assert len(staffed.active()) == 38
    staffed.approve()
    leave(staffed, 5, 6, 7)
    staffed.cycle(approves=False)
    assert len(staffed.active()) == 33


def test_an_hour_later_a_few_more_may_leave(staffed: Site) -> None:
    for first in (1, 4, 7):
        leave(staffed, first, first + 1, first + 2)
        staffed.world.clock.move(hours=1)
        staffed.cycle(approves=False)
    assert len(staffed.active()) == 31


def test_nobody_in_scope_stops_even_a_small_source(here: Site) -> None:
    here.employ(1, 2)
    here.cycle()
    here.directory.change(1, groups=())
    here.directory.change(2, groups=())
    here.directory.loses = True
    run = here.cycle(approves=False)
    assert run
    assert [each.slug for each in run.reasons] == ["nobody-left"]
    assert here.active() == {1, 2}


@pytest.mark.parametrize("breaks_at", range(6))
def test_half_an_answer_changes_nothing_and_the_next_cycle_reads_anew(staffed: Site, breaks_at: int) -> None:
    staffed.directory.loses = True
    staffed.directory.put(1, person(1, surname="Bos"))
    leave(staffed, 2)
    staffed.directory.breaks_at = breaks_at
    assert staffed.due() == "started"
    staffed.work()
    assert staffed.last().state is RunState.FAILED
    assert (staffed.active(), staffed.slugs()) == (set(STAFF), ["ldap-no-answer"])
    staffed.directory.breaks_at = None
    staffed.cycle()
    assert staffed.active() == set(STAFF) - {2}
    assert staffed.slugs() == []


def test_a_directory_that_names_nobody_is_a_fault(staffed: Site) -> None:
    staffed.directory.people.clear()
    staffed.directory.loses = True
    staffed.cycle()
    assert staffed.last().state is RunState.FAILED
    assert (staffed.active(), staffed.slugs()) == (set(STAFF), ["directory-empty"])


def test_a_lost_watermark_is_a_reading_of_everybody(staffed: Site) -> None:
    staffed.directory.drops = True
    staffed.directory.put(1, person(1, surname="Bos"))
    leave(staffed, 2)
    staffed.employ(50)
    staffed.directory.drops = False
    assert staffed.due() == "unchanged"
    staffed.directory.loses = True
    run = staffed.cycle()
    assert run
    assert run.rows == 3
    assert staffed.active() == (set(STAFF) | {50}) - {2}


def test_a_lost_change_is_found_by_the_daily_reading_of_everybody(staffed: Site) -> None:
    staffed.directory.drops = True
    leave(staffed, 2)
    assert staffed.due() == "unchanged"
    staffed.world.clock.move(hours=24)
    staffed.cycle()
    assert staffed.active() == set(STAFF) - {2}


def test_failures_are_waited_for_longer_and_longer_and_end_in_quarantine(staffed: Site) -> None:
    staffed.directory.breaks_at = 0
    waits = []
    for _ in range(4):
        state = staffed.state()
        staffed.world.clock.time = max(staffed.world.clock.time, from_text(state.next_at))
        assert staffed.handle({"organisation": "demo", "source": "entra"}) == "failed"
        waits.append(from_text(staffed.state().next_at) - staffed.world.clock.time)
    assert [each.total_seconds() / 60 for each in waits] == [15, 30, 60, 120]
    assert staffed.state().quarantined
    assert staffed.slugs() == ["ldap-no-answer", "source-quarantined"]
    staffed.directory.breaks_at = None
    staffed.world.clock.move(hours=3)
    assert staffed.due() == "unchanged"
    assert (staffed.state().failures, staffed.state().quarantined, staffed.slugs()) == (0, "", [])


def test_a_cycle_that_succeeds_closes_the_entries_of_all_failures_before_it(staffed: Site) -> None:
    """A domain controller is down, comes back with a wrong certificate, and then is well."""
    staffed.directory.breaks_at = 0
    for problem in (NO_ANSWER, CERTIFICATE_WRONG_NAME):
        staffed.directory.problem = problem
        staffed.world.clock.time = max(staffed.world.clock.time, from_text(staffed.state().next_at))
        assert staffed.due() == "failed"
        assert staffed.state().failed_with == problem.slug
    assert staffed.slugs() == ["ldap-certificate-wrong-name", "ldap-no-answer"]
    staffed.directory.breaks_at = None
    staffed.world.clock.move(hours=1)
    assert staffed.due() == "unchanged"
    assert (staffed.state().problems, staffed.slugs()) == ((), [])


def test_a_cycle_that_fails_for_most_people_is_quarantined_until_one_does_not(here: Site) -> None:
    for number in range(1, 8):
        here.directory.put(number, person(number, surname="" if number < 6 else f"Smit{number}"))
    here.cycle()
    assert here.active() == {6, 7}
    assert here.state().quarantined
    assert "source-quarantined" in here.slugs()
    here.employ(*range(1, 6))
    here.world.clock.move(days=1)
    here.cycle()
    assert here.active() == set(range(1, 8))
    assert (here.state().quarantined, here.slugs()) == ("", [])


def test_a_change_of_what_settings_decide_about_people_stops_for_approval(staffed: Site) -> None:
    staffed.set_up(source(default_role="ith.Analyst"))
    run = staffed.cycle(approves=False)
    assert run
    assert (run.state, [each.slug for each in run.reasons]) == (RunState.WAITING, ["settings-changed"])
    assert run.rows == 40
    staffed.approve()
    assert staffed.cycle() is None


def test_a_change_of_the_schedule_does_not(staffed: Site) -> None:
    staffed.set_up(source(minutes=10, brake_count=5))
    assert staffed.due() == "unchanged"


def test_settings_that_change_while_a_cycle_waits_stop_it(staffed: Site) -> None:
    leave(staffed, *range(1, 9))
    run = staffed.cycle(approves=False)
    assert run
    staffed.set_up(source(default_role="ith.Analyst"))
    with pytest.raises(Exception, match="settings"):
        approval.approve(staffed.tenant, run.id, actor="manager")
    staffed.reject()
    after = staffed.cycle(approves=False)
    assert after
    assert [each.slug for each in after.reasons] == ["settings-changed", "brake-on"]


def test_settings_that_change_while_a_directory_is_read_stop_the_reading(staffed: Site) -> None:
    staffed.directory.put(1, person(1, surname="Bos"))
    assert staffed.due() == "started"
    staffed.set_up(source(default_role="ith.Analyst"))
    staffed.work()
    assert staffed.last().state is RunState.FAILED
    assert staffed.state().failures == 0
    assert staffed.due() == "started"


def test_what_an_undo_took_back_is_planned_again_when_everybody_is_read(staffed: Site) -> None:
    leave(staffed, 1, 2)
    run = staffed.cycle()
    assert run
    undoing.undo_run(staffed.tenant, run.id, "manager")
    staffed.work()
    staffed.approve()
    assert staffed.active() == set(STAFF)
    assert staffed.cycle() is None
    assert staffed.active() == set(STAFF)
    staffed.world.clock.move(hours=24)
    staffed.cycle()
    assert staffed.active() == set(STAFF) - {1, 2}


def test_a_failure_of_ours_lets_the_source_rest_and_says_so(staffed: Site) -> None:
    ids = {"organisation": "demo", "source": "entra"}
    staffed.world.clock.move(minutes=15)
    assert beginning.count_failure(staffed.world.runtime, ids) == 1
    assert beginning.count_failure(staffed.world.runtime, ids) == 2
    assert beginning.give_up(staffed.world.runtime, ids) == "failed"
    assert staffed.slugs() == ["cycle-broke"]
    assert staffed.state().tries == 0
    assert staffed.due() == "unchanged"
    assert staffed.slugs() == []


def test_a_state_has_no_other_fields(staffed: Site) -> None:
    with pytest.raises(ValueError, match="no fields"):
        states.change(staffed.tenant, "entra", {"odd": 1})
    assert guid(1) in staffed.known()
