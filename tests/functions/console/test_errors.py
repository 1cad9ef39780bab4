"""The error log of an integration, and what can be done about its entries."""

import csv
import io
import re
from typing import Any

import pytest

from functions.console.desk import Desk
from functions.hl7_intake import problems
from functions.hl7_intake.archive.messages import Outcome
from koppel.domain.problems.access import SWITCHED_OFF
from koppel.domain.problems.problem import Finding, Level, Problem, State, problem
from koppel.domain.texts import Text
from koppel.organisation import error_log
from tests.functions.console.conftest import Console
from tests.functions.console.test_messages import store

LOG = "/console/demo/hl7_intake/errors"
SCRIPT = "<script>alert(1)</script>"
MARKED = problem("marked", Level.WARNING, nl=SCRIPT, en=SCRIPT, remedy=Text(nl=SCRIPT, en=SCRIPT))


def record(console: Console, what: Problem = problems.NOT_PROCESSED, **given: Any) -> str:
    """An entry; its id."""
    tenant = console.world.tenant
    error_log.record(tenant, "hl7_intake", Finding(problem=what, **given))
    found, _ = error_log.entries(tenant, "hl7_intake", State.OPEN)
    return found[0].id


def page_of(entry: str) -> str:
    return f"{LOG}/{entry.replace('/', '.')}"


def state_of(console: Console, entry: str) -> State:
    found = error_log.find(console.world.tenant, "hl7_intake", entry)
    assert found is not None
    return found.state


def test_an_empty_log_says_so_kindly(console: Console) -> None:
    page = console.manager.get(LOG)
    assert page.status == 200
    assert "Nothing needs your attention here" in page.body
    console.manager.language = "nl"
    assert "Hier hoeft u niets te doen" in console.manager.get(LOG).body


def test_an_entry_is_told_in_plain_language(console: Console) -> None:
    record(console, problems.NO_LAST_NAME, subject="26010042")
    console.world.clock.move(minutes=20)
    record(console, problems.NO_LAST_NAME, subject="26010042")
    body = console.manager.get(LOG).body
    assert "2 times, from 2 Mar 2026 10:00 to 2 Mar 2026 10:20" in body
    assert "•••42" in body
    assert "26010042" not in body
    assert problems.NO_LAST_NAME.explanation.en in body
    assert "The administrator or supplier" in body
    assert "/console/demo/do/open-entry?integration=hl7_intake&amp;entry=" in body


def test_what_is_new_is_marked_until_it_was_seen(console: Console) -> None:
    record(console)
    first = console.manager.get(LOG).body
    console.world.clock.move(minutes=1)
    assert ">New<" in first
    assert ">New<" not in console.manager.get(LOG).body
    console.world.clock.move(minutes=1)
    record(console, cause="other")
    assert console.manager.get(LOG).body.count(">New<") == 1


def test_entries_are_filtered(console: Console) -> None:
    record(console, problems.NOT_PROCESSED)
    record(console, SWITCHED_OFF)
    level = console.manager.get(f"{LOG}?level=notice").body
    assert SWITCHED_OFF.explanation.en in level
    assert problems.NOT_PROCESSED.explanation.en not in level
    text = console.manager.get(f"{LOG}?text=SWITCHED").body
    assert SWITCHED_OFF.explanation.en in text
    assert problems.NOT_PROCESSED.explanation.en not in text
    assert "No entry matches these filters" in console.manager.get(f"{LOG}?until=2026-03-01").body
    assert problems.NOT_PROCESSED.explanation.en in console.manager.get(f"{LOG}?since=2026-03-02&until=2026-03-02").body
    assert "No entry matches" in console.manager.get(f"{LOG}?state=solved").body


def test_a_date_that_is_none_is_refused_beside_its_field(console: Console) -> None:
    page = console.manager.get(f"{LOG}?since=yesterday")
    assert page.status == 422
    assert 'aria-describedby="since-error"' in page.body


def test_pages_go_on_where_they_ended(console: Console) -> None:
    for number in range(27):
        record(console, cause=str(number))
        console.world.clock.move(seconds=1)
    first = console.manager.get(LOG).body
    assert first.count("<article") == 25
    older = re.search(rf'href="({LOG}\?[^"]*after=[^"]*)"', first)
    assert older
    second = console.manager.get(older[1].replace("&amp;", "&")).body
    assert second.count("<article") == 2
    assert second.count(">New<") == 2


def test_entries_about_one_person_are_found_by_a_form_and_recorded(console: Console) -> None:
    record(console, problems.NO_LAST_NAME, subject="26010042")
    record(console, problems.NO_LAST_NAME, subject="26010043")
    page = console.manager.post(LOG, {"person": "26010042"})
    assert page.status == 200
    assert page.body.count("<article") == 1
    (act,) = [each for each in console.office.done("list-acts")["acts"] if each["verb"] == "find-entries"]
    assert "26010042" not in repr(act)
    assert "Entries about this person: <strong>0<" in console.manager.post(LOG, {"person": "x"}).body


@pytest.mark.parametrize(("act", "state"), [("solved", State.SOLVED), ("ignored", State.IGNORED)])
def test_an_entry_is_marked_and_the_visitor_comes_back_to_the_list(console: Console, act: str, state: State) -> None:
    entry = record(console)
    back = f"{LOG}?level=error"
    done = console.manager.post(page_of(entry), {"act": f"mark-entry.{act}", "back": back})
    assert (done.status, done.location) == (303, f"{back}&result=done")
    assert state_of(console, entry) is state
    assert "Done." in console.manager.get(done.location).body
    page = console.manager.get(page_of(entry)).body
    assert "Open again" in page
    if state is State.SOLVED:
        assert "by 00000000000000000000000000000001 (delegated_logon)" in page


def test_what_changed_meanwhile_is_not_done_but_told(console: Console) -> None:
    entry = record(console)
    error_log.mark(console.world.tenant, "hl7_intake", entry, State.IGNORED)
    told = console.manager.post(page_of(entry), {"act": "mark-entry.ignored"})
    assert told.status == 409
    assert "this entry has changed meanwhile" in told.body


def test_a_message_is_processed_again_from_its_entry(console: Console) -> None:
    message = store(console)
    entry = record(console, cause=message, reference=message)
    page = console.manager.get(page_of(entry)).body
    assert f'href="/console/demo/messages/{message}"' in page
    assert console.manager.post(page_of(entry), {"act": "replay-messages"}).location == f"{LOG}?result=done"
    assert console.office.done("find-messages")["messages"][0]["outcome"] == Outcome.PENDING
    again = console.manager.post(page_of(entry), {"act": "replay-messages"})
    assert "Nothing was processed again" in console.manager.get(again.location).body


def test_an_entry_that_solved_itself_says_when_and_by_what(console: Console) -> None:
    message = store(console)
    finding = Finding(problem=problems.NOT_PROCESSED, cause=message, reference=message)
    entry = record(console, cause=message, reference=message)
    error_log.solve(console.world.tenant, "hl7_intake", finding, reference=message)
    body = console.manager.get(page_of(entry)).body
    assert "by itself, when this was processed:" in body
    assert f"/console/demo/messages/{message}" in body


def test_the_log_is_downloaded_as_the_filters_say(console: Console) -> None:
    record(console, problems.NO_LAST_NAME, subject="=cmd|26010042")
    record(console, SWITCHED_OFF)
    file = console.manager.get("/console/demo/hl7_intake/errors.csv?level=notice")
    assert file.headers["Content-Type"] == "text/csv;charset=UTF-8"
    assert 'filename="demo-hl7_intake-2026-03-02.csv"' in file.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(file.body.removeprefix("\ufeff"))))
    assert [len(rows), rows[1][2]] == [2, "Notice"]
    assert "26010042" not in console.manager.get("/console/demo/hl7_intake/errors.csv").body


def test_a_long_log_is_downloaded_in_parts(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        record(console, cause=str(number))
        console.world.clock.move(seconds=1)
    ask, asked = Desk.ask, list[str]()

    def one_by_one(desk: Desk, name: str, /, **given: Any) -> Any:
        if name != "export-entries":
            return ask(desk, name, **given)
        asked.append(given["after"])
        return ask(desk, name, **given, limit=1)

    monkeypatch.setattr(Desk, "ask", one_by_one)
    file = console.manager.get("/console/demo/hl7_intake/errors.csv")
    assert len(file.body.strip().splitlines()) == 4
    assert asked[0] == ""
    assert len(asked) == len(set(asked)) >= 3


def test_script_comes_back_as_text(console: Console) -> None:
    entry = record(console, MARKED, subject=f"{SCRIPT}@x")
    for page in (
        console.manager.get(LOG),
        console.manager.get(page_of(entry)),
        console.manager.post(LOG, {"person": SCRIPT}),
        console.manager.get(f"{LOG}?text=%3Cscript%3Ealert(1)%3C/script%3E"),
        console.manager.get(f"{LOG}?seen=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&result=%3Cscript%3E"),
    ):
        assert page.status == 200
        assert "<script>alert" not in page.body


def test_other_organisations_and_unknown_entries_are_not_there(console: Console) -> None:
    console.world.add_organisation("other")
    console.world.organisation = console.world.look_up("demo")
    assert console.manager.get("/console/other/hl7_intake/errors").status == 404
    assert console.manager.get("/console/other/hl7_intake/errors.csv").status == 404
    assert console.manager.get("/console/demo/nonsense/errors").status == 404
    assert console.manager.get(f"{LOG}/-.{'0' * 32}").status == 404
    assert console.manager.get(f"{LOG}/x").status == 422
    assert console.manager.get(f"{LOG}/x/y").status == 404


def test_forms_without_a_token_do_nothing(console: Console) -> None:
    entry = record(console)
    for form in ({"act": "mark-entry.solved"}, {"person": "C1"}):
        target = page_of(entry) if "act" in form else LOG
        assert console.manager.ask("POST", target, "act=mark-entry.solved&person=C1").status == 403
        refused = console.manager.post(target, form, Origin="https://evil.example")
        assert refused.status == 403
    assert state_of(console, entry) is State.OPEN


def test_the_way_back_leads_to_this_log_only(console: Console) -> None:
    entry = record(console)
    for back in ("https://evil.example", f"{LOG}?x=\r\nSet-Cookie: a=b", "/console/other"):
        form = {"act": f"mark-entry.{'ignored' if state_of(console, entry) is State.OPEN else 'open'}", "back": back}
        assert console.manager.post(page_of(entry), form).location == f"{LOG}?result=done"
