"""The error log: one entry for each problem and subject, counted, found by integration, state and exact subject."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, TransactionRefused
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import SCHEMA, Row
from koppel.aws.writes import PRESENT, Update
from koppel.domain.accounts.subjects import normalise
from koppel.domain.organisation import Organisation
from koppel.domain.problems.problem import Finding, Level, State, mask
from koppel.domain.texts import Text
from koppel.organisation import audit_log, entry_search
from koppel.organisation.entry import Entry, Solver, from_row, kept, whole_subject
from koppel.organisation.entry_search import EVERY, Wanted
from koppel.runtime import Tenant

DAYS_KEPT = 90
"""How long a notice is kept after it was last seen, and any other entry after it was solved or ignored. An entry that
recurs while it is ignored is kept, so that it stays ignored."""


def record(tenant: Tenant, integration: str, finding: Finding) -> None:
    """Open an entry for the finding, or count it in the existing one. A solved entry opens again, an ignored one stays
    ignored."""
    tenant.table.write(record_write(tenant, integration, finding))


def record_write(tenant: Tenant, integration: str, finding: Finding) -> Update:
    """The write of `record`, for use in a transaction."""
    problem, now = finding.problem, tenant.moment()
    details = dict(finding.details)
    keeping, kept_values = kept(finding)
    values: Row = {
        ":schema": SCHEMA,
        ":integration": integration,
        ":slug": problem.slug,
        ":level": problem.level,
        ":explanation": _texts(problem.explanation, details),
        ":remedy": _texts(problem.remedy, details),
        ":subject": mask(finding.subject),
        ":responsible": problem.responsible,
        ":now": now,
        ":place": entry_search.place(now, problem.level),
        ":open": State.OPEN,
        ":listing": row_keys.organisation.entries_in(tenant.slug, integration, State.OPEN),
        ":one": 1,
        **kept_values,
    }
    is_notice = problem.level is Level.NOTICE
    if is_notice:
        values[":expires"] = tenant.epoch(DAYS_KEPT)
    return Update(
        _key(tenant.organisation, integration, finding),
        "SET #schema = :schema, integration = :integration, slug = :slug, #level = :level, "
        "explanation = :explanation, remedy = :remedy, responsible = :responsible, subject = :subject, "
        + keeping
        + ", first_seen = if_not_exists(first_seen, :now), last_seen = :now, listing_sk = :place, "
        "#state = if_not_exists(muted, :open), listing_pk = if_not_exists(muted_listing, :listing)"
        + (", expires = :expires" if is_notice else "")
        + " ADD #count :one REMOVE solved_at, solved_by"
        + ("" if is_notice else ", expires"),
        values=values,
        names=_NAMES | {"#schema": "schema", "#level": "level", "#reference": "reference", "#count": "count"},
    )


_NAMES = {"#state": "state"}
_OF_STATES = ("expires", "muted", "muted_listing", "solved_at", "solved_by")
"""Attributes that an entry has in one state and not in another."""


def solve(tenant: Tenant, integration: str, finding: Finding, *, reference: str = "") -> bool:
    """Close this finding's entry, which what has this reference has solved. Returns whether it existed."""
    by = Solver(integration=integration, reference=reference)
    return mark(tenant, integration, identify(tenant.organisation, integration, finding), State.SOLVED, by=by)


def solve_writes(tenant: Tenant, integration: str, finding: Finding, *, reference: str = "") -> list[Update]:
    """The write that closes this finding's entry, for use in a transaction; none when the entry is not open."""
    key = _key(tenant.organisation, integration, finding)
    row = tenant.table.get(key)
    by = Solver(integration=integration, reference=reference)
    is_open = row is not None and row["state"] == State.OPEN
    return [mark_write(tenant, integration, key.sk, State.SOLVED, by)] if is_open else []


def mark(tenant: Tenant, integration: str, entry: str, state: State, *, by: Solver | None = None) -> bool:
    """Mark the entry with this id solved, ignored or open. Returns whether it exists.

    by  who solved it; None: it closes by itself
    """
    try:
        tenant.table.write(mark_write(tenant, integration, entry, state, by or Solver(integration=integration)))
    except ConditionFailed:
        return False
    return True


def mark_by_hand(tenant: Tenant, integration: str, entry: str, state: State, *, actor: str) -> bool:
    """As `mark`, by a person: the audit record is written in the same transaction."""
    details = {"integration": integration, "entry": entry, "state": state}
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "mark-entry", actor, details)
    try:
        tenant.table.transact([mark_write(tenant, integration, entry, state, Solver(actor=actor)), act])
    except TransactionRefused:
        return False
    return True


def mark_write(tenant: Tenant, integration: str, entry: str, state: State, by: Solver) -> Update:
    """The write of `mark`, for use in a transaction. Its condition is that the entry exists."""
    values: Row = {":state": state, ":listing": row_keys.organisation.entries_in(tenant.slug, integration, state)}
    expression = "SET #state = :state, listing_pk = :listing"
    if state is not State.OPEN:
        values[":expires"] = tenant.epoch(DAYS_KEPT)
        expression += ", expires = :expires"
    if state is State.SOLVED:
        values |= {":now": tenant.moment(), ":by": {name: value for name, value in asdict(by).items() if value}}
        expression += ", solved_at = :now, solved_by = :by"
    if state is State.IGNORED:
        expression += ", muted = :state, muted_listing = :listing"
    removed = [each for each in _OF_STATES if each not in expression]
    expression += f" REMOVE {', '.join(removed)}" if removed else ""
    return Update(_place(tenant, integration, entry), expression, PRESENT, values, _NAMES)


def entries(
    tenant: Tenant,
    integrations: str | Sequence[str],
    state: State,
    wanted: Wanted = EVERY,
    *,
    limit: int = 50,
    after: str = "",
) -> tuple[list[Entry], str]:
    """A page of the log of one integration or of several, newest first, and the cursor of the next page ("" at the
    end). Raises ValueError for a cursor of other logs."""
    names = [integrations] if isinstance(integrations, str) else integrations
    return entry_search.page(tenant, names, state, wanted, limit=limit, after=after)


def find(tenant: Tenant, integration: str, entry: str) -> Entry | None:
    """The entry with this id."""
    row = tenant.table.get(_place(tenant, integration, entry))
    return from_row(row) if row else None


def open_entry(
    tenant: Tenant, integration: str, entry: str, *, actor: str, reason: str
) -> tuple[Entry, str | None] | None:
    """The entry with this id and its whole subject (see `whole_subject`); None when there is no such entry. Who opens
    it and why is recorded first."""
    row = tenant.table.get(_place(tenant, integration, entry))
    if row is None:
        return None
    details = {"integration": integration, "entry": entry, "reason": reason}
    audit_log.record(tenant.runtime, tenant.slug, "open-entry", actor, details)
    return from_row(row), whole_subject(row)


def identify(organisation: Organisation, integration: str, finding: Finding) -> str:
    """Id of the entry in which this finding is counted."""
    return _key(organisation, integration, finding).sk


def count_open(tenant: Tenant, integration: str, findings: Iterable[Finding]) -> int:
    """How many of these findings have an open entry."""
    rows = tenant.table.get_many(_key(tenant.organisation, integration, each) for each in findings)
    return sum(row["state"] == State.OPEN for row in rows.values())


def about(tenant: Tenant, integration: str, subject: str) -> Iterator[Entry]:
    """Every entry about this subject, whatever its state. Of an id or an e-mail address any spelling will do."""
    prefix = f"{tenant.pseudonyms.of('subject', normalise(subject))}/"
    rows = tenant.table.query(row_keys.organisation.entries(tenant.slug, integration), prefix=prefix)
    return map(from_row, islice(rows, 100))


def _place(tenant: Tenant, integration: str, entry: str) -> RowKey:
    return RowKey(row_keys.organisation.entries(tenant.slug, integration), entry)


def _key(organisation: Organisation, integration: str, finding: Finding) -> RowKey:
    pseudonyms = organisation.pseudonyms
    about_whom = pseudonyms.of("subject", normalise(finding.subject)) if finding.subject else "-"
    fingerprint = pseudonyms.of("finding", finding.problem.slug, finding.cause)
    return row_keys.organisation.entry(organisation.slug, integration, about_whom, fingerprint)


def _texts(text: Text, details: dict[str, str]) -> dict[str, Any]:
    filled = text.fill(details)
    return {"nl": filled.nl, "en": filled.en}
