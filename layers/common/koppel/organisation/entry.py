"""An entry of an error log, as its row holds it.

Entries are shown with their subject masked. The row also keeps the whole subject and the references of the last
occurrences, which `open_row` reads: somebody who opens an entry says why, and that is recorded first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from koppel.aws.rows import Row
from koppel.domain.problems.problem import Finding, Level, Responsible, State
from koppel.domain.texts import Text

EARLIER = ("reference2", "reference3", "reference4", "reference5")
"""Attributes with the references of the occurrences before the last one, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solver:
    """Who solved an entry: a person (`actor`); or nobody, as it closed by itself when the integration processed the
    message, the request or the job with this reference ("" where it has none)."""

    actor: str = ""
    integration: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of an error log. `subject` is masked; times are UTC.

    responsible  who can do what the remedy says
    solved_at    when it was solved, "" while it is open or ignored
    """

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
    responsible: Responsible = Responsible.APPLICATION_MANAGER
    solved_at: str = ""
    solved_by: Solver | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What an entry shows to somebody who opens it.

    subject     the whole subject: "" when the entry is about nobody in particular, None when it was not kept
    references  of the last occurrences, newest first, each once
    """

    subject: str | None = field(repr=False)
    references: tuple[str, ...]


def kept(finding: Finding) -> tuple[str, Mapping[str, Any]]:
    """What a row keeps for those who open it: SET actions of an update expression, each with a comma before it, and
    their values. An action reads the row as it was before the update."""
    actions, values = "", {}
    if finding.subject:
        actions, values = ", whom = :whom", {":whom": finding.subject}
    if finding.reference:
        newer = ("#reference", *EARLIER)
        pairs = reversed(list(zip(EARLIER, newer, strict=False)))
        actions += "".join(f", {older} = if_not_exists({each}, :none)" for older, each in pairs)
        values |= {":none": ""}
    return actions, values


def from_row(row: Row) -> Entry:
    """The entry in this row."""
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
        responsible=Responsible(row.get("responsible", Responsible.APPLICATION_MANAGER)),
        solved_at=row.get("solved_at", ""),
        solved_by=Solver(**row["solved_by"]) if "solved_by" in row else None,
    )


def open_row(row: Row) -> Opened:
    """What the row keeps for those who open its entry. Rows that were written before this was kept have the last
    reference only."""
    references = [row["reference"], *(row.get(name, "") for name in EARLIER)]
    subject = row.get("whom") if row["subject"] else ""
    return Opened(subject, tuple(dict.fromkeys(filter(None, references))))
