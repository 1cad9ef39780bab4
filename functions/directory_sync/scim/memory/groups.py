"""Groups as an identity provider pushes them, and who is in them: a row for each membership, read from either side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, PRESENT, Delete, Put, Update, Write
from koppel.runtime import Tenant

MOST_AT_ONCE = 40
"""Memberships that are ended in one transaction with other changes; two writes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group. `key` is its id; times are UTC, `YYYY-MM-DDTHH:MM:SS`; `version` counts its changes, from 1."""

    key: str
    name: str
    external_id: str = ""
    created: str
    modified: str
    version: int = 1


def find(tenant: Tenant, key: str) -> Group | None:
    """The group with this id."""
    row = tenant.table.get(row_keys.scim.group(tenant.slug, key))
    return _from_row(row) if row else None


def find_many(tenant: Tenant, keys: Iterable[str]) -> dict[str, Group]:
    """The groups that exist among these ids."""
    rows = tenant.table.get_many(row_keys.scim.group(tenant.slug, key) for key in keys)
    return {key.sk: _from_row(row) for key, row in rows.items()}


def every(tenant: Tenant) -> Iterator[Group]:
    """All groups by id."""
    return map(_from_row, tenant.table.query(row_keys.scim.groups(tenant.slug)))


def members(tenant: Tenant, group: str) -> Iterator[str]:
    """The ids of the members of a group."""
    return (row["sk"] for row in tenant.table.query(row_keys.scim.members(tenant.slug, group)))


def are_members(tenant: Tenant, group: str, keys: Iterable[str]) -> set[str]:
    """Those of these users who are in the group."""
    rows = tenant.table.get_many(row_keys.scim.member(tenant.slug, group, key) for key in keys)
    return {key.sk for key in rows}


def of_user(tenant: Tenant, key: str) -> list[str]:
    """The ids of the groups that a user is in."""
    return [row["sk"] for row in tenant.table.query(row_keys.scim.memberships(tenant.slug, key))]


def creation(tenant: Tenant, group: Group) -> Put:
    """The write that makes a group."""
    row: Row = {
        "name": group.name,
        "external_id": group.external_id,
        "created": group.created,
        "modified": group.modified,
        "version": group.version,
    }
    return Put(row_keys.scim.group(tenant.slug, group.key), row, ABSENT)


def change(tenant: Tenant, key: str, *, name: str | None = None, external_id: str | None = None) -> Update:
    """The write that changes what is given, and counts the change; its condition is that the group exists."""
    values: Row = {":modified": tenant.now(), ":one": 1}
    names = {"#version": "version"}
    expression = "SET modified = :modified"
    if name is not None:
        expression, values[":name"], names["#name"] = f"{expression}, #name = :name", name, "name"
    if external_id is not None:
        expression, values[":external_id"] = f"{expression}, external_id = :external_id", external_id
    expression += " ADD #version :one"
    return Update(row_keys.scim.group(tenant.slug, key), expression, PRESENT, values, names)


def removal(tenant: Tenant, key: str) -> Delete:
    """The write that deletes a group. The memberships are deleted apart."""
    return Delete(row_keys.scim.group(tenant.slug, key))


def joining(tenant: Tenant, group: str, key: str) -> list[Write]:
    """The writes that put a user into a group."""
    return [
        Put(row_keys.scim.member(tenant.slug, group, key), {}),
        Put(row_keys.scim.membership(tenant.slug, key, group), {}),
    ]


def leaving(tenant: Tenant, group: str, key: str) -> list[Write]:
    """The writes that take a user out of a group."""
    return [
        Delete(row_keys.scim.member(tenant.slug, group, key)),
        Delete(row_keys.scim.membership(tenant.slug, key, group)),
    ]


def leaving_all(tenant: Tenant, key: str) -> list[Write]:
    """The writes that take a user out of all groups. Memberships beyond MOST_AT_ONCE are ended before it returns."""
    every = of_user(tenant, key)
    for group in every[MOST_AT_ONCE:]:
        tenant.table.transact(leaving(tenant, group, key))
    return [each for group in every[:MOST_AT_ONCE] for each in leaving(tenant, group, key)]


def _from_row(row: Row) -> Group:
    return Group(
        key=row["sk"],
        name=row["name"],
        external_id=row["external_id"],
        created=row["created"],
        modified=row["modified"],
        version=row["version"],
    )
