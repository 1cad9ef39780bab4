"""The reports of a run tell of every row once, in both languages, and hold no formula."""

import csv
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from koppel.aws import clients, patience
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, DesiredRelations
from koppel.domain.problems.refusal import Declined
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.run import Run, RunState
from koppel.runs import approval, pacing, reporting
from tests.koppel.runs.bench import BUCKET, WAITS, Bench, leaver, professional
from tests.koppel.runs.test_drift import change, make

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def stored(run: Run, name: str) -> bytes:
    """The report with this name."""
    body: bytes = clients.s3().get_object(Bucket=BUCKET, Key=run.files[name])["Body"].read()
    return body


def lines(run: Run, language: str = "en") -> list[list[str]]:
    """The lines of the CSV file."""
    text = stored(run, f"report-{language}.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "nl" else ","))


def cells(run: Run, sheet: int, language: str = "en") -> list[list[str]]:
    """The cells of a sheet of the workbook. They hold texts themselves, as constant memory has it."""
    with zipfile.ZipFile(io.BytesIO(stored(run, f"report-{language}.xlsx"))) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
        shared: list[str] = []
        if "xl/sharedStrings.xml" in book.namelist():
            strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(each.itertext()) for each in strings.findall(f"{CELL}si")]
    assert root.findall(f".//{CELL}f") == []
    return [[_cell(each, shared) for each in row.findall(f"{CELL}c")] for row in root.iter(f"{CELL}row")]


def _cell(cell: Any, shared: list[str]) -> str:
    text = "".join(cell.itertext())
    return shared[int(text)] if cell.get("t") == "s" else text


def test_a_report_has_a_line_for_each_row_with_what_was_and_what_becomes(here: Bench) -> None:
    make(here, 1, 2)
    here.candidates, here.verdict = [professional(1), leaver(2), professional(3, email="wrong")], WAITS
    run = here.start()
    here.work()
    waiting = here.run(run)
    assert set(waiting.files) == {"report-nl.csv", "report-nl.xlsx", "report-en.csv", "report-en.xlsx"}
    assert waiting.files["report-nl.csv"] == f"demo/{run.id}/report-nl.csv"
    headings, first, second, third = lines(waiting)
    assert headings[:8] == [
        "Number",
        "Place",
        "Change",
        "Outcome",
        "Kind of account",
        "Key of the account",
        "Loses access",
        "Remarks",
    ]
    named = dict(zip(headings, first, strict=True))
    assert (named["Last name (before)"], named["Last name (after)"], named["Outcome"]) == ("Old", "Smit 1", "")
    assert dict(zip(headings, second, strict=True)) == {
        **dict.fromkeys(headings, ""),
        "Number": "2",
        "Place": "row 2",
        "Change": "Deactivate",
        "Kind of account": "Professional",
        "Key of the account": second[5],
        "Loses access": "yes",
        "Active (before)": "yes",
        "Active (after)": "no",
    }
    assert third[2:4] == ["Refused", ""]
    assert "Field email is not a valid e-mail address." in third[7]
    dutch = lines(waiting, "nl")
    assert dutch[0][8:10] == ["Achternaam (was)", "Achternaam (wordt)"]
    assert dutch[2][2] == "Deactiveren"
    approval.approve(here.tenant, run.id, "boss")
    here.work()
    assert [each[3] for each in lines(here.run(run))[1:]] == ["Applied", "Applied", "Refused"]


def test_a_workbook_has_a_summary_and_the_same_lines(here: Bench) -> None:
    here.candidates = [professional(number) for number in range(1, 46)]
    run = here.start()
    here.work()
    now = here.run(run)
    summary = {row[0]: "".join(row[1:]) for row in cells(now, 1)}
    assert summary == {
        "Run": run.id,
        "Kind": "Cycle",
        "About": "main",
        "State": "Done",
        "Started (UTC)": "2026-03-02T09:00:00",
        "Ended (UTC)": "2026-03-02T09:00:00",
        "Rows": "45",
        "Lose access": "0",
        "Change: New": "45",
        "Outcome: Applied": "45",
    }
    found = cells(now, 2)
    assert len(found) == 46
    assert [row[1] for row in found[1:]] == [f"row {number}" for number in range(1, 46)]
    assert cells(now, 2, "nl")[0][:3] == ["Nummer", "Plaats", "Wat er verandert"]


def test_no_text_is_a_formula_or_a_link(here: Bench) -> None:
    evil = "=HYPERLINK(https://x.example)"
    here.candidates = [professional(1, last_name=evil, description="https://x.example", label="+1")]
    run = here.start()
    here.work()
    now = here.run(run)
    headings, row = lines(now)
    named = dict(zip(headings, row, strict=True))
    assert (named["Last name (after)"], named["Place"]) == (f"'{evil}", "'+1")
    assert evil in cells(now, 2)[1]
    with zipfile.ZipFile(io.BytesIO(stored(now, "report-en.xlsx"))) as book:
        assert b"<hyperlink" not in book.read("xl/worksheets/sheet2.xml")


def test_relationships_have_columns_of_their_own(here: Bench) -> None:
    here.world.client("C1")
    here.world.professional("P1")
    relations = DesiredRelations(professional_ids=("P1", "P2"))
    here.candidates = [Candidate(label="row 1", desired=Desired(kind=Kind.CLIENT, id="C1", relations=relations))]
    run = here.start()
    here.work()
    headings, row = lines(here.run(run))
    named = dict(zip(headings, row, strict=True))
    assert (named["New relationships"], named["Relationships that wait for a professional"]) == ("P1", "P2")


def test_a_row_that_was_staged_again_has_one_line(here: Bench) -> None:
    here.restages = True
    make(here, 1, 2)
    here.candidates, here.verdict = [professional(1), professional(2)], WAITS
    run = here.start()
    here.work()
    change(here, 1, last_name="Other")
    approval.approve(here.tenant, run.id, "boss")
    here.work()
    approval.approve(here.tenant, run.id, "boss")
    here.work()
    assert sorted((each[0], each[3]) for each in lines(here.run(run))[1:]) == [("1", "Applied"), ("2", "Applied")]


def test_a_run_without_rows_has_no_report(here: Bench) -> None:
    run = here.start()
    here.work()
    now = here.run(run)
    assert (now.state, now.files) == (RunState.DONE, {})
    with pytest.raises(Declined):
        reporting.address(now, "csv", "nl")


def test_a_report_is_left_to_an_invocation_that_has_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with patience.within(300), pacing.invocation():
        assert not pacing.is_late_for(200)
        assert not pacing.is_late_for(1_000), "no invocation has more time than this one, which has just begun"
        monkeypatch.setattr(patience, "left", lambda: 100.0)
        assert pacing.is_late_for(200)
        assert not pacing.is_late_for(50)
