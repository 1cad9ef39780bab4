"""Items: rows of the staged plan as they are stored and shown, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pydantic import JsonValue

from koppel.domain.accounts.account import Kind
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.runs.reason import Reason
from koppel.domain.texts import Text

NOTHING: Mapping[str, JsonValue] = MappingProxyType({})


class ItemVerb(StrEnum):
    """What is planned for a row."""

    CREATE = "create"
    UPDATE = "update"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    RELATE = "relate"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


CHANGES = frozenset({ItemVerb.CREATE, ItemVerb.UPDATE, ItemVerb.DEACTIVATE, ItemVerb.REACTIVATE, ItemVerb.RELATE})
"""The verbs of rows that are applied; other rows are only reported."""

VERB_LABELS: Mapping[ItemVerb, Text] = {
    ItemVerb.CREATE: Text(nl="Nieuw", en="New"),
    ItemVerb.UPDATE: Text(nl="Wijzigen", en="Update"),
    ItemVerb.DEACTIVATE: Text(nl="Deactiveren", en="Deactivate"),
    ItemVerb.REACTIVATE: Text(nl="Opnieuw activeren", en="Reactivate"),
    ItemVerb.RELATE: Text(nl="Behandelrelatie", en="Treatment relationship"),
    ItemVerb.UNCHANGED: Text(nl="Ongewijzigd", en="Unchanged"),
    ItemVerb.DUPLICATE: Text(nl="Dubbel", en="Duplicate"),
    ItemVerb.REFUSED: Text(nl="Geweigerd", en="Refused"),
}


class ItemOutcome(StrEnum):
    """What became of a row. Each row of a run that is done has exactly one."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    """There was nothing to change, at planning or any more."""
    DRIFTED = "drifted"
    """What would change by then was something else than was planned."""
    REFUSED = "refused"
    """It was refused or a duplicate at planning, or is refused by now."""
    FAILED = "failed"
    """Others kept writing the same account, or we failed."""
    UNDONE = "undone"
    """It was applied, and undone again because another row of an all-or-nothing run failed."""


OUTCOME_LABELS: Mapping[ItemOutcome, Text] = {
    ItemOutcome.APPLIED: Text(nl="Uitgevoerd", en="Applied"),
    ItemOutcome.UNCHANGED: Text(nl="Ongewijzigd", en="Unchanged"),
    ItemOutcome.DRIFTED: Text(nl="Intussen anders", en="Different by now"),
    ItemOutcome.REFUSED: Text(nl="Geweigerd", en="Refused"),
    ItemOutcome.FAILED: Text(nl="Mislukt", en="Failed"),
    ItemOutcome.UNDONE: Text(nl="Teruggedraaid", en="Undone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of the staged plan.

    number         counts the rows of a run from 1; `<run>/<number>` is the reference of its change in the trail
    label          as of the candidate
    kind, key      the account; the key is "" for a new one, both are None and "" where none is known
    version        of the account that the plan was made from; None for a new one
    before, after  what changes, as `AccountChange.difference`, and in `after` the relationships that begin and end,
                   for display only
    reasons        why it is refused, and warnings
    is_partial     whether the change is too large for one transaction
    loses_access   whether the person can do less afterwards: deactivated, now or later, or without roles
    signature      a keyed hash of what changes; a plan with another one is another plan
    source         the candidate as JSON (`json_forms`), empty where there is nothing to apply
    """

    number: int
    label: str
    verb: ItemVerb
    kind: Kind | None = None
    key: str = ""
    version: int | None = None
    before: Mapping[str, JsonValue] = NOTHING
    after: Mapping[str, JsonValue] = NOTHING
    reasons: tuple[Reason, ...] = ()
    is_partial: bool = False
    loses_access: bool = False
    signature: str = ""
    source: Mapping[str, JsonValue] = NOTHING

    @property
    def is_change(self) -> bool:
        """Whether there is something to apply."""
        return self.verb in CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one item.

    changes  the changes of the trail that it made, oldest first; more than one where the change was too large for one
             transaction
    reasons  why it failed or is refused by now
    drift    what would change by now, of an item that drifted
    """

    number: int
    outcome: ItemOutcome
    changes: tuple[ChangeName, ...] = ()
    reasons: tuple[Reason, ...] = ()
    drift: Item | None = None
