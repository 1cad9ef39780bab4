"""Accounts as stored: read one, find one, list a kind. Every read is strongly consistent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Account, Claim, Kind, claim, professional_claim, rival
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.organisation import Organisation
from koppel.domain.plan.desired import Desired
from koppel.domain.plan.last_manager import is_manager, loses_manager
from koppel.domain.plan.matching import Stored, directory_id_claim, id_claim, key_of
from koppel.domain.plan.watermarks import healed
from koppel.runtime import Tenant

_TEXTS = ("directory_id", "external_source", "deactivated_by", "deactivate_at", "merged_into", "client")
_MAPS = ("watermarks", "waiting")
_LISTS = ("roles", "missing")
MOST_MANAGERS = 25
"""Accounts that are looked at to find another application manager."""

type Found = tuple[Account | None, Account | None]
"""The account that was found, and the one that it was merged into in the end."""


def to_row(organisation: Organisation, account: Account) -> Row:
    """The account as a row; what is empty is left out. A due deactivation puts it in the listing `due`, otherwise an
    active application manager is in the listing `managers`."""
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
    elif is_manager(account):
        row |= {"listing_pk": row_keys.accounts.managers(organisation.slug), "listing_sk": account.key}
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


def clients_of(tenant: Tenant, professional: str) -> list[tuple[str, RelationKind]]:
    """The clients that a professional is linked to, and how, by their keys. A relationship that began or ended within
    the last moments may be missed."""
    rows = tenant.table.listed(row_keys.accounts.relations_of(tenant.slug, professional))
    places = (row["listing_sk"].partition("/") for row in rows)
    return [(client, RelationKind(kind)) for client, _, kind in places]


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
    """All stored rows that a plan for this desired state needs, in three requests at most; two more where it would take
    an application manager."""
    return stored_many(tenant, (desired,))[0]


def stored_many(tenant: Tenant, desireds: Sequence[Desired]) -> list[Stored]:
    """As `stored`, for each of these in their order, as they are before any of them is applied.

    The rows of all are read together: a request for each hundred claims, one for each hundred accounts; relationships
    are read for each client whose relationships are desired.
    """
    today = tenant.organisation.day(tenant.clock())
    claims = [list(_claims_of(tenant.organisation, each, today)) for each in desireds]
    by_claim, professionals = _holders_and_professionals(tenant, desireds, claims)
    held = [{one: by_claim[one] for one in mine if one in by_claim} for mine in claims]
    found = _accounts(tenant, [(each.kind, key_of(each, mine)) for each, mine in zip(desireds, held, strict=True)])
    last_manager = _last_manager(tenant, desireds, found)
    return [
        _stored(tenant, each, mine, of_each, professionals=professionals, last_manager=last_manager)
        for each, mine, of_each in zip(desireds, held, found, strict=True)
    ]


def has_other_managers(tenant: Tenant, key: str) -> bool:
    """Whether there is an active application manager besides the account with this key. One who became so within the
    last moments may be missed; then the answer is no."""
    listing = tenant.table.listed(row_keys.accounts.managers(tenant.slug), limit=MOST_MANAGERS)
    others = [row["sk"] for row in listing if row["sk"] != key]
    return any(map(is_manager, accounts(tenant, Kind.PROFESSIONAL, others).values()))


def _holders_and_professionals(
    tenant: Tenant, desireds: Sequence[Desired], claims: Sequence[Sequence[Claim]]
) -> tuple[dict[Claim, str], dict[str, Account]]:
    """Who holds these claims, and the professionals that are named by key."""
    claim_keys = {one: claim_key(tenant.organisation, one) for mine in claims for one in mine}
    named = {key for each in desireds if each.relations for key in each.relations.professionals}
    account_keys = {key: row_keys.accounts.account(tenant.slug, Kind.PROFESSIONAL, key) for key in sorted(named)}
    rows = tenant.table.get_many([*claim_keys.values(), *account_keys.values()])
    by_claim = {each: str(rows[row_key]["holder"]) for each, row_key in claim_keys.items() if row_key in rows}
    return by_claim, {key: from_row(rows[one]) for key, one in account_keys.items() if one in rows}


def _accounts(tenant: Tenant, wanted: Sequence[tuple[Kind, str]]) -> list[Found]:
    """The accounts with these keys, and their survivors."""
    first = _by_key(tenant, [each for each in dict.fromkeys(wanted) if each[1]])
    survivors = {key: survivor(tenant, each) for key, each in first.items()}
    return [(first.get(each), survivors.get(each)) for each in wanted]


def _by_key(tenant: Tenant, wanted: Sequence[tuple[Kind, str]]) -> dict[tuple[Kind, str], Account]:
    if len(wanted) == 1:
        found = account(tenant, *wanted[0])
        return {wanted[0]: found} if found else {}
    keys = {each: row_keys.accounts.account(tenant.slug, *each) for each in wanted}
    rows = tenant.table.get_many(keys.values())
    return {each: from_row(rows[key]) for each, key in keys.items() if key in rows}


def _last_manager(tenant: Tenant, desireds: Sequence[Desired], found: Sequence[Found]) -> str:
    """Key of the account that is the last active application manager, where one of these would change that and spares
    the last one; "" otherwise."""
    for desired, (_, last) in zip(desireds, found, strict=True):
        if last and _takes_manager(desired, last):
            return "" if has_other_managers(tenant, last.key) else last.key
    return ""


def _takes_manager(desired: Desired, account: Account) -> bool:
    return desired.spares_last_manager and loses_manager(desired, account)


def _stored(
    tenant: Tenant,
    desired: Desired,
    held: Mapping[Claim, str],
    found: Found,
    *,
    professionals: Mapping[str, Account],
    last_manager: str,
) -> Stored:
    first, last = found
    through = first.key if first and last and first.key != last.key else ""
    is_last_manager = last is not None and last.key == last_manager and _takes_manager(desired, last)
    if desired.relations is None or last is None:
        return Stored(account=last, through=through, holders=held, is_last_manager=is_last_manager)
    made, waiting = relations(tenant, last.key)
    return Stored(
        account=last,
        through=through,
        holders=held,
        relations=made,
        waiting=waiting,
        professionals={key: professionals[key] for key in desired.relations.professionals if key in professionals},
        is_last_manager=is_last_manager,
    )


def _claims_of(organisation: Organisation, desired: Desired, today: date) -> Iterator[Claim]:
    claims = [id_claim(desired), directory_id_claim(desired)]
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
    return (each for each in claims if each is not None)


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
