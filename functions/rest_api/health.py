"""The health of the REST API: whether an API user can call it, and which tokens expire."""

from collections.abc import Iterator

from functions.rest_api.tile import TILE
from koppel.domain.api_tokens import Scope
from koppel.domain.texts import Text
from koppel.domain.tiles.condition import Expiry
from koppel.organisation import api_users
from koppel.organisation.api_users import ApiUser
from koppel.organisation.health import Findings, Health
from koppel.runtime import Tenant

ACCOUNT_SCOPES = frozenset({Scope.READ_ACCOUNTS, Scope.WRITE_ACCOUNTS})
NO_USER = Text(
    nl="Er is nog geen geldige API-gebruiker die accounts mag lezen of wijzigen.",
    en="There is no valid API user yet that may read or change accounts.",
)
TOKEN = Text(nl="Token van API-gebruiker", en="Token of API user")
PREVIOUS_TOKEN = Text(nl="Vorig token van API-gebruiker", en="Previous token of API user")


def look(tenant: Tenant, _settings: str) -> Findings:
    """One read of all API users."""
    users, now = api_users.every(tenant), tenant.now()
    usable = any(each.is_valid(now) and each.scopes & ACCOUNT_SCOPES for each in users)
    return Findings(
        lacks=() if usable else (NO_USER,), expiries=[one for each in users for one in _expiries(each, now)]
    )


def _expiries(user: ApiUser, now: str) -> Iterator[Expiry]:
    if user.expires:
        yield Expiry(integration=TILE.integration, what=TOKEN, name=user.name, id=user.id, expires=user.expires)
    if user.previous_until > now:
        yield Expiry(
            integration=TILE.integration,
            what=PREVIOUS_TOKEN,
            name=user.name,
            id=user.id,
            expires=user.previous_until,
            planned=True,
        )


HEALTH = Health(look=look)
