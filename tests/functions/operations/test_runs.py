"""The commands about runs: what they show, and what they do."""

import json
from typing import Any

import pytest

from koppel.aws import clients
from koppel.domain.runs.run import Run, RunKind
from tests.harness.office import ACTOR, Office
from tests.koppel.runs.bench import BUCKET, WAITS, Bench, leaver, professional

RUN = {
    "run", "integration", "kind", "about", "state", "actor", "started", "changed", "ended", "counts", "outcomes",
    "rows", "progress", "loses_access", "digest", "reasons", "approvals", "approvals_needed", "settings_version",
    "all_or_nothing", "waits_until", "undoes", "undone_by", "may",
}  # fmt: skip
ROW = {"number", "label", "verb", "account", "before", "after", "reasons", "loses_access", "outcome"}


@pytest.fixture
def here(office: Office) -> Bench:
    where: Any = {"LocationConstraint": "eu-west-1"}
    clients.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    return Bench(office.world)


def waiting(here: Bench, **others: Any) -> Run:
    """A run of a new professional and one who leaves, which waits."""
    here.world.professional("P2")
    here.candidates, here.verdict = [professional(1), leaver(2), professional(3, email="wrong")], WAITS
    run = here.start(**others)
    here.work()
    return here.run(run)


def test_runs_are_listed_newest_first(office: Office, here: Bench) -> None:
    here.candidates = [professional(1)]
    runs = []
    for _ in range(3):
        runs.append(here.start().id)
        here.work()
        here.world.clock.move(minutes=15)
    first = office.done("list-runs", limit=2)
    assert [each["run"] for each in first["runs"]] == runs[:0:-1]
    second = office.done("list-runs", limit=2, after=first["next"])
    assert ([each["run"] for each in second["runs"]], second["next"]) == (runs[:1], "")
    assert office.done("list-runs", state="waiting") == {"runs": [], "next": ""}
    assert len(office.done("list-runs", integration="directory_sync")["runs"]) == 3
    assert office.done("list-runs", integration="rest_api")["runs"] == []


def test_a_run_is_shown_with_its_rows(office: Office, here: Bench) -> None:
    run = waiting(here)
    shown = json.loads(json.dumps(office.done("show-run", run=run.id)))
    assert set(shown) == {"run", "rows", "next"}
    assert set(shown["run"]) == RUN
    assert all(set(each) == ROW for each in shown["rows"])
    assert shown["run"] == {
        "run": run.id,
        "integration": "directory_sync",
        "kind": "cycle",
        "about": "main",
        "state": "waiting",
        "actor": "AD",
        "started": "2026-03-02T09:00:00",
        "changed": "2026-03-02T09:00:00",
        "ended": "",
        "counts": {"create": 1, "deactivate": 1, "refused": 1},
        "outcomes": {},
        "rows": 3,
        "progress": {"read": "3 / 3", "pages": 1, "applied_pages": 0},
        "loses_access": 1,
        "digest": run.digest,
        "reasons": [],
        "approvals": [],
        "approvals_needed": 1,
        "settings_version": 0,
        "all_or_nothing": False,
        "waits_until": "2026-03-03T09:00:00",
        "undoes": "",
        "undone_by": "",
        "may": ["approve", "reject", "download"],
    }
    new, gone, wrong = shown["rows"]
    assert (new["number"], new["label"], new["verb"], new["account"], new["outcome"]) == (
        1,
        "row 1",
        "create",
        {"kind": "professional", "key": ""},
        None,
    )
    assert new["after"]["last_name"] == "Smit 1"
    assert (gone["loses_access"], gone["before"]["active"], gone["after"]["active"]) == (True, True, False)
    assert [each["slug"] for each in wrong["reasons"]] == ["field-refused"]
    assert wrong["reasons"][0]["nl"].startswith("Veld email is geen geldig e-mailadres.")
    assert wrong["reasons"][0]["en"].startswith("Field email is not a valid e-mail address.")
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["actor"], act["details"]) == ("show-run", ACTOR, {"run": run.id, "after": ""})


def test_progress_is_shown_without_people_and_without_a_record(office: Office, here: Bench) -> None:
    run = waiting(here)
    shown = office.done("show-progress", run=run.id)
    assert set(shown) == {"run"}
    assert "Smit" not in json.dumps(shown)
    assert office.done("list-acts")["acts"] == []


def test_rows_are_shown_page_by_page_and_by_what_is_planned_and_came_of_them(office: Office, here: Bench) -> None:
    here.candidates = [professional(number) for number in range(1, 51)]
    here.candidates[10] = professional(11, email="wrong")
    run = here.start()
    here.work()
    numbers, after = [], ""
    while True:
        page = office.done("show-run", run=run.id, limit=7, after=after)
        numbers += [each["number"] for each in page["rows"]]
        after = page["next"]
        if not after:
            break
    assert numbers == list(range(1, 51))
    assert [each["number"] for each in office.done("show-run", run=run.id, verb="refused")["rows"]] == [11]
    assert [each["number"] for each in office.done("show-run", run=run.id, outcome="refused")["rows"]] == [11]
    applied = office.done("show-run", run=run.id, outcome="applied", limit=200)["rows"]
    assert len(applied) == 49
    made = here.account(1)
    assert made is not None
    assert applied[0]["account"] == {"kind": "professional", "key": made.key}
    assert office.declined("show-run", run=run.id, after="x")["slug"] == "invalid"


def test_a_run_is_approved_by_its_digest_and_applied(office: Office, here: Bench) -> None:
    run = waiting(here)
    assert office.declined("approve-run", run=run.id, digest="0" * 32)["slug"] == "plan-differs"
    done = office.done("approve-run", run=run.id, digest=run.digest)
    assert done["run"]["state"] == "applying"
    here.work()
    shown = office.done("show-progress", run=run.id)["run"]
    assert (shown["state"], shown["outcomes"]) == ("done", {"applied": 2, "refused": 1})
    assert shown["approvals"] == [{"actor": ACTOR, "at": "2026-03-02T09:00:00"}]
    assert shown["may"] == ["undo", "download"]


def test_a_run_is_rejected_with_a_reason(office: Office, here: Bench) -> None:
    run = waiting(here)
    office.done("reject-run", run=run.id, reason="De groep was leeg.")
    here.work()
    shown = office.done("show-progress", run=run.id)["run"]
    assert (shown["state"], shown["reasons"][0]["nl"]) == (
        "rejected",
        "Afgewezen: De groep was leeg. Er is niets (meer) uitgevoerd.",
    )
    assert shown["may"] == ["download"]


def test_a_run_is_undone_by_another_one(office: Office, here: Bench) -> None:
    run = waiting(here)
    office.done("approve-run", run=run.id)
    here.work()
    undo = office.done("undo-run", run=run.id)
    assert (undo["undoes"], undo["state"]) == (run.id, "reading")
    here.work()
    shown = office.done("show-run", run=undo["run"])
    assert (shown["run"]["kind"], shown["run"]["undoes"], shown["run"]["state"]) == (RunKind.UNDO, run.id, "waiting")
    office.done("approve-run", run=undo["run"], digest=shown["run"]["digest"])
    here.work()
    assert office.done("show-progress", run=run.id)["run"]["undone_by"] == undo["run"]
    assert office.declined("undo-run", run=run.id)["slug"] == "undone-already"


@pytest.mark.parametrize(
    "command", ["show-run", "show-progress", "approve-run", "reject-run", "undo-run", "download-report"]
)
def test_a_run_must_be_known(office: Office, command: str) -> None:
    assert office.declined(command, run="20260302T090000-00000000")["slug"] == "unknown-run"
    assert office.declined(command, run="../demo")["slug"] == "invalid"


def test_a_report_is_downloaded_by_an_address_that_works_for_a_minute(office: Office, here: Bench) -> None:
    run = waiting(here)
    for form in ("csv", "xlsx"):
        found = office.done("download-report", run=run.id, format=form)
        assert set(found) == {"url", "seconds"}
        assert found["seconds"] == 60
        assert f"demo/{run.id}/report-nl.{form}" in found["url"]
        assert "X-Amz-Expires=60" in found["url"]
    acts = [each for each in office.done("list-acts")["acts"] if each["verb"] == "download-report"]
    assert acts[0]["details"] == {"run": run.id, "format": "xlsx", "language": "nl"}


def test_the_sweep_queues_what_stands_still(office: Office, here: Bench) -> None:
    here.candidates = [professional(1)]
    run = here.start()
    ((ids, receipt),) = here.messages()
    assert ids == {"organisation": "demo", "run": run.id, "turn": "0"}
    clients.sqs().delete_message(
        QueueUrl=here.url, ReceiptHandle=receipt
    )  # its worker ends before it has done anything
    office.world.clock.move(minutes=4)
    assert office.ask("sweep")["result"]["runs"] == 0
    office.world.clock.move(minutes=1)
    assert office.ask("sweep")["result"]["runs"] == 1
    assert here.work() == ["done"]
    assert here.run(run).turn == 1
    office.world.clock.move(minutes=5)
    assert office.ask("sweep")["result"]["runs"] == 0
