"""Active users: whom an identity provider holds to be active, as far as there is one that may say so."""

from collections.abc import Iterable

from functions.directory_sync.scim.memory import users
from koppel.domain.api_tokens import Scope
from koppel.organisation import api_users
from koppel.runtime import Tenant


def among(tenant: Tenant, keys: Iterable[str]) -> frozenset[str]:
    """Those of these accounts that an identity provider has as an active user.

    None once no API user may push people any more: what an identity provider said before it was cut off holds nobody's
    access.
    """
    found = frozenset(key for key, link in users.find_many(tenant, keys).items() if not link.inactive)
    if not found or not _may_anybody_push(tenant):
        return frozenset()
    return found


def _may_anybody_push(tenant: Tenant) -> bool:
    return any(Scope.SCIM in each.scopes and each.is_valid(tenant.now()) for each in api_users.every(tenant))
