"""The error log: one entry for each problem and subject, counted, marked, found, and never telling whom it is about."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import Update
from koppel.domain.problems.problem import Finding, Level, Problem, Responsible, State, for_sender
from koppel.domain.texts import Text
from koppel.organisation import audit_log, error_log
from koppel.organisation.entry import Entry, Solver
from koppel.runtime import Tenant
from tests.harness.world import World, world

LOG = "hl7_intake"
ACTOR = "arn:aws:iam::123456789012:role/operator"


def problem(slug: str, level: Level = Level.ERROR) -> Problem:
    """A problem made up for these tests."""
    return Problem(
        slug,
        level,
        Text(nl="Er is iets met {field}.", en="Something is with {field}."),
        Text(nl="Kijk {field} na.", en="Check {field}."),
    )


TAKEN, NOTICE = problem("taken"), problem("noticed", Level.NOTICE)


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def finding(kind: Problem = TAKEN, subject: str = "C-1001", cause: str = "email", reference: str = "r1") -> Finding:
    return Finding(problem=kind, subject=subject, cause=cause, details={"field": cause}, reference=reference)


def note(w: World, *findings: Finding) -> None:
    """Record these, a second apart."""
    for each in findings:
        error_log.record(w.tenant, LOG, each)
        w.clock.move(seconds=1)


def listed(w: World, state: State = State.OPEN) -> list[Entry]:
    return error_log.entries(w.tenant, LOG, state)[0]


def only(w: World, state: State = State.OPEN) -> Entry:
    (entry,) = listed(w, state)
    return entry


def row(w: World, entry: Entry) -> Row:
    found = w.runtime.table.get(RowKey(row_keys.organisation.entries("demo", LOG), entry.id))
    assert found is not None
    return found


def mark(w: World, entry: Entry, state: State) -> None:
    assert error_log.mark(w.tenant, LOG, entry.id, state)


class TestRecording:
    def test_an_entry_says_everything_in_both_languages(self, w: World) -> None:
        note(w, finding())
        assert only(w) == Entry(
            id=only(w).id,
            integration=LOG,
            slug="taken",
            level=Level.ERROR,
            explanation=Text(nl="Er is iets met email.", en="Something is with email."),
            remedy=Text(nl="Kijk email na.", en="Check email."),
            subject="•••01",
            reference="r1",
            references=("r1",),
            first_seen="2026-03-02T09:00:00.000000",
            last_seen="2026-03-02T09:00:00.000000",
            count=1,
            state=State.OPEN,
        )

    def test_the_same_again_is_counted(self, w: World) -> None:
        note(w, finding(), finding(reference="r2"), finding(reference="r3"))
        found = only(w)
        assert (found.count, found.first_seen[-9:], found.last_seen[-9:]) == (3, "00.000000", "02.000000")
        assert (found.reference, found.references) == ("r3", ("r3", "r2", "r1"))

    def test_the_last_five_references_are_kept_each_once(self, w: World) -> None:
        note(w, *(finding(reference=each) for each in ("r1", "r2", "r3", "r3", "r4", "r5", "r6", "")))
        assert only(w).references == ("r6", "r5", "r4", "r3")
        note(w, finding(reference="r7"))
        assert only(w).references == ("r7", "r6", "r5", "r4", "r3")

    def test_an_entry_says_who_can_do_something(self, w: World) -> None:
        remedy = for_sender(nl="Verbeter het.", en="Correct it.")
        note(w, finding(), finding(Problem("theirs", Level.ERROR, TAKEN.explanation, remedy)))
        assert [each.responsible for each in listed(w)] == [Responsible.SENDER, Responsible.APPLICATION_MANAGER]

    @pytest.mark.parametrize(
        "other",
        [finding(problem("another")), finding(subject="C-1002"), finding(cause="bsn"), finding(subject="")],
    )
    def test_another_problem_subject_or_cause_is_another_entry(self, w: World, other: Finding) -> None:
        note(w, finding(), other)
        assert len(listed(w)) == 2

    def test_the_log_of_another_tile_or_organisation_is_another(self, w: World) -> None:
        note(w, finding())
        assert error_log.entries(w.tenant, "rest_api", State.OPEN)[0] == []
        noord = w.add_organisation("noord")
        assert error_log.entries(Tenant(w.runtime, noord), LOG, State.OPEN)[0] == []
        assert list(error_log.about(Tenant(w.runtime, noord), LOG, "C-1001")) == []

    def test_the_subject_is_kept_for_those_who_open_the_entry_and_nowhere_else(self, w: World) -> None:
        note(w, finding(subject="johanna.berg@client.example"), finding(subject="Johanna van den Berg"))
        rows = dynamodb().scan(TableName=w.runtime.table.name)["Items"]
        whole = {row.pop("whom")["S"] for row in rows if "whom" in row}
        assert whole == {"johanna.berg@client.example", "Johanna van den Berg"}
        rest = json.dumps(rows, default=str).lower()
        assert "johanna" not in rest
        assert "client.example" not in rest
        assert "johanna" not in str(listed(w)).lower()
        assert {entry.subject for entry in listed(w)} == {"j•••@•••", "•••rg"}


class TestStates:
    def test_a_solved_entry_opens_again_when_it_recurs(self, w: World) -> None:
        note(w, finding())
        mark(w, only(w), State.SOLVED)
        assert (listed(w), only(w, State.SOLVED).count) == ([], 1)
        note(w, finding())
        assert (only(w).count, listed(w, State.SOLVED)) == (2, [])

    def test_an_ignored_entry_stays_ignored_and_is_counted(self, w: World) -> None:
        note(w, finding())
        mark(w, only(w), State.IGNORED)
        note(w, finding(), finding())
        assert listed(w) == []
        assert (only(w, State.IGNORED).count, only(w, State.IGNORED).last_seen[-9:]) == (3, "02.000000")

    @pytest.mark.parametrize("state", [State.OPEN, State.SOLVED])
    def test_no_longer_ignored_it_opens_when_it_recurs(self, w: World, state: State) -> None:
        note(w, finding())
        mark(w, only(w), State.IGNORED)
        mark(w, only(w, State.IGNORED), state)
        note(w, finding())
        assert only(w).count == 2

    def test_an_entry_tells_who_solved_it_until_it_recurs(self, w: World) -> None:
        note(w, finding())
        at = w.runtime.moment()
        assert error_log.mark_by_hand(w.tenant, LOG, only(w).id, State.SOLVED, actor=ACTOR)
        solved = only(w, State.SOLVED)
        assert (solved.solved_at, solved.solved_by) == (at, Solver(actor=ACTOR))
        note(w, finding())
        assert (only(w).solved_at, only(w).solved_by) == ("", None)

    @pytest.mark.parametrize("state", [State.OPEN, State.IGNORED])
    def test_what_is_no_longer_solved_was_solved_by_nobody(self, w: World, state: State) -> None:
        note(w, finding())
        mark(w, only(w), State.SOLVED)
        mark(w, only(w, State.SOLVED), state)
        assert (only(w, state).solved_at, only(w, state).solved_by) == ("", None)

    def test_an_entry_that_closes_by_itself_tells_what_did_it(self, w: World) -> None:
        note(w, finding())
        assert error_log.solve(w.tenant, LOG, finding(), reference="m7")
        assert only(w, State.SOLVED).solved_by == Solver(integration=LOG, reference="m7")

    def test_marking_an_unknown_entry_creates_none(self, w: World) -> None:
        assert not error_log.mark(w.tenant, LOG, f"-/{'0' * 32}", State.SOLVED)
        assert all(listed(w, state) == [] for state in State)

    def test_who_marked_an_entry_by_hand_is_recorded_with_it(self, w: World) -> None:
        note(w, finding())
        entry = only(w)
        assert error_log.mark_by_hand(w.tenant, LOG, entry.id, State.SOLVED, actor=ACTOR)
        assert only(w, State.SOLVED).id == entry.id
        (act,) = audit_log.every(w.runtime, "demo")
        assert (act.verb, act.actor) == ("mark-entry", ACTOR)
        assert act.details == {"integration": LOG, "entry": entry.id, "state": "solved"}

    def test_marking_an_unknown_entry_by_hand_writes_nothing(self, w: World) -> None:
        before = dynamodb().scan(TableName=w.runtime.table.name)["Items"]
        assert not error_log.mark_by_hand(w.tenant, LOG, f"-/{'0' * 32}", State.OPEN, actor=ACTOR)
        assert dynamodb().scan(TableName=w.runtime.table.name)["Items"] == before

    @settings(max_examples=30)
    @given(st.lists(st.sampled_from(["recur", *State]), max_size=6))
    def test_an_entry_is_always_in_exactly_the_listing_of_its_state(self, w: World, steps: list[str]) -> None:
        wanted, muted = State.OPEN, False
        subject = w.runtime.new_key()
        note(w, finding(subject=subject))
        (entry,) = error_log.about(w.tenant, LOG, subject)
        for step in steps:
            if step == "recur":
                note(w, finding(subject=subject))
                wanted = State.IGNORED if muted else State.OPEN
            else:
                wanted = State(step)
                mark(w, entry, wanted)
                muted = wanted is State.IGNORED
        stored = row(w, entry)
        assert stored["state"] == wanted
        assert stored["listing_pk"] == row_keys.organisation.entries_in("demo", LOG, wanted)
        assert ("muted" in stored) is muted


class TestClosing:
    """An entry closes in the transaction by which what it waited for happens."""

    def close(self, w: World, found: Finding) -> int:
        writes = error_log.solve_writes(w.tenant, LOG, found)
        for write in writes:
            w.runtime.table.write(write)
        return len(writes)

    def test_an_open_one_closes(self, w: World) -> None:
        note(w, finding())
        assert self.close(w, finding(reference="whatever")) == 1
        assert only(w, State.SOLVED).slug == "taken"
        assert only(w, State.SOLVED).solved_by == Solver(integration=LOG)

    def test_others_stay_as_they_are(self, w: World) -> None:
        note(w, finding(), finding(cause="bsn"), finding(subject="C-1002"))
        self.close(w, finding())
        assert len(listed(w)) == 2

    @pytest.mark.parametrize("state", [State.SOLVED, State.IGNORED])
    def test_what_is_not_open_is_not_touched(self, w: World, state: State) -> None:
        note(w, finding())
        mark(w, only(w), state)
        before = row(w, only(w, state))
        assert self.close(w, finding()) == 0
        assert row(w, only(w, state)) == before

    def test_without_an_entry_there_is_nothing_to_close(self, w: World) -> None:
        assert self.close(w, finding()) == 0


class TestRetention:
    def test_an_open_error_stays(self, w: World) -> None:
        note(w, finding())
        assert "expires" not in row(w, only(w))

    def test_a_notice_expires_ninety_days_after_it_was_last_seen(self, w: World) -> None:
        note(w, finding(NOTICE))
        w.clock.move(days=30)
        at = w.runtime.epoch(90)
        note(w, finding(NOTICE))
        assert row(w, only(w))["expires"] == at

    @pytest.mark.parametrize("state", [State.SOLVED, State.IGNORED])
    def test_a_solved_or_ignored_entry_expires_after_ninety_days(self, w: World, state: State) -> None:
        note(w, finding())
        mark(w, only(w), state)
        assert row(w, only(w, state))["expires"] == w.runtime.epoch(90)

    @pytest.mark.parametrize("again", ["recurs", "opened by hand"])
    def test_an_entry_that_opens_again_does_not_expire(self, w: World, again: str) -> None:
        note(w, finding())
        mark(w, only(w), State.SOLVED)
        if again == "recurs":
            note(w, finding())
        else:
            mark(w, only(w, State.SOLVED), State.OPEN)
        assert "expires" not in row(w, only(w))

    def test_an_ignored_entry_that_recurs_does_not_expire(self, w: World) -> None:
        note(w, finding())
        mark(w, only(w), State.IGNORED)
        note(w, finding())
        assert "expires" not in row(w, only(w, State.IGNORED))


class TestFinding:
    def test_pages_hold_every_entry_once_newest_first(self, w: World) -> None:
        note(w, *(finding(subject=f"C-10{number:02}") for number in range(7)))
        found: list[Entry] = []
        cursor, pages = "", 0
        while pages == 0 or cursor:
            page, cursor = error_log.entries(w.tenant, LOG, State.OPEN, limit=3, after=cursor)
            found, pages = found + page, pages + 1
        assert [entry.subject for entry in found] == [f"•••{number:02}" for number in range(6, -1, -1)]
        assert pages == 3

    def test_a_page_that_is_just_full_leads_to_an_empty_one_or_none(self, w: World) -> None:
        note(w, finding(subject="C-1001"), finding(subject="C-1002"))
        page, cursor = error_log.entries(w.tenant, LOG, State.OPEN, limit=2)
        assert len(page) == 2
        assert not cursor or error_log.entries(w.tenant, LOG, State.OPEN, limit=2, after=cursor) == (
            [],
            "",
        )

    def test_the_whole_log_of_a_subject_is_found_by_its_exact_id(self, w: World) -> None:
        note(w, finding(), finding(cause="bsn"), finding(NOTICE), finding(subject="C-100"), finding(subject=""))
        mark(w, next(entry for entry in listed(w) if entry.slug == "noticed"), State.IGNORED)
        found = list(error_log.about(w.tenant, LOG, "C-1001"))
        assert sorted((entry.slug, entry.state.value) for entry in found) == [
            ("noticed", "ignored"),
            ("taken", "open"),
            ("taken", "open"),
        ]

    @pytest.mark.parametrize(("noted", "asked"), [(" C-1001", "C-1001 "), ("Jo@A.example", "jo@a.EXAMPLE")])
    def test_a_subject_is_found_by_any_spelling(self, w: World, noted: str, asked: str) -> None:
        note(w, finding(subject=noted), finding(subject=asked))
        (found,) = error_log.about(w.tenant, LOG, asked)
        assert found.count == 2

    def test_a_stale_listing_is_not_trusted(self, w: World, monkeypatch: pytest.MonkeyPatch) -> None:
        note(w, finding(), finding(cause="bsn"))
        seen = list(
            w.runtime.table.listed(row_keys.organisation.entries_in("demo", LOG, State.OPEN), newest_first=True)
        )
        mark(w, listed(w)[0], State.SOLVED)

        def late(*_: Any, **__: Any) -> Iterator[Row]:
            return iter(seen)

        monkeypatch.setattr(w.runtime.table, "listed", late)
        assert [entry.state for entry in listed(w)] == [State.OPEN]


class TestOpening:
    def test_the_whole_subject_is_shown_when_it_is_recorded_who_opens_it_and_why(self, w: World) -> None:
        note(w, finding())
        opened = error_log.open_entry(w.tenant, LOG, only(w).id, actor=ACTOR, reason="ticket 12")
        assert opened == (only(w), "C-1001")
        (act,) = audit_log.every(w.runtime, "demo")
        assert (act.verb, act.actor) == ("open-entry", ACTOR)
        assert act.details == {"integration": LOG, "entry": only(w).id, "reason": "ticket 12"}

    def test_an_entry_about_nobody_has_no_subject(self, w: World) -> None:
        note(w, finding(subject=""))
        assert error_log.open_entry(w.tenant, LOG, only(w).id, actor=ACTOR, reason="x") == (only(w), "")

    def test_a_row_from_before_subjects_were_kept_says_so(self, w: World) -> None:
        note(w, finding())
        key = RowKey(row_keys.organisation.entries("demo", LOG), only(w).id)
        removed = "REMOVE whom, responsible, reference2, reference3, reference4, reference5"
        w.runtime.table.write(Update(key, removed))
        assert error_log.open_entry(w.tenant, LOG, only(w).id, actor=ACTOR, reason="x") == (only(w), None)
        assert only(w).references == ("r1",)

    def test_an_unknown_entry_is_not_opened_and_nothing_is_recorded(self, w: World) -> None:
        assert error_log.open_entry(w.tenant, LOG, f"-/{'0' * 32}", actor=ACTOR, reason="x") is None
        assert list(audit_log.every(w.runtime, "demo")) == []
