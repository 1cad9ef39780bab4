"""Users as an identity provider provisions them: the row beside an account, and the unique values that lead to it.

A user is there while the row is. Who is deleted keeps the row of the id at the identity provider, so that the same
account is found when the person comes back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, Check, Delete, Put, Write, unchanged_since
from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.fields import InvalidValue
from koppel.runtime import Tenant

_HEX = frozenset("0123456789abcdef")
NO_EMAIL: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an identity provider says of one account.

    key          of the account, which is the id of the user
    user_name    in its spelling
    external_id  in its spelling, "" for none
    email        what it says of the e-mail address, besides the address: `type`, `primary`
    inactive     whether it set the user inactive last; the account may be active all the same
    modified     UTC, `YYYY-MM-DDTHH:MM:SS`
    version      counts the writes of this row, from 1; 0 before the first
    """

    key: str
    user_name: str
    external_id: str = ""
    email: Mapping[str, Any] = NO_EMAIL
    inactive: bool = False
    modified: str = ""
    version: int = 0

    @property
    def directory_id(self) -> str:
        """The external id as accounts have a directory's id, "" where it is no GUID."""
        return as_directory_id(self.external_id)


@dataclass(frozen=True, slots=True)
class Holder:
    """The account to which an id at the identity provider leads. `is_gone`: its user was deleted."""

    key: str
    is_gone: bool


def is_key(text: str) -> bool:
    """Whether this has the form of an account's key, or of a group's."""
    return len(text) == 32 and set(text) <= _HEX


def as_directory_id(external_id: str) -> str:
    """The id as accounts have a directory's id, "" where it is no GUID."""
    try:
        return directory_ids.normalise(external_id)
    except InvalidValue:
        return ""


def find(tenant: Tenant, key: str) -> Link | None:
    """The user with this id."""
    row = tenant.table.get(row_keys.scim.user(tenant.slug, key))
    return from_row(row) if row else None


def find_many(tenant: Tenant, keys: Iterable[str]) -> dict[str, Link]:
    """The users that exist among these ids."""
    rows = tenant.table.get_many(row_keys.scim.user(tenant.slug, key) for key in keys)
    return {key.sk: from_row(row) for key, row in rows.items()}


def every(tenant: Tenant, *, limit: int | None = None) -> Iterator[Link]:
    """All users by id, at most `limit`."""
    return map(from_row, tenant.table.query(row_keys.scim.users(tenant.slug), limit=limit))


def holders(tenant: Tenant, user_name: str, external_id: str) -> tuple[str, Holder | None]:
    """Whose user name (in any capitals) and whose external id these are; "" and None where they are nobody's. One
    request."""
    keys = {}
    if user_name and _is_storable(user_name):
        keys["name"] = _name_key(tenant, user_name)
    if external_id and _is_storable(external_id):
        keys["id"] = _id_key(tenant, external_id)
    rows = tenant.table.get_many(keys.values())
    name = rows.get(keys["name"]) if "name" in keys else None
    known = rows.get(keys["id"]) if "id" in keys else None
    return (name["holder"] if name else ""), (Holder(known["holder"], known["gone"]) if known else None)


def writes(tenant: Tenant, before: Link | None, after: Link) -> list[Write]:
    """The writes that make the user what `after` says; the unique values that are new to it are taken, those that it
    gives up are released. None where nothing differs.

    Their conditions: the row is still `before` (None: there is none), and nobody else holds the values; an id of a
    deleted user may be taken over.
    """
    if before and replace(before, modified=after.modified) == after:
        return []
    row: Row = {
        "user_name": after.user_name,
        "external_id": after.external_id,
        "email": dict(after.email),
        **({"inactive": True} if after.inactive else {}),
        "modified": after.modified,
        "version": after.version + 1,
    }
    unchanged = unchanged_since(before.version if before else None)
    found: list[Write] = [Put(row_keys.scim.user(tenant.slug, after.key), row, *unchanged)]
    holder: Row = {"holder": after.key}
    old_name = _name_key(tenant, before.user_name) if before else None
    new_name = _name_key(tenant, after.user_name)
    if new_name != old_name:
        found.append(Put(new_name, holder, ABSENT))
        if old_name:
            found.append(_release(old_name, after.key))
    old_id = _id_key(tenant, before.external_id) if before and before.external_id else None
    new_id = _id_key(tenant, after.external_id) if after.external_id else None
    if new_id and new_id != old_id:
        condition = f"{ABSENT} OR holder = :holder OR gone = :gone"
        values = {":holder": after.key, ":gone": True}
        found.append(Put(new_id, {**holder, "gone": False}, condition, values))
    if old_id and new_id != old_id:
        found.append(_release(old_id, after.key))
    return found


def check(tenant: Tenant, link: Link) -> Check:
    """The condition that the user is still there as it was, for a transaction that does not write it."""
    return Check(row_keys.scim.user(tenant.slug, link.key), *unchanged_since(link.version))


def removal(tenant: Tenant, link: Link) -> list[Write]:
    """The writes that delete the user. Its external id still leads to the account."""
    condition, values = unchanged_since(link.version)
    found: list[Write] = [
        Delete(row_keys.scim.user(tenant.slug, link.key), condition, values),
        _release(_name_key(tenant, link.user_name), link.key),
    ]
    if link.external_id:
        found.append(Put(_id_key(tenant, link.external_id), {"holder": link.key, "gone": True}))
    return found


def release(tenant: Tenant, link: Link | None, key: str, directory_id: str) -> list[Write]:
    """The writes after which nothing leads from an identity provider to this account: the user is deleted, and the ids
    under which it was known. `link` is the user, None where there is none now; `directory_id` is that of the account.
    """
    found: list[Write] = []
    if link:
        condition, values = unchanged_since(link.version)
        found += [Delete(row_keys.scim.user(tenant.slug, key), condition, values)]
        found += [_release(_name_key(tenant, link.user_name), key)]
    known = {_id_key(tenant, each) for each in (link.external_id if link else "", directory_id) if each}
    rows = tenant.table.get_many(known)
    return [*found, *(_release(each, key) for each, row in rows.items() if row["holder"] == key)]


def from_row(row: Row) -> Link:
    """The user in a row."""
    return Link(
        key=row["sk"],
        user_name=row["user_name"],
        external_id=row["external_id"],
        email=row["email"],
        inactive=row.get("inactive", False),
        modified=row["modified"],
        version=row["version"],
    )


def _is_storable(text: str) -> bool:
    """Whether UTF-8 can hold the text; half a surrogate pair is nobody's name."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _release(key: RowKey, holder: str) -> Delete:
    return Delete(key, "holder = :holder", {":holder": holder})


def _name_key(tenant: Tenant, user_name: str) -> RowKey:
    return row_keys.scim.user_name(tenant.slug, tenant.pseudonyms.of("scim-name", user_name.casefold()))


def _id_key(tenant: Tenant, external_id: str) -> RowKey:
    """Of a GUID any spelling leads to the same row."""
    known = as_directory_id(external_id) or external_id
    return row_keys.scim.external_id(tenant.slug, tenant.pseudonyms.of("scim-id", known))
