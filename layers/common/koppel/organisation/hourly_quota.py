"""The hourly quota of rows that refused senders cause.

Anybody can send links and SAML responses that are refused. An organisation keeps a bounded number of rows about them in
each hour; the error log counts all of them.
"""

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, Contended
from koppel.aws.writes import Update
from koppel.runtime import Tenant

MOST = 500  # rows of one family in one hour
HOUR = 3600  # seconds


def consume(tenant: Tenant, family: str) -> bool:
    """Count one more row of this family in this hour. Returns whether the row may be kept.

    A row that cannot be counted is not kept: the table is too busy then for a row that may never be read.
    """
    hour = tenant.epoch() // HOUR
    write = Update(
        row_keys.traffic.hourly_count(tenant.slug, family, hour),
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
