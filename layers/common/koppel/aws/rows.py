"""Rows: attributes of the table as Python values."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer

type Row = dict[str, Any]
"""Attributes of one row: str, int, bytes, bool, None, list, dict. `pk` and `sk` among them."""

_WRITER = TypeSerializer()
_READER = TypeDeserializer()


def to_item(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as DynamoDB wants it."""
    return {name: _WRITER.serialize(value) for name, value in row.items()}


def to_row(item: Mapping[str, Any]) -> Row:
    """The row as DynamoDB gave it, numbers as int and binaries as bytes."""
    return {name: _python(_READER.deserialize(value)) for name, value in item.items()}


def _python(value: Any) -> Any:
    match value:
        case str() | bool():
            return value
        case Decimal():
            return int(value)
        case Binary():
            return bytes(value.value)
        case list():
            return [_python(each) for each in value]
        case dict():
            return {name: _python(each) for name, each in value.items()}
    return value
