"""The message archive: each message once, its outcome once, and none forgotten between table and queue."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import KEPT_UNTIL_SOLVED, Message, Outcome
from koppel.aws import clients, row_keys
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import Put
from tests.harness.world import World, world

CLOSING = [each for each in Outcome if each is not Outcome.PENDING]
QUEUE = Queue("https://sqs.eu-west-1.amazonaws.com/123456789012/hl7.fifo")


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Group and id of every message that is put on the queue."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(Queue, "send", lambda _, group, ids: found.append((group, ids["message"])))
    return found


def known(number: int, control: str = "a") -> str:
    """The id of one sender's message: control id, and sender with time."""
    return f"{control}-{'e' * 32}{number}"


def message(number: int = 1, *, control: str = "a", group: str = "g1", outcome: Outcome = Outcome.PENDING) -> Message:
    return Message(
        id=known(number, control),
        group=group,
        raw=b"MSH|^~\\&|EPD\rPID|||\xe9",
        charset="latin-1",
        fingerprint=f"f{number}",
        answer=b"MSA|AA|\xe9",
        sender="u1",
        trigger="ADT^A01",
        received="2026-03-02T09:00:00.000000",
        outcome=outcome,
    )


def kept(w: World, *given: Message) -> None:
    """Store these, a second apart."""
    for each in given:
        assert messages.store(w.runtime, w.organisation, each).is_new
        w.clock.move(seconds=1)


def row(w: World, each: Message) -> Row:
    found = w.runtime.table.get(row_keys.traffic.message("demo", each.id))
    assert found is not None
    return found


def left_over(w: World) -> int:
    return messages.enqueue_left_over(w.runtime, QUEUE, w.organisation)


class TestStoring:
    def test_every_byte_comes_back(self, w: World) -> None:
        kept(w, message())
        assert messages.get(w.runtime, w.organisation, known(1)) == message()
        assert messages.get(w.runtime, w.organisation, known(2)) is None

    def test_a_repeat_gets_what_was_stored_first(self, w: World) -> None:
        kept(w, message())
        repeat = replace(message(), answer=b"another", raw=b"other bytes", fingerprint="f2")
        found = messages.store(w.runtime, w.organisation, repeat)
        assert (found.is_new, found.message) == (False, message())
        assert messages.get(w.runtime, w.organisation, known(1)) == message()

    def test_what_is_written_with_it_is_written_once(self, w: World) -> None:
        note = Put(RowKey("demo/notes", "1"), {"text": "first"})
        assert messages.store(w.runtime, w.organisation, message(), [note]).is_new
        again = replace(note, row={"text": "second"})
        found = messages.store(w.runtime, w.organisation, message(), [again])
        assert (found.is_new, found.message) == (False, message())
        stored = w.runtime.table.get(note.key)
        assert stored is not None
        assert stored["text"] == "first"

    def test_the_same_id_elsewhere_is_another_message(self, w: World) -> None:
        kept(w, message())
        other = w.add_organisation("noord")
        assert messages.get(w.runtime, other, known(1)) is None
        assert messages.store(w.runtime, other, message()).is_new

    def test_a_control_id_that_is_used_again_is_seen(self, w: World) -> None:
        kept(w, message(1))
        assert not messages.others_with_control_id(w.runtime, w.organisation, known(1))
        kept(w, message(2), message(1, control="b"))
        assert messages.others_with_control_id(w.runtime, w.organisation, known(2))
        assert not messages.others_with_control_id(w.runtime, w.organisation, known(1, "b"))


class TestOutcomes:
    @pytest.mark.parametrize("outcome", CLOSING)
    def test_the_first_outcome_stays(self, w: World, outcome: Outcome) -> None:
        kept(w, message())
        assert messages.finish(w.runtime, w.organisation, known(1), outcome)
        for other in CLOSING:
            assert not messages.finish(w.runtime, w.organisation, known(1), other)
        assert row(w, message())["outcome"] == outcome

    def test_what_was_never_stored_has_no_outcome(self, w: World) -> None:
        assert not messages.finish(w.runtime, w.organisation, known(1), Outcome.APPLIED)
        assert w.runtime.table.get(row_keys.traffic.message("demo", known(1))) is None

    @pytest.mark.parametrize("outcome", CLOSING)
    def test_what_is_done_is_forgotten_and_what_is_not_stays(self, w: World, outcome: Outcome) -> None:
        kept(w, message(1))
        assert "expires" not in row(w, message(1))
        messages.finish(w.runtime, w.organisation, known(1), outcome)
        kept(w, message(2, outcome=outcome))
        for each in (message(1), message(2)):
            assert ("expires" in row(w, each)) is (outcome not in KEPT_UNTIL_SOLVED)

    def test_it_is_forgotten_after_thirty_days(self, w: World) -> None:
        kept(w, message())
        messages.finish(w.runtime, w.organisation, known(1), Outcome.APPLIED)
        assert row(w, message())["expires"] == w.runtime.epoch(30)

    def test_only_what_is_pending_waits(self, w: World) -> None:
        kept(w, message(1), message(2), message(3), message(4, outcome=Outcome.REFUSED))
        messages.finish(w.runtime, w.organisation, known(1), Outcome.APPLIED)
        messages.finish(w.runtime, w.organisation, known(2), Outcome.FAILED)
        assert messages.waiting(w.runtime, w.organisation) == 1

    def test_waiting_is_counted_up_to_a_limit(self, w: World) -> None:
        kept(w, *(message(number) for number in range(5)))
        assert messages.waiting(w.runtime, w.organisation) == 5
        assert messages.waiting(w.runtime, w.organisation, 3) == 3


class TestLeftOver:
    def test_what_was_not_processed_in_time_is_queued_oldest_first(
        self, w: World, queued: list[tuple[str, str]]
    ) -> None:
        kept(w, message(3), message(1, group="g2"), message(2))
        assert left_over(w) == 0
        w.clock.move(minutes=5)
        assert left_over(w) == 3
        assert queued == [("g1", known(3)), ("g2", known(1)), ("g1", known(2))]

    def test_not_again_within_half_an_hour(self, w: World, queued: list[tuple[str, str]]) -> None:
        kept(w, message())
        w.clock.move(minutes=5)
        assert [left_over(w), left_over(w)] == [1, 0]
        w.clock.move(minutes=29)
        assert left_over(w) == 0
        w.clock.move(minutes=1)
        assert left_over(w) == 1
        assert queued == [("g1", known(1))] * 2

    @pytest.mark.parametrize("outcome", CLOSING)
    def test_never_what_has_its_outcome(self, w: World, queued: list[tuple[str, str]], outcome: Outcome) -> None:
        kept(w, message(1), message(2, outcome=outcome))
        messages.finish(w.runtime, w.organisation, known(1), outcome)
        w.clock.move(days=1)
        assert left_over(w) == 0
        assert queued == []

    def test_what_the_listing_shows_too_late_is_left_alone(
        self, w: World, queued: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept(w, message(1), message(2))
        w.clock.move(minutes=5)
        seen = list(w.runtime.table.listed(row_keys.traffic.pending("demo")))
        messages.finish(w.runtime, w.organisation, known(1), Outcome.APPLIED)
        before = row(w, message(1))
        monkeypatch.setattr(w.runtime.table, "listed", lambda *_, **__: iter(seen))
        assert left_over(w) == 1
        assert left_over(w) == 0, "the second sweep sees the same old listing"
        assert queued == [("g1", known(2))]
        assert row(w, message(1)) == before

    def test_what_cannot_be_queued_keeps_its_place(
        self, w: World, queued: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept(w, message(1), message(2), message(3))
        w.clock.move(minutes=5)

        def send(_: Queue, group: str, ids: dict[str, str]) -> None:
            if queued:
                raise QueueUnavailable
            queued.append((group, ids["message"]))

        with monkeypatch.context() as patch:
            patch.setattr(Queue, "send", send)
            with pytest.raises(QueueUnavailable):
                left_over(w)
        w.clock.move(minutes=5)
        assert left_over(w) == 2
        assert [identity for _, identity in queued] == [known(1), known(2), known(3)]

    def test_a_process_that_ends_in_between_forgets_nothing(
        self, w: World, queued: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
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
        assert [identity for _, identity in queued] == [known(1), known(1), known(2)]

    def test_those_of_others_are_theirs(self, w: World, queued: list[tuple[str, str]]) -> None:
        kept(w, message(1))
        other = w.add_organisation("noord")
        w.clock.move(minutes=5)
        assert messages.enqueue_left_over(w.runtime, QUEUE, other) == 0
        assert queued == []

    def test_the_queue_carries_ids_only(self, w: World) -> None:
        url = clients.sqs().create_queue(QueueName="real.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        kept(w, message())
        w.clock.move(minutes=5)
        assert messages.enqueue_left_over(w.runtime, Queue(url), w.organisation) == 1
        taken = clients.sqs().receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"]
        assert [json.loads(each["Body"]) for each in taken] == [{"organisation": "demo", "message": known(1)}]
        assert taken[0]["Attributes"]["MessageGroupId"] == "g1"
