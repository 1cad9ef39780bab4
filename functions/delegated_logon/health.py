"""The health of delegated logon: whether there is a key, and which keys expire."""

from collections.abc import Sequence

from functions.delegated_logon import link_keys
from functions.delegated_logon.link_key import LogonKey, active
from functions.delegated_logon.tile import TILE
from koppel.domain.texts import Text
from koppel.domain.tiles.condition import Expiry
from koppel.organisation.health import Findings, Health
from koppel.runtime import Tenant

NO_KEY = Text(
    nl="Er is nog geen geldige sleutel waarmee een systeem links ondertekent.",
    en="There is no valid key yet with which a system signs links.",
)
KEY = Text(nl="Sleutel van links", en="Key of links")


def look(tenant: Tenant, _settings: str) -> Findings:
    """One read of all keys."""
    keys = link_keys.every(tenant)
    valid = active(keys, tenant.now())
    return Findings(lacks=() if valid else (NO_KEY,), expiries=[_expiry(each, valid) for each in keys if each.ends])


def _expiry(key: LogonKey, valid: Sequence[LogonKey]) -> Expiry:
    """A key that ends while another is valid for longer has been replaced."""
    outlived = any(not each.ends or each.ends > key.ends for each in valid)
    return Expiry(integration=TILE.integration, what=KEY, name=key.name, id=key.id, expires=key.ends, planned=outlived)


HEALTH = Health(look=look)
