"""Writes: changes of the table, alone or together in one transaction.

`condition` and `expression` are DynamoDB expressions over `:values` and `#names`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from koppel.aws.row_keys.row_key import RowKey, partition_key, sort_key
from koppel.aws.rows import MARK, SCHEMA, Row, to_item

ABSENT = "attribute_not_exists(pk)"
PRESENT = "attribute_exists(pk)"

type Values = Mapping[str, Any]
"""Values of the `:names` in a condition or an expression."""


def unchanged_since(version: int | None) -> tuple[str, Values | None]:
    """Condition and values of a write to a row that must still have this `version`; None: there must be no row."""
    return (ABSENT, None) if version is None else ("version = :version", {":version": version})


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole row."""

    key: RowKey
    row: Row
    condition: str = ""
    values: Values | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Change a row, or make it, by an update expression."""

    key: RowKey
    expression: str
    condition: str = ""
    values: Values | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a row."""

    key: RowKey
    condition: str = ""
    values: Values | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on a row, without a change of it. It holds up the whole transaction."""

    key: RowKey
    condition: str
    values: Values | None = None
    names: Mapping[str, str] | None = None


type Write = Put | Update | Delete | Check


def parameters(write: Write) -> dict[str, Any]:
    """The write as boto3 takes it. Raises UnusableKey when the row names a listing with unusable keys."""
    call: dict[str, Any] = {}
    if isinstance(write, Put):
        if "listing_pk" in write.row:
            partition_key(write.row["listing_pk"])
            sort_key(write.row["listing_sk"])
        call["Item"] = to_item({"schema": SCHEMA, **write.row, **write.key._asdict()})
    else:
        call["Key"] = to_item(write.key._asdict())
    if isinstance(write, Update):
        call["UpdateExpression"] = write.expression
    if write.condition:
        call["ConditionExpression"] = write.condition
    if write.values:
        call["ExpressionAttributeValues"] = to_item(write.values)
    if write.names:
        call["ExpressionAttributeNames"] = dict(write.names)
    return call


def marked(write: Put | Update | Delete, call: dict[str, Any], mark: bytes) -> dict[str, Any]:
    """The call, made safe to repeat when its answer was lost.

    A Put with a condition, and an Update with a condition or a counter, leave a mark in the row. The condition refuses
    the repeat, and the mark says that this write made the row what it is. Every other write is idempotent. When another
    write changes the row between the two tries, the mark is gone, and the repeat is refused like any other write.
    """
    if isinstance(write, Put) and write.condition:
        return {**call, "Item": {**call["Item"], MARK: {"B": mark}}}
    if not isinstance(write, Update) or not (write.condition or "ADD " in write.expression):
        return call
    is_new = "(attribute_not_exists(#mark) OR #mark <> :mark)"
    starts_with_set = write.expression.startswith("SET ")
    return {
        **call,
        "UpdateExpression": "SET #mark = :mark"
        + (f", {write.expression.removeprefix('SET ')}" if starts_with_set else f" {write.expression}"),
        "ConditionExpression": f"({write.condition}) AND {is_new}" if write.condition else is_new,
        "ExpressionAttributeValues": {**call.get("ExpressionAttributeValues", {}), ":mark": {"B": mark}},
        "ExpressionAttributeNames": {**call.get("ExpressionAttributeNames", {}), "#mark": MARK},
    }
