"""Acts: who looks for a person, or does something that is more than one change, leaves one, before the effect."""

from typing import Any

import pytest

from koppel.aws.row_keys.row_key import OPERATOR
from koppel.organisation import audit_log
from koppel.organisation.audit_log import AuditRecord
from tests.harness.office import ACTOR, Office

CLIENT = {"id": "26010042", "values": {"last_name": "Berg", "first_name": "Jo", "gender": "f", "email": "jo@a.example"}}


def left(office: Office, org: str = "demo") -> list[AuditRecord]:
    """The acts of an organisation, or of none, newest first."""
    return list(audit_log.every(office.world.runtime, org))


def test_search_for_a_person_leaves_an_act_that_does_not_name_the_person(office: Office) -> None:
    office.done("find-messages", patient="26010042")
    office.done("find-entries", integration="hl7_intake", subject="26010042")
    office.done("find-messages", patient="26010043")
    other, entries, messages = left(office)
    assert [each.verb for each in (messages, entries, other)] == ["find-messages", "find-entries", "find-messages"]
    assert {each.actor for each in (messages, entries, other)} == {ACTOR}
    assert messages.details["subject"] == entries.details["subject"] == "•••42"
    assert messages.details["pseudonym"] == entries.details["pseudonym"] != other.details["pseudonym"]
    assert entries.details["integration"] == "hl7_intake"
    assert "26010042" not in str(left(office))


def test_search_for_no_person_leaves_none(office: Office) -> None:
    office.done("find-messages", trigger="A01")
    office.done("list-entries", integration="hl7_intake")
    assert left(office) == []


def test_import_says_how_many_and_whence(office: Office) -> None:
    office.done("import-accounts", kind="client", source="AFAS", accounts=[CLIENT])
    (act,) = left(office)
    assert (act.verb, dict(act.details)) == ("import-accounts", {"kind": "client", "source": "AFAS", "count": 1})


def test_what_is_done_for_no_organisation_is_listed_for_the_operator(office: Office) -> None:
    for command, arguments in (("sign-with", {"key": "second"}), ("sweep", {}), ("redrive-messages", {})):
        assert "result" in office.ask(command, **arguments)
    shown = office.ask("list-operator-acts")["result"]["acts"]
    assert [(each["verb"], each["actor"]) for each in shown] == [
        ("redrive-messages", ACTOR),
        ("sweep", ACTOR),
        ("sign-with", ACTOR),
    ]
    assert shown[2]["details"] == {"key": "second"}
    assert office.done("list-acts")["acts"] == []


@pytest.mark.parametrize(
    ("place", "command", "arguments"),
    [
        ("functions.operations.accounts._import", "import-accounts", {"kind": "client", "accounts": [CLIENT]}),
        ("functions.operations.jobs.sweep", "sweep", {}),
        ("koppel.aws.queues.Queue.move_to", "redrive-messages", {}),
        ("functions.hl7_intake.archive.search.search", "find-messages", {"patient": "26010042"}),
        ("koppel.organisation.error_log.about", "find-entries", {"integration": "hl7_intake", "subject": "26010042"}),
    ],
)
def test_act_is_there_when_the_process_ends_before_the_effect(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str, command: str, arguments: dict[str, Any]
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(place, killed)
    general = command in {"sweep", "redrive-messages"}
    with pytest.raises(KeyboardInterrupt):
        office.ask(command, **arguments if general else {"organisation": "demo", **arguments})
    assert [each.verb for each in left(office, OPERATOR if general else "demo")] == [command]
