"""Rows: attributes of the table as Python values."""

from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

SCHEMA = 1
"""Version of the form in which rows are written now; every row has it."""

MARK = "mark"
"""Name of the attribute by which a write recognises the row that its own earlier try has written (see `writes.marked`).
It is left out of a Row."""

type Row = dict[str, Any]
"""Attributes of one row: str, int, bytes, bool, None, list, dict. `pk` and `sk` among them."""


class _Reader(TypeDeserializer):
    """Numbers as int and binaries as bytes, where boto3 makes Decimal and a class of its own."""

    def _deserialize_n(self, value: str) -> int:
        return int(value)

    def _deserialize_b(self, value: bytes) -> bytes:
        return value


_WRITER = TypeSerializer()
_READER = _Reader()


def to_item(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as DynamoDB takes it."""
    return {name: _WRITER.serialize(value) for name, value in row.items()}


def to_row(item: Mapping[str, Any]) -> Row:
    """The row that DynamoDB returned."""
    return {name: _READER.deserialize(value) for name, value in item.items() if name != MARK}
