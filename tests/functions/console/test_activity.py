"""What comes in, as charts, tables and a file; and the audit log."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.console import chart
from koppel.domain.tiles.activity import Outcome
from koppel.organisation import activity, audit_log
from tests.functions.console.conftest import Console
from tests.functions.console.test_tiles import SCRIPT, shown

ACTIVITY = "/console/demo/activity"
AUDIT = "/console/demo/audit"


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), max_size=200))
def test_every_bar_stands_in_the_chart(bars: list[list[int]]) -> None:
    found = chart.draw(bars)
    assert len(found.parts) == sum(1 for bar in bars for count in bar if count)
    for part in found.parts:
        assert found.left <= part.x <= found.width
        assert 0 <= part.y <= found.base
        assert part.height >= 1


@given(st.lists(st.lists(st.integers(0, 99), min_size=2, max_size=2), max_size=60), st.integers(1, 24))
def test_bars_that_are_joined_count_the_same(bars: list[list[int]], count: int) -> None:
    assert sum(map(sum, chart.joined(bars, count))) == sum(map(sum, bars))


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (3, 5), (10, 10), (11, 20), (501, 1000)])
def test_the_top_is_a_number_that_people_read(most: int, top: int) -> None:
    assert chart.nice(most) == top


def test_nothing_came_in_yet(console: Console) -> None:
    text = shown(console.manager.get(ACTIVITY))
    assert "Nothing came in during this period." in text
    assert "Nothing was counted yet." in text


def test_what_came_in_is_drawn_and_told(console: Console) -> None:
    world = console.world
    activity.count(world.runtime, "demo", "hl7_intake", {Outcome.DONE: 12, Outcome.REFUSED: 3})
    activity.count(world.runtime, "demo", "saml_logon", {Outcome.DONE: 1})
    for days in (1, 7, 30):
        page = console.manager.get(f"{ACTIVITY}?days={days}")
        text = shown(page)
        assert page.body.count("<rect") == 3
        assert "15 in total" in text
        assert "Done: 12. Refused: 3." in text  # what a screen reader says of the chart
        assert "Logons – SAML" in text
        assert "March 2026 HL7 Messages 15 3 0" in text
    file = console.manager.get("/console/demo/usage.csv")
    assert file.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(file.body.removeprefix("\ufeff"))))
    (hl7,) = (each for each in rows if each["integration"] == "hl7_intake" and each["month"] == "2026-03")
    assert (hl7["what"], hl7["total"], hl7["refused"]) == ("messages", "15", "3")


def test_the_audit_log_says_who_did_what(console: Console) -> None:
    office = console.office
    office.done("change-settings", integration="client_details", settings={"labels": "off"})
    office.done("make-available", integration="rest_api")
    console.manager.post("/console/demo/do/create-api-user", {"name": f"EHR {SCRIPT}", "scopes": "hl7"})
    page = console.manager.get(AUDIT)
    text = shown(page)
    assert SCRIPT not in page.body
    assert "Application manager" in text
    assert "logged on by Delegated logon" in text
    assert "Operator session Make available" in text
    assert text.index("Make an API user") < text.index("Make available") < text.index("Change settings")


def test_the_audit_log_has_pages(console: Console) -> None:
    for number in range(51):
        audit_log.record(console.world.runtime, "demo", "sweep", "arn:aws:iam::1:user/anna", {"count": number})
        console.world.clock.move(seconds=1)
    page = console.manager.get(AUDIT)
    assert "?after=" in page.body
    target = page.body.split('href="/console/demo/audit?after=')[1].split('"')[0]
    older = console.manager.get(f"{AUDIT}?after={target}")
    assert older.body.count("<tr>") == 2  # the head and the oldest
    assert "?after=" not in older.body
    assert console.manager.get(f"{AUDIT}?after=x/../y").status == 200


@pytest.mark.parametrize("page", ["activity", "usage.csv", "audit"])
def test_pages_of_others_are_not_shown(console: Console, page: str) -> None:
    assert console.manager.get(f"/console/other/{page}").status == 404
    assert console.manager.get(f"/console/demo/{page}/x").status == 404
