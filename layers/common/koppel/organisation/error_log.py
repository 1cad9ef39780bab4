"""The error log: one entry for each problem and subject, counted, found by integration, state and exact subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, TransactionRefused
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import SCHEMA, Row
from koppel.aws.writes import PRESENT, Update
from koppel.domain.organisation import Organisation
from koppel.domain.problems.problem import Finding, Level, State, mask
from koppel.domain.texts import Text
from koppel.organisation import audit_log
from koppel.runtime import Tenant

DAYS_KEPT = 90
"""How long a notice is kept after it was last seen, and any other entry after it was solved or ignored. An entry that
recurs while it is ignored is kept, so that it stays ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of an error log. `subject` is masked; times are UTC."""

    id: str
    integration: str
    slug: str
    level: Level
    explanation: Text
    remedy: Text
    subject: str
    reference: str
    first_seen: str
    last_seen: str
    count: int
    state: State


def record(tenant: Tenant, integration: str, finding: Finding) -> None:
    """Open an entry for the finding, or count it in the existing one. A solved entry opens again, an ignored one stays
    ignored."""
    tenant.table.write(record_write(tenant, integration, finding))


def record_write(tenant: Tenant, integration: str, finding: Finding) -> Update:
    """The write of `record`, for use in a transaction."""
    problem, now = finding.problem, tenant.moment()
    details = dict(finding.details)
    values: Row = {
        ":schema": SCHEMA,
        ":integration": integration,
        ":slug": problem.slug,
        ":level": problem.level,
        ":explanation": _texts(problem.explanation, details),
        ":remedy": _texts(problem.remedy, details),
        ":subject": mask(finding.subject),
        ":reference": finding.reference,
        ":now": now,
        ":open": State.OPEN,
        ":listing": row_keys.organisation.entries_in(tenant.slug, integration, State.OPEN),
        ":one": 1,
    }
    is_notice = problem.level is Level.NOTICE
    if is_notice:
        values[":expires"] = tenant.epoch(DAYS_KEPT)
    return Update(
        _key(tenant.organisation, integration, finding),
        "SET #schema = :schema, integration = :integration, slug = :slug, #level = :level, "
        "explanation = :explanation, remedy = :remedy, subject = :subject, #reference = :reference, "
        "first_seen = if_not_exists(first_seen, :now), last_seen = :now, listing_sk = :now, "
        "#state = if_not_exists(muted, :open), listing_pk = if_not_exists(muted_listing, :listing)"
        + (", expires = :expires" if is_notice else "")
        + " ADD #count :one"
        + ("" if is_notice else " REMOVE expires"),
        values=values,
        names=_NAMES | {"#schema": "schema", "#level": "level", "#reference": "reference", "#count": "count"},
    )


_NAMES = {"#state": "state"}


def solve(tenant: Tenant, integration: str, finding: Finding) -> bool:
    """Close this finding's entry. Returns whether it existed."""
    return mark(tenant, integration, _key(tenant.organisation, integration, finding).sk, State.SOLVED)


def solve_writes(tenant: Tenant, integration: str, finding: Finding) -> list[Update]:
    """The write that closes this finding's entry, for use in a transaction; none when the entry is not open."""
    key = _key(tenant.organisation, integration, finding)
    row = tenant.table.get(key)
    is_open = row is not None and row["state"] == State.OPEN
    return [mark_write(tenant, integration, key.sk, State.SOLVED)] if is_open else []


def mark(tenant: Tenant, integration: str, entry: str, state: State) -> bool:
    """Mark the entry with this id solved, ignored or open. Returns whether it exists."""
    try:
        tenant.table.write(mark_write(tenant, integration, entry, state))
    except ConditionFailed:
        return False
    return True


def mark_by_hand(tenant: Tenant, integration: str, entry: str, state: State, *, actor: str) -> bool:
    """As `mark`, by a person: the audit record is written in the same transaction."""
    details = {"integration": integration, "entry": entry, "state": state}
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "mark-entry", actor, details)
    try:
        tenant.table.transact([mark_write(tenant, integration, entry, state), act])
    except TransactionRefused:
        return False
    return True


def mark_write(tenant: Tenant, integration: str, entry: str, state: State) -> Update:
    """The write of `mark`, for use in a transaction. Its condition is that the entry exists."""
    values: Row = {":state": state, ":listing": row_keys.organisation.entries_in(tenant.slug, integration, state)}
    expression = "SET #state = :state, listing_pk = :listing"
    if state is not State.OPEN:
        values[":expires"] = tenant.epoch(DAYS_KEPT)
        expression += ", expires = :expires"
    if state is State.IGNORED:
        expression += ", muted = :state, muted_listing = :listing"
    removed = [name for name in ("expires", "muted", "muted_listing") if name not in expression]
    expression += f" REMOVE {', '.join(removed)}" if removed else ""
    return Update(
        RowKey(row_keys.organisation.entries(tenant.slug, integration), entry),
        expression,
        PRESENT,
        values,
        _NAMES,
    )


def entries(
    tenant: Tenant, integration: str, state: State, *, limit: int = 50, after: str = ""
) -> tuple[list[Entry], str]:
    """A page of the log, newest first, and the cursor of the next page ("" at the end)."""
    listing = row_keys.organisation.entries_in(tenant.slug, integration, state)
    rows = list(
        tenant.table.listed(
            listing, after=_position(listing, tenant.organisation, integration, after), limit=limit, newest_first=True
        )
    )
    found = tenant.table.get_many(RowKey(row["pk"], row["sk"]) for row in rows)
    page = [_entry(found[key]) for key in (RowKey(row["pk"], row["sk"]) for row in rows) if key in found]
    page = [entry for entry in page if entry.state is state]  # the listing may be stale
    cursor = f"{rows[-1]['listing_sk']}/{rows[-1]['sk']}" if len(rows) == limit else ""
    return page, cursor


def identify(organisation: Organisation, integration: str, finding: Finding) -> str:
    """Id of the entry in which this finding is counted."""
    return _key(organisation, integration, finding).sk


def about(tenant: Tenant, integration: str, subject: str) -> Iterator[Entry]:
    """Every entry about exactly this subject, whatever its state."""
    prefix = f"{tenant.pseudonyms.of('subject', subject)}/"
    rows = tenant.table.query(row_keys.organisation.entries(tenant.slug, integration), prefix=prefix)
    return map(_entry, islice(rows, 100))


def _position(listing: str, organisation: Organisation, integration: str, after: str) -> Row | None:
    if not after:
        return None
    seen, _, sk = after.partition("/")
    return {
        "listing_pk": listing,
        "listing_sk": seen,
        "pk": row_keys.organisation.entries(organisation.slug, integration),
        "sk": sk,
    }


def _key(organisation: Organisation, integration: str, finding: Finding) -> RowKey:
    pseudonyms = organisation.pseudonyms
    about_whom = pseudonyms.of("subject", finding.subject) if finding.subject else "-"
    fingerprint = pseudonyms.of("finding", finding.problem.slug, finding.cause)
    return row_keys.organisation.entry(organisation.slug, integration, about_whom, fingerprint)


def _texts(text: Text, details: dict[str, str]) -> dict[str, Any]:
    filled = text.fill(details)
    return {"nl": filled.nl, "en": filled.en}


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["sk"],
        integration=row["integration"],
        slug=row["slug"],
        level=Level(row["level"]),
        explanation=Text(**row["explanation"]),
        remedy=Text(**row["remedy"]),
        subject=row["subject"],
        reference=row["reference"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        count=row["count"],
        state=State(row["state"]),
    )
