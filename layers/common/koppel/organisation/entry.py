"""An entry of an error log, as its row holds it.

Entries are shown with their subject masked. The row also keeps the whole subject, for somebody who opens the entry:
that person says why, and this is recorded first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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

    references   of the last occurrences, newest first, each once
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
    references: tuple[str, ...] = ()
    responsible: Responsible = Responsible.APPLICATION_MANAGER
    solved_at: str = ""
    solved_by: Solver | None = None


def kept(finding: Finding) -> tuple[str, Mapping[str, Any]]:
    """What keeps the whole subject and the references: SET actions of an update expression, and their values. An action
    reads the row as it was before the update."""
    actions, values = ["#reference = if_not_exists(#reference, :reference)"], {":reference": finding.reference}
    if finding.reference:
        pairs = reversed(list(zip(EARLIER, ("#reference", *EARLIER), strict=False)))
        actions = [f"{older} = if_not_exists({newer}, :none)" for older, newer in pairs]
        actions.append("#reference = :reference")
        values[":none"] = ""
    if finding.subject:
        actions.append("whom = :whom")
        values[":whom"] = finding.subject
    return ", ".join(actions), values


def from_row(row: Row) -> Entry:
    """The entry in this row."""
    references = [row["reference"], *(row.get(name, "") for name in EARLIER)]
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
        references=tuple(dict.fromkeys(filter(None, references))),
        responsible=Responsible(row.get("responsible", Responsible.APPLICATION_MANAGER)),
        solved_at=row.get("solved_at", ""),
        solved_by=Solver(**row["solved_by"]) if "solved_by" in row else None,
    )


def whole_subject(row: Row) -> str | None:
    """The whole subject of the entry in this row: "" when it is about nobody in particular, None when it was not kept,
    as in rows that were last written before it was."""
    return row.get("whom") if row["subject"] else ""
