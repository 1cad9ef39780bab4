"""Incomplete accounts: those that lack a required field now.

The error log's entry `incomplete` counts the accounts that came without the field; it does not say which.
"""

from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind
from koppel.runtime import Tenant

MOST_SEEN = 5_000  # accounts that one search reads before it returns a cursor


def search(
    tenant: Tenant,
    kind: Kind,
    field: str,
    *,
    source: str = "",
    limit: int,
    after: str = "",
) -> tuple[list[Account], str]:
    """A page of the accounts that lack a required field, in the order of their keys, and the cursor of the next page
    ("" at the end).

    source  external source of the accounts, "" for all
    limit   most accounts of a page; a page may hold fewer although there is a next one
    """
    page: list[Account] = []
    seen = 0
    for each in store.listed(tenant, kind, after=after, limit=MOST_SEEN):
        seen, after = seen + 1, each.key
        if field in each.missing and source in {"", each.external_source}:
            page.append(each)
        if len(page) == limit:
            return page, after
    return page, after if seen == MOST_SEEN else ""
