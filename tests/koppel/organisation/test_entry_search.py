"""Pages of error logs: filtered, of several integrations, and every entry on exactly one of them."""

from collections.abc import Iterator, Sequence
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.writes import Update
from koppel.domain.problems.problem import Finding, Level, Problem, State
from koppel.domain.texts import Text
from koppel.organisation import entry_search, error_log
from koppel.organisation.entry import Entry
from koppel.organisation.entry_search import EVERY, Wanted
from tests.harness.world import World, world

LOGS = ("hl7_intake", "rest_api", "saml_logon")


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def problem(level: Level, nl: str = "Er is iets.", en: str = "Something is wrong.") -> Problem:
    return Problem(f"made-{level}", level, Text(nl=nl, en=en), Text(nl="Kijk na.", en="Check."))


def note(w: World, log: str, level: Level = Level.ERROR, *, subject: str = "C-1001", **texts: str) -> None:
    error_log.record(w.tenant, log, Finding(problem=problem(level, **texts), subject=subject))


def pages(w: World, logs: Sequence[str], wanted: Wanted = EVERY, limit: int = 2) -> list[list[Entry]]:
    """Every page, by its cursor."""
    found: list[list[Entry]] = []
    cursor = ""
    while not found or cursor:
        page, cursor = error_log.entries(w.tenant, logs, State.OPEN, wanted, limit=limit, after=cursor)
        found.append(page)
        assert len(found) < 200, "the cursor does not move on"
    return found


def subjects(found: list[list[Entry]]) -> list[str]:
    return [each.subject[-2:] for page in found for each in page]


class TestFilters:
    @pytest.fixture(autouse=True)
    def log(self, w: World) -> None:
        for number, level in enumerate([*Level] * 3):
            note(w, "rest_api", level, subject=f"C-10{number:02}", nl=f"Geval {number}, ÉÉN.", en=f"Case {number}.")
            w.clock.move(minutes=1)

    def test_by_level(self, w: World) -> None:
        assert subjects(pages(w, ["rest_api"], Wanted(level=Level.WARNING))) == ["07", "04", "01"]

    @pytest.mark.parametrize(
        ("text", "found"), [("GEVAL 4", ["04"]), ("case 4", ["04"]), ("één", None), ("check", []), ("C-1004", [])]
    )
    def test_by_text_of_the_explanation(self, w: World, text: str, found: list[str] | None) -> None:
        every = [f"{number:02}" for number in range(8, -1, -1)]
        assert subjects(pages(w, ["rest_api"], Wanted(text=text))) == (every if found is None else found)

    def test_by_the_time_when_they_were_last_seen(self, w: World) -> None:
        wanted = Wanted(since="2026-03-02T09:02:00", until="2026-03-02T09:05:00")
        assert subjects(pages(w, ["rest_api"], wanted)) == ["04", "03", "02"]
        assert subjects(pages(w, ["rest_api"], Wanted(until="2026-03-02T09:00:00"))) == []
        assert subjects(pages(w, ["rest_api"], Wanted(since="2027"))) == []

    def test_a_page_reads_a_bounded_number_of_rows(self, w: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(entry_search, "MOST_READ", 4)
        found = pages(w, ["rest_api"], Wanted(text="case 0"))
        assert [len(page) for page in found] == [0, 0, 1]
        monkeypatch.setattr(entry_search, "MOST_LISTED", 3)
        found = pages(w, ["rest_api"], Wanted(level=Level.NOTICE), limit=3)
        assert subjects(found) == ["06", "03", "00"]

    def test_an_entry_from_before_the_listing_had_levels_is_found_too(self, w: World) -> None:
        entry = error_log.entries(w.tenant, "rest_api", State.OPEN)[0][0]
        key = RowKey(row_keys.organisation.entries("demo", "rest_api"), entry.id)
        w.runtime.table.write(Update(key, "SET listing_sk = last_seen"))
        assert subjects(pages(w, ["rest_api"], Wanted(level=Level.ERROR))) == ["08", "05", "02"]


class TestSeveralLogs:
    @settings(max_examples=25)
    @given(
        st.lists(st.tuples(st.sampled_from(LOGS), st.sampled_from([*Level]), st.integers(0, 2)), max_size=12),
        st.integers(1, 5),
        st.sampled_from([EVERY, Wanted(level=Level.ERROR), Wanted(text="wrong")]),
    )
    def test_every_entry_is_on_one_page_newest_first(
        self, noted: list[tuple[str, Level, int]], limit: int, wanted: Wanted
    ) -> None:
        with world() as w:
            numbers, expected = count(10), 0
            for log, level, seconds in noted:
                w.clock.move(seconds=seconds)
                note(w, log, level, subject=f"C-10{next(numbers)}")
                expected += wanted.level in {None, level}
            found = pages(w, LOGS, wanted, limit)
            entries = [each for page in found for each in page]
            assert len({(each.integration, each.id) for each in entries}) == len(entries) == expected
            assert [each.last_seen for each in entries] == sorted((each.last_seen for each in entries), reverse=True)
            assert all(len(page) == limit for page in found[:-2])

    def test_a_cursor_fits_the_logs_that_it_came_from(self, w: World) -> None:
        note(w, "rest_api", subject="C-1001")
        note(w, "rest_api", subject="C-1002")
        _, cursor = error_log.entries(w.tenant, "rest_api", State.OPEN, limit=1)
        assert error_log.entries(w.tenant, LOGS, State.OPEN, limit=5, after=cursor)[0]
        for logs, after in ((["saml_logon"], cursor), (LOGS, "x")):
            with pytest.raises(ValueError, match="cursor"):
                error_log.entries(w.tenant, logs, State.OPEN, after=after)

    @pytest.mark.parametrize("wanted", [Wanted(until="2026-03-01T00:00:00"), Wanted(since="2026-04-01T00:00:00")])
    def test_a_cursor_beyond_the_wanted_times_does_no_harm(self, w: World, wanted: Wanted) -> None:
        note(w, "rest_api", subject="C-1001")
        note(w, "rest_api", subject="C-1002")
        _, cursor = error_log.entries(w.tenant, "rest_api", State.OPEN, limit=1)
        assert error_log.entries(w.tenant, "rest_api", State.OPEN, wanted, after=cursor) == ([], "")
