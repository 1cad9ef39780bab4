"""Due deactivations: those with a time are carried out once it has come, in the name of the origin that set it."""

from itertools import takewhile

from koppel.accounts import store
from koppel.accounts.apply import Overtaken, apply
from koppel.aws import row_keys
from koppel.aws.patience import attempts
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.domain.accounts.account import Account
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.due import is_due, plan_due_deactivation
from koppel.domain.plan.last_manager import MANAGER
from koppel.organisation import turns
from koppel.runtime import Tenant

ATTEMPTS = 5
MOST = 500  # accounts of one sweep; the next sweep does the rest


def carry_out_due(tenant: Tenant) -> int:
    """Deactivate every account that is due. Returns how many."""
    due = list(tenant.table.listed(row_keys.accounts.due(tenant.slug), until=tenant.now(), limit=MOST))
    in_time = takewhile(lambda _: not turns.is_over(), due)
    return sum(_carry_out(tenant, RowKey(row["pk"], row["sk"])) for row in in_time)


def _carry_out(tenant: Tenant, key: RowKey) -> bool:
    """Whether this deactivated the account. The listing may be stale, so the account itself says whether it is due; a
    client that is readmitted at this moment stays active."""
    for _ in attempts(ATTEMPTS):
        row = tenant.table.get(key)
        account = store.from_row(row) if row else None
        if account is None or not is_due(account, tenant.now()):
            return False
        try:
            is_last = MANAGER in account.roles and not store.has_other_managers(tenant, account.key)
            apply(tenant, plan_due_deactivation(account, _origin(tenant, account), is_last_manager=is_last))
        except Overtaken:
            continue
        return True
    return False


def _origin(tenant: Tenant, account: Account) -> Origin:
    """The origin of the change that set the time, from the account's trail; not that of an undo that restored it."""
    trail = tenant.table.query(row_keys.accounts.trails(tenant.slug, account.key), newest_first=True)
    setting = (each for each in trail if each["after"].get("deactivate_at") == account.deactivate_at)
    row: Row = next((each for each in setting if "undoes" not in each), {})
    names = ("integration", "source", "actor", "reference")
    return Origin(**{"integration": "", **{name: row[name] for name in names if name in row}}, at=tenant.now())
