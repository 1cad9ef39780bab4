"""Single logout: a session that began at an identity provider ends there too, wherever the person logs out.

The code that ends the session asks here where the browser goes next. A token, valid once and for a minute, carries what
is needed to the identity provider's connection, where the session is over already.
"""

import secrets
from dataclasses import dataclass, field

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, Put, Update
from koppel.domain.logon.session import digest_of
from koppel.runtime import Tenant

LIFETIME = 60
ANSWERED_WITHIN = 600


@dataclass(frozen=True, slots=True)
class Leaving:
    """A logout in progress: the digest of the ended session, and where the browser goes in the end."""

    session: str
    back: str = field(repr=False)


def begin(tenant: Tenant, session: str, back: str = "") -> str:
    """The path at which the logout of the session with this digest continues, "" when it ends here. `back` is where the
    browser goes in the end, an address that was checked; "" for a page of ours."""
    row = tenant.table.get(row_keys.saml.session(tenant.slug, session))
    if row is None:
        return ""
    token = secrets.token_urlsafe(32)
    _keep(tenant, token, {"leaving": session, "back": back}, LIFETIME)
    return f"/saml/{row['connection']}/slo?go={token}"


def take(tenant: Tenant, token: str) -> Leaving | None:
    """The logout of this token; None when the token is unknown, used or expired."""
    row = _use(tenant, token)
    return Leaving(row["leaving"], row["back"]) if row else None


def remember(tenant: Tenant, request: str, back: str) -> None:
    """Remember where the browser goes when the identity provider has answered this request."""
    if back:
        _keep(tenant, request, {"leaving": "-", "back": back}, ANSWERED_WITHIN)


def recall(tenant: Tenant, request: str) -> str:
    """Where the browser goes after the answer to this request, "" for a page of ours."""
    row = _use(tenant, request) if request else None
    return str(row["back"]) if row else ""


def _keep(tenant: Tenant, secret: str, row: Row, seconds: int) -> None:
    key = row_keys.saml.request(tenant.slug, digest_of(secret))
    tenant.table.write(Put(key, {**row, "expires": tenant.epoch() + seconds}, ABSENT))


def _use(tenant: Tenant, secret: str) -> Row | None:
    """The row, once; None when it is unknown, used, expired, or of a request for a logon, which has the same key."""
    condition = "attribute_exists(leaving) AND attribute_not_exists(used) AND expires > :now"
    key, values = row_keys.saml.request(tenant.slug, digest_of(secret)), {":now": tenant.epoch()}
    try:
        return tenant.table.write(Update(key, "SET used = :now", condition, values))
    except ConditionFailed:
        return None
