"""The archive of messages: found by what people know of them, processed again, and dropped in time."""

from collections.abc import Iterable
from typing import Any

import pytest

from functions.hl7_intake.archive import messages, search
from functions.hl7_intake.archive.messages import Outcome
from functions.hl7_intake.archive.search import Query
from koppel.aws.queues import Queue
from koppel.domain.problems.problem import State
from koppel.organisation import audit_log
from koppel.runtime import Tenant
from tests.functions.hl7_intake.adt import T1, T2, T3, adt
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.world import Clock


def later(intake: Intake, *raws: bytes) -> None:
    """Post these a minute apart, and process them."""
    for raw in raws:
        intake.world.clock.move(minutes=1)
        intake.code(raw)
    intake.work()


def found(intake: Intake, **query: Any) -> list[str]:
    """Event and outcome of what a search finds."""
    page, _ = search.search(intake.world.tenant, Query(**query))
    return [f"{each.trigger[4:]} {each.outcome}" for each in page]


def replayed(intake: Intake, identities: Iterable[str]) -> int:
    """How many of these were processed again."""
    queue = Queue(intake.queue_url)
    done = search.replay(intake.world.tenant, queue, identities, actor="operator")
    intake.work()
    return len(done)


def ids(intake: Intake, **query: Any) -> list[str]:
    runtime, organisation = intake.world.runtime, intake.world.organisation
    page, _ = search.search(Tenant(runtime, organisation), Query(**query))
    return [each.id for each in page]


@pytest.fixture
def busy(intake: Intake) -> Intake:
    """A morning's messages."""
    later(
        intake,
        adt("A01", T1),
        adt("A08", T2, pid={5: ""}),
        adt("A02", T2),
        adt("A01", T1, client="C2", pid={13: ""}, processing="T"),
        adt("A08", T3, control_id="X7"),
    )
    intake.world.clock.move(minutes=1)
    intake.code(adt("A08", T3, client="C3"))
    return intake


def test_everything_newest_first(busy: Intake) -> None:
    every = ["A08 pending", "A08 applied", "A01 test", "A02 no-effect", "A08 refused", "A01 applied"]
    assert found(busy) == [each.replace("A08 applied", "A08 unchanged") for each in every]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"control_id": "X7"}, ["A08 unchanged"]),
        ({"control_id": "X8"}, []),
        ({"patient": "C1"}, ["A08 unchanged", "A01 applied"]),
        ({"patient": "C3"}, ["A08 pending"]),
        ({"trigger": "ADT^A01"}, ["A01 test", "A01 applied"]),
        ({"trigger": "A02"}, ["A02 no-effect"]),
        ({"feed": "HL7", "trigger": "A02"}, ["A02 no-effect"]),
        ({"feed": "ZIS"}, []),
        ({"outcomes": search.FAILED}, ["A08 refused"]),
        ({"since": "2026-03-02T09:04"}, ["A08 pending", "A08 unchanged", "A01 test"]),
        ({"until": "2026-03-02T09:02"}, ["A01 applied"]),
        ({"since": "2026-03-02T09:02", "until": "2026-03-02T09:04"}, ["A02 no-effect", "A08 refused"]),
    ],
)
def test_a_search_finds_messages_by_what_people_know(busy: Intake, query: dict[str, Any], expected: list[str]) -> None:
    assert found(busy, **query) == expected


def test_pages_hold_each_message_once(busy: Intake) -> None:
    runtime, organisation = busy.world.runtime, busy.world.organisation
    seen: list[str] = []
    cursor = ""
    for _ in range(10):
        page, cursor = search.search(Tenant(runtime, organisation), Query(), limit=2, after=cursor)
        seen += [each.id for each in page]
        if not cursor:
            break
    assert seen == ids(busy)
    assert len(set(seen)) == 6


def test_a_replay_bypasses_the_duplicate_check_and_never_the_order_of_events(intake: Intake) -> None:
    later(intake, adt("A08", T1, pid={5: "Berg^Oud"}), adt("A08", T2, pid={5: "Berg^Nieuw"}))
    assert replayed(intake, ids(intake)) == 2
    client = intake.client("C1")
    assert client is not None
    assert client.text("first_name") == "Nieuw"
    act = next(audit_log.every(intake.world.runtime, "demo"))
    assert (act.verb, act.actor, act.details["count"]) == ("replay-messages", "operator", 2)


def test_what_was_refused_is_accepted_once_the_feed_is_set_right(intake: Intake) -> None:
    pid = {3: "C1^^^A^PI~C2^^^B^PI"}
    later(intake, adt("A01", T1, pid=pid), adt("A08", T2, pid={**pid, 5: "Berg^Hanna"}))
    assert intake.client("C1") is None
    intake.configure(client_id_authority="A")
    runtime, organisation, queue = intake.world.runtime, intake.world.organisation, Queue(intake.queue_url)
    assert len(search.replay_failed(Tenant(runtime, organisation), queue, "2026-03-02", actor="operator")) == 2
    intake.work()
    client = intake.client("C1")
    assert client is not None
    assert client.text("first_name") == "Hanna"
    assert intake.outcomes() == ["applied", "applied"]


def test_what_is_still_wrong_stays_refused(intake: Intake) -> None:
    later(intake, adt("A01", T1, pid={5: ""}))
    assert replayed(intake, ids(intake)) == 1
    assert intake.outcomes() == ["refused"]


def test_a_replay_that_succeeds_closes_the_entry(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    intake.code(adt("A01"))
    with monkeypatch.context() as patch:
        patch.setattr("functions.hl7_intake.actions.judge", lambda *_: 1 / 0)
        intake.work()
    assert intake.outcomes() == ["failed"]
    assert "not-processed" in intake.entries()
    assert replayed(intake, ids(intake)) == 1
    assert intake.outcomes() == ["applied"]
    assert "not-processed" not in intake.entries()
    assert "not-processed" in intake.entries(State.SOLVED)


def test_what_is_pending_or_unknown_is_not_replayed(busy: Intake) -> None:
    pending = ids(busy, outcomes=frozenset({Outcome.PENDING}))
    assert replayed(busy, [*pending, f"{'0' * 32}-{'0' * 64}"]) == 0


def test_opening_a_message_is_recorded_with_who_and_why(busy: Intake) -> None:
    (identity,) = ids(busy, control_id="X7")
    runtime, organisation = busy.world.runtime, busy.world.organisation
    opened = search.open_content(Tenant(runtime, organisation), identity, actor="arn:x", reason="call 12")
    assert opened is not None
    assert b"|X7|" in opened.raw
    act = next(audit_log.every(runtime, "demo"))
    assert (act.verb, act.actor, dict(act.details)) == (
        "open-message",
        "arn:x",
        {"message": identity, "reason": "call 12"},
    )
    assert search.open_content(Tenant(runtime, organisation), "a-b", actor="arn:x", reason="x") is None


def test_content_goes_after_a_week_and_what_failed_stays(busy: Intake) -> None:
    runtime, organisation, clock = busy.world.runtime, busy.world.organisation, busy.world.clock
    busy.work()
    assert isinstance(clock, Clock)
    clock.move(days=6)
    assert search.drop_contents(Tenant(runtime, organisation)) == 0
    clock.move(days=1, hours=1)
    assert search.drop_contents(Tenant(runtime, organisation)) == 5
    assert search.drop_contents(Tenant(runtime, organisation)) == 0
    assert {each.outcome.value: bool(each.raw) for each in busy.stored()} == {
        "applied": False, "unchanged": False, "no-effect": False, "test": False, "refused": True,
    }  # fmt: skip
    assert len(found(busy)) == 6
    assert replayed(busy, ids(busy)) == 1, "only what is kept whole"
    assert busy.post(adt("A01", T1))["body"].split("\r")[1].startswith("MSA|AA|"), "its answer is still known"


def test_what_was_dealt_with_is_forgotten_in_time(busy: Intake) -> None:
    runtime, organisation = busy.world.runtime, busy.world.organisation
    (refused,) = ids(busy, outcomes=search.FAILED)
    assert search.settle(Tenant(runtime, organisation), refused, actor="operator")
    (applied,) = ids(busy, control_id="X7")
    assert not search.settle(Tenant(runtime, organisation), applied, actor="operator")


def test_messages_of_two_senders_with_one_control_id_are_both_found(intake: Intake) -> None:
    later(intake, adt("A01", T1, control_id="1"), adt("A04", T1, control_id="1", sender=("ZIS", ""), client="C2"))
    assert len(found(intake, control_id="1")) == 2
    assert not messages.others_with_control_id(intake.world.tenant, ids(intake)[0])
