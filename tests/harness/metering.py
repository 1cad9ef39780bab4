"""A meter on the DynamoDB client: which requests are made, and how many units they cost by the published rules.

A strongly consistent read costs a unit for each 4 KB begun, a write one for each KB begun, twice as much in a
transaction; an absent row is read for one unit; a row in the listing costs a write unit more. Sizes are those of names
and values in UTF-8. Of a row that an update or a deletion within a transaction touches the size is not seen: it counts
as at most 1 KB, which ours are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from koppel.aws.clients import dynamodb

BETWEEN_CALLS = "koppel-request"


@dataclass
class Meter:
    """What was asked of the table since the meter was put on."""

    requests: Counter[str] = field(default_factory=Counter)
    read: int = 0
    written: int = 0

    def asked(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        """Keeps what is asked until the answer is there."""
        context[BETWEEN_CALLS] = params

    def answered(self, model: Any, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> None:
        """Counts one request."""
        name, params = model.name, context[BETWEEN_CALLS]
        self.requests[name] += 1
        match name:
            case "GetItem":
                self.read += _read(_size(parsed.get("Item", {})))
            case "BatchGetItem":
                for table, wanted in params["RequestItems"].items():
                    found = parsed["Responses"].get(table, [])
                    self.read += len(wanted["Keys"]) - len(found) + sum(_read(_size(each)) for each in found)
            case "Query":
                self.read += _read(sum(_size(each) for each in parsed["Items"]))
            case "TransactWriteItems":
                for each in params["TransactItems"]:
                    item = each.get("Put", {}).get("Item", {})
                    self.written += 2 * _written(item) + ("listing_pk" in item)
            case "PutItem":
                self.written += _written(params["Item"]) + ("listing_pk" in params["Item"])
            case "UpdateItem":
                item = parsed.get("Attributes", {})
                self.written += _written(item) + ("listing_pk" in item)
            case "DeleteItem":
                self.written += 1
            case _:
                raise AssertionError(f"nobody knows what {name} costs")


@contextmanager
def metered() -> Iterator[Meter]:
    """A meter on everything that is asked of the table within the block."""
    meter, events = Meter(), dynamodb().meta.events
    events.register("provide-client-params.dynamodb", meter.asked)
    events.register("after-call.dynamodb", meter.answered)
    try:
        yield meter
    finally:
        events.unregister("provide-client-params.dynamodb", meter.asked)
        events.unregister("after-call.dynamodb", meter.answered)


def _read(size: int) -> int:
    return max(1, -(-size // 4096))


def _written(item: Mapping[str, Any]) -> int:
    return max(1, -(-_size(item) // 1024))


def _size(item: Mapping[str, Any]) -> int:
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "M":
            return 3 + _size(held) + len(held)
        case "L":
            return 3 + sum(map(_value, held)) + len(held)
        case "S":
            return len(held.encode())
        case "B":
            return len(held)
        case "N":
            return len(held) // 2 + 2
        case "SS" | "NS":
            return sum(len(each.encode()) for each in held)
    return 1
