"""Runs as stored: one row for a run, one for each page of its plan and one for what became of it, one for its slot.

Each write of a run's row names the version that it was made from, so of two workers on one run the slower stops.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, TransactionRefused
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, Delete, Put, Write, unchanged_since
from koppel.domain.problems.refusal import Refusal
from koppel.domain.runs.item import Item, Result
from koppel.domain.runs.json_forms import (
    Json,
    item_from_json,
    item_to_json,
    result_from_json,
    result_to_json,
    run_from_json,
    run_to_json,
)
from koppel.domain.runs.run import NEXT, Run, RunState
from koppel.domain.times import from_text, to_seconds
from koppel.runtime import Tenant

MOST_BYTES = 175 * 1024
"""Of a page, compressed. A row of DynamoDB has at most 400 KiB, and what became of a page may be larger than the page:
of a row that is different by now it has the new plan."""
STALLED = timedelta(minutes=5)
"""After so long without a movement the sweep queues a run again."""
PAGES_AT_ONCE = 10


class RunTaken(Exception):
    """Another process has written the run in the meantime. Nothing was written."""


class SlotTaken(Refusal):
    """Another run holds the slot: `run` is its id. Nothing was written."""

    def __init__(self, run: str) -> None:
        super().__init__("another run holds the slot")
        self.run = run


def find(tenant: Tenant, run: str) -> Run | None:
    """The run with this id."""
    row = tenant.table.get(row_keys.runs.run(tenant.slug, run))
    return from_row(row) if row else None


def newest_first(tenant: Tenant, *, after: str = "", limit: int) -> Iterator[Run]:
    """Runs, newest first, from the first one that is older than `after`."""
    partition = row_keys.runs.runs(tenant.slug)
    return map(from_row, tenant.table.query(partition, after=after, limit=limit, newest_first=True))


def due(tenant: Tenant, limit: int) -> list[Run]:
    """Runs that the sweep has to look at by now: they have not moved for STALLED, or have waited too long."""
    rows = tenant.table.listed(row_keys.runs.moving(tenant.slug), until=tenant.now(), limit=limit)
    keys = [row_keys.runs.run(tenant.slug, row["sk"]) for row in rows]
    return [from_row(row) for row in tenant.table.get_many(keys).values()]


def due_at(run: Run) -> str:
    """The time (UTC) from which the sweep has something to do about a run that is not closed."""
    if run.state is RunState.WAITING:
        return run.waits_until
    return to_seconds(from_text(run.changed) + STALLED)


def save(tenant: Tenant, before: Run | None, after: Run, extra: Sequence[Write] = ()) -> Run:
    """Write the run as it becomes, take or release its slot, and do the extra writes, all in one transaction. Returns
    the run as it is written, `version` and `changed` included.

    before  the run as it was read; None for a new one

    Raises RunTaken, SlotTaken, Contended; TransactionRefused where a condition of an extra write does not hold.
    """
    if before and after.state is not before.state and after.state not in NEXT[before.state]:
        raise ValueError(f"a run that is {before.state} cannot become {after.state}")
    written = replace(after, version=before.version + 1 if before else 1, changed=tenant.now())
    own = Put(
        row_keys.runs.run(tenant.slug, written.id),
        _to_row(tenant, written),
        *unchanged_since(before.version if before else None),
    )
    slot = _slot_writes(tenant, before, written)
    if not slot and not extra:
        try:
            tenant.table.write(own)
        except ConditionFailed:
            raise RunTaken from None
        return written
    try:
        tenant.table.transact([own, *slot, *extra])
    except TransactionRefused as refused:
        if 0 in refused.refused:
            raise RunTaken from None
        if slot and 1 in refused.refused:
            raise SlotTaken(refused.refused[1].get("run", "")) from None
        raise
    return written


def page_writes(tenant: Tenant, run: Run, first: int, items: Sequence[Item]) -> list[Put]:
    """The writes of these items as one page with the number `first`, or as several where they are too large for one."""
    return [
        Put(row_keys.runs.page(tenant.slug, run.id, number), {"items": packed, "expires": run.expires})
        for number, packed in enumerate(_packed([item_to_json(each) for each in items]), first)
    ]


def outcome_write(tenant: Tenant, run: Run, number: int, results: Sequence[Result]) -> Put:
    """The write of what became of the items of a page."""
    packed = _pack([result_to_json(each) for each in results])
    return Put(row_keys.runs.outcome(tenant.slug, run.id, number), {"results": packed, "expires": run.expires})


type Rows = list[tuple[Item, Result | None]]
"""Items of a page, each with what became of it."""


def pages(tenant: Tenant, run: Run, first: int, last: int) -> Iterator[tuple[int, Rows]]:
    """The pages of a run by number, from `first` to `last`, which may be the lower one: in one request for ten. Numbers
    that the run does not have are left out."""
    step = 1 if first <= last else -1
    numbers = [each for each in range(first, last + step, step) if 1 <= each <= run.pages]
    applied = run.applied_pages + run.half_page
    for start in range(0, len(numbers), PAGES_AT_ONCE):
        some = numbers[start : start + PAGES_AT_ONCE]
        plans = {each: row_keys.runs.page(tenant.slug, run.id, each) for each in some}
        ends = {each: row_keys.runs.outcome(tenant.slug, run.id, each) for each in some if each <= applied}
        found = tenant.table.get_many([*plans.values(), *ends.values()])
        for number in some:
            row, end = found.get(plans[number]), found.get(ends[number]) if number in ends else None
            results = {each["number"]: result_from_json(each) for each in _unpack(end["results"])} if end else {}
            items = [item_from_json(each) for each in _unpack(row["items"])] if row else []
            yield number, [(each, results.get(each.number)) for each in items]


def _slot_writes(tenant: Tenant, before: Run | None, after: Run) -> list[Write]:
    held = before is not None and before.holds_slot
    key = row_keys.runs.slot(tenant.slug, after.slot)
    if after.holds_slot and not held:
        return [Put(key, {"run": after.id}, ABSENT)]
    if held and not after.holds_slot:
        return [Delete(key, "#run = :run", {":run": after.id}, {"#run": "run"})]
    return []


def _to_row(tenant: Tenant, run: Run) -> Row:
    row: Row = {**run_to_json(run), "input": json.dumps(dict(run.input)), "version": run.version}
    if not run.is_closed:
        row["listing_pk"] = row_keys.runs.moving(tenant.slug)
        row["listing_sk"] = due_at(run)
    return row


def from_row(row: Row) -> Run:
    """The run in a row."""
    return run_from_json({**row, "input": json.loads(row["input"])})


def _packed(items: list[Json]) -> Iterator[bytes]:
    """The items in as few parts as fit. Raises ValueError when one item is too large by itself."""
    packed = _pack(items)
    if len(packed) <= MOST_BYTES:
        yield packed
    elif len(items) == 1:
        raise ValueError("an item is too large")
    else:
        half = len(items) // 2
        yield from _packed(items[:half])
        yield from _packed(items[half:])


def _pack(items: list[Json]) -> bytes:
    return zlib.compress(json.dumps(items, ensure_ascii=False, separators=(",", ":")).encode())


def _unpack(packed: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(zlib.decompress(packed))
    return found
