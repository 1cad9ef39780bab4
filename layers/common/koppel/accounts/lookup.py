"""Look-up: the accounts that people ask for, by an exact id, e-mail address or key, or by last name."""

import re
from enum import StrEnum

from koppel.accounts import store
from koppel.domain import characters
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Account, Kind, claim
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.characters import Unfit
from koppel.runtime import Tenant

MOST_SEEN = 5_000  # accounts that one search by name reads before it returns a cursor
MOST_FOUND = 50
_KEY = re.compile("[0-9a-f]{32}")


class SoughtBy(StrEnum):
    """By what an account is looked up."""

    ID = "id"
    EMAIL = "email"
    KEY = "key"
    LAST_NAME = "last_name"


def look_up(tenant: Tenant, kind: Kind, by: SoughtBy, value: str, *, after: str = "") -> tuple[list[Account], str]:
    """The accounts of this kind, and the cursor of the next page ("" at the end; only names need pages).

    An id that a merge retired finds the retired account, and then the one that it leads to. Names are read account by
    account, as no key holds them: a page has a bounded number of accounts, and may have none although there is a next.
    """
    match by:
        case SoughtBy.LAST_NAME:
            return _named(tenant, kind, value, after)
        case SoughtBy.EMAIL:
            email = _email(tenant, kind, value)
            found = store.by_email(tenant, kind, email) if email else None
            return [found] if found else [], ""
        case SoughtBy.KEY:
            return _with_survivor(tenant, store.account(tenant, kind, value) if _KEY.fullmatch(value) else None), ""
    own = claim(kind, "id", external_ids.usable(value))
    held = tenant.table.get(store.claim_key(tenant.organisation, own)) if own else None
    return _with_survivor(tenant, store.account(tenant, kind, held["holder"]) if held else None), ""


def _with_survivor(tenant: Tenant, found: Account | None) -> list[Account]:
    last = store.survivor(tenant, found)
    return [] if found is None else [found, last] if last and last.key != found.key else [found]


def _email(tenant: Tenant, kind: Kind, value: str) -> str:
    try:
        return str(normalise(kind, "email", value, tenant.organisation.day(tenant.clock())))
    except InvalidValue:
        return ""


def _named(tenant: Tenant, kind: Kind, value: str, after: str) -> tuple[list[Account], str]:
    field = "name" if kind is Kind.FRIEND else "last_name"
    wanted, page, seen = _folded(value), list[Account](), 0
    if not wanted:
        return [], ""
    for each in store.listed(tenant, kind, after=after, limit=MOST_SEEN):
        seen, after = seen + 1, each.key
        if _folded(each.text(field)) == wanted:
            page.append(each)
        if len(page) == MOST_FOUND:
            return page, after
    return page, after if seen == MOST_SEEN else ""


def _folded(text: str) -> str:
    try:
        return characters.line(text, 200).casefold()
    except Unfit:
        return ""
