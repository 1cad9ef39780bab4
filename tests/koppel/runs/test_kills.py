"""A worker is killed at its requests in turn, or overtaken: every kind of run ends as one that nobody disturbs."""

from typing import Any

from koppel.domain.runs.run import RunState
from koppel.domain.runs.verdict import Apply
from koppel.runs import approval, undoing
from tests.koppel.runs.bench import WAITS, Bench, leaver, professional
from tests.koppel.runs.kills import endure
from tests.koppel.runs.test_drift import change, make


def sixty(here: Bench) -> None:
    """Sixty rows: new, changed, leaving, unchanged, refused and duplicate ones."""
    make(here, *range(1, 31))
    here.candidates = [professional(number) for number in range(1, 21)]
    here.candidates += [leaver(number) for number in range(21, 26)]
    here.candidates += [professional(number, last_name="Old") for number in range(26, 31)]
    here.candidates += [professional(number) for number in range(31, 56)]
    here.candidates += [professional(number, email="wrong") for number in range(56, 61)]


def test_reading_and_planning(here: Bench) -> None:
    sixty(here)
    here.verdict = WAITS
    run = here.start()
    ended = endure(here, run)
    assert (ended.state, ended.rows, ended.pages) == (RunState.WAITING, 60, 3)


def test_applying(here: Bench) -> None:
    sixty(here)
    here.verdict = WAITS
    run = here.start()
    here.work()
    approval.approve(here.tenant, run.id, "boss")
    ended = endure(here, run)
    assert (ended.state, sum(ended.outcomes.values())) == (RunState.DONE, 60)


def test_staging_again(here: Bench) -> None:
    here.restages, here.verdict, here.in_a_page = True, WAITS, 5
    make(here, *range(1, 16))
    here.candidates = [professional(number) for number in range(1, 16)]
    run = here.start()
    here.work()
    for number in (2, 9, 14):
        change(here, number, last_name="Other")
    approval.approve(here.tenant, run.id, "boss")
    ended = endure(here, run)
    assert (ended.state, ended.from_page, sum(ended.outcomes.values())) == (RunState.WAITING, 4, 12)
    approval.approve(here.tenant, run.id, "boss")
    assert endure(here, run).state is RunState.DONE


def test_undoing(here: Bench) -> None:
    here.in_a_page = 5
    make(here, *range(1, 8))
    here.candidates = [professional(number) for number in range(1, 11)] + [leaver(3)]
    run = here.start()
    here.work()
    undone = undoing.undo_run(here.tenant, run.id, "boss")
    assert endure(here, undone).state is RunState.WAITING
    approval.approve(here.tenant, undone.id, "boss")
    ended = endure(here, undone)
    assert (ended.state, sum(ended.outcomes.values())) == (RunState.DONE, 11)
    assert here.run(run).undone_by == undone.id


def test_undoing_what_an_all_or_nothing_run_has_applied(here: Bench) -> None:
    here.in_a_page, here.verdict = 5, Apply()
    make(here, *range(1, 8))
    here.candidates = [professional(number) for number in range(1, 16)]

    def fail_at(_tenant: object, _run: object, item: Any, _change: object) -> tuple[()]:
        if item.number == 13:
            raise ValueError("a fault of the integration")
        return ()

    here.applied = fail_at
    run = here.start(all_or_nothing=True)
    ended = endure(here, run)
    assert (ended.state, [each.slug for each in ended.reasons]) == (RunState.STOPPED, ["all-undone"])
    assert ended.outcomes == {"undone": 12, "failed": 1}
