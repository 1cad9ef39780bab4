"""One-time links: a mail to a person holds one, and it logs that person on once.

The token is random and stands in the address alone; the row has its digest. The link is for the person and for the
address that the mail went to: when the account gets another e-mail address, because the first one was somebody else's,
it logs nobody on any more.
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from koppel.accounts import store
from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, Put, Update
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.logon.session import digest_of
from koppel.runtime import Tenant

TOKEN_BYTES = 32
PATH = "/session/link"
"""The page of a link, which asks before it logs anybody on; the token is its query parameter `token`."""

_UNUSED = "attribute_exists(pk) AND attribute_not_exists(used) AND expires > :now"


class Spent(StrEnum):
    """Why a link logs nobody on."""

    UNKNOWN = "unknown"
    """There is none with this token, or it is long gone."""
    USED = "used"
    EXPIRED = "expired"
    INACTIVE = "inactive"
    """Its account is not active, or is gone."""
    READDRESSED = "readdressed"
    """Its account has another e-mail address by now."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that works as soon as `write` is written. `path` is its address below that of the organisation."""

    path: str = field(repr=False)
    write: Put = field(repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be used, and whom it logs on."""

    digest: str
    account: Account = field(repr=False)


def make(tenant: Tenant, account: Account, days: int) -> NewLink:
    """A new link for the person of this account, in a mail to the account's address, for so many days."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row: Row = {
        "kind": account.kind,
        "account": account.key,
        "address": pseudonym_of(tenant, account.text("email")),
        "expires": tenant.epoch(days),
    }
    write = Put(row_keys.logon.one_time_link(tenant.slug, digest_of(token)), row, ABSENT)
    return NewLink(f"{PATH}?token={token}", write)


def look(tenant: Tenant, token: str) -> Link | Spent:
    """Whom the link with this token logs on, or why it logs nobody on. It is not used up."""
    digest = digest_of(token)
    row = tenant.table.get(row_keys.logon.one_time_link(tenant.slug, digest))
    if row is None:
        return Spent.UNKNOWN
    if "used" in row:
        return Spent.USED
    if row["expires"] <= tenant.epoch():
        return Spent.EXPIRED
    account = store.account(tenant, Kind(row["kind"]), row["account"])
    if account is None or not account.active:
        return Spent.INACTIVE
    is_same = pseudonym_of(tenant, account.text("email")) == row["address"]
    return Link(digest, account) if is_same else Spent.READDRESSED


def use(tenant: Tenant, link: Link) -> bool:
    """Use the link up. Returns True for exactly one of any number of simultaneous calls."""
    key = row_keys.logon.one_time_link(tenant.slug, link.digest)
    try:
        tenant.table.write(Update(key, "SET used = :now", _UNUSED, {":now": tenant.epoch()}))
    except ConditionFailed:
        return False
    return True


def pseudonym_of(tenant: Tenant, address: str) -> str:
    """What stands for an e-mail address in keys and rows of mails and links."""
    return tenant.pseudonyms.of("mail", address)
