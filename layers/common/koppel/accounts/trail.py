"""The trail of an account: a row for each change of it, with the values before and after, and who requested it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.recorded import RecordedChange, Together
from koppel.runtime import Tenant

_ORIGIN = ("at", "integration", "source", "actor", "reference")


def to_row(change: AccountChange, whole: Change) -> Row:
    """The row of one account of a change; what is empty is left out."""
    before, after = change.difference()
    row: Row = {name: getattr(whole.origin, name) for name in _ORIGIN}
    row |= {"verb": whole.verb, "before": before, "after": after}
    if whole.mail_requested:
        row["mail_requested"] = True
    if whole.undoes:
        row["undoes"] = whole.undoes
    if whole.verb is Verb.MERGE and change.before:
        row["watermarks"] = dict(change.before.watermarks)
    others = [each.after for each in whole.accounts if each.after.key != change.after.key]
    if others:
        row["together"] = [{"kind": each.kind, "key": each.key, "version": each.version + 1} for each in others]
    for name in ("relations_made", "relations_ended", "waiting_made", "waiting_ended"):
        mine = [_link(each) for each in getattr(whole, name) if each.client == change.after.key]
        if mine:
            row[name] = mine
    return row


def relation_row(each: Relation | WaitingRelation) -> Row:
    """What a row of a relationship has, besides its key."""
    return {
        "kind": each.kind,
        "professional_id": each.professional_id,
        "external_source": each.external_source,
        "integration": each.integration,
        "since": each.since,
    }


def _link(each: Relation | WaitingRelation) -> Row:
    row = relation_row(each)
    return row | {"professional": each.professional} if isinstance(each, Relation) else row


def page(
    tenant: Tenant, kind: Kind, key: str, *, limit: int | None = None, older_than: int | None = None
) -> Iterator[RecordedChange]:
    """The changes of an account, newest first, from the first one that is older than this version."""
    place = f"{older_than:08d}" if older_than is not None else ""
    rows = tenant.table.query(row_keys.accounts.trails(tenant.slug, key), after=place, limit=limit, newest_first=True)
    return (_from_row(kind, key, row) for row in rows)


def change(tenant: Tenant, kind: Kind, key: str, version: int) -> RecordedChange | None:
    """The change that made this version of the account."""
    row = tenant.table.get(row_keys.accounts.trail(tenant.slug, key, version))
    return _from_row(kind, key, row) if row else None


def changes(tenant: Tenant, places: Sequence[Together]) -> list[RecordedChange]:
    """These changes, in this order, as far as they are recorded."""
    keys = {row_keys.accounts.trail(tenant.slug, each.key, each.version): each for each in places}
    rows = tenant.table.get_many(keys)
    return [_from_row(each.kind, each.key, rows[key]) for key, each in keys.items() if key in rows]


def _from_row(kind: Kind, key: str, row: Row) -> RecordedChange:
    return RecordedChange(
        kind=kind,
        key=key,
        version=int(row["sk"]),
        verb=Verb(row["verb"]),
        origin=Origin(**{name: row[name] for name in _ORIGIN}),
        before=_fields(row["before"]),
        after=_fields(row["after"]),
        relations_made=_relations(key, row.get("relations_made", ())),
        relations_ended=_relations(key, row.get("relations_ended", ())),
        waiting_made=_waiting(key, row.get("waiting_made", ())),
        waiting_ended=_waiting(key, row.get("waiting_ended", ())),
        together=tuple(Together(Kind(each["kind"]), each["key"], each["version"]) for each in row.get("together", ())),
        undoes=row.get("undoes", ""),
        watermarks=row.get("watermarks", {}),
    )


def _fields(stored: Mapping[str, Any]) -> dict[str, object]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}


def _relations(client: str, rows: Sequence[Row]) -> tuple[Relation, ...]:
    return tuple(Relation(**{**each, "client": client, "kind": RelationKind(each["kind"])}) for each in rows)


def _waiting(client: str, rows: Sequence[Row]) -> tuple[WaitingRelation, ...]:
    return tuple(WaitingRelation(**{**each, "client": client, "kind": RelationKind(each["kind"])}) for each in rows)
