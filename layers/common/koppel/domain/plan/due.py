"""The plan for a deactivation whose time has come."""

from dataclasses import replace

from koppel.domain.accounts.account import Account
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.problems.account import LAST_MANAGER
from koppel.domain.problems.problem import Finding


def is_due(account: Account, now: str) -> bool:
    """Whether the account is active and its deactivation was due by `now` (UTC, `YYYY-MM-DDTHH:MM:SS`)."""
    return account.active and bool(account.deactivate_at) and account.deactivate_at <= now


def plan_due_deactivation(account: Account, origin: Origin, *, is_last_manager: bool = False) -> Change:
    """The account becomes inactive; the last application manager stays active. `origin` is that which set the time: its
    integration may reactivate it."""
    if is_last_manager:
        finding = Finding(problem=LAST_MANAGER, subject=account.directory_id or account.text("id") or account.key)
        after = replace(account, deactivate_at="", modified=origin.at)
        change = AccountChange(before=account, after=after)
        return Change(verb=Verb.UPDATE, origin=origin, accounts=(change,), findings=(finding,))
    after = replace(account, active=False, deactivated_by=origin.integration, deactivate_at="", modified=origin.at)
    return Change(verb=Verb.DEACTIVATE, origin=origin, accounts=(AccountChange(before=account, after=after),))
