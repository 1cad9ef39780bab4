"""JSON as it goes out: objects, collections and refusals."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace

from koppel.domain.problems.refusal import Refusal
from koppel.entrance.requests import Response

MOST_BYTES = 5_500_000
"""Most bytes of a body: Lambda passes on 6 MB at most, headers included."""

LARGE_BYTES = MOST_BYTES * 6 // 10

_HEAD = b'{"@items":['
_GZIP = 31  # what zlib calls its largest window in a gzip wrapper (RFC 1952)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class TooLarge(Refusal):
    """A collection does not fit into one answer."""


class Collection:
    """A collection that is written item by item, so that it can stop as soon as it no longer fits into one answer."""

    def __init__(self, *, compressed: bool = False) -> None:
        self._items: list[bytes] = []
        self._size = 0
        self._packer = zlib.compressobj(wbits=_GZIP) if compressed else None

    def __len__(self) -> int:
        return len(self._items)

    @property
    def is_large(self) -> bool:
        """Whether the administrator should know that it will be too large one day."""
        return self._size > LARGE_BYTES

    def add(self, item: Mapping[str, object]) -> None:
        """Add an item. Raises TooLarge."""
        encoded = _ENCODER.encode(item).encode()
        if self._packer:
            packed = self._packer.compress((b"," if self._items else _HEAD) + encoded)
            self._items.append(packed)
            self._size += len(packed) * 4 // 3  # passed on in base64
        else:
            self._items.append(encoded)
            self._size += weight(encoded) + 1
        if self._size > MOST_BYTES:
            raise TooLarge

    def answer(self, cursor: str = "") -> Response:
        """The collection, with the cursor at which the next page begins ("" for none)."""
        rest = f',"@cursor":{_ENCODER.encode(cursor)}'.encode() if cursor else b""
        tail = b"]%b}" % rest
        if self._packer is None:
            return Response(status=200, body=_HEAD + b",".join(self._items) + tail)
        packed = self._packer.compress(tail if self._items else _HEAD + tail) + self._packer.flush()
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(status=200, body=b"".join(self._items) + packed, headers=headers)


def weight(text: bytes) -> int:
    """Bytes of its 6 MB that Lambda counts for this text: Lambda passes text on as a JSON string, in which a quotation
    mark or a backslash takes two bytes."""
    return len(text) + text.count(b'"') + text.count(b"\\")


def answer(body: Mapping[str, object]) -> Response:
    """One object, with its entity tag."""
    encoded = _ENCODER.encode(body).encode()
    return Response(status=200, body=encoded, headers={"ETag": tag(encoded)})


def tag(body: bytes) -> str:
    """The strong entity tag of a representation (RFC 9110 section 8.8.3)."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def replaced(response: Response, *, status: int, headers: Mapping[str, str]) -> Response:
    """The same answer with another status and more headers."""
    return replace(response, status=status, headers={**response.headers, **headers})


def refuse(status: int, message: str, fields: Mapping[str, str]) -> Response:
    """A refusal: the reason, and by field what is wrong with it."""
    extra = [{"message": text, "field": name} for name, text in fields.items()]
    return Response(status=status, body=_ENCODER.encode({"code": status, "message": message, "extra": extra}).encode())
