"""The health of directories: whether a source can be read or people are pushed, how many wait behind the brake
of what is pushed, and which secrets expire."""

from functions.directory_sync.memory import credentials
from functions.directory_sync.scim import brake
from functions.directory_sync.tile import TILE, DirectorySettings
from koppel.domain.api_tokens import Scope
from koppel.domain.texts import Text
from koppel.domain.tiles.condition import Expiry
from koppel.organisation import api_users, organisations
from koppel.organisation.health import Findings, Health
from koppel.runtime import Tenant

NO_SOURCE = Text(
    nl="Er is nog geen bron die aanstaat en zegt welke directory het is, en geen geldige API-gebruiker met het recht "
    "scim, waarmee een identiteitsprovider medewerkers doorgeeft.",
    en="There is no source yet that is on and says which directory it is, and no valid API user with the scope scim, "
    "with which an identity provider pushes professionals.",
)
NO_SECRET = Text(
    nl="De bron {source} heeft nog geen geheim of wachtwoord.",
    en="The source {source} has no secret or password yet.",
)
SECRET = Text(nl="Geheim van de bron", en="Secret of the source")


def look(tenant: Tenant, settings: str) -> Findings:
    """One read of the secrets of all sources; without a source one of all API users."""
    found: DirectorySettings = organisations.read_settings(DirectorySettings, settings)
    kept = credentials.every(tenant, [each.name for each in found.sources])
    used = [each for each in found.sources if each.on and each.is_complete]
    lacks = [NO_SECRET.fill({"source": each.name}) for each in used if each.name not in kept]
    expiries = [
        Expiry(
            integration=TILE.integration,
            what=SECRET,
            name=each.name,
            id=each.name,
            expires=kept[each.name].expires,
            planned=not each.on,
        )
        for each in found.sources
        if each.name in kept and kept[each.name].expires
    ]
    if not used and not _is_pushed(tenant):
        lacks = [NO_SOURCE]
    return Findings(lacks=lacks, expiries=expiries)


def _is_pushed(tenant: Tenant) -> bool:
    now = tenant.now()
    return any(each.is_valid(now) and Scope.SCIM in each.scopes for each in api_users.every(tenant))


HEALTH = Health(look=look, waiting=brake.count_waiting)
