"""Writes: what the table is asked to change, alone or together in one transaction.

`condition` and `expression` are DynamoDB expressions over `:values` and `#names`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from koppel.aws.row_keys import partition_key, sort_key
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import SCHEMA, Row, to_item

ABSENT = "attribute_not_exists(pk)"
PRESENT = "attribute_exists(pk)"


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole row."""

    key: RowKey
    row: Row
    condition: str = ""
    values: Mapping[str, Any] | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Change a row, or make it, by an update expression."""

    key: RowKey
    expression: str
    condition: str = ""
    values: Mapping[str, Any] | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a row."""

    key: RowKey
    condition: str = ""
    values: Mapping[str, Any] | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Let a transaction pass only while this condition holds."""

    key: RowKey
    condition: str
    values: Mapping[str, Any] | None = None
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
