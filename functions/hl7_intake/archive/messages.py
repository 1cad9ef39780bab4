"""The message archive: every message is stored as it was sent, until it is processed and for some days after.

The identity of a message is its sender, control id and time; its row key holds a pseudonym of these. Until it is
processed it is in the listing `pending`, sorted by the time from which the sweep may queue it; after that in the
listing of its outcome, sorted by the time of its receipt. A message that has its outcome from the start (refused,
without effect, a test) is in `pending` too until its finding is in the error log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.queues import Queue
from koppel.aws.row_keys import row_key
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, Put, Update
from koppel.domain.organisation import Organisation
from koppel.domain.times import MICROSECONDS
from koppel.runtime import Tenant

DAYS_KEPT_WHEN_DONE = 7
DAYS_KNOWN = 30
"""For how many days a repeat gets the stored answer; the content of a processed message is dropped sooner."""
PSEUDONYM = 32  # characters
QUEUED_AGAIN_AFTER = timedelta(minutes=5)


class Outcome(StrEnum):
    """What became of a message."""

    PENDING = "pending"
    WAITING = "waiting"
    """Parked for an account that does not exist yet; see `parked`."""
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    LATE = "late"
    """Newer messages had said all of it already."""
    NO_EFFECT = "no-effect"
    TEST = "test"
    REFUSED = "refused"
    FAILED = "failed"


KEPT_UNTIL_SOLVED = frozenset({Outcome.PENDING, Outcome.REFUSED, Outcome.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One stored message.

    id           its identity, as a pseudonym
    group        its patient, as a pseudonym: messages of one group are processed in order
    raw          the bytes as sent, empty when they have been dropped
    charset      the character set in which it was read
    fingerprint  pseudonym of the bytes
    answer       the acknowledgement that was sent
    sender       id of the API user
    feed         name of the feed it belongs to
    reopened     whether it is processed again after it had an outcome
    unnoted      the finding that is not in the error log yet: slug, subject, cause, details; empty for none
    tries        how often processing it has failed since it was last pending
    """

    id: str
    group: str
    raw: bytes = field(repr=False)
    charset: str
    fingerprint: str
    answer: bytes = field(repr=False)
    sender: str
    trigger: str
    received: str
    outcome: Outcome = Outcome.PENDING
    feed: str = ""
    reopened: bool = False
    unnoted: Mapping[str, Any] = field(default_factory=dict, repr=False)
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """The message that is stored under an identity: the new one (`is_new`) or the one that was stored before."""

    message: Message
    is_new: bool


def store(tenant: Tenant, message: Message) -> Stored:
    """Store the message once: of two at the same moment one is new, the other is its repeat. Raises Contended.

    Nothing else is written with it: many messages share one entry of the error log, and DynamoDB cancels one of two
    transactions that meet there. The finding in `unnoted` is recorded after it (see `noted`).
    """
    row: Row = {
        "group": message.group,
        "raw": message.raw,
        "charset": message.charset,
        "fingerprint": message.fingerprint,
        "answer": message.answer,
        "sender": message.sender,
        "trigger": message.trigger,
        "received": message.received,
        "outcome": message.outcome,
        "feed": message.feed,
        "shelf": shelf(tenant.organisation, message),
    }
    if message.unnoted:
        row["unnoted"] = dict(message.unnoted)
    if message.outcome is Outcome.PENDING or message.unnoted:
        due = (tenant.clock() + QUEUED_AGAIN_AFTER).strftime(MICROSECONDS)
        row |= {"listing_pk": row_keys.traffic.pending(tenant.slug), "listing_sk": due}
    else:
        row |= {
            "listing_pk": row_keys.traffic.messages_with(tenant.slug, message.outcome),
            "listing_sk": row["shelf"],
        }
    if message.outcome not in KEPT_UNTIL_SOLVED:
        row["expires"] = tenant.epoch(DAYS_KNOWN)
    try:
        tenant.table.write(Put(row_keys.traffic.message(tenant.slug, message.id), row, ABSENT))
    except ConditionFailed as failed:
        return Stored(from_row(message.id, failed.row), is_new=False)
    return Stored(message, is_new=True)


def noted(tenant: Tenant, message: Message) -> bool:
    """Mark the finding of this message as recorded. Returns False when it was marked, or the outcome is another by now.
    When the process ends before this, the sweep queues the message and the worker records the finding."""
    is_pending = message.outcome is Outcome.PENDING
    values: Row = {":outcome": message.outcome}
    expression = "REMOVE unnoted"
    if not is_pending:
        values[":listing"] = row_keys.traffic.messages_with(tenant.slug, message.outcome)
        expression = "SET listing_pk = :listing, listing_sk = shelf REMOVE unnoted"
    write = Update(
        row_keys.traffic.message(tenant.slug, message.id),
        expression,
        "attribute_exists(unnoted) AND #outcome = :outcome",
        values,
        {"#outcome": "outcome"},
    )
    try:
        tenant.table.write(write)
    except ConditionFailed:
        return False
    return True


def tried(tenant: Tenant, identity: str) -> int:
    """Count one more failure to process a pending message. Returns how many there are now, 0 when it is not pending."""
    key = row_keys.traffic.message(tenant.slug, identity)
    values = {":one": 1, ":pending": Outcome.PENDING}
    try:
        row = tenant.table.write(Update(key, "ADD tries :one", "#outcome = :pending", values, {"#outcome": "outcome"}))
    except ConditionFailed:
        return 0
    return int(row["tries"])


def get(tenant: Tenant, identity: str) -> Message | None:
    """The message with this id, None when it is unknown."""
    row = tenant.table.get(row_keys.traffic.message(tenant.slug, identity))
    return from_row(identity, row) if row else None


def others_with_control_id(tenant: Tenant, identity: str) -> bool:
    """Whether the same sender has sent another message with this control id."""
    key = row_keys.traffic.message(tenant.slug, identity)
    return len(list(tenant.table.query(key.pk, prefix=key.sk[:PSEUDONYM], limit=2))) > 1


def enqueue(queue: Queue, organisation: Organisation, message: Message) -> None:
    """Put the message's id on the queue."""
    queue.send(message.group, ids(organisation, message))


def finishing(tenant: Tenant, identity: str, outcome: Outcome) -> Update:
    """The write that gives a pending message its outcome. It fails when the message has one already.

    A failed or refused message is kept until it is settled; others expire.
    """
    kept = outcome in KEPT_UNTIL_SOLVED
    listing = row_keys.traffic.messages_with(tenant.slug, outcome)
    values: Row = {":outcome": outcome, ":pending": Outcome.PENDING, ":listing": listing}
    if not kept:
        values[":expires"] = tenant.epoch(DAYS_KNOWN)
    return Update(
        row_keys.traffic.message(tenant.slug, identity),
        "SET #outcome = :outcome, listing_pk = :listing, listing_sk = shelf" + ("" if kept else ", expires = :expires"),
        "#outcome = :pending",
        values,
        {"#outcome": "outcome"},
    )


def finish(tenant: Tenant, identity: str, outcome: Outcome) -> bool:
    """Give a pending message its outcome. Returns False when it had one."""
    try:
        tenant.table.write(finishing(tenant, identity, outcome))
    except ConditionFailed:
        return False
    return True


def reopen(tenant: Tenant, identity: str, closed: frozenset[Outcome]) -> bool:
    """Make a message pending again, so that it can be queued. Returns whether it had one of these outcomes and its
    content is still stored."""
    names = [f":closed{number}" for number in range(len(closed))]
    values: Row = {
        ":pending": Outcome.PENDING,
        ":listing": row_keys.traffic.pending(tenant.slug),
        ":now": tenant.moment(),
        ":yes": True,
        **dict(zip(names, closed, strict=True)),
    }
    write = Update(
        row_keys.traffic.message(tenant.slug, identity),
        "SET #outcome = :pending, listing_pk = :listing, listing_sk = :now, reopened = :yes REMOVE expires, tries",
        f"attribute_exists(#raw) AND #outcome IN ({', '.join(names)})",
        values,
        {"#outcome": "outcome", "#raw": "raw"},
    )
    try:
        tenant.table.write(write)
    except ConditionFailed:
        return False
    return True


def waiting(tenant: Tenant, limit: int = 1000) -> int:
    """How many messages are not processed yet, at most `limit`."""
    return len(list(tenant.table.listed(row_keys.traffic.pending(tenant.slug), limit=limit)))


def identity_of(key: RowKey) -> str:
    """The id of the message with this key."""
    return f"{key.pk.rpartition('/')[2]}-{key.sk}"


def identity(organisation: Organisation, sender: Sequence[str], control_id: str, time: str) -> str:
    """The id of the message with this sender, control id and time."""
    pseudonyms = organisation.pseudonyms
    rest = pseudonyms.of("sender", *sender) + pseudonyms.of("time", time)
    return f"{control_pseudonym(organisation, control_id)}-{rest}"


def control_pseudonym(organisation: Organisation, control_id: str) -> str:
    """The pseudonym of a control id, the same for all senders."""
    return organisation.pseudonyms.of("control id", control_id)


def group(organisation: Organisation, subject: str) -> str:
    """The pseudonym of the client or professional that a message is about."""
    return organisation.pseudonyms.of("patient", subject)


def feed(organisation: Organisation, name: str) -> str:
    """The pseudonym of a feed's name."""
    return organisation.pseudonyms.of("feed", name)


def shelf(organisation: Organisation, message: Message) -> str:
    """The sort key of a message in the listing of its outcome: the time of receipt, then all that it is searched by.

    Raises UnusableKey for a trigger that is much too long; `codes.event` never makes one.
    """
    trigger = message.trigger.replace("/", "")
    parts = (message.received, trigger, message.group, feed(organisation, message.feed), message.id)
    return row_key.sort_key("/".join(parts))


def ids(organisation: Organisation, message: Message) -> dict[str, str]:
    """The queue message for this message: slug of the organisation and id of the message."""
    return {"organisation": organisation.slug, "message": message.id}


def from_row(identity: str, row: Row) -> Message:
    """The message in this row."""
    return Message(
        id=identity,
        group=row["group"],
        raw=row.get("raw", b""),
        charset=row["charset"],
        fingerprint=row["fingerprint"],
        answer=row["answer"],
        sender=row["sender"],
        trigger=row["trigger"],
        received=row["received"],
        outcome=Outcome(row["outcome"]),
        feed=row.get("feed", ""),
        reopened=row.get("reopened", False),
        unnoted=row.get("unnoted", {}),
        tries=row.get("tries", 0),
    )
