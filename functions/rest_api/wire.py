"""JSON as it goes out: objects, collections and refusals."""

import json
from collections.abc import Mapping

from koppel.entrance.requests import Response

MOST_BYTES = 5_500_000
"""Lambda hands on 6 MB at most, headers and all."""

LARGE_BYTES = MOST_BYTES * 6 // 10

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class TooLarge(Exception):
    """A collection does not fit into one answer."""


class Collection:
    """A collection on its way out, written item by item, so that it can end as soon as it no longer fits."""

    def __init__(self) -> None:
        self._items: list[bytes] = []
        self._size = 0

    def __len__(self) -> int:
        return len(self._items)

    @property
    def is_large(self) -> bool:
        """Whether it is time to say that it will be too large one day."""
        return self._size > LARGE_BYTES

    def add(self, item: Mapping[str, object]) -> None:
        """Write one more. Raises TooLarge."""
        written = _ENCODER.encode(item).encode()
        self._items.append(written)
        self._size += weight(written) + 1
        if self._size > MOST_BYTES:
            raise TooLarge

    def answer(self, cursor: str = "") -> Response:
        """The collection, with the cursor at which the next page begins ("" for none)."""
        rest = f',"@cursor":{_ENCODER.encode(cursor)}'.encode() if cursor else b""
        return Response(status=200, body=b'{"@items":[%b]%b}' % (b",".join(self._items), rest))


def weight(written: bytes) -> int:
    """How many bytes of its 6 MB Lambda counts for this. It hands text on inside JSON of its own, in which every
    quotation mark and backslash takes two bytes."""
    return len(written) + written.count(b'"') + written.count(b"\\")


def answer(body: Mapping[str, object]) -> Response:
    """One object."""
    return Response(status=200, body=_ENCODER.encode(body).encode())


def refuse(status: int, message: str, fields: Mapping[str, str]) -> Response:
    """A refusal: why, and of every field what is wrong with it."""
    extra = [{"message": text, "field": name} for name, text in fields.items()]
    return Response(status=status, body=_ENCODER.encode({"code": status, "message": message, "extra": extra}).encode())
