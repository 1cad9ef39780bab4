"""Hourly: how many rows strangers may have an organisation keep. Anybody can send links and responses that are refused;
what is kept of each is bounded for each hour, and the error log counts the rest.
"""

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, Contended
from koppel.aws.writes import Update
from koppel.runtime import Tenant

MOST = 500
HOUR = 3600  # seconds


def may_keep(tenant: Tenant, what: str) -> bool:
    """Whether one more row of this family may be kept in this hour, and count it. Not when that cannot be counted:
    the table is too busy then for what nobody may ever look at."""
    hour = tenant.epoch() // HOUR
    write = Update(
        row_keys.traffic.hourly_count(tenant.slug, what, hour),
        "SET expires = :expires ADD #calls :one",
        "attribute_not_exists(pk) OR #calls < :most",
        {":one": 1, ":most": MOST, ":expires": (hour + 2) * HOUR},
        {"#calls": "calls"},
    )
    try:
        tenant.table.write(write)
    except (ConditionFailed, Contended):
        return False
    return True
