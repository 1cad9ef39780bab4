"""Left over: what was stored but not processed is queued again, oldest first, in rounds, and nothing is forgotten."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from functions.hl7_intake.archive import left_over as rounds
from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Outcome
from koppel.aws import clients, row_keys
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.rows import Row
from koppel.organisation import turns
from koppel.runtime import Tenant
from tests.functions.hl7_intake.archive.test_messages import CLOSING, kept, known, message, row
from tests.harness.world import World, world

QUEUE = Queue("https://sqs.eu-west-1.amazonaws.com/123456789012/hl7.fifo")


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Group and id of every message that is put on the queue."""
    found: list[tuple[str, str]] = []

    def send_many(_: Queue, given: Iterable[tuple[str, dict[str, str]]]) -> None:
        found.extend((group, ids["message"]) for group, ids in given)

    monkeypatch.setattr(Queue, "send_many", send_many)
    return found


def left_over(w: World) -> int:
    return rounds.enqueue_left_over(w.tenant, QUEUE)


def test_what_was_not_processed_in_time_is_queued_oldest_first(w: World, queued: list[tuple[str, str]]) -> None:
    kept(w, message(3), message(1, group="g2"), message(2))
    assert left_over(w) == 0
    w.clock.move(minutes=5)
    assert left_over(w) == 3
    assert queued == [("g1", known(3)), ("g2", known(1)), ("g1", known(2))]


def test_a_message_is_not_queued_again_within_half_an_hour(w: World, queued: list[tuple[str, str]]) -> None:
    kept(w, message())
    w.clock.move(minutes=5)
    assert [left_over(w), left_over(w)] == [1, 0]
    w.clock.move(minutes=29)
    assert left_over(w) == 0
    w.clock.move(minutes=1)
    assert left_over(w) == 1
    assert queued == [("g1", known(1))] * 2


@pytest.mark.parametrize("outcome", CLOSING)
def test_a_message_with_an_outcome_is_never_queued(w: World, queued: list[tuple[str, str]], outcome: Outcome) -> None:
    kept(w, message(1), message(2, outcome=outcome))
    messages.finish(w.tenant, known(1), outcome)
    w.clock.move(days=1)
    assert left_over(w) == 0
    assert queued == []


def test_what_the_listing_shows_too_late_is_left_alone(
    w: World, queued: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(w, message(1), message(2))
    w.clock.move(minutes=5)
    seen = list(w.runtime.table.listed(row_keys.traffic.pending("demo")))
    messages.finish(w.tenant, known(1), Outcome.APPLIED)
    before = row(w, message(1))

    def listed(_listing: str, *, until: str, after: Row | None) -> Iterator[Row]:
        return (
            each
            for each in seen
            if each["listing_sk"] <= until and (not after or each["listing_sk"] > after["listing_sk"])
        )

    monkeypatch.setattr(w.runtime.table, "listed", listed)
    assert left_over(w) == 1
    assert left_over(w) == 0, "the second sweep sees the same old listing"
    assert queued == [("g1", known(2))]
    assert row(w, message(1)) == before


def test_what_cannot_be_queued_keeps_its_place(
    w: World, queued: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "MOST_KEYS", 2)
    kept(w, *map(message, range(5)))
    w.clock.move(minutes=5)
    send_many = Queue.send_many

    def failing(queue: Queue, given: Iterable[tuple[str, dict[str, str]]]) -> None:
        if len(queued) == 2:
            raise QueueUnavailable
        send_many(queue, given)

    with monkeypatch.context() as patch:
        patch.setattr(Queue, "send_many", failing)
        with pytest.raises(QueueUnavailable):
            left_over(w)
    w.clock.move(minutes=5)
    assert left_over(w) == 3
    assert [identity for _, identity in queued] == list(map(known, range(5)))


def test_a_process_that_ends_in_between_forgets_nothing(
    w: World, queued: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(w, message(1), message(2))
    w.clock.move(minutes=5)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(w.runtime.table, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            left_over(w)
    assert left_over(w) == 2
    assert [identity for _, identity in queued] == [known(1), known(2)] * 2


def test_what_is_done_at_its_place_does_not_stop_a_round(
    w: World, queued: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(w, *map(message, range(6)))
    w.clock.move(minutes=5)
    monkeypatch.setattr(rounds, "MOST_KEYS", 2)
    monkeypatch.setattr(turns, "is_over", lambda: True)
    assert left_over(w) == 2
    messages.finish(w.tenant, known(1), Outcome.APPLIED)
    assert [left_over(w), left_over(w), left_over(w)] == [2, 2, 0]
    assert [identity for _, identity in queued] == list(map(known, range(6)))


@pytest.mark.usefixtures("queued")
def test_what_the_error_log_does_not_tell_yet_is_queued_too(w: World) -> None:
    refused = replace(message(outcome=Outcome.REFUSED), unnoted={"slug": "no-last-name"})
    kept(w, refused)
    w.clock.move(minutes=5)
    assert left_over(w) == 1
    messages.noted(w.tenant, refused)
    w.clock.move(hours=1)
    assert left_over(w) == 0


def test_messages_of_another_organisation_are_not_queued(w: World, queued: list[tuple[str, str]]) -> None:
    kept(w, message(1))
    other = w.add_organisation("noord")
    w.clock.move(minutes=5)
    assert rounds.enqueue_left_over(Tenant(w.runtime, other), QUEUE) == 0
    assert queued == []


def test_the_queue_carries_ids_only(w: World) -> None:
    url = clients.sqs().create_queue(QueueName="real.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    kept(w, message())
    w.clock.move(minutes=5)
    assert rounds.enqueue_left_over(w.tenant, Queue(url)) == 1
    taken = clients.sqs().receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"]
    assert [json.loads(each["Body"]) for each in taken] == [{"organisation": "demo", "message": known(1)}]
    assert taken[0]["Attributes"]["MessageGroupId"] == "g1"
