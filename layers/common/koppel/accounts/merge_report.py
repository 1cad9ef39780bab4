"""The report of a merge: what both accounts were before it, from their trails, for people who undo it by hand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from koppel.accounts import store
from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Account, Kind, claim
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.plan.changes import Verb
from koppel.organisation import audit_log
from koppel.runtime import Tenant

type Link = Mapping[str, str]
"""`professional_id` ("" for one that had none) and `kind` of a relationship."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """One merge.

    at, integration, source, reference  when it was, and which message of which source requested it
    values     fields of the retired client before the merge; empty when it never was more than an id
    other      the rest of it: whether active, which values it waited for …
    relations, waiting  its relationships, and those that waited for their professional
    friends    keys of the friends that moved with it
    survivor   id of the surviving client
    survivor_before, survivor_after  what the merge changed in it
    survivor_relations, survivor_waiting  its own relationships before
    """

    at: str
    integration: str
    source: str
    reference: str
    values: Mapping[str, Any]
    other: Mapping[str, Any]
    relations: tuple[Link, ...]
    waiting: tuple[Link, ...]
    friends: tuple[str, ...]
    survivor: str
    survivor_before: Mapping[str, Any]
    survivor_after: Mapping[str, Any]
    survivor_relations: tuple[Link, ...]
    survivor_waiting: tuple[Link, ...]


def report(tenant: Tenant, retired_id: str, *, actor: str, reason: str) -> MergeReport | None:
    """The merge that retired the client with this id, None when no merge did. Records first who reads it and why."""
    own = claim(Kind.CLIENT, "id", external_ids.usable(retired_id))
    held = tenant.table.get(store.claim_key(tenant.organisation, own)) if own else None
    gone = store.account(tenant, Kind.CLIENT, held["holder"]) if held else None
    if gone is None or not gone.merged_into:
        return None
    details = {"account": gone.key, "reason": reason}
    audit_log.record(tenant.runtime, tenant.slug, "show-merge", actor, details)
    return _report(tenant, gone)


def _report(tenant: Tenant, gone: Account) -> MergeReport:
    fields = FIELDS[Kind.CLIENT]
    earlier, merged = _until(_trail(tenant, gone.key), lambda row: "merged_into" in row["after"])
    into, written = merged["after"]["merged_into"], (merged["at"], merged["reference"])
    kept, stayed = _until(
        _trail(tenant, into),
        lambda row: row["verb"] == Verb.MERGE and (row["at"], row["reference"]) == written,
    )
    survivor = store.account(tenant, Kind.CLIENT, into)
    return MergeReport(
        **{name: merged[name] for name in ("at", "integration", "source", "reference")},
        values={name: value for name, value in merged["before"].items() if name in fields},
        other={name: value for name, value in merged["before"].items() if name not in fields},
        relations=_left(earlier, "relations"),
        waiting=_left(earlier, "waiting"),
        friends=_friends(tenant, gone),
        survivor=survivor.text("id") if survivor else "",
        survivor_before=stayed["before"],
        survivor_after=stayed["after"],
        survivor_relations=_left(kept, "relations"),
        survivor_waiting=_left(kept, "waiting"),
    )


def _trail(tenant: Tenant, key: str) -> list[Row]:
    return list(tenant.table.query(row_keys.accounts.trails(tenant.slug, key)))


def _until(trail: list[Row], is_it: Callable[[Row], bool]) -> tuple[list[Row], Row]:
    """The changes before the first one for which `is_it` holds, and that one."""
    at = next(number for number, row in enumerate(trail) if is_it(row))
    return trail[:at], trail[at]


def _left(trail: Iterable[Row], what: str) -> tuple[Link, ...]:
    """The relationships that began and did not end in these changes."""
    left: list[Link] = []
    for row in trail:
        left += row.get(f"{what}_made", ())
        for ended in row.get(f"{what}_ended", ()):
            if ended in left:
                left.remove(ended)
    return tuple(left)


def _friends(tenant: Tenant, gone: Account) -> tuple[str, ...]:
    """Friends of the present survivor that once belonged to this client."""
    survivor = store.survivor(tenant, gone)
    every = store.friends(tenant, survivor.key) if survivor else []
    return tuple(
        each.key for each in every if any(row["before"].get("client") == gone.key for row in _trail(tenant, each.key))
    )
