"""The archive as people use it: find messages, open one, replay, settle; and drop contents in time."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, takewhile

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import DAYS_KEPT_WHEN_DONE, Message, Outcome
from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, TransactionRefused
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.writes import Update
from koppel.domain.organisation import Organisation
from koppel.domain.times import MICROSECONDS
from koppel.organisation import audit_log, turns
from koppel.runtime import Runtime, Tenant

FAILED = frozenset({Outcome.FAILED, Outcome.REFUSED})
"""Outcomes that a person has to look at: the message is kept whole until it is settled."""

DAYS_KEPT_WHEN_SETTLED = 90

DONE = frozenset({Outcome.APPLIED, Outcome.UNCHANGED, Outcome.LATE, Outcome.NO_EFFECT, Outcome.TEST})
"""Outcomes after which the content is dropped first; the rest of the row, with the answer, is kept for longer."""

MOST_SEEN = 20_000  # messages that one search reads; it then returns a cursor
MOST_DROPPED = 500  # for each outcome in one sweep; the next sweep drops the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One message in the archive, without its content. `received` is UTC, to the microsecond."""

    id: str
    received: str
    trigger: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which messages: every value that is filled must match.

    patient       id of the first client or professional that a message is about
    trigger       `ADT^A01` or `A01`
    feed          its name
    since, until  UTC, a time or the start of one (`2027-01`); messages at `until` are left out
    """

    control_id: str = ""
    patient: str = ""
    trigger: str = ""
    feed: str = ""
    outcomes: frozenset[Outcome] = frozenset(Outcome)
    since: str = ""
    until: str = ""


def search(tenant: Tenant, query: Query, *, limit: int = 50, after: str = "") -> tuple[list[Found], str]:
    """A page of at most `limit` messages, newest first, and the cursor of the next page ("" at the end)."""
    page: list[Found] = []
    seen = ""
    for seen in islice(_shelves(tenant, query, after), MOST_SEEN):
        found = _found(seen)
        if _matches(tenant.organisation, query, seen, found):
            page.append(found)
        if len(page) == limit:
            return page, seen
    is_all = sum(1 for _ in islice(_shelves(tenant, query, seen or after), 1)) == 0
    return page, "" if is_all else seen


def open_content(tenant: Tenant, identity: str, *, actor: str, reason: str) -> Message | None:
    """The message with its content, None when it is unknown. Who opens it and why is recorded first."""
    found = messages.get(tenant, identity)
    if found:
        details = {"message": identity, "reason": reason}
        audit_log.record(tenant.runtime, tenant.slug, "open-message", actor, details)
    return found


def replay(tenant: Tenant, queue: Queue, identities: Iterable[str], *, actor: str) -> list[str]:
    """Replay these messages in the order of their receipt. Returns the ids of those that are replayed.

    A message that is pending, is unknown or has lost its content is not replayed. Late messages stay late.
    """
    found = [each for one in dict.fromkeys(identities) if (each := messages.get(tenant, one))]
    details = {"messages": [each.id for each in found[:100]], "count": len(found)}
    audit_log.record(tenant.runtime, tenant.slug, "replay-messages", actor, details)
    replayed: list[str] = []
    for each in sorted(found, key=lambda message: (message.received, message.id)):
        if messages.reopen(tenant, each.id, frozenset(Outcome) - {Outcome.PENDING}):
            replayed.append(each.id)
            try:
                messages.enqueue(queue, tenant.organisation, each)
            except QueueUnavailable:  # it is pending again: the sweep will queue it
                continue
    return replayed


def replay_failed(tenant: Tenant, queue: Queue, since: str, *, actor: str, most: int = 1000) -> list[str]:
    """As `replay`, for the `most` newest messages that failed or were refused since a time."""
    found, _ = search(tenant, Query(outcomes=FAILED, since=since), limit=most)
    return replay(tenant, queue, [each.id for each in found], actor=actor)


def settle(tenant: Tenant, identity: str, *, actor: str) -> bool:
    """Let a failed or refused message expire, because somebody has dealt with it. Returns False when there is none."""
    values = {f":{each}": each for each in sorted(FAILED)} | {":expires": tenant.epoch(DAYS_KEPT_WHEN_SETTLED)}
    condition = f"#outcome IN ({', '.join(f':{each}' for each in sorted(FAILED))})"
    key = row_keys.traffic.message(tenant.slug, identity)
    write = Update(key, "SET expires = :expires", condition, values, {"#outcome": "outcome"})
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "settle-message", actor, {"message": identity})
    try:
        tenant.table.transact([write, act])
    except TransactionRefused:
        return False
    return True


def drop_contents(tenant: Tenant) -> int:
    """Drop the content of messages that were received more than a week ago and are done. Returns of how many."""
    until = (tenant.clock() - timedelta(days=DAYS_KEPT_WHEN_DONE)).strftime(MICROSECONDS)
    count = 0
    for outcome in sorted(DONE):
        listing = row_keys.traffic.messages_with(tenant.slug, outcome)
        values = {":listing": listing, ":dropped": _dropped(tenant.organisation, outcome)}
        done = list(tenant.table.listed(listing, until=until, limit=MOST_DROPPED))
        for row in takewhile(lambda _: not turns.is_over(), done):
            key, expression = RowKey(row["pk"], row["sk"]), "SET listing_pk = :dropped REMOVE #raw"
            try:
                tenant.table.write(Update(key, expression, "listing_pk = :listing", values, {"#raw": "raw"}))
            except ConditionFailed:  # replayed in the meantime
                continue
            count += 1
    return count


def _dropped(organisation: Organisation, outcome: Outcome) -> str:
    return row_keys.traffic.messages_with(organisation.slug, f"{outcome}/dropped")


def _shelves(tenant: Tenant, query: Query, after: str) -> Iterator[str]:
    """The shelf and outcome of each message with a requested outcome, newest first, older than `after`."""
    if query.control_id:
        yield from _with_control_id(tenant, query, after)
        return
    streams = []
    for outcome in sorted(query.outcomes):
        if outcome is Outcome.PENDING:
            streams.append(iter(_pending(tenant)))
            continue
        streams.append(
            _listed(tenant.runtime, row_keys.traffic.messages_with(tenant.slug, outcome), outcome, query, after)
        )
        if outcome in DONE:
            streams.append(_listed(tenant.runtime, _dropped(tenant.organisation, outcome), outcome, query, after))
    for shelf in heapq.merge(*streams, reverse=True):
        if not after or shelf < after:
            yield shelf


def _listed(runtime: Runtime, listing: str, outcome: Outcome, query: Query, after: str) -> Iterator[str]:
    until = min((each for each in (query.until, after) if each), default="")
    for row in runtime.table.listed(listing, until=until, newest_first=True):
        if row["listing_sk"] < query.since:
            return
        yield f"{row['listing_sk']}/{outcome}"


def _pending(tenant: Tenant) -> list[str]:
    listed = tenant.table.listed(row_keys.traffic.pending(tenant.slug), limit=1000)
    return _read(tenant.runtime, (RowKey(row["pk"], row["sk"]) for row in listed))


def _with_control_id(tenant: Tenant, query: Query, after: str) -> list[str]:
    partition = row_keys.traffic.messages_of(
        tenant.slug, messages.control_pseudonym(tenant.organisation, query.control_id)
    )
    found = _read(tenant.runtime, (RowKey(row["pk"], row["sk"]) for row in tenant.table.query(partition)))
    return [each for each in found if not after or each < after]


def _read(runtime: Runtime, keys: Iterable[RowKey]) -> list[str]:
    rows = runtime.table.get_many(keys).values()
    return sorted((f"{row['shelf']}/{row['outcome']}" for row in rows), reverse=True)


def _found(shelf: str) -> Found:
    received, trigger, _, _, identity, outcome = shelf.split("/")
    return Found(id=identity, received=received, trigger=trigger, outcome=Outcome(outcome))


def _matches(organisation: Organisation, query: Query, shelf: str, found: Found) -> bool:
    _, _, group, feed, *_ = shelf.split("/")
    return (
        found.outcome in query.outcomes
        and (not query.trigger or query.trigger in {found.trigger, found.trigger.partition("^")[2]})
        and (not query.patient or group == messages.group(organisation, query.patient))
        and (not query.feed or feed == messages.feed(organisation, query.feed))
        and (not query.since or found.received >= query.since)
        and (not query.until or found.received < query.until)
    )
