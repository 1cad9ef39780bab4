"""Nonces: what may be used once, and that it was."""

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.writes import ABSENT, Put
from koppel.runtime import Tenant

DAYS_KEPT = 2
"""Longer than anything that carries a nonce is valid. A row that is there counts, expired or not."""


def use(tenant: Tenant, scope: str, nonce: str) -> bool:
    """Whether this is its first use; of any number at the same moment exactly one is told so."""
    key = row_keys.logon.nonce(tenant.slug, tenant.pseudonyms.of("nonce", scope, nonce))
    try:
        tenant.table.write(Put(key, {"expires": tenant.epoch(DAYS_KEPT)}, ABSENT))
    except ConditionFailed:
        return False
    return True
