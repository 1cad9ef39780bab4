"""Nonces: values that may be used once."""

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.writes import ABSENT, Put
from koppel.runtime import Tenant

DAYS_KEPT = 2
"""Longer than a link is valid. A row counts until the table deletes it, expired or not."""


def use(tenant: Tenant, scope: str, nonce: str) -> bool:
    """Use the nonce up. Returns True for exactly one of any number of simultaneous calls."""
    key = row_keys.logon.nonce(tenant.slug, tenant.pseudonyms.of("nonce", scope, nonce))
    try:
        tenant.table.write(Put(key, {"expires": tenant.epoch(DAYS_KEPT)}, ABSENT))
    except ConditionFailed:
        return False
    return True
