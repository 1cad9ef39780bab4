"""Unsettled people: those about whom something is the matter, as they were last seen, so that they can be planned again
before the directory says anything new about them. One row for each source; more than MOST wait for the next reading of
everybody."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.directory_sync.memory import people_rows
from functions.directory_sync.people import DirectoryPerson
from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Delete, Put
from koppel.runtime import Tenant

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is the matter with one person.

    slugs   of the problems
    entry   id of the entry that names the person together with others, "" for none
    shared  as in `readings.Sight`, in hexadecimal digits
    person  as last seen; None for somebody who has left
    """

    slugs: tuple[str, ...]
    entry: str = ""
    shared: str = ""
    person: DirectoryPerson | None = None


type Matters = dict[str, Matter]
"""By directory id."""


def read(tenant: Tenant, source: str) -> Matters:
    """The unsettled people of a source."""
    return from_row(tenant.table.get(row_keys.directory.unsettled(tenant.slug, source)))


def from_row(row: Row | None) -> Matters:
    """The unsettled people in a row."""
    if row is None:
        return {}
    told: dict[str, dict[str, Any]] = json.loads(zlib.decompress(row["people"]).decode(errors="surrogatepass"))
    return {directory_id: _from_json(each) for directory_id, each in told.items()}


def write(tenant: Tenant, source: str, matters: Mapping[str, Matter]) -> None:
    """Remember these, at most MOST, in place of those of before."""
    key = row_keys.directory.unsettled(tenant.slug, source)
    if not matters:
        tenant.table.write(Delete(key))
        return
    kept = dict(sorted(matters.items())[:MOST])
    text = json.dumps({name: _to_json(each) for name, each in kept.items()}, ensure_ascii=False)
    tenant.table.write(Put(key, {"people": zlib.compress(text.encode(errors="surrogatepass"))}))


def _to_json(matter: Matter) -> dict[str, Any]:
    found: dict[str, Any] = {"slugs": list(matter.slugs)}
    found |= {name: value for name, value in (("entry", matter.entry), ("shared", matter.shared)) if value}
    return found | ({"person": people_rows.to_json(matter.person)} if matter.person else {})


def _from_json(given: Mapping[str, Any]) -> Matter:
    person = people_rows.from_json(given["person"]) if "person" in given else None
    found = Matter(slugs=tuple(given["slugs"]), entry=given.get("entry", ""), shared=given.get("shared", ""))
    return replace(found, person=person)
