"""Interleavings: two processes at one table; the second runs before each request of the first in turn."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import Any

from koppel.aws.clients import dynamodb
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.table import Table
from koppel.aws.writes import Delete, Put, Update, Write
from koppel.runtime import Runtime
from tests.harness.world import create_table


class InterruptedTable(Table):
    """Lets others act, each just before one of the requests made to it, counted from 0."""

    def __init__(self, name: str, others: Mapping[int, Callable[[], object]]) -> None:
        super().__init__(name)
        self.others = others
        self.requests = 0

    def get(self, key: RowKey) -> Row | None:
        self._request()
        return super().get(key)

    def get_many(self, keys: Iterable[RowKey]) -> dict[RowKey, Row]:
        self._request()
        return super().get_many(keys)

    def query(self, pk: str, **given: Any) -> Iterator[Row]:
        self._request()
        return iter(list(super().query(pk, **given)))

    def write(self, write: Put | Update | Delete) -> Row:
        self._request()
        return super().write(write)

    def transact(self, writes: Sequence[Write], token: str = "") -> None:
        self._request()
        super().transact(writes, token)

    def _request(self) -> None:
        now, self.requests = self.requests, self.requests + 1
        if now in self.others:
            self.others[now]()


def interleave(
    runtime: Runtime, prepare: Callable[[], object], one: Callable[[Runtime], object], *others: Callable[[], object]
) -> Iterator[None]:
    """Again and again from the same start: `one`, with the others let in before its first requests, a request apart;
    then from its second request on, and so on, the last time after its end. Yields each time, so that the books can be
    looked at."""
    prepare()
    start = rows(runtime)
    at, requests = 0, 0
    while at <= requests:
        restore(runtime, start)
        moments = dict(enumerate(others, at))
        table = InterruptedTable(runtime.table.name, moments)
        one(replace(runtime, table=table))
        for moment, other in moments.items():
            if moment >= table.requests:
                other()
        yield
        at, requests = at + 1, table.requests


def rows(runtime: Runtime) -> list[Any]:
    """Everything in the table, as DynamoDB gives it."""
    pages = dynamodb().get_paginator("scan").paginate(TableName=runtime.table.name, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def restore(runtime: Runtime, items: Sequence[Any]) -> None:
    """Make the table hold these and nothing else."""
    name = runtime.table.name
    dynamodb().delete_table(TableName=name)
    create_table(dynamodb(), name)
    for some in batched(items, 25, strict=False):
        dynamodb().batch_write_item(RequestItems={name: [{"PutRequest": {"Item": item}} for item in some]})
