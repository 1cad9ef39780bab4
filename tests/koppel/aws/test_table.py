"""The table: what is written is read back, conditions hold, pages join, and each refusal says which row was in the
way."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.aws import clients
from koppel.aws.errors import ConditionFailed, Contended, TransactionRefused, translated
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import SCHEMA, to_item, to_row
from koppel.aws.table import MOST_WRITES, Table
from koppel.aws.writes import ABSENT, PRESENT, Check, Delete, Put, Update
from tests.harness.world import world

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), TEXTS, st.binary(min_size=1)),
    lambda each: st.lists(each) | st.dictionaries(TEXTS, each),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    with world() as w:
        yield w.runtime.table


@pytest.fixture
def partition(request: pytest.FixtureRequest) -> str:
    """A partition of the test's own."""
    return str(request.node.nodeid)


def fill(table: Table, partition: str, count: int, **row: Any) -> list[str]:
    """So many rows; their sort keys in order."""
    sort_keys = [f"{number:04d}" for number in range(count)]
    for each in sort_keys:
        table.write(Put(RowKey(partition, each), {"n": int(each), **row}))
    return sort_keys


def sort_keys(rows: Iterator[dict[str, Any]]) -> list[str]:
    """Their sort keys, in their order."""
    return [row["sk"] for row in rows]


@settings(max_examples=50)
@given(st.dictionaries(st.text(min_size=1), VALUES))
def test_row_survives_its_form_in_the_table(row: dict[str, Any]) -> None:
    assert to_row(to_item(row)) == row


# In moto a map with a key such as "S" is taken for a string.
NAMES = st.sampled_from(["values", "first_name", "Naïef", "a.b", "#c"])
STORABLE = st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), TEXTS, st.binary(min_size=1))


@settings(max_examples=40)
@given(row=st.dictionaries(NAMES, STORABLE | st.lists(STORABLE) | st.dictionaries(NAMES, STORABLE)))
def test_row_is_read_as_it_was_written(table: Table, row: dict[str, Any]) -> None:
    key = RowKey("demo/rows", "1")
    table.write(Put(key, row))
    assert table.get(key) == {**row, "pk": key.pk, "sk": key.sk, "schema": SCHEMA}


def test_get_of_an_unknown_row_is_none(table: Table) -> None:
    assert table.get(RowKey("demo/nothing", "1")) is None


def test_many_rows_come_at_once_each_once_and_only_those_that_exist(table: Table, partition: str) -> None:
    known = [RowKey(partition, each) for each in fill(table, partition, 230)]
    unknown = [RowKey(partition, f"x{number}") for number in range(30)]
    found = table.get_many([*known, *unknown, *known])
    assert set(found) == set(known)
    assert [found[each]["n"] for each in known] == list(range(230))
    assert table.get_many([]) == {}


class Unprocessed:
    """A client that leaves the last key of each request undone, so many times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.client: Any = clients.dynamodb()

    def batch_get_item(self, **given: Any) -> Any:
        """As boto3's."""
        if not self.times:
            return self.client.batch_get_item(**given)
        self.times -= 1
        ((name, request),) = given["RequestItems"].items()
        *done, left = request["Keys"]
        answer = (
            self.client.batch_get_item(RequestItems={name: {**request, "Keys": done}}) if done else {"Responses": {}}
        )
        return {**answer, "UnprocessedKeys": {name: {"Keys": [left]}}}


@pytest.mark.parametrize(("times", "fails"), [(1, False), (3, False), (4, True)])
def test_unprocessed_keys_are_requested_again(
    table: Table, partition: str, monkeypatch: pytest.MonkeyPatch, times: int, fails: bool
) -> None:
    wanted = [RowKey(partition, each) for each in fill(table, partition, 5)]
    client = Unprocessed(times)
    monkeypatch.setattr("koppel.aws.table.dynamodb", lambda: client)
    if fails:
        with pytest.raises(Contended):
            table.get_many(wanted)
    else:
        assert set(table.get_many(wanted)) == set(wanted)


def test_partition_is_read_in_order_and_from_where_one_was(table: Table, partition: str) -> None:
    every = fill(table, partition, 12)
    table.write(Put(RowKey(f"{partition}/", "0001"), {}))
    assert sort_keys(table.query(partition)) == every
    assert sort_keys(table.query(partition, newest_first=True)) == every[::-1]
    assert sort_keys(table.query(partition, after="0008")) == every[9:]
    assert sort_keys(table.query(partition, after="0008x")) == every[9:]
    assert sort_keys(table.query(partition, after="0003", newest_first=True)) == every[2::-1]
    assert sort_keys(table.query(partition, limit=5)) == every[:5]
    assert sort_keys(table.query(partition, limit=5, after="0003")) == every[4:9]
    assert sort_keys(table.query(partition, prefix="001")) == every[10:]
    assert sort_keys(table.query(partition, limit=0)) == []


def test_pages_of_a_megabyte_join(table: Table, partition: str) -> None:
    every = fill(table, partition, 8, filling=b"x" * 300_000)
    assert sort_keys(table.query(partition)) == every
    assert sort_keys(table.query(partition, limit=6)) == every[:6]
    assert sort_keys(table.query(partition, newest_first=True)) == every[::-1]


def test_listing_is_sorted_by_its_own_key_and_shows_keys_only(table: Table, partition: str) -> None:
    for number in range(6):
        row = {"listing_pk": partition, "listing_sk": f"{9 - number}", "secret": "x"}
        table.write(Put(RowKey(f"{partition}/{number}", "1"), row))
    table.write(Put(RowKey(f"{partition}/9", "1"), {"listing_pk": "another", "listing_sk": "5"}))
    found = list(table.listed(partition))
    assert [row["listing_sk"] for row in found] == ["4", "5", "6", "7", "8", "9"]
    assert all(set(row) == {"pk", "sk", "listing_pk", "listing_sk"} for row in found)
    assert [row["listing_sk"] for row in table.listed(partition, until="6")] == ["4", "5", "6"]
    assert [row["listing_sk"] for row in table.listed(partition, limit=2, newest_first=True)] == ["9", "8"]
    assert [row["listing_sk"] for row in table.listed(partition, after=found[2])] == ["7", "8", "9"]


def test_a_failed_condition_returns_the_stored_row(table: Table, partition: str) -> None:
    key = RowKey(partition, "1")
    table.write(Put(key, {"n": 1}, ABSENT))
    before = table.get(key)
    for write in (
        Put(key, {"n": 2}, ABSENT),
        Update(key, "SET n = :n", "n = :old", {":n": 2, ":old": 0}),
        Delete(key, "n = :old", {":old": 0}),
    ):
        with pytest.raises(ConditionFailed) as failed:
            table.write(write)
        assert failed.value.row == before
        assert "n = 1" not in str(failed.value)
    with pytest.raises(ConditionFailed) as failed:
        table.write(Delete(RowKey(partition, "2"), PRESENT))
    assert failed.value.row == {}
    assert table.get(key) == before


def test_update_answers_with_the_row_afterwards(table: Table, partition: str) -> None:
    key = RowKey(partition, "1")
    assert table.write(Update(key, "ADD #n :one", values={":one": 1}, names={"#n": "n"})) == {
        "pk": key.pk,
        "sk": key.sk,
        "n": 1,
    }
    assert table.write(Delete(key)) == {}
    assert table.get(key) is None


def test_transaction_is_done_in_full_or_not_at_all(table: Table, partition: str) -> None:
    one, two, three = (RowKey(partition, each) for each in "123")
    table.transact([Put(one, {"n": 1}, ABSENT), Put(two, {"n": 2}, ABSENT), Check(three, ABSENT)])
    with pytest.raises(TransactionRefused) as refused:
        table.transact(
            [
                Update(one, "SET n = :n", values={":n": 9}),
                Put(two, {"n": 9}, ABSENT),
                Put(three, {"n": 9}),
                Check(RowKey(partition, "4"), PRESENT),
            ]
        )
    assert {at: row.get("n") for at, row in refused.value.refused.items()} == {1: 2, 3: None}
    assert {key.sk: row["n"] for key, row in table.get_many([one, two, three]).items()} == {"1": 1, "2": 2}
    table.transact([Delete(one, "n = :n", {":n": 1}), Check(two, "#n = :n", {":n": 2}, {"#n": "n"})])
    assert table.get(one) is None


def test_transaction_holds_a_hundred_writes(table: Table, partition: str) -> None:
    writes = [Put(RowKey(partition, str(number)), {}) for number in range(MOST_WRITES + 1)]
    table.transact(writes[:-1])
    with pytest.raises(ValueError, match="too many writes"):
        table.transact(writes)


def client_error(code: str, **more: Any) -> ClientError:
    """What boto3 raises for an answer with this code."""
    response: Any = {"Error": {"Code": code, "Message": "anna@example.org"}, **more}
    return ClientError(response, "TransactWriteItems")


def cancelled(*codes: str) -> ClientError:
    """What boto3 raises for a transaction whose writes met this."""
    return client_error("TransactionCanceledException", CancellationReasons=[{"Code": each} for each in codes])


BUSY = ["ThrottlingException", "ProvisionedThroughputExceededException", "TransactionConflictException",
        "TransactionInProgressException", "InternalServerError", "RequestLimitExceeded"]  # fmt: skip


@pytest.mark.parametrize(
    "error",
    [
        *map(client_error, BUSY),
        client_error(
            "TransactionCanceledException", CancellationReasons=[{"Code": "None"}, {"Code": "ThrottlingError"}]
        ),
        client_error("TransactionCanceledException", CancellationReasons=[{"Code": "TransactionConflict"}]),
        ReadTimeoutError(endpoint_url="https://dynamodb"),
    ],
)
def test_a_passing_error_is_contended(error: Exception) -> None:
    with pytest.raises(Contended) as contended, translated():
        raise error
    assert "anna" not in str(contended.value)


def test_condition_among_conflicts_is_a_refusal() -> None:
    reasons = [{"Code": "TransactionConflict"}, {"Code": "ConditionalCheckFailed", "Item": {"n": {"N": "1"}}}]
    with pytest.raises(TransactionRefused) as refused, translated():
        raise client_error("TransactionCanceledException", CancellationReasons=reasons)
    assert refused.value.refused == {1: {"n": 1}}


def test_an_error_without_a_name_passes_unchanged() -> None:
    with pytest.raises(ClientError, match="AccessDenied"), translated():
        raise client_error("AccessDeniedException")
