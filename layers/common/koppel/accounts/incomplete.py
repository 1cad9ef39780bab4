"""Incomplete accounts: who stands behind an entry of the error log that says that a field is missing.

The entry counts how many came without the field. Who still lacks it is asked of the accounts themselves.
"""

from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind
from koppel.runtime import Tenant

MOST_SEEN = 5_000  # accounts that one search looks at; it then says where to go on


def search(
    tenant: Tenant,
    kind: Kind,
    field: str,
    *,
    source: str = "",
    limit: int,
    after: str = "",
) -> tuple[list[Account], str]:
    """A page of the accounts that lack a required field, of one external source or of all ("") in the order of their
    keys, and the cursor of the next page ("" at the end)."""
    page: list[Account] = []
    seen = 0
    for each in store.listed(tenant, kind, after=after, limit=MOST_SEEN):
        seen, after = seen + 1, each.key
        if field in each.missing and source in {"", each.external_source}:
            page.append(each)
        if len(page) == limit:
            return page, after
    return page, after if seen == MOST_SEEN else ""
