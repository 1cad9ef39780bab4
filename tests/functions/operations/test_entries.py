"""Commands about error logs and waiting messages."""

import csv

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Message
from functions.operations.registry import TILES
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.writes import Update
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.problems.access import SCOPE_MISSING, SWITCHED_OFF
from koppel.domain.problems.problem import Finding
from koppel.organisation import audit_log, error_log
from tests.harness.office import ACTOR, Office


def note(office: Office, subject: str, cause: str = "hl7") -> None:
    """An entry in the log of the REST API."""
    finding = Finding(problem=SCOPE_MISSING, subject=subject, cause=cause, details={"scope": cause}, reference="r1")
    error_log.record(office.world.tenant, "rest_api", finding)


def test_the_log_comes_in_pages_newest_first(office: Office) -> None:
    for subject in ("first", "second", "third"):
        note(office, subject)
        office.world.clock.move(seconds=1)
    page = office.done("list-entries", integration="rest_api", limit=2)
    assert [each["subject"] for each in page["entries"]] == ["•••rd", "•••nd"]
    rest = office.done("list-entries", integration="rest_api", limit=2, after=page["next"])
    assert [each["subject"] for each in rest["entries"]] == ["•••st"]
    assert rest["next"] == ""


def test_an_entry_says_what_is_the_matter_and_what_to_do(office: Office) -> None:
    note(office, "first")
    (entry,) = office.done("list-entries", integration="rest_api")["entries"]
    assert (entry["slug"], entry["level"], entry["state"], entry["count"]) == ("scope-missing", "warning", "open", 1)
    assert entry["explanation"]["en"] == "An API user did something for which the scope hl7 is needed."
    assert entry["remedy"]["nl"]
    assert (entry["first_seen"], entry["reference"]) == ("2026-03-02T09:00:00.000000", "r1")


def test_an_entry_says_who_can_do_it_and_names_the_commands_that_do(office: Office) -> None:
    note(office, "first")
    (entry,) = office.done("list-entries", integration="rest_api")["entries"]
    assert (entry["responsible"], entry["who"]["en"]) == ("application-manager", "The application manager")
    place = {"organisation": "demo", "integration": "rest_api", "entry": entry["id"]}
    assert entry["acts"] == [
        {"command": "scope-api-user", "arguments": {"organisation": "demo"}},
        {"command": "mark-entry", "arguments": {**place, "state": "solved"}},
        {"command": "mark-entry", "arguments": {**place, "state": "ignored"}},
    ]


def test_entries_are_filtered(office: Office) -> None:
    for cause in ("hl7", "bsn:read"):
        note(office, "first", cause)
        office.world.clock.move(days=1)
    error_log.record(office.world.tenant, "hl7_intake", Finding(problem=SWITCHED_OFF))
    found = [
        office.done("list-entries", **asked)["entries"]
        for asked in (
            {},
            {"integration": "rest_api", "text": "SCOPE BSN"},
            {"level": "notice"},
            {"since": "2026-03-03", "until": "2026-03-04"},
        )
    ]
    assert [[each["level"] for each in page] for page in found] == [
        ["notice", "warning", "warning"],
        ["warning"],
        ["notice"],
        ["warning"],
    ]
    (off,) = found[2]
    assert off["acts"][0] == {
        "command": "switch-on",
        "arguments": {"organisation": "demo", "integration": "hl7_intake"},
    }


def test_a_cursor_of_another_log_is_refused(office: Office) -> None:
    note(office, "first")
    cursor = office.done("list-entries", limit=1)["next"]
    assert office.done("list-entries", after=cursor) == {"entries": [], "next": ""}
    assert office.declined("list-entries", integration="hl7_intake", after=cursor)["fields"] == {
        "after": "belongs to a page of other error logs"
    }


def test_one_entry_is_shown_masked(office: Office) -> None:
    note(office, "C-1001")
    (entry,) = office.done("list-entries")["entries"]
    shown = office.done("show-entry", integration="rest_api", entry=entry["id"])
    assert shown == entry
    assert "C-1001" not in str(shown)
    assert office.done("list-acts")["acts"] == []
    missing = {"integration": "rest_api", "entry": f"-/{'0' * 32}"}
    assert office.declined("show-entry", **missing)["slug"] == "unknown-entry"
    assert office.declined("open-entry", **missing, reason="x")["slug"] == "unknown-entry"


def test_an_opened_entry_shows_the_subject_and_that_is_recorded(office: Office) -> None:
    note(office, "C-1001")
    (entry,) = office.done("list-entries")["entries"]
    opened = office.done("open-entry", integration="rest_api", entry=entry["id"], reason="ticket 12")
    assert opened == {**entry, "subject": "C-1001", "note": None}
    assert list(opened["references"]) == ["r1"]
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["details"]["reason"], act["details"]["entry"]) == ("open-entry", "ticket 12", entry["id"])
    assert "C-1001" not in str(act)


def test_a_subject_that_was_not_kept_is_said_to_be_so(office: Office) -> None:
    note(office, "C-1001")
    (entry,) = office.done("list-entries")["entries"]
    key = RowKey(row_keys.organisation.entries("demo", "rest_api"), entry["id"])
    office.world.runtime.table.write(Update(key, "REMOVE whom"))
    opened = office.done("open-entry", integration="rest_api", entry=entry["id"], reason="ticket 12")
    assert opened["subject"] is None
    assert "was not kept" in opened["note"]["en"]


def test_entries_are_counted_and_those_that_are_new(office: Office) -> None:
    note(office, "first")
    none, one = {"count": 0, "or_more": False}, {"count": 1, "or_more": False}
    (counted,) = office.done("count-entries", integration="rest_api")["integrations"]
    assert counted == {
        "integration": "rest_api",
        "open": {"notice": none, "warning": one, "error": none},
        "unread": one,
        "seen": "",
    }
    assert office.done("mark-seen", integration="rest_api") == {"integration": "rest_api", "before": ""}
    found = {each["integration"]: each for each in office.done("count-entries")["integrations"]}
    assert set(found) == set(TILES)
    assert (found["rest_api"]["unread"], found["rest_api"]["seen"]) == (none, "2026-03-02T09:00:00.000000")


def test_a_log_is_exported_in_parts_and_nobody_is_named(office: Office) -> None:
    for subject in ("C-1001", "C-1002", "=cmd()"):
        note(office, subject)
        office.world.clock.move(seconds=1)
    office.done(
        "mark-entry", integration="rest_api", entry=office.done("list-entries")["entries"][0]["id"], state="solved"
    )
    first = office.done("export-entries", language="en", limit=1)
    rest = office.done("export-entries", language="en", after=first["next"])
    assert (first["entries"], rest["entries"], rest["next"]) == (1, 1, "")
    titles, *rows = csv.reader((first["csv"] + rest["csv"]).splitlines())
    assert [dict(zip(titles, row, strict=True))["About"] for row in rows] == ["•••02", "•••01"]
    assert rows[0][:6] == ["rest_api", "Open", "Warning", "2026-03-02 09:00:01", "2026-03-02 09:00:01", "1"]
    assert "C-100" not in first["csv"] + rest["csv"]
    solved = office.done("export-entries", integration="rest_api", state="solved")["csv"]
    assert solved.startswith("Koppeling;Toestand;Ernst;")
    assert ";Opgelost;Waarschuwing;2026-03-02 09:00:02;" in solved
    assert ACTOR in solved


def test_a_subject_is_found_by_any_spelling_in_every_log(office: Office) -> None:
    note(office, "Jo@A.example")
    (found,) = office.done("find-entries", subject=" jo@a.EXAMPLE ")["entries"]
    assert found["integration"] == "rest_api"


def test_entries_are_found_by_exact_subject(office: Office) -> None:
    note(office, "C-100")
    note(office, "C-100", "bsn:read")
    note(office, "C-1001")
    found = office.done("find-entries", integration="rest_api", subject="C-100")["entries"]
    assert len(found) == 2
    assert office.done("find-entries", integration="rest_api", subject="C-10")["entries"] == []


def test_a_marked_entry_changes_lists(office: Office) -> None:
    note(office, "first")
    (entry,) = office.done("list-entries", integration="rest_api")["entries"]
    done = office.done("mark-entry", integration="rest_api", entry=entry["id"], state="ignored")
    assert done == {"entry": entry["id"], "state": "ignored"}
    assert office.done("list-entries", integration="rest_api")["entries"] == []
    (ignored,) = office.done("list-entries", integration="rest_api", state="ignored")["entries"]
    assert ignored["id"] == entry["id"]
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["details"]) == (
        "mark-entry",
        {"integration": "rest_api", "entry": entry["id"], "state": "ignored"},
    )


def test_an_entry_that_is_not_is_not_marked(office: Office) -> None:
    problem = office.declined("mark-entry", integration="rest_api", entry=f"-/{'0' * 32}", state="solved")
    assert problem["slug"] == "unknown-entry"
    assert office.done("list-acts")["acts"] == []


def test_waiting_messages_are_counted(office: Office) -> None:
    assert office.done("count-waiting") == {"waiting": 0, "or_more": False}
    w = office.world
    for number in range(3):
        message = Message(
            id=f"a-{number}", group="g1", raw=b"MSH", charset="", fingerprint="f1", answer=b"", sender="u1",
            trigger="ADT^A01", received=w.runtime.moment(),
        )  # fmt: skip
        messages.store(w.tenant, message)
    messages.finish(w.tenant, "a-1", messages.Outcome.APPLIED)
    assert office.done("count-waiting") == {"waiting": 2, "or_more": False}


def test_the_people_behind_a_count_are_shown_and_that_is_recorded(office: Office) -> None:
    w = office.world
    for number in range(3):
        desired = Desired(kind=Kind.CLIENT, id=f"C{number}", values={"last_name": "Berg"}, manner=Manner.LENIENT)
        synchronise(w.tenant, desired, w.origin("hl7_intake", "EPD"))
    asked = {"field": "email", "source": "EPD"}
    first = office.done("list-incomplete", limit=2, **asked)
    rest = office.done("list-incomplete", limit=2, after=first["next"], **asked)
    assert [each["id"] for each in (*first["accounts"], *rest["accounts"])] == ["C0", "C1", "C2"]
    assert rest["next"] == ""
    assert office.done("list-incomplete", field="email", source="Other")["accounts"] == []
    assert [each.verb for each in audit_log.every(w.runtime, "demo", limit=3)] == ["list-incomplete"] * 3


def test_a_field_that_does_not_exist_is_refused(office: Office) -> None:
    assert "is not a field of a client" in str(office.declined("list-incomplete", field="e-mail"))
