"""The outbox: one row for each e-mail address to which a welcome mail goes or went. A waiting mail is in a listing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import batched

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, TransactionRefused
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.table import MOST_KEYS
from koppel.aws.writes import ABSENT, PRESENT, Put, Update, Write
from koppel.domain.accounts.account import Account, Kind
from koppel.logon.one_time_links import pseudonym_of
from koppel.runtime import Tenant


class MailState(StrEnum):
    """How far a mail is."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    BOUNCED = "bounced"
    REJECTED = "rejected"
    COMPLAINED = "complained"


WAITING = frozenset({MailState.PENDING, MailState.SENDING})
_STATE = {"#state": "state"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One row.

    id             pseudonym of the e-mail address
    kind, account  whose mail it is
    run            the import that made the account
    asked, moved   UTC, to the microsecond: when it was asked for, and when it came to its state
    failures       how often we failed to send it by a fault of ours
    """

    id: str
    state: MailState
    kind: Kind
    account: str
    run: str
    asked: str
    moved: str
    failures: int = 0


def requests(tenant: Tenant, account: Account, run: str) -> Sequence[Write]:
    """The write that has a mail sent to the person of this account, for the transaction that makes the account. None
    without an address, and where this address has had a mail, or will."""
    address = account.text("email")
    if not address:
        return ()
    key = row_keys.imports.mail(tenant.slug, pseudonym_of(tenant, address))
    found, now = tenant.table.get(key), tenant.moment()
    if found and found["state"] != MailState.WITHDRAWN:
        return ()
    row: Row = {
        "state": MailState.PENDING,
        "kind": account.kind,
        "account": account.key,
        "run": run,
        "asked": now,
        "moved": now,
        "listing_pk": row_keys.imports.waiting_mails(tenant.slug),
        "listing_sk": now,
    }
    if found:
        return (Put(key, row, "#state = :state", {":state": MailState.WITHDRAWN}, _STATE),)
    return (Put(key, row, ABSENT),)


def find(tenant: Tenant, mail: str) -> Mail | None:
    """The mail with this id."""
    row = tenant.table.get(row_keys.imports.mail(tenant.slug, mail))
    return _from_row(row) if row else None


def is_any_waiting(tenant: Tenant) -> bool:
    """Whether a mail waits, as far as the listing knows."""
    return any(True for _ in tenant.table.listed(row_keys.imports.waiting_mails(tenant.slug), limit=1))


def waiting(tenant: Tenant) -> Iterator[Mail]:
    """The mails that wait, in the order in which they were asked for. The listing may be behind the rows."""
    for some in batched(tenant.table.listed(row_keys.imports.waiting_mails(tenant.slug)), MOST_KEYS, strict=False):
        keys = [RowKey(each["pk"], each["sk"]) for each in some]
        found = tenant.table.get_many(keys)
        mails = (_from_row(found[key]) for key in keys if key in found)
        yield from (each for each in mails if each.state in WAITING)


def begin(tenant: Tenant, mail: Mail, link: Put) -> Mail | None:
    """The mail, about to be sent with this new link; None when another process has moved it."""
    write, begun = _moved(tenant, mail, MailState.SENDING)
    try:
        tenant.table.transact([write, link])
    except TransactionRefused:
        return None
    return begun


def move(tenant: Tenant, mail: Mail, state: MailState, extra: Sequence[Write] = (), *, failed: bool = False) -> bool:
    """Put the mail into this state, and do the extra writes, all or nothing. Returns whether the mail was still as it
    is here.

    failed  whether to count a failure of ours
    """
    write, _ = _moved(tenant, mail, state, failed=failed)
    try:
        if extra:
            tenant.table.transact([write, *extra])
        else:
            tenant.table.write(write)
    except (ConditionFailed, TransactionRefused):
        return False
    return True


def count_failure(tenant: Tenant, mail: str) -> int:
    """Count a failure of ours with this mail. Returns how many there are; 0 for a mail that is not there."""
    key = row_keys.imports.mail(tenant.slug, mail)
    try:
        return int(tenant.table.write(Update(key, "ADD failures :one", PRESENT, {":one": 1}))["failures"])
    except ConditionFailed:
        return 0


def _moved(tenant: Tenant, mail: Mail, state: MailState, *, failed: bool = False) -> tuple[Update, Mail]:
    now = tenant.moment()
    change = "SET #state = :state, moved = :now" + (", failures = :failures" if failed else "")
    values: Row = {":state": state, ":now": now, ":before": mail.state, ":moved": mail.moved}
    if failed:
        values[":failures"] = mail.failures + 1
    if state not in WAITING:
        change += " REMOVE listing_pk, listing_sk"
    key, condition = row_keys.imports.mail(tenant.slug, mail.id), "#state = :before AND moved = :moved"
    after = replace(mail, state=state, moved=now, failures=mail.failures + failed)
    return Update(key, change, condition, values, _STATE), after


def _from_row(row: Row) -> Mail:
    return Mail(
        id=row["pk"].rpartition("/")[2],
        state=MailState(row["state"]),
        kind=Kind(row["kind"]),
        account=row["account"],
        run=row["run"],
        asked=row["asked"],
        moved=row["moved"],
        failures=row.get("failures", 0),
    )
