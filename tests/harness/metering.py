"""A meter on the clients of AWS: which requests are made, and how many units of the table they cost by published rules.

A strongly consistent read costs a unit for each 4 KB begun, an eventual one half; an absent row is read for one unit. A
write costs one for each KB begun, of the larger of the row before and after, twice as much in a transaction, refused or
not; where a row appears in the listing or leaves it, one more, where it moves there, two. Sizes are those of names and
values in UTF-8.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3

from koppel.aws.clients import dynamodb, kms, sqs

BETWEEN_CALLS = "koppel-request"
LISTED = ("listing_pk", "listing_sk")


@dataclass
class Meter:
    """What was asked of AWS since the meter was put on.

    requests  how many of which kind, of the table, the queues and the keys
    read      units of the table, as `written`
    """

    requests: Counter[str] = field(default_factory=Counter)
    read: float = 0
    written: int = 0
    _eye: Any = field(default_factory=lambda: boto3.client("dynamodb"))

    def asked(self, model: Any, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        """Keeps what is asked, and the rows as they are before, until the answer is there."""
        context[BETWEEN_CALLS] = params, self._images(model.name, params)

    def answered(self, model: Any, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> None:
        """Counts one request."""
        name, (params, before) = model.name, context[BETWEEN_CALLS]
        self.requests[name] += 1
        match name:
            case "GetItem":
                self.read += _read(_size(parsed.get("Item", {})))
            case "BatchGetItem":
                for table, wanted in params["RequestItems"].items():
                    found = parsed["Responses"].get(table, [])
                    self.read += len(wanted["Keys"]) - len(found) + sum(_read(_size(each)) for each in found)
            case "Query":
                whole = _read(sum(_size(each) for each in parsed["Items"]))
                self.read += whole if params.get("ConsistentRead") else whole / 2
            case "TransactWriteItems" | "PutItem" | "UpdateItem" | "DeleteItem":
                times = 2 if name == "TransactWriteItems" else 1
                for old, new in zip(before, self._images(name, params), strict=True):
                    self.written += times * max(_written(old), _written(new)) + _moved(old, new)
            case _:
                raise AssertionError(f"nobody knows what {name} costs")

    def counted(self, model: Any, **_: Any) -> None:
        """Counts a request that costs no units of the table."""
        self.requests[model.name] += 1

    def _images(self, name: str, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The rows that the request is to write, as they are now."""
        writes = [params] if name in {"PutItem", "UpdateItem", "DeleteItem"} else []
        writes += [body for each in params.get("TransactItems", []) for body in each.values()]
        found = []
        for each in writes:
            key = {part: (each.get("Key") or each["Item"])[part] for part in ("pk", "sk")}
            found.append(self._eye.get_item(TableName=each["TableName"], Key=key, ConsistentRead=True).get("Item", {}))
        return found


@contextmanager
def metered() -> Iterator[Meter]:
    """A meter on everything that is asked of AWS within the block."""
    meter = Meter()
    handlers: list[tuple[Any, str, Callable[..., None]]] = [
        (dynamodb(), "provide-client-params.dynamodb", meter.asked),
        (dynamodb(), "after-call.dynamodb", meter.answered),
        (sqs(), "before-call.sqs", meter.counted),
        (kms(), "before-call.kms", meter.counted),
    ]
    for client, event, handler in handlers:
        client.meta.events.register(event, handler)
    try:
        yield meter
    finally:
        for client, event, handler in handlers:
            client.meta.events.unregister(event, handler)


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
    """Writes to the listing."""
    old, new = ([image[name] for name in LISTED if name in image] for image in (before, after))
    return 0 if old == new else bool(old) + bool(new)


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
