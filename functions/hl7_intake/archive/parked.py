"""Early messages: what is about an account that nobody knows yet is put by, and comes again when the account is there.

So a discharge or a merge that overtakes the admission has its effect without an account being made for it.
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
from koppel.runtime import Runtime


class AccountExists(Exception):
    """An account has come in the meantime, or the message has been processed: look again."""


def park(
    runtime: Runtime, organisation: Organisation, message: str, awaited: Iterable[Claim], also: Iterable[Write] = ()
) -> None:
    """Let the message with this id wait for whoever gets these ids, and write `also` with it. Raises NotEarly."""
    writes: list[Write] = [messages.finishing(runtime, organisation, message, Outcome.WAITING), *also]
    for each in dict.fromkeys(awaited):
        pseudonym = store.pseudonym(organisation, each)
        values = {":message": {message}, ":expires": runtime.epoch(DAYS_KNOWN)}
        names = {"#messages": "messages"}
        key = row_keys.traffic.parked(organisation.slug, each.scope, pseudonym)
        writes.append(Update(key, "SET expires = :expires ADD #messages :message", values=values, names=names))
        writes.append(Check(store.claim_key(organisation, each), ABSENT))
    try:
        runtime.table.transact(writes)
    except (TransactionRefused, Contended):
        raise AccountExists from None


def release(runtime: Runtime, organisation: Organisation, arrived: Claim) -> list[str]:
    """Make the messages that waited for this id pending again; their ids."""
    pseudonym = store.pseudonym(organisation, arrived)
    return _release(runtime, organisation, row_keys.traffic.parked(organisation.slug, arrived.scope, pseudonym))


def release_all(runtime: Runtime, organisation: Organisation) -> int:
    """As `release`, for every id that somebody has by now, however it came to be; how many messages."""

    def release_some(rows: Sequence[Row]) -> int:
        places = {_claim(organisation, row): RowKey(row["pk"], row["sk"]) for row in rows}
        arrived = runtime.table.get_many(places)
        return sum(len(_release(runtime, organisation, places[each])) for each in places if each in arrived)

    return turns.serve(
        runtime, organisation, "early", row_keys.traffic.all_parked(organisation.slug), release_some, at_once=MOST_KEYS
    )


def _claim(organisation: Organisation, row: Row) -> RowKey:
    scope, _, pseudonym = row["sk"].partition("/")
    return row_keys.accounts.claim(organisation.slug, scope, pseudonym)


def _release(runtime: Runtime, organisation: Organisation, key: RowKey) -> list[str]:
    row = runtime.table.get(key)
    found = sorted(row["messages"]) if row else []
    reopened = [each for each in found if messages.reopen(runtime, organisation, each, frozenset({Outcome.WAITING}))]
    if row:  # only after that: should this process end in between, the sweep does it again
        runtime.table.write(Delete(key))
    return reopened
