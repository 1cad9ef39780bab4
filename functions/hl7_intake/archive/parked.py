"""Parked messages: a message about an unknown account waits, and is applied once that account exists.

So a discharge or a merge that arrives before the admission has its effect, and no account is made for it.
"""

from collections.abc import Iterable, Sequence

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import DAYS_KNOWN, Outcome
from koppel.accounts import store
from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.table import MOST_KEYS
from koppel.aws.writes import ABSENT, Check, Delete, Update, Write
from koppel.domain.accounts.account import Claim
from koppel.domain.organisation import Organisation
from koppel.organisation import turns
from koppel.runtime import Tenant


class AccountExists(Exception):
    """An awaited account was made in the meantime, or the message got an outcome: try again."""


def park(tenant: Tenant, message: str, awaited: Iterable[Claim], extra_writes: Iterable[Write] = ()) -> None:
    """Park the message with this id until an account gets one of the awaited ids.

    `extra_writes` go into the same transaction. Raises AccountExists.
    """
    writes: list[Write] = [messages.finishing(tenant, message, Outcome.WAITING), *extra_writes]
    for each in dict.fromkeys(awaited):
        pseudonym = store.pseudonym(tenant.organisation, each)
        values = {":message": {message}, ":expires": tenant.epoch(DAYS_KNOWN)}
        names = {"#messages": "messages"}
        key = row_keys.traffic.parked(tenant.slug, each.scope, pseudonym)
        writes.append(Update(key, "SET expires = :expires ADD #messages :message", values=values, names=names))
        writes.append(Check(store.claim_key(tenant.organisation, each), ABSENT))
    try:
        tenant.table.transact(writes)
    except (TransactionRefused, Contended):
        raise AccountExists from None


def release(tenant: Tenant, arrived: Claim) -> list[str]:
    """Make the messages that are parked for this id pending again. Returns their ids."""
    pseudonym = store.pseudonym(tenant.organisation, arrived)
    return _release(tenant, row_keys.traffic.parked(tenant.slug, arrived.scope, pseudonym))


def release_all(tenant: Tenant) -> int:
    """As `release`, for every id that an account has by now. Returns how many messages were released."""

    def release_some(rows: Sequence[Row]) -> int:
        places = {_claim(tenant.organisation, row): RowKey(row["pk"], row["sk"]) for row in rows}
        arrived = tenant.table.get_many(places)
        return sum(len(_release(tenant, places[each])) for each in places if each in arrived)

    return turns.continue_job(
        tenant, "early", row_keys.traffic.all_parked(tenant.slug), release_some, at_once=MOST_KEYS
    )


def _claim(organisation: Organisation, row: Row) -> RowKey:
    scope, _, pseudonym = row["sk"].partition("/")
    return row_keys.accounts.claim(organisation.slug, scope, pseudonym)


def _release(tenant: Tenant, key: RowKey) -> list[str]:
    row = tenant.table.get(key)
    found = sorted(row["messages"]) if row else []
    reopened = [each for each in found if messages.reopen(tenant, each, frozenset({Outcome.WAITING}))]
    if row:  # last: when this process ends before it, the sweep releases again
        tenant.table.write(Delete(key))
    return reopened
