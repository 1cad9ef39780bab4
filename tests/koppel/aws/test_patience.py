"""Patience: asked again while that may help, within the budget, and a write that is repeated has its effect once."""

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws import patience
from koppel.aws.errors import ConditionFailed, Contended, KeyUnavailable
from koppel.aws.patience import FIRST_PAUSE, LONGEST_TRY, TRIES, OutOfTime, attempts, patiently, within
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.secrets import Secrets
from koppel.aws.table import Table
from koppel.aws.writes import ABSENT, Put, Update
from tests.harness.faults import Fault, faulty
from tests.harness.silence import silent_aws
from tests.harness.world import world


class Time:
    """A clock that only pauses and tries move."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.at = 0.0
        patch.setattr(patience, "now", lambda: self.at)
        patch.setattr("koppel.aws.patience.time.sleep", self.move)

    def move(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def refused(code: str, status: int = 400, *reasons: str) -> ClientError:
    """What boto3 raises for such an answer."""
    response: Any = {
        "Error": {"Code": code},
        "ResponseMetadata": {"HTTPStatusCode": status},
        "CancellationReasons": [{"Code": each} for each in reasons],
    }
    return ClientError(response, "TransactWriteItems")


def failing(*errors: Exception) -> Callable[[], int]:
    """Raises these in turn, and then answers how often it was asked."""
    left, asked = list(errors), [0]

    def call() -> int:
        asked[0] += 1
        if left:
            raise left.pop(0)
        return asked[0]

    return call


PASSING = [
    refused("ThrottlingException"),
    refused("TransactionConflictException"),
    refused("SomethingNew", 503),
    refused("TransactionCanceledException", 400, "None", "TransactionConflict", "None"),
    ReadTimeoutError(endpoint_url="https://dynamodb"),
]
LASTING = [
    refused("AccessDeniedException"),
    refused("TransactionCanceledException", 400, "TransactionConflict", "ConditionalCheckFailed"),
    refused("TransactionCanceledException", 400, "ValidationError"),
]


@pytest.mark.parametrize("error", PASSING, ids=str)
def test_a_passing_error_is_retried_a_few_times(clock: Time, error: Exception) -> None:
    assert patiently(failing(*[error] * (TRIES - 1))) == TRIES
    with pytest.raises(type(error)):
        patiently(failing(*[error] * TRIES))
    assert 0 < clock.at < 2 * TRIES * patience.LONGEST_PAUSE


@pytest.mark.parametrize("error", LASTING, ids=str)
def test_a_lasting_error_is_raised_at_once(clock: Time, error: Exception) -> None:
    with pytest.raises(ClientError):
        patiently(failing(error))
    assert clock.at == 0


@given(budget=st.floats(0, 60), each=st.floats(0, LONGEST_TRY), inner=st.floats(0, 60))
def test_no_try_ends_after_the_budget(budget: float, each: float, inner: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        clock = Time(patch)

        def call() -> None:
            clock.move(each)
            raise PASSING[-1]

        with within(budget), within(inner):
            for _ in attempts(12):
                with pytest.raises((OutOfTime, ReadTimeoutError)):
                    patiently(call)
        assert clock.at <= min(budget, inner) or clock.at == 0
        assert patience.left() == float("inf")


def test_attempts_are_spread(clock: Time) -> None:
    times = [clock.at for _ in attempts(5)]
    assert len(times) == 5
    assert times[0] == 0
    assert sorted(set(times)) == times
    assert all(later - sooner <= FIRST_PAUSE * 2**4 for sooner, later in pairwise(times))


@pytest.mark.parametrize("fault", Fault, ids=lambda each: each.value)
def test_write_has_its_effect_once_whatever_happens_to_its_answer(fault: Fault) -> None:
    key = RowKey("demo/rows", "1")
    writes: list[Put | Update] = [
        Put(key, {"count": 1, "state": "new"}, ABSENT),
        Update(
            key, "SET #s = :open ADD #c :one", values={":open": "open", ":one": 1}, names={"#s": "state", "#c": "count"}
        ),
        Update(key, "ADD #c :one", "#c < :ten", {":one": 1, ":ten": 10}, {"#c": "count"}),
        Update(key, "SET #s = :done", "#s = :open", {":open": "open", ":done": "done"}, {"#s": "state"}),
    ]
    with world() as here:
        for write in writes:
            with faulty(fault, at=1) as line:
                answer = here.runtime.table.write(write)
            assert line.happened
            if isinstance(write, Update):
                assert answer == here.runtime.table.get(key)
        row = here.runtime.table.get(key)
        assert row is not None
        assert (row["count"], row["state"]) == (3, "done")
        for write in (writes[0], writes[-1]):
            with pytest.raises(ConditionFailed) as failed, faulty(fault, at=1):
                here.runtime.table.write(write)
            assert failed.value.row == row


@pytest.mark.parametrize("fault", Fault, ids=lambda each: each.value)
def test_transaction_has_its_effect_once_whatever_happens_to_its_answer(fault: Fault) -> None:
    one, two = RowKey("demo/rows", "1"), RowKey("demo/rows", "2")
    with world() as here, faulty(fault, at=1):
        here.runtime.table.transact(
            [Put(one, {}, ABSENT), Update(two, "ADD #c :one", "", {":one": 1}, {"#c": "count"})]
        )
        found = here.runtime.table.get_many([one, two])
        assert found[two]["count"] == 1


@pytest.mark.enable_socket
def test_service_that_never_answers_is_given_up_within_the_budget() -> None:
    calls: list[tuple[type[Exception], Callable[[], object]]] = [
        (Contended, lambda: Table("koppel").get(RowKey("demo", "1"))),
        (QueueUnavailable, lambda: Queue("https://queue").send("group", {})),
        (KeyUnavailable, lambda: Secrets("key").decrypt("demo", "purpose", b"x")),
    ]
    for error, call in calls:
        started = time.monotonic()
        with silent_aws(), within(LONGEST_TRY + 0.5), pytest.raises(error):
            call()
        assert time.monotonic() - started < LONGEST_TRY + 0.5
