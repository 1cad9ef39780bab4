"""The health of bulk import: whether there is a key pair for the files of senders, and which pairs expire."""

from functions.bulk_import import keys
from functions.bulk_import.import_key import ImportKey
from functions.bulk_import.tile import TILE
from koppel.domain.texts import Text
from koppel.domain.tiles.condition import Expiry
from koppel.organisation.health import Findings, Health
from koppel.runtime import Tenant

NO_KEY = Text(
    nl="Er is nog geen geldig sleutelpaar waarmee verzenders een bestand kunnen versleutelen.",
    en="There is no valid key pair yet to which senders can encrypt a file.",
)
KEY = Text(nl="Sleutelpaar voor importbestanden", en="Key pair for import files")


def look(tenant: Tenant, _settings: str) -> Findings:
    """One read of all keys."""
    found, now = keys.every(tenant), tenant.now()
    is_open = any(each.is_offered(now) for each in found)
    expiries = [_expiry(each) for each in found if each.until and not (each.ends and each.ends <= now)]
    return Findings(lacks=() if is_open else (NO_KEY,), expiries=expiries)


def _expiry(key: ImportKey) -> Expiry:
    """A key that somebody replaces or ends, ends as planned."""
    return Expiry(
        integration=TILE.integration,
        what=KEY,
        name=key.name,
        id=key.id,
        expires=key.until,
        planned=bool(key.ends),
    )


HEALTH = Health(look=look)
