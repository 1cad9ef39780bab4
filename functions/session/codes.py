"""Authorization codes: issued to one platform for one request, exchanged once, within a minute (RFC 6749)."""

import secrets
from dataclasses import asdict, dataclass

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed
from koppel.aws.writes import ABSENT, PRESENT, Put, Update
from koppel.domain.logon.session import digest_of
from koppel.runtime import Tenant

SECONDS_VALID = 60
CODE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The grant of a code: the platform, the address of the redirect, the PKCE challenge and the session.

    nonce  "" when the platform sent none (OpenID Connect Core 1.0 section 3.1.2.1 does not demand one)
    """

    client_id: str
    redirect_uri: str
    nonce: str
    challenge: str
    issuer: str
    session: str


def issue(tenant: Tenant, grant: Grant) -> str:
    """A new code for this grant; only its digest is stored."""
    code = secrets.token_urlsafe(CODE_BYTES)
    row = {**asdict(grant), "expires": tenant.epoch() + SECONDS_VALID}
    tenant.table.write(Put(row_keys.logon.code(tenant.slug, digest_of(code)), row, ABSENT))
    return code


def find(tenant: Tenant, code: str) -> Grant | None:
    """The grant of this code; None when it cannot be exchanged (unknown, used or expired)."""
    row = tenant.table.get(row_keys.logon.code(tenant.slug, digest_of(code)))
    if row is None or "used" in row or row["expires"] <= tenant.epoch():
        return None
    return Grant(**{name: row[name] for name in Grant.__dataclass_fields__})


def use(tenant: Tenant, code: str) -> bool:
    """Use the code up. Returns True for exactly one of any number of simultaneous calls."""
    write = Update(
        row_keys.logon.code(tenant.slug, digest_of(code)),
        "SET used = :now",
        f"{PRESENT} AND attribute_not_exists(used) AND expires > :now",
        {":now": tenant.epoch()},
    )
    try:
        tenant.table.write(write)
    except ConditionFailed:
        return False
    return True
