"""Commands about HL7 messages, and about feeds that fall silent."""

import json
import os

import pytest

from functions.hl7_intake.archive import messages, silence
from functions.hl7_intake.archive.messages import Message, Outcome
from functions.hl7_intake.problems import NOT_PROCESSED
from koppel.aws import clients
from koppel.domain.problems.account import OTHER_PERSON
from koppel.domain.problems.problem import Finding, State
from koppel.organisation import error_log
from tests.harness.office import Office

IDENTITY = f"{'a' * 32}-{'b' * 64}"


def store(office: Office, outcome: Outcome = Outcome.FAILED, identity: str = IDENTITY, feed: str = "EPD") -> None:
    """A message in the archive."""
    w = office.world
    group = messages.group(w.organisation, "C1")
    message = Message(
        id=identity, group=group, raw=b"MSH|caf\xe9", charset="8859/1", fingerprint="f", answer=b"MSA|AA", sender="u",
        trigger="ADT^A01", received=w.runtime.moment(), outcome=outcome, feed=feed,
    )  # fmt: skip
    messages.store(w.tenant, message)


def test_messages_are_found_without_their_content(office: Office) -> None:
    store(office)
    answer = office.done("find-messages", patient="C1", outcomes=["failed"], since="2026-03-02")
    assert answer == {
        "messages": [
            {"id": IDENTITY, "received": "2026-03-02T09:00:00.000000", "trigger": "ADT^A01", "outcome": "failed"}
        ],
        "next": "",
    }
    assert office.done("find-messages", patient="C2")["messages"] == []


def test_pages_go_on_where_they_ended(office: Office) -> None:
    for number in range(3):
        store(office, identity=f"{number:032x}-{'b' * 64}")
        office.world.clock.move(seconds=1)
    first = office.done("find-messages", limit=2)
    second = office.done("find-messages", limit=2, after=first["next"])
    assert [each["id"][31] for each in (*first["messages"], *second["messages"])] == ["2", "1", "0"]


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("find-messages", {"since": "yesterday"}),
        ("find-messages", {"after": "x"}),
        ("open-message", {"message": "x", "reason": "r"}),
        ("open-message", {"message": IDENTITY}),
        ("replay-messages", {"messages": []}),
        ("replay-failed", {"since": ""}),
    ],
)
def test_what_cannot_be_asked_is_declined(office: Office, command: str, given: dict[str, object]) -> None:
    assert office.declined(command, **given)["slug"] == "invalid"


def test_to_open_a_message_a_reason_is_given_and_recorded(office: Office) -> None:
    store(office)
    opened = office.done("open-message", message=IDENTITY, reason="call 12")
    assert (opened["content"], opened["answer"]) == ("MSH|café", "MSA|AA")
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["details"]["reason"]) == ("open-message", "call 12")
    assert office.declined("open-message", message=IDENTITY.replace("a", "c"), reason="r")["slug"] == "unknown-message"


@pytest.mark.parametrize(
    "command", [("replay-messages", {"messages": [IDENTITY]}), ("replay-failed", {"since": "2026"})]
)
def test_a_replay_queues_the_message_again(office: Office, command: tuple[str, dict[str, object]]) -> None:
    store(office)
    name, given = command
    assert office.done(name, **given) == {"replayed": [IDENTITY]}
    assert [json.loads(each) for each in office.queued()] == [{"organisation": "demo", "message": IDENTITY}]
    assert office.done("count-waiting")["waiting"] == 1
    assert office.done(name, **given) == {"replayed": []}


def test_an_entry_has_the_command_that_processes_its_messages_again(office: Office) -> None:
    store(office)
    for reference in ("a-request", IDENTITY):
        finding = Finding(problem=NOT_PROCESSED, cause="x", reference=reference)
        error_log.record(office.world.tenant, "hl7_intake", finding)
    (entry,) = office.done("list-entries", integration="hl7_intake")["entries"]
    act = entry["acts"][0]
    assert act == {"command": "replay-messages", "arguments": {"organisation": "demo", "messages": [IDENTITY]}}
    assert office.done(act["command"], **act["arguments"]) == {"replayed": [IDENTITY]}
    assert entry["responsible"] == "operator"


def test_an_entry_that_no_stored_message_caused_has_no_such_command(office: Office) -> None:
    error_log.record(office.world.tenant, "hl7_intake", Finding(problem=OTHER_PERSON, reference="a-request"))
    (entry,) = office.done("list-entries", integration="hl7_intake")["entries"]
    assert [each["command"] for each in entry["acts"]] == ["mark-entry", "mark-entry"]


def test_what_was_dealt_with_is_settled_once_it_failed(office: Office) -> None:
    store(office)
    assert office.done("settle-message", message=IDENTITY) == {"message": IDENTITY}
    other = IDENTITY.replace("a", "c")
    store(office, Outcome.APPLIED, other)
    assert office.declined("settle-message", message=other)["slug"] == "unknown-message"


def test_dead_letters_are_queued_again_in_their_order(office: Office) -> None:
    dead = os.environ["HL7_DEAD_QUEUE_URL"]
    for number in range(12):
        clients.sqs().send_message(
            QueueUrl=dead, MessageBody=f'{{"number": {number}}}', MessageGroupId="g", MessageDeduplicationId=f"{number}"
        )
    assert office.ask("redrive-messages")["result"] == {"redriven": 12}
    assert [json.loads(each)["number"] for each in office.queued()] == list(range(10))
    assert office.ask("redrive-messages")["result"] == {"redriven": 0}
    clients.sqs().delete_queue(QueueUrl=dead)
    assert office.ask("redrive-messages")["problem"]["slug"] == "busy"


def silent(office: Office, state: State = State.OPEN) -> list[str]:
    w = office.world
    page, _ = error_log.entries(w.tenant, "hl7_intake", state)
    return [each.explanation.en for each in page if each.slug == "silent-feed"]


def test_a_feed_that_falls_silent_opens_one_entry_that_closes_itself(office: Office) -> None:
    w = office.world
    feeds = [{"name": "EPD", "silent_hours": 4}, {"name": "ZIS"}]
    w.set_tile("demo", "hl7_intake", json.dumps({"feeds": feeds}))
    store(office, Outcome.APPLIED)
    w.clock.move(hours=3)
    assert silence.watch(w.tenant) == 0
    w.clock.move(hours=2)
    store(office, Outcome.APPLIED, IDENTITY.replace("a", "c"), feed="ZIS")
    assert silence.watch(w.tenant) == 1
    assert silence.watch(w.tenant) == 0
    assert silent(office) == ["The feed EPD has sent nothing for 4 hours or longer."]
    store(office, Outcome.APPLIED, IDENTITY.replace("a", "d"))
    assert silence.watch(w.tenant) == 1
    assert silent(office) == []
    assert len(silent(office, State.SOLVED)) == 1


def test_a_feed_that_is_switched_off_is_not_watched(office: Office) -> None:
    w = office.world
    w.set_tile("demo", "hl7_intake", '{"feeds": [{"silent_hours": 1}]}', on=False)
    assert silence.watch(w.tenant) == 0
