"""Single logout: a session that began at an identity provider ends there too, wherever somebody logs out.

Whoever ends the session asks here where the browser has to go next. A token, good once and for a minute, carries what
is needed to a place where the session is already over.
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
    """Somebody on their way out: the digest of the session that they had, and where they are to go in the end."""

    session: str
    back: str = field(repr=False)


def begin(tenant: Tenant, session: str, back: str = "") -> str:
    """The path on which a logout goes on that ended the session with this digest; "" when it ends here. `back` is
    where the browser is to go in the end, an address that is known to be good; "" for a page of ours."""
    row = tenant.table.get(row_keys.saml.session(tenant.slug, session))
    if row is None:
        return ""
    token = secrets.token_urlsafe(32)
    _keep(tenant, token, {"leaving": session, "back": back}, LIFETIME)
    return f"/saml/{row['connection']}/slo?go={token}"


def take(tenant: Tenant, token: str) -> Leaving | None:
    """Who leaves by this token; None for one that is unknown, used or too old."""
    row = _use(tenant, token)
    return Leaving(row["leaving"], row["back"]) if row else None


def asked(tenant: Tenant, request: str, back: str) -> None:
    """Remember where to go when the identity provider has answered this request."""
    if back:
        _keep(tenant, request, {"leaving": "-", "back": back}, ANSWERED_WITHIN)


def answered(tenant: Tenant, request: str) -> str:
    """Where to go now that this request was answered, "" for nowhere in particular."""
    row = _use(tenant, request) if request else None
    return str(row["back"]) if row else ""


def _keep(tenant: Tenant, secret: str, row: Row, seconds: int) -> None:
    key = row_keys.saml.request(tenant.slug, digest_of(secret))
    tenant.table.write(Put(key, {**row, "expires": tenant.epoch() + seconds}, ABSENT))


def _use(tenant: Tenant, secret: str) -> Row | None:
    """The row, once. A request for a logon, which stands in the same place, is none of this."""
    condition = "attribute_exists(leaving) AND attribute_not_exists(used) AND expires > :now"
    key, values = row_keys.saml.request(tenant.slug, digest_of(secret)), {":now": tenant.epoch()}
    try:
        return tenant.table.write(Update(key, "SET used = :now", condition, values))
    except ConditionFailed:
        return None
