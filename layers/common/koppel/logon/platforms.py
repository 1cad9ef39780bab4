"""The platform of an organisation as stored: the operator registers it, and its secret is shown once."""

import secrets
from collections.abc import Sequence

from koppel.aws import row_keys
from koppel.aws.errors import TransactionRefused
from koppel.aws.rows import Row
from koppel.aws.writes import PRESENT, Delete, Put
from koppel.domain.logon.platform import Platform, TokenAlgorithm, is_address
from koppel.domain.logon.session import digest_of
from koppel.domain.problems.logon import PLATFORM_UNFIT
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.messages import MISSING
from koppel.organisation import audit_log
from koppel.runtime import Tenant

SECRET_BYTES = 32
NOT_AN_ADDRESS = Text(nl="is geen volledig https-adres", en="is not a complete https address")
WITH_QUERY = Text(nl="mag geen deel na een vraagteken hebben", en="must have no query")


def register(
    tenant: Tenant,
    *,
    home: str,
    initiate_login: str,
    redirects: Sequence[str],
    after_logout: Sequence[str] = (),
    signed_with: TokenAlgorithm | None = None,
    actor: str = "",
) -> tuple[Platform, str]:
    """Register the organisation's platform, in place of an earlier one. Returns it and its secret, which is not stored.

    A platform that was registered before keeps its client id and, without `signed_with`, the algorithm of its tokens; a
    new one has ES256 then. Raises Declined when an address is unfit.
    """
    every_address = {
        "home": (home,),
        "initiate_login": (initiate_login,),
        "redirects": redirects,
        "after_logout": after_logout,
    }
    wrong = {name: NOT_AN_ADDRESS for name, addresses in every_address.items() if not all(map(is_address, addresses))}
    wrong |= {} if redirects else {"redirects": MISSING}
    wrong |= {"home": WITH_QUERY} if "?" in home else {}
    if wrong:
        raise Declined(PLATFORM_UNFIT, fields=wrong)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    before = from_row(tenant.table.get(row_keys.logon.platform(tenant.slug)))
    platform = Platform(
        client_id=before.client_id if before else secrets.token_hex(16),
        secret_digest=digest_of(secret),
        home=home.rstrip("/"),
        initiate_login=initiate_login,
        redirects=tuple(redirects),
        after_logout=tuple(after_logout),
        signed_with=signed_with or (before.signed_with if before else TokenAlgorithm.ES256),
    )
    shown: Row = {
        "client_id": platform.client_id,
        "home": platform.home,
        "initiate_login": platform.initiate_login,
        "redirects": list(platform.redirects),
        "after_logout": list(platform.after_logout),
        "id_token_signed_response_alg": platform.signed_with,
    }
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "register-platform", actor, shown)
    put = Put(row_keys.logon.platform(tenant.slug), {**shown, "secret_digest": platform.secret_digest})
    tenant.table.transact([put, act])
    return platform, secret


def remove(tenant: Tenant, *, actor: str = "") -> bool:
    """Remove the platform. Returns whether there was one."""
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "remove-platform", actor, {})
    try:
        tenant.table.transact([Delete(row_keys.logon.platform(tenant.slug), PRESENT), act])
    except TransactionRefused:
        return False
    return True


def from_row(row: Row | None) -> Platform | None:
    """The platform in the row."""
    if row is None:
        return None
    return Platform(
        client_id=row["client_id"],
        secret_digest=row["secret_digest"],
        home=row["home"],
        initiate_login=row["initiate_login"],
        redirects=tuple(row["redirects"]),
        after_logout=tuple(row["after_logout"]),
        signed_with=TokenAlgorithm(row.get("id_token_signed_response_alg", TokenAlgorithm.ES256)),
    )
