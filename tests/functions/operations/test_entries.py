"""Commands about error logs and waiting messages."""

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Message
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.problems.access import SCOPE_MISSING
from koppel.domain.problems.problem import Finding
from koppel.organisation import audit_log, error_log
from tests.harness.office import Office


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
