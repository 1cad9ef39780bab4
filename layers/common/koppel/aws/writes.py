"""Writes: what the table is asked to change, alone or together in one transaction.

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
"""What the `:names` of a condition or an expression stand for."""


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
    """Let a transaction pass only while this condition holds."""

    key: RowKey
    condition: str
    values: Values | None = None
    names: Mapping[str, str] | None = None


type Write = Put | Update | Delete | Check


def parameters(write: Write) -> dict[str, Any]:
    """The write as boto3 wants it. Raises UnusableKey for a row that cannot stand in the listing it names."""
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
    """The call, so that it may be repeated when its answer was lost: a Put with a condition, and an Update with one or
    with a counter, leave a mark in the row. The repeat is refused, and the mark tells that the row is what this very
    write made of it. Every other write has the same effect when it is done twice.

    Who changes the row between the two tries takes the mark away: the repeat is then refused as anybody else's.
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
