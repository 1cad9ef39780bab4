"""Accounts as stored: read one, find one, list a kind. Every read is strongly consistent."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.domain.accounts import directory_ids, external_ids
from koppel.domain.accounts.account import (
    Account,
    Claim,
    Kind,
    claim,
    directory_claim,
    professional_claim,
    rival,
)
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.organisation import Organisation
from koppel.domain.plan.desired import Desired
from koppel.domain.plan.matching import Stored, id_claim
from koppel.domain.plan.watermarks import healed
from koppel.runtime import Tenant

_TEXTS = ("directory_id", "external_source", "deactivated_by", "deactivate_at", "merged_into", "client")
_MAPS = ("watermarks", "waiting")
_LISTS = ("roles", "missing")


def to_row(organisation: Organisation, account: Account) -> Row:
    """The account as a row; what is empty is left out. A due deactivation puts it in the listing `due`."""
    row: Row = {
        "kind": account.kind,
        "version": account.version,
        "created": account.created,
        "modified": account.modified,
        "active": account.active,
        "values": dict(account.values),
    }
    row |= {name: value for name in (*_TEXTS, *_MAPS, *_LISTS) if (value := getattr(account, name))}
    if account.deactivate_at:
        row |= {"listing_pk": row_keys.accounts.due(organisation.slug), "listing_sk": account.deactivate_at}
    return row


def from_row(row: Row) -> Account:
    """The account in a row."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row["values"].items()}
    others: dict[str, Any] = {name: row[name] for name in (*_TEXTS, *_MAPS) if name in row}
    others |= {name: tuple(row[name]) for name in _LISTS if name in row}
    others["watermarks"] = healed(row.get("watermarks", {}))
    return Account(
        kind=Kind(row["kind"]),
        key=row["sk"],
        version=row["version"],
        created=row["created"],
        modified=row["modified"],
        active=row["active"],
        values=values,
        **others,
    )


def account(tenant: Tenant, kind: Kind, key: str) -> Account | None:
    """The account with this key."""
    row = tenant.table.get(row_keys.accounts.account(tenant.slug, kind, key))
    return from_row(row) if row else None


def accounts(tenant: Tenant, kind: Kind, keys: Iterable[str]) -> dict[str, Account]:
    """The accounts that exist among these keys."""
    rows = tenant.table.get_many(row_keys.accounts.account(tenant.slug, kind, key) for key in keys)
    return {key.sk: from_row(row) for key, row in rows.items()}


def by_id(tenant: Tenant, kind: Kind, external_id: str) -> Account | None:
    """The account with this id of the outside system, in the sender's spelling; for a merged account the survivor."""
    own = claim(kind, "id", external_ids.usable(external_id))
    row = tenant.table.get(claim_key(tenant.organisation, own)) if own else None
    return survivor(tenant, account(tenant, kind, row["holder"])) if row else None


def by_email(tenant: Tenant, kind: Kind, email: str) -> Account | None:
    """The account of this kind with this e-mail address, as it is stored."""
    row = tenant.table.get(claim_key(tenant.organisation, Claim("email", email)))
    return account(tenant, kind, row["holder"]) if row and row["kind"] == kind else None


def survivor(tenant: Tenant, found: Account | None) -> Account | None:
    """The account itself, or the one that it was merged into in the end."""
    for _ in range(10):  # a chain of merges is short; a longer one would be a circle
        if found is None or not found.merged_into:
            return found
        found = account(tenant, found.kind, found.merged_into)
    return found


def listed(tenant: Tenant, kind: Kind, *, after: str = "", limit: int | None = None) -> Iterator[Account]:
    """The accounts of a kind in the order of their keys, at most `limit`, from the first key beyond `after`.

    An account that exists during the whole listing occurs exactly once, whatever is written meanwhile. Merged accounts
    are left out.
    """
    while limit is None or limit > 0:
        requested, seen = limit, 0
        for row in tenant.table.query(row_keys.accounts.accounts(tenant.slug, kind), after=after, limit=requested):
            seen, after = seen + 1, row["sk"]
            if "merged_into" not in row:
                limit = limit if limit is None else limit - 1
                yield from_row(row)
        if requested is None or seen < requested:
            return


def friends(tenant: Tenant, client: str) -> list[Account]:
    """A client's friends, in the order of their keys."""
    mine = [row["sk"] for row in tenant.table.query(row_keys.accounts.friends(tenant.slug, client))]
    found = accounts(tenant, Kind.FRIEND, mine)
    return [found[key] for key in mine if key in found]


def relations(tenant: Tenant, client: str) -> tuple[tuple[Relation, ...], tuple[WaitingRelation, ...]]:
    """A client's treatment relationships, and those that wait for their professional."""
    rows = list(tenant.table.query(row_keys.accounts.relations(tenant.slug, client)))
    waiting = tuple(_waiting_relation(client, row) for row in rows if row["sk"].startswith("waiting/"))
    return tuple(_relation(client, row) for row in rows if not row["sk"].startswith("waiting/")), waiting


def claim_key(organisation: Organisation, value: Claim) -> RowKey:
    """Key of the row that says who holds a unique value."""
    return row_keys.accounts.claim(organisation.slug, value.scope, pseudonym(organisation, value))


def pseudonym(organisation: Organisation, value: Claim) -> str:
    """The pseudonym of a unique value in row keys."""
    return organisation.pseudonyms.of("claim", value.scope, value.value)


def holders(tenant: Tenant, claims: Iterable[Claim]) -> dict[Claim, str]:
    """Account key for each of these claims that has a holder."""
    keys = {each: claim_key(tenant.organisation, each) for each in claims}
    rows = tenant.table.get_many(keys.values())
    return {each: str(rows[key]["holder"]) for each, key in keys.items() if key in rows}


def stored(tenant: Tenant, desired: Desired) -> Stored:
    """All stored rows that a plan for this desired state needs, in three requests at most."""
    claims = _claims_of(tenant.organisation, desired, tenant.organisation.day(tenant.clock()))
    claim_keys = {each: claim_key(tenant.organisation, each) for each in claims}
    named = desired.relations.professionals if desired.relations else ()
    account_keys = {key: row_keys.accounts.account(tenant.slug, Kind.PROFESSIONAL, key) for key in named}
    rows = tenant.table.get_many([*claim_keys.values(), *account_keys.values()])
    professionals = {key: from_row(rows[row_key]) for key, row_key in account_keys.items() if row_key in rows}
    holders = {each: str(rows[row_key]["holder"]) for each, row_key in claim_keys.items() if row_key in rows}
    own = id_claim(desired)
    key = desired.key or (holders.get(own, "") if own else "")
    first = account(tenant, desired.kind, key) if key else None
    last = survivor(tenant, first)
    through = first.key if first and last and first.key != last.key else ""
    if desired.relations is None or last is None:
        return Stored(account=last, through=through, holders=holders)
    made, waiting = relations(tenant, last.key)
    return Stored(
        account=last,
        through=through,
        holders=holders,
        relations=made,
        waiting=waiting,
        professionals=professionals,
    )


def _claims_of(organisation: Organisation, desired: Desired, today: date) -> list[Claim]:
    claims = [id_claim(desired), _directory_claim(desired)]
    for name, value in desired.values.items():
        try:
            normal = normalise(desired.kind, name, value, today)
        except InvalidValue:
            continue
        claims.append(claim(desired.kind, name, normal) if isinstance(normal, str) else None)
    if organisation.clients.unique_ids:
        claims += [rival(each) for each in claims if each]
    if desired.relations:
        named = (*desired.relations.professional_ids, *desired.relations.ended_ids)
        claims += map(professional_claim, named)
    return [each for each in claims if each is not None]


def _directory_claim(desired: Desired) -> Claim | None:
    try:
        directory_id = directory_ids.normalise(desired.directory_id or "")
    except InvalidValue:
        return None
    return directory_claim(directory_id) if directory_id else None


def _relation(client: str, row: Row) -> Relation:
    kind, _, professional = row["sk"].partition("/")
    return Relation(
        client=client,
        professional=professional,
        kind=RelationKind(kind),
        professional_id=row["professional_id"],
        external_source=row["external_source"],
        integration=row["integration"],
        since=row["since"],
    )


def _waiting_relation(client: str, row: Row) -> WaitingRelation:
    return WaitingRelation(
        client=client,
        professional_id=row["professional_id"],
        kind=RelationKind(row["kind"]),
        external_source=row["external_source"],
        integration=row["integration"],
        since=row["since"],
    )
