"""Row keys of accounts, their unique values, relationships, trails and waiting lists."""

from koppel.aws.row_keys.row_key import RowKey
from koppel.domain.accounts.account import Kind


def account(org: str, kind: Kind, key: str) -> RowKey:
    """An account."""
    return RowKey(accounts(org, kind), key)


def accounts(org: str, kind: Kind) -> str:
    """Partition of all accounts of a kind, in the order of their keys."""
    return f"{org}/{kind}"


def claim(org: str, scope: str, pseudonym: str) -> RowKey:
    """The holder of a unique value."""
    return RowKey(f"{org}/claim/{scope}/{pseudonym}", "claim")


def trail(org: str, account_key: str, version: int) -> RowKey:
    """What one change did to an account."""
    return RowKey(trails(org, account_key), f"{version:08d}")


def trails(org: str, account_key: str) -> str:
    """Partition of an account's trail, oldest first."""
    return f"{org}/trail/{account_key}"


def relation(org: str, client: str, kind: str, professional: str) -> RowKey:
    """A treatment relationship."""
    return RowKey(relations(org, client), f"{kind}/{professional}")


def waiting_relation(org: str, client: str, kind: str, pseudonym: str) -> RowKey:
    """A relationship that waits, in its client's partition."""
    return RowKey(relations(org, client), f"waiting/{kind}/{pseudonym}")


def relations(org: str, client: str) -> str:
    """Partition of a client's relationships, waiting ones included."""
    return f"{org}/relations/{client}"


def friend(org: str, client: str, account_key: str) -> RowKey:
    """The mark that this friend belongs to the client."""
    return RowKey(friends(org, client), account_key)


def friends(org: str, client: str) -> str:
    """Partition of a client's friends."""
    return f"{org}/friends/{client}"


def waiting(org: str, scope: str, pseudonym: str, account_key: str, what: str) -> RowKey:
    """An account that waits for a value to be claimed or released; `what` is a kind of relationship or a field."""
    return RowKey(waiting_list(org, scope, pseudonym), f"{account_key}/{what}")


def waiting_list(org: str, scope: str, pseudonym: str) -> str:
    """Partition of the accounts that wait for this value."""
    return f"{org}/waiting/{scope}/{pseudonym}"


def follow_up(org: str, scope: str, pseudonym: str) -> RowKey:
    """The mark that a waiting list is still to be served."""
    return RowKey(follow_ups(org), f"{scope}/{pseudonym}")


def follow_ups(org: str) -> str:
    """Partition of the waiting lists still to be served."""
    return f"{org}/follow-ups"


def merge(org: str, account_key: str) -> RowKey:
    """The mark that a merged account still has relationships or friends to move."""
    return RowKey(merges(org), account_key)


def merges(org: str) -> str:
    """Partition of the marks of merged accounts."""
    return f"{org}/merges"


def unmerge(org: str, account_key: str) -> RowKey:
    """The mark that an account that lives again has relationships or friends still to get back."""
    return RowKey(unmerges(org), account_key)


def unmerges(org: str) -> str:
    """Partition of the marks of accounts that live again."""
    return f"{org}/unmerges"


def due(org: str) -> str:
    """Listing of the accounts whose deactivation takes effect at a known time."""
    return f"{org}/due"


def relations_of(org: str, professional: str) -> str:
    """Listing of a professional's treatment relationships, by client."""
    return f"{org}/relations-of/{professional}"


def managers(org: str) -> str:
    """Listing of the active application managers, by key."""
    return f"{org}/managers"


def headcount(org: str, day: str) -> RowKey:
    """How many active accounts of each kind there were on one day (UTC)."""
    return RowKey(headcounts(org), day)


def headcounts(org: str) -> str:
    """Partition of the headcounts, day by day."""
    return f"{org}/headcount"
