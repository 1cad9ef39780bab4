"""People as rows hold them: compressed JSON. The table is encrypted; the rows go when the run has ended."""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from functions.directory_sync.people import DirectoryPerson


def pack(people: Iterable[DirectoryPerson]) -> bytes:
    """These people, compressed."""
    told = [to_json(each) for each in people]
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass"))


def unpack(packed: bytes) -> list[DirectoryPerson]:
    """The people in this row."""
    told: list[dict[str, Any]] = json.loads(zlib.decompress(packed).decode(errors="surrogatepass"))
    return [from_json(each) for each in told]


def to_json(person: DirectoryPerson) -> dict[str, Any]:
    """The person as JSON."""
    found: dict[str, Any] = {
        "id": person.id,
        "attributes": {name: list(each) for name, each in person.attributes.items()},
    }
    if person.groups:
        found["groups"] = sorted(person.groups)
    return found | ({} if person.enabled else {"enabled": False}) | ({"removed": True} if person.removed else {})


def from_json(given: Mapping[str, Any]) -> DirectoryPerson:
    """The person in this JSON."""
    return DirectoryPerson(
        id=given["id"],
        attributes={name: tuple(each) for name, each in given["attributes"].items()},
        groups=frozenset(given.get("groups", ())),
        enabled=given.get("enabled", True),
        removed=given.get("removed", False),
    )
