"""The archive of messages as people use it: found, opened, processed again, and forgotten in time."""

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
"""What a person has to look at; kept whole until that has been done, and for this many days after."""
DAYS_KEPT_WHEN_SOLVED = 90

DONE = frozenset({Outcome.APPLIED, Outcome.UNCHANGED, Outcome.LATE, Outcome.NO_EFFECT, Outcome.TEST})
"""Whose content goes after a while; that they came, and how they were answered, is known for longer."""

MOST_SEEN = 20_000  # messages that one search looks at; it then says where to go on
MOST_DROPPED = 500  # of one sweep; the rest follows with the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One message in the archive, without its content. `received` is UTC, to the microsecond."""

    id: str
    received: str
    trigger: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages: all that is given must hold.

    patient       id of the first client or professional that a message is about
    trigger       `ADT^A01` or `A01`
    feed          its name
    since, until  UTC, in any length from the year on; `until` itself is left out
    """

    control_id: str = ""
    patient: str = ""
    trigger: str = ""
    feed: str = ""
    outcomes: frozenset[Outcome] = frozenset(Outcome)
    since: str = ""
    until: str = ""


def search(tenant: Tenant, wanted: Wanted, *, limit: int = 50, after: str = "") -> tuple[list[Found], str]:
    """A page of the messages, newest first, and the cursor of the next page ("" at the end)."""
    page: list[Found] = []
    seen = ""
    for seen in islice(_shelves(tenant, wanted, after), MOST_SEEN):
        found = _found(seen)
        if _is_wanted(tenant.organisation, wanted, seen, found):
            page.append(found)
        if len(page) == limit:
            return page, seen
    is_all = sum(1 for _ in islice(_shelves(tenant, wanted, seen or after), 1)) == 0
    return page, "" if is_all else seen


def open_content(tenant: Tenant, identity: str, *, actor: str, reason: str) -> Message | None:
    """The message with its content, for a person to read; who did so and why is recorded before. None without one."""
    found = messages.get(tenant, identity)
    if found:
        details = {"message": identity, "reason": reason}
        audit_log.record(tenant.runtime, tenant.slug, "open-message", actor, details)
    return found


def replay(tenant: Tenant, queue: Queue, identities: Iterable[str], *, actor: str) -> list[str]:
    """Process these messages again, in the order in which they came, and return the ids of those that are: what is
    still on its way, is unknown or has lost its content is not. Late messages stay late."""
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
    """As `replay`, for the messages that failed or were refused since a moment, at most so many."""
    found, _ = search(tenant, Wanted(outcomes=FAILED, since=since), limit=most)
    return replay(tenant, queue, [each.id for each in found], actor=actor)


def settle(tenant: Tenant, identity: str, *, actor: str) -> bool:
    """Let a message that failed or was refused be forgotten in time, since it has been dealt with; whether it was."""
    values = {f":{each}": each for each in sorted(FAILED)} | {":expires": tenant.epoch(DAYS_KEPT_WHEN_SOLVED)}
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
    """Drop the content of what was done long enough ago; of how many messages."""
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
            except ConditionFailed:  # processed again in the meantime
                continue
            count += 1
    return count


def _dropped(organisation: Organisation, outcome: Outcome) -> str:
    return row_keys.traffic.messages_with(organisation.slug, f"{outcome}/dropped")


def _shelves(tenant: Tenant, wanted: Wanted, after: str) -> Iterator[str]:
    """Where the messages with a wanted outcome stand, each with its outcome behind it, newest first from beyond
    `after`."""
    if wanted.control_id:
        yield from _with_control_id(tenant, wanted, after)
        return
    streams = []
    for outcome in sorted(wanted.outcomes):
        if outcome is Outcome.PENDING:
            streams.append(iter(_pending(tenant)))
            continue
        streams.append(
            _listed(tenant.runtime, row_keys.traffic.messages_with(tenant.slug, outcome), outcome, wanted, after)
        )
        if outcome in DONE:
            streams.append(_listed(tenant.runtime, _dropped(tenant.organisation, outcome), outcome, wanted, after))
    for shelf in heapq.merge(*streams, reverse=True):
        if not after or shelf < after:
            yield shelf


def _listed(runtime: Runtime, listing: str, outcome: Outcome, wanted: Wanted, after: str) -> Iterator[str]:
    until = min((each for each in (wanted.until, after) if each), default="")
    for row in runtime.table.listed(listing, until=until, newest_first=True):
        if row["listing_sk"] < wanted.since:
            return
        yield f"{row['listing_sk']}/{outcome}"


def _pending(tenant: Tenant) -> list[str]:
    listed = tenant.table.listed(row_keys.traffic.pending(tenant.slug), limit=1000)
    return _read(tenant.runtime, (RowKey(row["pk"], row["sk"]) for row in listed))


def _with_control_id(tenant: Tenant, wanted: Wanted, after: str) -> list[str]:
    partition = row_keys.traffic.messages_of(
        tenant.slug, messages.control_pseudonym(tenant.organisation, wanted.control_id)
    )
    found = _read(tenant.runtime, (RowKey(row["pk"], row["sk"]) for row in tenant.table.query(partition)))
    return [each for each in found if not after or each < after]


def _read(runtime: Runtime, wanted: Iterable[RowKey]) -> list[str]:
    rows = runtime.table.get_many(wanted).values()
    return sorted((f"{row['shelf']}/{row['outcome']}" for row in rows), reverse=True)


def _found(shelf: str) -> Found:
    received, trigger, _, _, identity, outcome = shelf.split("/")
    return Found(id=identity, received=received, trigger=trigger, outcome=Outcome(outcome))


def _is_wanted(organisation: Organisation, wanted: Wanted, shelf: str, found: Found) -> bool:
    _, _, group, feed, *_ = shelf.split("/")
    return (
        found.outcome in wanted.outcomes
        and (not wanted.trigger or wanted.trigger in {found.trigger, found.trigger.partition("^")[2]})
        and (not wanted.patient or group == messages.group(organisation, wanted.patient))
        and (not wanted.feed or feed == messages.feed(organisation, wanted.feed))
        and (not wanted.since or found.received >= wanted.since)
        and (not wanted.until or found.received < wanted.until)
    )
