"""Runs in the console: found, looked at, approved, rejected, undone, fetched as a report."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.console.visitor import Visitor
from koppel.aws import clients
from koppel.domain.runs.run import Run
from koppel.organisation import audit_log
from tests.functions.console.conftest import Console
from tests.koppel.runs.bench import BUCKET, WAITS, Bench, leaver, professional

PATH = "/console/demo/runs"


@pytest.fixture
def here(console: Console) -> Bench:
    where: Any = {"LocationConstraint": "eu-west-1"}
    clients.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    return Bench(console.world)


def waiting(here: Bench) -> Run:
    """A run of a new professional, one who leaves and one who is refused; it waits."""
    if here.account(2) is None:
        here.world.professional("P2")
    here.candidates, here.verdict = [professional(1), leaver(2), professional(3, email="wrong")], WAITS
    run = here.start()
    here.work()
    return here.run(run)


def test_without_runs_the_page_says_where_they_come_from(console: Console) -> None:
    page = console.manager.get(PATH)
    assert page.status == 200
    assert "There is no run yet" in page.body
    console.manager.language = "nl"
    assert "Er is nog geen verwerking" in console.manager.get(PATH).body


def test_runs_are_listed_newest_first_and_filtered(console: Console, here: Bench) -> None:
    first = waiting(here)
    console.manager.post(f"{PATH}/{first.id}", {"act": "reject"})
    here.world.clock.move(minutes=5)
    second = waiting(here)
    body = console.manager.get(PATH).body
    assert body.index(second.id) < body.index(first.id)
    assert first.id not in console.manager.get(f"{PATH}?state=waiting").body
    assert second.id in console.manager.get(f"{PATH}?state=waiting&integration=directory_sync").body
    assert second.id not in console.manager.get(f"{PATH}?integration=rest_api").body
    assert console.manager.get(f"{PATH}?state=nonsense&after=nonsense").status == 200


def test_older_runs_are_on_the_next_page(console: Console, here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.console.pages.runs.RUNS_ON_A_PAGE", 1)
    here.candidates = [professional(1)]
    runs = []
    for _ in range(2):
        runs.append(here.start().id)
        here.work()
        here.world.clock.move(minutes=1)
    body = console.manager.get(f"{PATH}?state=done").body
    assert runs[1] in body
    assert f"state=done&amp;after={runs[1]}" in body
    assert runs[0] in console.manager.get(f"{PATH}?state=done&after={runs[1]}").body


def test_a_run_that_goes_on_is_loaded_again(console: Console, here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start()
    body = console.manager.get(f"{PATH}/{run.id}").body
    assert "Reading" in body
    assert 'data-again="3"' in body
    here.work()
    assert "data-again" not in console.manager.get(f"{PATH}/{run.id}").body


def test_the_page_of_a_run_shows_counts_and_nobody(console: Console, here: Bench) -> None:
    run = waiting(here)
    body = console.manager.get(f"{PATH}/{run.id}").body
    for each in ("Waiting for approval", "People who would no longer have access: 1", "3 Mar 2026 10:00"):
        assert each in body
    assert f'href="{PATH}/{run.id}/rows?verb=deactivate"' in body
    assert "Smit" not in body


def test_rows_show_what_would_change_and_that_is_recorded(console: Console, here: Bench) -> None:
    run = waiting(here)
    body = console.manager.get(f"{PATH}/{run.id}/rows").body
    for each in ("row 1", "<ins>Smit 1</ins>", "Would no longer have access", "is not a valid e-mail address"):
        assert each in body
    acts = audit_log.every(here.world.runtime, "demo")
    assert [each.verb for each in acts if each.details.get("run") == run.id] == ["show-run"]


def test_rows_are_filtered_and_paged(console: Console, here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run = waiting(here)
    body = console.manager.get(f"{PATH}/{run.id}/rows?verb=refused").body
    assert "row 3" in body
    assert "row 1" not in body
    assert "No row matches" in console.manager.get(f"{PATH}/{run.id}/rows?outcome=failed").body
    monkeypatch.setattr("functions.console.pages.runs.ROWS_ON_A_PAGE", 2)
    first = console.manager.get(f"{PATH}/{run.id}/rows").body
    assert "row 3" not in first
    target = first.split('href="')[-1].partition('"')[0].replace("&amp;", "&")
    assert "row 3" in console.manager.get(target).body
    assert console.manager.get(f"{PATH}/{run.id}/rows?after=x").status == 200


def test_an_approved_run_is_carried_out(console: Console, here: Bench) -> None:
    run = waiting(here)
    answer = console.manager.post(f"{PATH}/{run.id}", {"act": "approve", "digest": run.digest})
    assert (answer.status, answer.location) == (303, f"{PATH}/{run.id}?done=approve")
    assert "Your approval is recorded" in console.manager.get(answer.location).body
    here.work()
    body = console.manager.get(f"{PATH}/{run.id}").body
    assert "Applied" in body
    assert 'value="undo"' in body
    account = here.account(1)
    assert account is not None
    rows = console.manager.get(f"{PATH}/{run.id}/rows?outcome=applied").body
    assert f'href="/console/demo/accounts/professional/{account.key}"' in rows


def test_who_saw_another_plan_approves_nothing(console: Console, here: Bench) -> None:
    run = waiting(here)
    answer = console.manager.post(f"{PATH}/{run.id}", {"act": "approve", "digest": "0" * 32})
    assert answer.status == 422
    assert "no longer what is staged" in answer.body
    assert here.run(run).state == "waiting"


def test_a_rejected_run_changes_nothing(console: Console, here: Bench) -> None:
    run = waiting(here)
    answer = console.manager.post(f"{PATH}/{run.id}", {"act": "reject"})
    assert answer.status == 303
    assert "Nothing of it is carried out" in console.manager.get(answer.location).body
    here.work()
    assert here.account(1) is None


def test_an_undo_leads_to_a_run_of_its_own(console: Console, here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start()
    here.work()
    answer = console.manager.post(f"{PATH}/{run.id}", {"act": "undo"})
    assert answer.status == 303
    undo = urlsplit(answer.location).path
    assert undo != f"{PATH}/{run.id}"
    here.work()
    page = console.manager.get(answer.location)
    assert f'<a href="{PATH}/{run.id}">this run</a>' in page.body
    assert console.manager.post(undo, {"act": "approve", "digest": ""}).status == 303
    here.work()
    account = here.account(1)
    assert account is not None
    assert not account.active
    assert f'href="{undo}"' in console.manager.get(f"{PATH}/{run.id}").body


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_report_is_fetched_from_where_it_is_kept(console: Console, here: Bench, form: str) -> None:
    run = waiting(here)
    answer = console.manager.get(f"{PATH}/{run.id}/report.{form}")
    assert answer.status == 303
    address = urlsplit(answer.location)
    assert run.id in address.path
    assert "X-Amz-Signature" in parse_qs(address.query)
    assert "download-report" in [each.verb for each in audit_log.every(here.world.runtime, "demo")]


def test_people_are_shown_after_a_fresh_logon_only(
    console: Console, here: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = waiting(here)
    csrf = console.manager.get(f"{PATH}/{run.id}").csrf
    monkeypatch.setattr(Visitor, "is_fresh", lambda _visitor, _now: False)
    for path in ("rows", "report.csv"):
        assert console.manager.get(f"{PATH}/{run.id}/{path}").status == 403, path
    answer = console.manager.post(f"{PATH}/{run.id}", {"act": "approve", "digest": run.digest, "csrf": csrf})
    assert answer.status == 403
    assert here.run(run).state == "waiting"


@pytest.mark.parametrize("path", ["x", "20260302T090000-00000000", "20260302T090000-00000000/rows", "x/rows/y"])
def test_an_unknown_run_has_no_page(console: Console, path: str) -> None:
    assert console.manager.get(f"{PATH}/{path}").status == 404


def test_an_unknown_act_is_refused(console: Console, here: Bench) -> None:
    run = waiting(here)
    assert console.manager.post(f"{PATH}/{run.id}", {"act": "explode"}).status == 404
    assert here.run(run).state == "waiting"
