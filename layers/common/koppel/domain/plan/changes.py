"""Changes: what a plan writes, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from koppel.domain.accounts.account import Account, Claim
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.desired import Origin
from koppel.domain.problems.problem import Finding

NOT_SHOWN = frozenset({"version", "modified", "created", "key", "kind", "watermarks"})
"""Parts of an account that the trail leaves out."""


class Verb(StrEnum):
    """What happens to an account."""

    CREATE = "create"
    UPDATE = "update"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    RELATE = "relate"
    MERGE = "merge"
    UNMERGE = "unmerge"
    """A merge is undone."""
    OBSERVE = "observe"
    """Only watermarks move, which nobody sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """One account before (None: it is new) and after."""

    before: Account | None
    after: Account

    def difference(self) -> tuple[dict[str, object], dict[str, object]]:
        """What differs, before and after: the account's fields and the rest (`active`, `roles` …), by name."""
        old, new = flat(self.before), flat(self.after)
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        return {name: old[name] for name in names if name in old}, {name: new[name] for name in names if name in new}


def flat(account: Account | None) -> dict[str, object]:
    """What is filled of an account, by name, as the trail shows it: its fields and the rest."""
    if account is None:
        return {}
    rest = {each.name: getattr(account, each.name) for each in fields(account) if each.name not in NOT_SHOWN}
    values: Mapping[str, object] = rest.pop("values")
    empty: tuple[object, ...] = ("", (), {}, None)
    return {**values, **{name: value for name, value in rest.items() if value not in empty}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything that is written together, or not at all.

    verb            what happens to the first account
    accounts        each account that changes, with the version that the plan saw
    values_waiting  (account key, claim) of values that begin to wait for their present holder
    values_settled  (account key, claim) of values that no longer wait
    findings        to record in the error log: in the same transaction, those without a subject after it
    solved          findings whose entries are closed, where they are open
    mail_requested  the platform is to mail the person about the change
    undoes          `<account key>/<version>` of the change that this one undoes, "" for any other
    """

    verb: Verb
    origin: Origin
    accounts: tuple[AccountChange, ...]
    relations_made: tuple[Relation, ...] = ()
    relations_ended: tuple[Relation, ...] = ()
    waiting_made: tuple[WaitingRelation, ...] = ()
    waiting_ended: tuple[WaitingRelation, ...] = ()
    values_waiting: tuple[tuple[str, Claim], ...] = ()
    values_settled: tuple[tuple[str, Claim], ...] = ()
    findings: tuple[Finding, ...] = ()
    solved: tuple[Finding, ...] = ()
    mail_requested: bool = False
    undoes: str = ""
