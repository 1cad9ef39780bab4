"""Early messages: what is about an account that nobody knows yet is put by, and comes again when the account is there.

So a discharge or a merge that overtakes the admission has its effect without an account being made for it.
"""

from collections.abc import Iterable

from koppel import accounts, messages
from koppel.aws import keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.writes import ABSENT, Check, Delete, Update, Write
from koppel.domain.accounts import Claim
from koppel.domain.organisations import Organisation
from koppel.messages import DAYS_KNOWN, Outcome
from koppel.runtime import Runtime


class NotEarly(Exception):
    """An account has come in the meantime, or the message has been processed: look again."""


def put_by(
    runtime: Runtime, organisation: Organisation, message: str, awaited: Iterable[Claim], also: Iterable[Write] = ()
) -> None:
    """Let the message with this id wait for whoever gets these ids, and write `also` with it. Raises NotEarly."""
    writes: list[Write] = [messages.finishing(runtime, organisation, message, Outcome.WAITING), *also]
    for each in dict.fromkeys(awaited):
        pseudonym = accounts.pseudonym(organisation, each)
        values = {":message": {message}, ":expires": runtime.epoch(DAYS_KNOWN)}
        names = {"#messages": "messages"}
        key = keys.early(organisation.slug, each.scope, pseudonym)
        writes.append(Update(key, "SET expires = :expires ADD #messages :message", values=values, names=names))
        writes.append(Check(accounts.claim_key(organisation, each), ABSENT))
    try:
        runtime.table.transact(writes)
    except (TransactionRefused, Contended):
        raise NotEarly from None


def release(runtime: Runtime, organisation: Organisation, arrived: Claim) -> list[str]:
    """Make the messages that waited for this id pending again; their ids."""
    pseudonym = accounts.pseudonym(organisation, arrived)
    return _release(runtime, organisation, keys.early(organisation.slug, arrived.scope, pseudonym))


def release_all(runtime: Runtime, organisation: Organisation) -> int:
    """As `release`, for every id that somebody has by now, however it came to be; how many messages."""
    count = 0
    for row in list(runtime.table.query(keys.earlies(organisation.slug))):
        scope, _, pseudonym = row["sk"].partition("/")
        if runtime.table.get(keys.claim(organisation.slug, scope, pseudonym)):
            count += len(_release(runtime, organisation, keys.Key(row["pk"], row["sk"])))
    return count


def _release(runtime: Runtime, organisation: Organisation, key: keys.Key) -> list[str]:
    row = runtime.table.get(key)
    found = sorted(row["messages"]) if row else []
    reopened = [each for each in found if messages.reopen(runtime, organisation, each, frozenset({Outcome.WAITING}))]
    if row:  # only after that: should this process end in between, the sweep does it again
        runtime.table.write(Delete(key))
    return reopened
