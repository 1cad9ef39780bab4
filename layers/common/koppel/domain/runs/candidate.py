"""Candidates: rows and people as an integration read them, before anything stored is looked at."""

from dataclasses import dataclass

from koppel.domain.plan.desired import Desired
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.runs.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One row or person.

    label         where it was read, for people: "row 12", a cell, an id of a directory; no name
    desired       what the account should be; None where the reader refuses it (`reasons` say why), and of an undo
    undo          of an undo: the change of the trail to undo
    email_check   e-mail address that must be that of the account found, as sent; "" for no check
    reasons       why it is refused, or warnings of the reader
    is_duplicate  refused as the repetition of an earlier row
    """

    label: str
    desired: Desired | None = None
    undo: ChangeName | None = None
    email_check: str = ""
    reasons: tuple[Reason, ...] = ()
    is_duplicate: bool = False
