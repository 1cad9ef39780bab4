"""The message archive: each message once, its outcome once, and none forgotten between table and queue."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import KEPT_UNTIL_SOLVED, Message, Outcome
from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.runtime import Tenant
from tests.harness.world import World, world

CLOSING = [each for each in Outcome if each is not Outcome.PENDING]


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


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
        assert messages.store(w.tenant, each).is_new
        w.clock.move(seconds=1)


def row(w: World, each: Message) -> Row:
    found = w.runtime.table.get(row_keys.traffic.message("demo", each.id))
    assert found is not None
    return found


class TestStoring:
    def test_every_byte_comes_back(self, w: World) -> None:
        kept(w, message())
        assert messages.get(w.tenant, known(1)) == message()
        assert messages.get(w.tenant, known(2)) is None

    def test_a_repeat_gets_what_was_stored_first(self, w: World) -> None:
        kept(w, message())
        repeat = replace(message(), answer=b"another", raw=b"other bytes", fingerprint="f2")
        found = messages.store(w.tenant, repeat)
        assert (found.is_new, found.message) == (False, message())
        assert messages.get(w.tenant, known(1)) == message()

    def test_what_is_to_be_noted_is_pending_until_it_is(self, w: World) -> None:
        given = replace(message(outcome=Outcome.REFUSED), unnoted={"slug": "no-last-name", "details": {"a": "b"}})
        kept(w, given)
        assert messages.get(w.tenant, known(1)) == given
        assert messages.waiting(w.tenant) == 1
        assert messages.noted(w.tenant, given)
        assert not messages.noted(w.tenant, given)
        assert messages.get(w.tenant, known(1)) == replace(given, unnoted={})
        listed = list(w.runtime.table.listed(row_keys.traffic.messages_with("demo", Outcome.REFUSED)))
        assert [each["listing_sk"] for each in listed] == [messages.shelf(w.organisation, given)]
        assert messages.waiting(w.tenant) == 0

    def test_what_is_noted_after_it_was_reopened_stays_pending(self, w: World) -> None:
        given = replace(message(outcome=Outcome.REFUSED), unnoted={"slug": "no-last-name"})
        kept(w, given)
        assert messages.reopen(w.tenant, known(1), KEPT_UNTIL_SOLVED)
        assert not messages.noted(w.tenant, given)
        reopened = messages.get(w.tenant, known(1))
        assert reopened is not None
        assert messages.noted(w.tenant, reopened)
        assert row(w, given)["listing_pk"] == row_keys.traffic.pending("demo")

    def test_the_same_id_elsewhere_is_another_message(self, w: World) -> None:
        kept(w, message())
        other = w.add_organisation("noord")
        assert messages.get(Tenant(w.runtime, other), known(1)) is None
        assert messages.store(Tenant(w.runtime, other), message()).is_new

    def test_a_control_id_that_is_used_again_is_seen(self, w: World) -> None:
        kept(w, message(1))
        assert not messages.others_with_control_id(w.tenant, known(1))
        kept(w, message(2), message(1, control="b"))
        assert messages.others_with_control_id(w.tenant, known(2))
        assert not messages.others_with_control_id(w.tenant, known(1, "b"))


class TestOutcomes:
    @pytest.mark.parametrize("outcome", CLOSING)
    def test_the_first_outcome_stays(self, w: World, outcome: Outcome) -> None:
        kept(w, message())
        assert messages.finish(w.tenant, known(1), outcome)
        for other in CLOSING:
            assert not messages.finish(w.tenant, known(1), other)
        assert row(w, message())["outcome"] == outcome

    def test_what_was_never_stored_has_no_outcome(self, w: World) -> None:
        assert not messages.finish(w.tenant, known(1), Outcome.APPLIED)
        assert w.runtime.table.get(row_keys.traffic.message("demo", known(1))) is None

    @pytest.mark.parametrize("outcome", CLOSING)
    def test_what_is_done_is_forgotten_and_what_is_not_stays(self, w: World, outcome: Outcome) -> None:
        kept(w, message(1))
        assert "expires" not in row(w, message(1))
        messages.finish(w.tenant, known(1), outcome)
        kept(w, message(2, outcome=outcome))
        for each in (message(1), message(2)):
            assert ("expires" in row(w, each)) is (outcome not in KEPT_UNTIL_SOLVED)

    def test_a_message_is_forgotten_after_thirty_days(self, w: World) -> None:
        kept(w, message())
        messages.finish(w.tenant, known(1), Outcome.APPLIED)
        assert row(w, message())["expires"] == w.runtime.epoch(30)

    def test_only_what_is_pending_waits(self, w: World) -> None:
        kept(w, message(1), message(2), message(3), message(4, outcome=Outcome.REFUSED))
        messages.finish(w.tenant, known(1), Outcome.APPLIED)
        messages.finish(w.tenant, known(2), Outcome.FAILED)
        assert messages.waiting(w.tenant) == 1

    def test_waiting_is_counted_up_to_a_limit(self, w: World) -> None:
        kept(w, *(message(number) for number in range(5)))
        assert messages.waiting(w.tenant) == 5
        assert messages.waiting(w.tenant, 3) == 3

    def test_failures_are_counted_while_it_is_pending(self, w: World) -> None:
        kept(w, message())
        assert [messages.tried(w.tenant, known(1)) for _ in range(3)] == [1, 2, 3]
        messages.finish(w.tenant, known(1), Outcome.FAILED)
        assert messages.tried(w.tenant, known(1)) == 0
        assert messages.tried(w.tenant, known(2)) == 0
        assert messages.reopen(w.tenant, known(1), KEPT_UNTIL_SOLVED)
        assert messages.tried(w.tenant, known(1)) == 1
