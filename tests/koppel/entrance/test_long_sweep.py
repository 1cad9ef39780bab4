"""A sweep with 50,000 messages that wait: in bounded time, few requests, oldest first, each once, nobody starved.

moto looks at every row for each page of a query and would take hours, so the rows stand in a list of the test's own,
behind the table's own methods; each request to it, and each to the queue, takes time of a clock of the test's own.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.hl7_intake.archive import parked
from functions.hl7_intake.archive.left_over import enqueue_left_over
from koppel.aws import patience, row_keys
from koppel.aws.queues import Queue
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.table import Table
from koppel.entrance import schedule
from koppel.runtime import Tenant
from tests.harness.world import World

WAITING = 50_000
OF_OTHERS = 10
PAGE = 4000  # keys in the megabyte that DynamoDB answers at once
SECONDS_OF_A_REQUEST = 0.02  # of a function with a third of a processor
TIMEOUT = 120
DUE = "2026-03-01T00:00:00.000000"


class LongTable(Table):
    """The table, with so many early and pending messages besides."""

    def __init__(self, name: str, waiting: dict[str, int], spend: Any) -> None:
        super().__init__(name)
        self.spend = spend
        self.rows: dict[str, list[Row]] = {}
        for org, count in waiting.items():
            listing, partition = row_keys.traffic.pending(org), row_keys.traffic.all_parked(org)
            identities = [f"{'a' * 32}-{number:096d}" for number in range(count)]
            self.rows[listing] = [
                {
                    **row_keys.traffic.message(org, each)._asdict(),
                    "listing_pk": listing,
                    "listing_sk": f"{DUE}{number:06d}",
                }
                for number, each in enumerate(identities)
            ]
            self.rows[partition] = [
                {**row_keys.traffic.parked(org, "client-id", each[33:])._asdict(), "messages": {each}}
                for each in identities
            ]

    def listed(self, listing: str, *, until: str = "", after: Row | None = None, **given: Any) -> Iterator[Row]:
        if listing not in self.rows:
            yield from super().listed(listing, until=until, after=after, **given)
            return
        yield from self._ours(self.rows[listing], "listing_sk", after["listing_sk"] if after else "")

    def query(self, pk: str, *, after: str = "", **given: Any) -> Iterator[Row]:
        if pk in self.rows:
            return self._ours(self.rows[pk], "sk", after)
        return super().query(pk, after=after, **given)

    def get_many(self, keys: Iterable[RowKey]) -> dict[RowKey, Row]:
        wanted = list(keys)
        ours = [each for each in wanted if "/message/" in each.pk or "/claim/" in each.pk]
        if not ours:
            return super().get_many(wanted)
        assert len(wanted) <= 100
        self.spend()
        return {each: self._message(each) for each in ours if "/message/" in each.pk}

    def _ours(self, rows: list[Row], name: str, after: str) -> Iterator[Row]:
        start = bisect_right(rows, after, key=lambda row: row[name])
        for at in range(start, len(rows)):
            if (at - start) % PAGE == 0:
                self.spend()
            yield rows[at]

    @staticmethod
    def _message(key: RowKey) -> Row:
        return {
            **dict.fromkeys(("charset", "fingerprint", "sender", "trigger", "received"), ""),
            "answer": b"",
            "group": key.sk,
            "outcome": "pending",
            "listing_sk": DUE,
        }


@pytest.mark.parametrize("first", ["early", "messages"])
def test_fifty_thousand_are_queued_in_time_and_others_have_their_turn(
    here: World, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    here.add_organisation("other")
    clock, requests, queued = [0.0], [0], dict[str, list[str]](demo=[], other=[])

    def spend() -> None:
        clock[0] += SECONDS_OF_A_REQUEST
        requests[0] += 1

    def send_many(_queue: Queue, given: Iterable[tuple[str, dict[str, str]]]) -> None:
        for number, (_group, ids) in enumerate(given):
            if number % 10 == 0:
                spend()
            queued[ids["organisation"]].append(ids["message"])

    def enqueue(tenant: Tenant) -> int:
        return enqueue_left_over(tenant, Queue("url"))

    monkeypatch.setattr(patience, "now", lambda: clock[0])
    monkeypatch.setattr(Queue, "send_many", send_many)
    table = LongTable(here.runtime.table.name, {"demo": WAITING, "other": OF_OTHERS}, spend)
    runtime = replace(here.runtime, table=table)
    jobs = {"early": parked.release_all, "messages": enqueue}
    jobs = {first: jobs[first], **jobs}
    runs = 0
    while len(queued["demo"]) < WAITING and runs < 20:
        runs += 1
        started = clock[0]
        with patience.within(TIMEOUT):
            schedule.serve(runtime, "sweep", jobs)
        assert clock[0] - started <= TIMEOUT - patience.LONGEST_TRY
        assert len(queued["other"]) == OF_OTHERS, "a small organisation is served in the first run, and once in a round"
        here.clock.move(minutes=5)
    assert queued["demo"][:WAITING] == [f"{'a' * 32}-{number:096d}" for number in range(WAITING)]
    assert runs <= 6
    assert requests[0] < WAITING / 5, "ten in a request to the queue, a hundred in one to the table"
